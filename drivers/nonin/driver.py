# SPDX-License-Identifier: EUPL-1.2
"""The driver for any Nonin with a serial line: finds out what it speaks, and asks it for the best it can."""

from __future__ import annotations

from drivers.base import Driver, Timing
from drivers.links.ports import LineSettings
from drivers.names import DriverName
from drivers.nonin.dialogue import NoninDialogue
from drivers.nonin.interpret import AnyNoninInterpreter
from kiosk.capability import Capability

FORMATS = (2, 7, 8, 13)
"""The best first: a waveform, a finer one that costs more, numbers each second, one measurement at a time."""


class AnyNoninDriver(Driver, driver=DriverName.NONIN):
    """A slow format is proven by four packets, one a second, after the questions about clock, number and format."""

    capabilities = (Capability.PULSE_OXIMETRY,)
    line = LineSettings(baud=9600)
    timing = Timing(negotiate_s=8.0, silence_s=8.0)
    maker = "Nonin"
    model = "oximeter"

    @staticmethod
    def new_interpreter() -> AnyNoninInterpreter:
        return AnyNoninInterpreter()

    def new_dialogue(self) -> NoninDialogue:
        return NoninDialogue(self.timing, FORMATS)
