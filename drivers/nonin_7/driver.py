# SPDX-License-Identifier: EUPL-1.2
"""The Nonin format 7 driver. OEM III and Xpod stream by themselves; 9560 and 3150 must be told which format."""

from __future__ import annotations

from drivers.base import Commands, Driver, Timing
from drivers.links.ports import LineSettings
from drivers.names import DriverName
from drivers.nonin_7.frame import FORMAT_7_COMMAND
from drivers.nonin_7.interpret import Nonin7Interpreter
from kiosk.capability import Capability


class Nonin7Driver(Driver, driver=DriverName.NONIN_7):
    """The format command is answered only in the first 5 s of a connection; it is sent until the stream is there."""

    capabilities = (Capability.PULSE_OXIMETRY,)
    line = LineSettings(baud=9600)
    timing = Timing(negotiate_s=2.0, silence_s=1.0, start_every_s=1.0)
    commands = Commands(repeat_start=FORMAT_7_COMMAND)
    probe_asks = False  # drivers.nonin asks, and a device keeps the format it was told
    maker = "Nonin"
    model = "oximeter, serial data format 7"

    @staticmethod
    def new_interpreter() -> Nonin7Interpreter:
        return Nonin7Interpreter()
