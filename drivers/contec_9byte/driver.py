# SPDX-License-Identifier: EUPL-1.2
"""The Contec 9-byte driver (V7.0; start-up as the vendor's program was recorded doing it)."""

from __future__ import annotations

from drivers.base import Commands, Driver, Timing
from drivers.contec_9byte.decode import START_REALTIME
from drivers.contec_9byte.frame import command
from drivers.contec_9byte.interpret import ContecInterpreter
from drivers.links.ports import LineSettings
from drivers.names import DriverName
from kiosk.capability import Capability

STOP_REALTIME, STOP_STORAGE = 0xA2, 0xA7
MODEL, VENDOR, STILL_HERE = 0xA8, 0xA9, 0xAF
# AA asks for an identifier that staff may have set to a person's name; it is never asked for.


class ContecDriver(Driver, driver=DriverName.CONTEC_9BYTE):
    """Silent until told; stops by itself some 30 s after the last "still here"."""

    capabilities = (Capability.PULSE_OXIMETRY,)
    line = LineSettings(baud=115200, dtr=True, rts=False)
    timing = Timing(negotiate_s=1.5, silence_s=1.0, start_every_s=1.0, keep_alive_s=5.0)
    commands = Commands(
        start=command(STOP_STORAGE) + command(STOP_REALTIME) + command(MODEL) + command(VENDOR),
        repeat_start=command(START_REALTIME),
        keep_alive=command(STILL_HERE),
        stop=command(STOP_STORAGE) + command(STOP_REALTIME),
    )
    maker = "Contec"
    model = "oximeter, 9-byte protocol"

    @staticmethod
    def new_interpreter() -> ContecInterpreter:
        return ContecInterpreter()
