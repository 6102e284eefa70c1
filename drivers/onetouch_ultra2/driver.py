# SPDX-License-Identifier: EUPL-1.2
"""The OneTouch Ultra 2 driver: the patient's own meter on its 2.5 mm cable."""

from __future__ import annotations

from typing import Any

from drivers.base import Driver, Timing
from drivers.dialogue import Dialogue
from drivers.links.ports import LineSettings
from drivers.names import DriverName
from drivers.onetouch_ultra2.dialogue import UltraDialogue
from drivers.onetouch_ultra2.interpret import UltraInterpreter
from kiosk.capability import Capability


class UltraDriver(Driver, driver=DriverName.ONETOUCH_ULTRA2):
    """Answers only; the cable may be there without the meter."""

    capabilities = (Capability.BLOOD_GLUCOSE,)
    line = LineSettings(baud=9600)
    timing = Timing(negotiate_s=4.0, silence_s=16.0)
    maker = "LifeScan"
    model = "OneTouch Ultra 2"

    @staticmethod
    def new_interpreter() -> UltraInterpreter:
        return UltraInterpreter()

    def new_dialogue(self) -> Dialogue[Any]:
        return UltraDialogue(self.timing)
