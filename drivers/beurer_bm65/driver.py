# SPDX-License-Identifier: EUPL-1.2
"""The Beurer BM65 driver: measured by hand, read from the memory."""

from __future__ import annotations

from drivers.base import Driver, Timing
from drivers.beurer_bm65.dialogue import BeurerDialogue
from drivers.beurer_bm65.interpret import BeurerInterpreter
from drivers.links.ports import LineSettings
from drivers.names import DriverName
from kiosk.capability import Capability


class BeurerDriver(Driver, driver=DriverName.BEURER_BM65):
    """Silent until it is switched on and waked; asked every 2 s whether it is."""

    capabilities = (Capability.BLOOD_PRESSURE,)
    line = LineSettings(baud=4800)
    timing = Timing(negotiate_s=None, silence_s=None)
    maker = "Beurer"
    model = "BM65"

    @staticmethod
    def new_interpreter() -> BeurerInterpreter:
        return BeurerInterpreter()

    def new_dialogue(self) -> BeurerDialogue:
        return BeurerDialogue(self.timing)
