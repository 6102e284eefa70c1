# SPDX-License-Identifier: EUPL-1.2
"""The Nonin format 1 driver. A strap on the module chooses the format, and there are no commands: it only listens."""

from __future__ import annotations

from drivers.base import Driver, Timing
from drivers.links.ports import LineSettings
from drivers.names import DriverName
from drivers.nonin_1.interpret import Nonin1Interpreter
from kiosk.capability import Capability


class Nonin1Driver(Driver, driver=DriverName.NONIN_1):
    """Four packets must stand in a row before the first is known to be one, and two after a disturbance."""

    capabilities = (Capability.PULSE_OXIMETRY,)
    line = LineSettings(baud=9600)
    timing = Timing(negotiate_s=7.0, silence_s=4.0)
    maker = "Nonin"
    model = "oximeter module, serial data format 1"

    @staticmethod
    def new_interpreter() -> Nonin1Interpreter:
        return Nonin1Interpreter()
