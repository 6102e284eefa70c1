# SPDX-License-Identifier: EUPL-1.2
"""The driver of Masimo monitors set to "ASCII 1". They take no commands: it only listens."""

from __future__ import annotations

from drivers.base import Driver, Timing
from drivers.links.ports import LineSettings
from drivers.masimo_ascii1.interpret import MasimoInterpreter
from drivers.names import DriverName
from kiosk.capability import Capability


class MasimoDriver(Driver, driver=DriverName.MASIMO_ASCII1):
    """A line a second. The default output of a Rad-8 is "ASCII 2": a technician sets "ASCII 1" in its menu."""

    capabilities = (Capability.PULSE_OXIMETRY,)
    line = LineSettings(baud=9600)
    timing = Timing(negotiate_s=3.0, silence_s=3.0)
    maker = "Masimo"
    model = "oximeter, ASCII 1 output"

    @staticmethod
    def new_interpreter() -> MasimoInterpreter:
        return MasimoInterpreter()
