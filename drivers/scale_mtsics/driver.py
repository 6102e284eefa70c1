# SPDX-License-Identifier: EUPL-1.2
"""The MT-SICS driver: 9600 8N1, the factory setting. (A balance set to 19200 with RTS/CTS must be set back.)"""

from __future__ import annotations

from typing import Any

from drivers.base import Timing
from drivers.dialogue import Dialogue
from drivers.links.ports import LineSettings
from drivers.names import DriverName
from drivers.scale_mtsics.dialogue import ASKING, MtsicsDialogue
from drivers.scale_mtsics.interpret import MtsicsInterpreter
from drivers.shared.scale_driver import ScaleDriver
from kiosk.capability import Command


class MtsicsDriver(ScaleDriver, driver=DriverName.SCALE_MTSICS):
    """Told to send all the time; a line of its print key is taken as well."""

    line = LineSettings(baud=9600)
    timing = Timing(negotiate_s=4.0, silence_s=4.0)
    asking = ASKING
    controls = frozenset({Command.ZERO})
    maker = "Mettler-Toledo"
    model = "scale, MT-SICS"

    @staticmethod
    def new_interpreter() -> MtsicsInterpreter:
        return MtsicsInterpreter()

    def new_dialogue(self) -> Dialogue[Any]:
        return MtsicsDialogue(self.timing, self.forget)
