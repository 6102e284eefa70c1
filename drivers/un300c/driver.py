# SPDX-License-Identifier: EUPL-1.2
"""The UN300C driver: a cuff that we start and stop ourselves."""

from __future__ import annotations

from drivers.base import Commands, Driver, Timing
from drivers.links.ports import LineSettings
from drivers.names import DriverName
from drivers.un300c.dialogue import STOP, Un300cDialogue
from drivers.un300c.interpret import Un300cInterpreter
from kiosk.capability import Capability, Command


class Un300cDriver(Driver, driver=DriverName.UN300C):
    """Gives its pressure by itself while it measures; asked for its status every 5 s while it waits."""

    capabilities = (Capability.BLOOD_PRESSURE,)
    controls = frozenset({Command.START, Command.STOP})
    line = LineSettings(baud=4800)
    timing = Timing(negotiate_s=4.0, silence_s=12.0)
    commands = Commands(stop=STOP)
    guarded = True
    maker = "UN300C"
    model = "blood pressure board"

    @staticmethod
    def new_interpreter() -> Un300cInterpreter:
        return Un300cInterpreter()

    def new_dialogue(self) -> Un300cDialogue:
        return Un300cDialogue(self.timing)
