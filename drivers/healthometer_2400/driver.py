# SPDX-License-Identifier: EUPL-1.2
"""The driver for Health o meter scales at 2400 8N1; their records are those of `drivers.healthometer`."""

from __future__ import annotations

from drivers.base import Timing
from drivers.healthometer.interpret import HealthometerInterpreter
from drivers.links.ports import LineSettings
from drivers.names import DriverName
from drivers.shared.scale_dialogue import Asking
from drivers.shared.scale_driver import ScaleDriver


class Healthometer2400Driver(ScaleDriver, driver=DriverName.HEALTHOMETER_2400):
    """Sends by itself."""

    line = LineSettings(baud=2400)
    timing = Timing(negotiate_s=None, silence_s=None)
    asking = Asking(pause_s=3.0, stream_silence_s=None)
    maker = "Health o meter"
    model = "Professional scale, 2400 baud"

    @staticmethod
    def new_interpreter() -> HealthometerInterpreter:
        return HealthometerInterpreter()
