# SPDX-License-Identifier: EUPL-1.2
"""The driver of a Honeywell reader: START pulls its trigger, STOP lets it go."""

from __future__ import annotations

from typing import Any

from drivers.barcode_honeywell.dialogue import HoneywellDialogue
from drivers.barcode_line.interpret import BarcodeInterpreter
from drivers.base import Driver, Timing
from drivers.dialogue import Dialogue
from drivers.links.ports import LineSettings
from drivers.names import DriverName
from kiosk.capability import Capability, Command


class HoneywellDriver(Driver, driver=DriverName.BARCODE_HONEYWELL):
    """Silent until it has read a code."""

    capabilities = (Capability.CODE_READING,)
    controls = frozenset({Command.START, Command.STOP})
    line = LineSettings(baud=9600)
    timing = Timing(negotiate_s=None, silence_s=None)
    maker = "Honeywell"
    model = "code reader"

    @staticmethod
    def new_interpreter() -> BarcodeInterpreter:
        return BarcodeInterpreter()

    def new_dialogue(self) -> Dialogue[Any]:
        return HoneywellDialogue(self.timing)
