# SPDX-License-Identifier: EUPL-1.2
"""The driver of a TaiDoc blood-pressure meter: started by its own button, its newest record is the result."""

from __future__ import annotations

from typing import Any

from drivers.base import Driver
from drivers.dialogue import Dialogue
from drivers.links.ports import LineSettings
from drivers.names import DriverName
from drivers.taidoc.dialogue import TaiDocDialogue
from drivers.taidoc.driver import TIMING
from drivers.taidoc_bp.interpret import PressureInterpreter
from kiosk.capability import Capability


class TaiDocPressureDriver(Driver, driver=DriverName.TAIDOC_BP):
    """It cannot be started or stopped by us."""

    capabilities = (Capability.BLOOD_PRESSURE,)
    line = LineSettings(baud=19200)
    timing = TIMING
    maker = "TaiDoc"
    model = "blood-pressure meter"

    @staticmethod
    def new_interpreter() -> PressureInterpreter:
        return PressureInterpreter()

    def new_dialogue(self) -> Dialogue[Any]:
        return TaiDocDialogue(self.timing)
