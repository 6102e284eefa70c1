# SPDX-License-Identifier: EUPL-1.2
"""The OneTouch Verio IQ driver: the patient's own meter on its USB plug, which is a CP210x serial port."""

from __future__ import annotations

from typing import Any

from drivers.base import Driver, Timing
from drivers.dialogue import Dialogue
from drivers.links.ports import LineSettings
from drivers.names import DriverName
from drivers.onetouch_ultraeasy.interpret import LifeScanInterpreter
from drivers.onetouch_verioiq.decode import decode
from drivers.onetouch_verioiq.dialogue import VerioDialogue
from kiosk.capability import Capability


class VerioDriver(Driver, driver=DriverName.ONETOUCH_VERIOIQ):
    """Answers only; the port comes and goes with the meter."""

    capabilities = (Capability.BLOOD_GLUCOSE,)
    line = LineSettings(baud=38400)
    timing = Timing(negotiate_s=4.0, silence_s=12.0)
    maker = "LifeScan"
    model = "OneTouch Verio IQ"

    @staticmethod
    def new_interpreter() -> LifeScanInterpreter:
        return LifeScanInterpreter(decode, newest_first=False)

    def new_dialogue(self) -> Dialogue[Any]:
        return VerioDialogue(self.timing)
