# SPDX-License-Identifier: EUPL-1.2
"""The Health o meter driver, 9600 8N1: the scale sends while somebody stands on it, and takes no commands."""

from __future__ import annotations

from drivers.base import Timing
from drivers.healthometer.interpret import HealthometerInterpreter
from drivers.links.ports import LineSettings
from drivers.names import DriverName
from drivers.shared.scale_dialogue import Asking
from drivers.shared.scale_driver import ScaleDriver


class HealthometerDriver(ScaleDriver, driver=DriverName.HEALTHOMETER):
    """Silent until a weight is locked, then a record a second."""

    line = LineSettings(baud=9600)
    timing = Timing(negotiate_s=None, silence_s=None)
    asking = Asking(pause_s=3.0, stream_silence_s=None)
    maker = "Health o meter"
    model = "Professional scale"

    @staticmethod
    def new_interpreter() -> HealthometerInterpreter:
        return HealthometerInterpreter()
