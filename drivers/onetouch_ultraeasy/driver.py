# SPDX-License-Identifier: EUPL-1.2
"""The OneTouch UltraEasy driver: the patient's own meter on its 2.5 mm cable."""

from __future__ import annotations

from typing import Any

from drivers.base import Driver, Timing
from drivers.dialogue import Dialogue
from drivers.links.ports import LineSettings
from drivers.names import DriverName
from drivers.onetouch_ultraeasy.dialogue import UltraEasyDialogue
from drivers.onetouch_ultraeasy.interpret import LifeScanInterpreter
from kiosk.capability import Capability


class UltraEasyDriver(Driver, driver=DriverName.ONETOUCH_ULTRAEASY):
    """Answers only; the cable may be there without the meter."""

    capabilities = (Capability.BLOOD_GLUCOSE,)
    line = LineSettings(baud=9600)
    timing = Timing(negotiate_s=4.0, silence_s=12.0)
    maker = "LifeScan"
    model = "OneTouch UltraEasy"

    @staticmethod
    def new_interpreter() -> LifeScanInterpreter:
        return LifeScanInterpreter()

    def new_dialogue(self) -> Dialogue[Any]:
        return UltraEasyDialogue(self.timing)
