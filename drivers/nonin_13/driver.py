# SPDX-License-Identifier: EUPL-1.2
"""The Nonin spot-check driver: reads the device's clock and serial number, chooses format 13, and waits."""

from __future__ import annotations

from drivers.base import Driver, Timing
from drivers.links.ports import LineSettings
from drivers.names import DriverName
from drivers.nonin.dialogue import NoninDialogue
from drivers.nonin_13.interpret import Nonin13Interpreter
from kiosk.capability import Capability

FORMATS = (13,)


class Nonin13Driver(Driver, driver=DriverName.NONIN_13):
    """The device says nothing until it has a result, within 40 s; a finger that leaves before gives none."""

    capabilities = (Capability.PULSE_OXIMETRY,)
    line = LineSettings(baud=9600)
    timing = Timing(negotiate_s=None, silence_s=None)
    probe_asks = False  # drivers.nonin asks, and a device keeps the format it was told
    maker = "Nonin"
    model = "oximeter, serial data format 13"

    @staticmethod
    def new_interpreter() -> Nonin13Interpreter:
        return Nonin13Interpreter()

    def new_dialogue(self) -> NoninDialogue:
        return NoninDialogue(self.timing, FORMATS)
