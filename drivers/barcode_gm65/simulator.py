# SPDX-License-Identifier: EUPL-1.2
"""A GM65 from its side: it looks for a code for 5 s after the trigger, or all the time.

Variants: ``command`` looks when it is told to; ``continuous`` looks all the time.
"""

from __future__ import annotations

from typing import ClassVar

from drivers.barcode_gm65.frame import UNCHECKED, encode_reply
from drivers.barcode_line.simulator import SimulatedReader
from drivers.checksum import crc16_ccitt
from drivers.names import DriverName

LOOKS_S = 5.0
HEAD = b"\x7e\x00"
OVERHEAD = 8
"""Bytes of a command besides its data."""


class SimulatedGm65(SimulatedReader, driver=DriverName.BARCODE_GM65):
    """Commands with a wrong CRC get no answer."""

    variants: ClassVar[tuple[str, ...]] = ("command", "continuous")

    def __init__(self, variant: str = "") -> None:
        super().__init__(variant)
        self._heard = b""
        self._looks_until_s = 0.0
        self._settings = {0x0002: 0}

    def power_on(self) -> None:
        super().power_on()
        self._heard, self._looks_until_s = b"", 0.0

    def receive(self, data: bytes) -> None:
        self._heard += data
        while (command := self._next()) is not None:
            self._answers += self._obey(command)

    def _next(self) -> bytes | None:
        """Cut a command off what was heard."""
        while self._heard and not HEAD.startswith(self._heard[:2]):
            self._heard = self._heard[1:]
        if len(self._heard) < 4 or len(self._heard) < OVERHEAD + self._heard[3]:
            return None
        length = OVERHEAD + self._heard[3]
        command, self._heard = self._heard[:length], self._heard[length:]
        return command

    def _obey(self, command: bytes) -> bytes:
        kind, address, data = command[2], int.from_bytes(command[4:6], "big"), command[6:-2]
        right = crc16_ccitt(command[2:-2], 0).to_bytes(2, "big")
        if command[-2:] not in (UNCHECKED, right):
            return b""
        if kind == 0x08 and len(data) == 1:
            self._settings[address] = data[0]
            if address == 0x0002:
                self._looks_until_s = self.now_s + LOOKS_S if data[0] else 0.0
            return encode_reply(0, b"\x00")
        return encode_reply(0, bytes([self._settings.get(address, 0)])) if kind == 0x07 else b""

    def _speak(self) -> bytes:
        looks = self.variant == "continuous" or self.now_s < self._looks_until_s
        if not looks or not self._shown:
            return b""
        code, self._shown = self._shown, b""
        self._looks_until_s = 0.0
        return code + b"\r\n"
