# SPDX-License-Identifier: EUPL-1.2
"""The Tanita driver: 9600 8N1, the device sends a record when it has finished measuring; nothing is asked.

(A DC-320 in host mode, and a WB-110 or TBF-310 at 7E1, need another conversation; they must be set to send by
themselves.)
"""

from __future__ import annotations

from drivers.base import Driver, Timing
from drivers.links.ports import LineSettings
from drivers.names import DriverName
from drivers.tanita_text.interpret import TanitaInterpreter
from kiosk.capability import Capability


class TanitaDriver(Driver, driver=DriverName.TANITA_TEXT):
    """Silent until it has a result."""

    # The height in a scale's record was typed in or set by hand; it is published, but not promised.
    capabilities = (Capability.BODY_WEIGHT, Capability.BODY_COMPOSITION)
    line = LineSettings(baud=9600)
    timing = Timing(negotiate_s=None, silence_s=None)
    maker = "Tanita"
    model = "body composition scale"

    @staticmethod
    def new_interpreter() -> TanitaInterpreter:
        return TanitaInterpreter()
