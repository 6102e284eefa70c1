# SPDX-License-Identifier: EUPL-1.2
"""The Ohaus Defender 3000 driver: the scale sends all the time and takes no commands here."""

from __future__ import annotations

from drivers.base import Timing
from drivers.links.ports import LineSettings
from drivers.names import DriverName
from drivers.scale_ohaus.interpret import OhausInterpreter
from drivers.shared.scale_driver import ScaleDriver


class OhausDriver(ScaleDriver, driver=DriverName.SCALE_OHAUS):
    """Set to continuous output."""

    line = LineSettings(baud=9600)
    timing = Timing(negotiate_s=3.0, silence_s=3.0)
    maker = "Ohaus"
    model = "scale, continuous lines"

    @staticmethod
    def new_interpreter() -> OhausInterpreter:
        return OhausInterpreter()
