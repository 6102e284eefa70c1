# SPDX-License-Identifier: EUPL-1.2
"""The Nonin format 2 driver. OEM III and Xpod stream by themselves; 9560 and 3150 must be told which format."""

from __future__ import annotations

from drivers.base import Commands, Driver, Timing
from drivers.links.ports import LineSettings
from drivers.names import DriverName
from drivers.nonin_2.frame import FORMAT_2_COMMAND
from drivers.nonin_2.interpret import NoninInterpreter
from kiosk.capability import Capability


class NoninDriver(Driver, driver=DriverName.NONIN_2):
    """The format command is answered only in the first 5 s of a connection; it is sent until the stream is there.

    The device keeps the format through a battery change, so there is nothing to keep alive and nothing to stop.
    """

    capabilities = (Capability.PULSE_OXIMETRY,)
    line = LineSettings(baud=9600)
    timing = Timing(negotiate_s=2.0, silence_s=1.0, start_every_s=1.0)
    commands = Commands(repeat_start=FORMAT_2_COMMAND)
    probe_asks = False  # drivers.nonin asks, and a device keeps the format it was told
    maker = "Nonin"
    model = "oximeter, serial data format 2"

    @staticmethod
    def new_interpreter() -> NoninInterpreter:
        return NoninInterpreter()
