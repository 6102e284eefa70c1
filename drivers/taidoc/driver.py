# SPDX-License-Identifier: EUPL-1.2
"""The TaiDoc driver: a glucose meter on its serial or CP210x cable."""

from __future__ import annotations

from typing import Any

from drivers.base import Driver, Timing
from drivers.dialogue import Dialogue
from drivers.links.ports import LineSettings
from drivers.names import DriverName
from drivers.taidoc.dialogue import TaiDocDialogue
from drivers.taidoc.interpret import TaiDocInterpreter
from kiosk.capability import Capability

TIMING = Timing(negotiate_s=4.0, silence_s=12.0)


class TaiDocDriver(Driver, driver=DriverName.TAIDOC):
    """Answers only; the cable may be there without the meter."""

    capabilities = (Capability.BLOOD_GLUCOSE,)
    line = LineSettings(baud=19200)
    timing = TIMING
    maker = "TaiDoc"
    model = "glucose meter"

    @staticmethod
    def new_interpreter() -> TaiDocInterpreter:
        return TaiDocInterpreter()

    def new_dialogue(self) -> Dialogue[Any]:
        return TaiDocDialogue(self.timing)
