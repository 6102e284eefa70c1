# SPDX-License-Identifier: EUPL-1.2
"""The driver of a GM65 module behind the cabinet's glass: START makes it look for a code."""

from __future__ import annotations

from typing import Any

from drivers.barcode_gm65.dialogue import Gm65Dialogue
from drivers.barcode_gm65.interpret import Gm65Interpreter
from drivers.base import Driver, Timing
from drivers.dialogue import Dialogue
from drivers.links.ports import LineSettings
from drivers.names import DriverName
from kiosk.capability import Capability, Command


class Gm65Driver(Driver, driver=DriverName.BARCODE_GM65):
    """Silent until it is told to read, or until it has read by itself."""

    capabilities = (Capability.CODE_READING,)
    controls = frozenset({Command.START, Command.STOP})
    line = LineSettings(baud=9600)
    timing = Timing(negotiate_s=None, silence_s=None)
    maker = "Grow"
    model = "GM65"

    @staticmethod
    def new_interpreter() -> Gm65Interpreter:
        return Gm65Interpreter()

    def new_dialogue(self) -> Dialogue[Any]:
        return Gm65Dialogue(self.timing)
