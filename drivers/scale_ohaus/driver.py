# SPDX-License-Identifier: EUPL-1.2
"""The Ohaus Defender 3000 driver: the scale sends all the time and takes no commands here."""

from __future__ import annotations

from drivers.base import Timing
from drivers.names import DriverName
from drivers.ports import LineSettings
from drivers.scale_driver import ScaleDriver
from drivers.scale_ohaus.interpret import OhausInterpreter


class OhausDriver(ScaleDriver, driver=DriverName.SCALE_OHAUS):
    """Set to continuous output."""

    line = LineSettings(baud=9600)
    timing = Timing(negotiate_s=3.0, silence_s=3.0)
    maker = "Ohaus"
    model = "scale, continuous lines"

    @staticmethod
    def new_interpreter() -> OhausInterpreter:
        return OhausInterpreter()
