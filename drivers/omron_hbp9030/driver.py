# SPDX-License-Identifier: EUPL-1.2
"""The driver of Omron's HBP-9030: a serial port by USB (CDC), output format 5; nothing is ever said to it."""

from __future__ import annotations

from drivers.base import Driver, Timing
from drivers.links.ports import LineSettings
from drivers.names import DriverName
from drivers.omron_hbp9030.interpret import HbpInterpreter
from kiosk.capability import Capability


class Hbp9030Driver(Driver, driver=DriverName.OMRON_HBP9030):
    """Silent until it has a result; started at its own button."""

    capabilities = (Capability.BLOOD_PRESSURE,)
    line = LineSettings(baud=9600)
    timing = Timing(negotiate_s=None, silence_s=None)
    maker = "Omron"
    model = "HBP-9030 or HBP-9031C"
    set_to = "Set the output to format 5 (function 32)."

    @staticmethod
    def new_interpreter() -> HbpInterpreter:
        return HbpInterpreter()
