# SPDX-License-Identifier: EUPL-1.2
"""The driver of Omron's HBP-9020 at 2400 8N1; a unit set to even parity has a driver of its own."""

from __future__ import annotations

from drivers.base import Driver, Timing
from drivers.links.ports import LineSettings
from drivers.names import DriverName
from drivers.omron_hbp9020.interpret import Hbp9020Interpreter
from kiosk.capability import Capability


class Hbp9020Driver(Driver, driver=DriverName.OMRON_HBP9020):
    """Silent until it has a result; started at its own button."""

    capabilities = (Capability.BLOOD_PRESSURE,)
    line = LineSettings(baud=2400)
    timing = Timing(negotiate_s=None, silence_s=None)
    maker = "Omron"
    model = "HBP-9020"

    @staticmethod
    def new_interpreter() -> Hbp9020Interpreter:
        return Hbp9020Interpreter()
