# SPDX-License-Identifier: EUPL-1.2
"""The G-Tech driver: the station sends its result when it has finished; nothing is asked."""

from __future__ import annotations

from drivers.base import Driver, Timing
from drivers.gtech_gl150.interpret import GtechInterpreter
from drivers.links.ports import LineSettings
from drivers.names import DriverName
from kiosk.capability import Capability


class GtechDriver(Driver, driver=DriverName.GTECH_GL150):
    """Silent until it has a result."""

    capabilities = (Capability.BODY_WEIGHT, Capability.BODY_HEIGHT)
    line = LineSettings(baud=9600)
    timing = Timing(negotiate_s=None, silence_s=None)
    maker = "G-Tech"
    model = "GL-150"

    @staticmethod
    def new_interpreter() -> GtechInterpreter:
        return GtechInterpreter()
