# SPDX-License-Identifier: EUPL-1.2
"""The driver of A&D's TM-2580 at 2400 8N1, which is assumed."""

from __future__ import annotations

from drivers.and_tm2580.dialogue import Tm2580Dialogue
from drivers.and_tm2580.interpret import Tm2580Interpreter
from drivers.base import Driver, Timing
from drivers.items import Item
from drivers.names import DriverName
from drivers.ports import LineSettings
from kiosk.capability import Capability, Command


class AndTm2580Driver(Driver, driver=DriverName.AND_TM2580):
    """Silent until it answers our start. No stop is known, so it is neither offered nor guarded."""

    capabilities = (Capability.BLOOD_PRESSURE,)
    controls = frozenset({Command.START})
    line = LineSettings(baud=2400)
    timing = Timing(negotiate_s=None, silence_s=None)
    maker = "A&D"
    model = "TM-2580"

    @staticmethod
    def new_interpreter() -> Tm2580Interpreter:
        return Tm2580Interpreter()

    def new_dialogue(self) -> Tm2580Dialogue:
        return Tm2580Dialogue(self.timing, self._ended)

    def _ended(self) -> list[Item]:
        return self._interpreter.finish()
