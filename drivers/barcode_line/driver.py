# SPDX-License-Identifier: EUPL-1.2
"""The driver of a code reader on a serial line; it reads by its own trigger or by itself."""

from __future__ import annotations

from typing import Any

from drivers.barcode_line.dialogue import BarcodeDialogue
from drivers.barcode_line.interpret import BarcodeInterpreter
from drivers.base import Driver, Timing
from drivers.dialogue import Dialogue
from drivers.links.ports import LineSettings
from drivers.names import DriverName
from kiosk.capability import Capability


class BarcodeLineDriver(Driver, driver=DriverName.BARCODE_LINE):
    """Silent until it has read a code."""

    capabilities = (Capability.CODE_READING,)
    line = LineSettings(baud=9600)
    timing = Timing(negotiate_s=None, silence_s=None)
    maker = "unknown"
    model = "code reader"

    @staticmethod
    def new_interpreter() -> BarcodeInterpreter:
        return BarcodeInterpreter()

    def new_dialogue(self) -> Dialogue[Any]:
        return BarcodeDialogue(self.timing)
