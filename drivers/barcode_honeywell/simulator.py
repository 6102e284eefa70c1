# SPDX-License-Identifier: EUPL-1.2
"""A Honeywell reader from its side: it looks for a code while its trigger is pulled.

Variants: ``trigger`` looks when it is told to; ``presentation`` looks all the time.
"""

from __future__ import annotations

from typing import ClassVar

from drivers.barcode_honeywell.dialogue import RELEASE, TRIGGER
from drivers.barcode_line.simulator import SimulatedReader
from drivers.names import DriverName

SHINES_S = 30.0


class SimulatedHoneywell(SimulatedReader, driver=DriverName.BARCODE_HONEYWELL):
    """Commands have no answer."""

    variants: ClassVar[tuple[str, ...]] = ("trigger", "presentation")

    def __init__(self, variant: str = "") -> None:
        super().__init__(variant)
        self._heard = b""
        self.shines_until_s = 0.0

    def power_on(self) -> None:
        super().power_on()
        self._heard, self.shines_until_s = b"", 0.0

    def receive(self, data: bytes) -> None:
        self._heard += data
        while b"\r" in self._heard:
            command, _, self._heard = self._heard.partition(b"\r")
            if command + b"\r" == TRIGGER:
                self.shines_until_s = self.now_s + SHINES_S
            elif command + b"\r" == RELEASE:
                self.shines_until_s = 0.0
        self._heard = self._heard[-len(TRIGGER) :]

    def _speak(self) -> bytes:
        looks = self.variant == "presentation" or self.now_s < self.shines_until_s
        if not looks or not self._shown:
            return b""
        code, self._shown = self._shown, b""
        self.shines_until_s = 0.0
        return code + b"\r"
