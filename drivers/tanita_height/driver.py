# SPDX-License-Identifier: EUPL-1.2
"""The driver for Tanita height meters: the same records as the scales', with a height alone."""

from __future__ import annotations

from drivers.base import Driver, Timing
from drivers.links.ports import LineSettings
from drivers.names import DriverName
from drivers.tanita_text.interpret import TanitaInterpreter
from kiosk.capability import Capability


class TanitaHeightDriver(Driver, driver=DriverName.TANITA_HEIGHT):
    """Silent until it has a result."""

    capabilities = (Capability.BODY_HEIGHT,)
    line = LineSettings(baud=9600)
    timing = Timing(negotiate_s=None, silence_s=None)
    maker = "Tanita"
    model = "height meter"

    @staticmethod
    def new_interpreter() -> TanitaInterpreter:
        return TanitaInterpreter()
