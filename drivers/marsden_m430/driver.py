# SPDX-License-Identifier: EUPL-1.2
"""The Marsden M-430 driver: the scale sends its block when somebody presses PRINT; nothing is asked."""

from __future__ import annotations

from drivers.base import Driver, Timing
from drivers.links.ports import LineSettings
from drivers.marsden_m430.interpret import MarsdenInterpreter
from drivers.names import DriverName
from kiosk.capability import Capability


class MarsdenDriver(Driver, driver=DriverName.MARSDEN_M430):
    """Silent until PRINT."""

    capabilities = (Capability.BODY_WEIGHT,)
    line = LineSettings(baud=9600)
    timing = Timing(negotiate_s=None, silence_s=None)
    maker = "Marsden"
    model = "M-430"

    @staticmethod
    def new_interpreter() -> MarsdenInterpreter:
        return MarsdenInterpreter()
