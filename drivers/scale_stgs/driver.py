# SPDX-License-Identifier: EUPL-1.2
"""The driver for CAS, T-Scale and others at 9600 8N1: they stream, or send a line at their print key; nobody asks."""

from __future__ import annotations

from drivers.base import Timing
from drivers.links.ports import LineSettings
from drivers.names import DriverName
from drivers.scale_stgs.interpret import StgsInterpreter
from drivers.shared.scale_driver import ScaleDriver


class StgsDriver(ScaleDriver, driver=DriverName.SCALE_STGS):
    """Silent until somebody prints, or streaming: which, shows when lines come."""

    line = LineSettings(baud=9600)
    timing = Timing(negotiate_s=None, silence_s=None)
    maker = "CAS, T-Scale or alike"
    model = "scale with ST,GS lines"

    @staticmethod
    def new_interpreter() -> StgsInterpreter:
        return StgsInterpreter()
