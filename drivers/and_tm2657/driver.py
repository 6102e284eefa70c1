# SPDX-License-Identifier: EUPL-1.2
"""The driver of A&D stations that one puts an arm into, set to 2400 8N1 and output format RB as they come."""

from __future__ import annotations

from drivers.and_tm2657.dialogue import STOP, AndDialogue
from drivers.and_tm2657.interpret import AndInterpreter
from drivers.base import Commands, Driver, Timing
from drivers.links.ports import LineSettings
from drivers.names import DriverName
from kiosk.capability import Capability, Command


class AndTm2657Driver(Driver, driver=DriverName.AND_TM2657):
    """Silent until it has a result, whether it was started by us or by its own button."""

    capabilities = (Capability.BLOOD_PRESSURE,)
    controls = frozenset({Command.START, Command.STOP})
    line = LineSettings(baud=2400)
    timing = Timing(negotiate_s=None, silence_s=None)
    commands = Commands(stop=STOP)
    guarded = True
    maker = "A&D"
    model = "TM-2655P or TM-2657P"
    set_to = "Set the output format to RB (function 25 to 1)."

    @staticmethod
    def new_interpreter() -> AndInterpreter:
        return AndInterpreter()

    def new_dialogue(self) -> AndDialogue:
        return AndDialogue(self.timing)
