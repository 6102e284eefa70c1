# SPDX-License-Identifier: EUPL-1.2
"""The SunTech driver: a cuff that we start and stop ourselves."""

from __future__ import annotations

from drivers.base import Commands, Driver, Timing
from drivers.links.ports import LineSettings
from drivers.names import DriverName
from drivers.suntech_nibp.dialogue import ABORT, SuntechDialogue
from drivers.suntech_nibp.interpret import SuntechInterpreter
from kiosk.capability import Capability, Command


class SuntechDriver(Driver, driver=DriverName.SUNTECH_NIBP):
    """Speaks when asked, and when a measurement is finished; asked every 5 s while it waits."""

    capabilities = (Capability.BLOOD_PRESSURE,)
    controls = frozenset({Command.START, Command.STOP})
    line = LineSettings(baud=9600)
    timing = Timing(negotiate_s=3.0, silence_s=12.0)
    commands = Commands(stop=ABORT)
    guarded = True
    maker = "SunTech"
    model = "Advantage blood pressure module"

    @staticmethod
    def new_interpreter() -> SuntechInterpreter:
        return SuntechInterpreter()

    def new_dialogue(self) -> SuntechDialogue:
        return SuntechDialogue(self.timing)
