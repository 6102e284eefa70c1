# SPDX-License-Identifier: EUPL-1.2
"""The Nonin format 8 driver: numbers once a second, no waveform. A 9560 or 3150 must be told to use it."""

from __future__ import annotations

from drivers.base import Commands, Driver, Timing
from drivers.links.ports import LineSettings
from drivers.names import DriverName
from drivers.nonin_8.frame import FORMAT_8_COMMAND
from drivers.nonin_8.interpret import Nonin8Interpreter
from kiosk.capability import Capability


class Nonin8Driver(Driver, driver=DriverName.NONIN_8):
    """The format command is answered only in the first 5 s of a connection; it is sent until packets come.

    Four packets must stand in a row before the first is known to be one, and two after a disturbance.
    """

    capabilities = (Capability.PULSE_OXIMETRY,)
    line = LineSettings(baud=9600)
    timing = Timing(negotiate_s=7.0, silence_s=4.0, start_every_s=2.0)
    commands = Commands(repeat_start=FORMAT_8_COMMAND)
    probe_asks = False  # drivers.nonin asks, and a device keeps the format it was told
    maker = "Nonin"
    model = "oximeter, serial data format 8"

    @staticmethod
    def new_interpreter() -> Nonin8Interpreter:
        return Nonin8Interpreter()
