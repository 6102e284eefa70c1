# SPDX-License-Identifier: EUPL-1.2
"""Bytes ↔ lines of a OneTouch Ultra 2: text, a blank, the 16-bit sum of the text in four hex digits, CR LF.

A line whose sum is wrong is skipped. Control bytes are skipped alone, for the sum tells whether a line is whole: the
meter answers a wake-up with ``11 0D``, and a plug that goes in makes noise.
"""

from __future__ import annotations

import re

from drivers.checksum import sum16
from drivers.framing import Line, LineFramer

WAKE = b"\x11\r"
"""Wakes the meter; sent before every command."""
LIMIT_BYTES = 96
"""A record has 62."""
CHECK_LENGTH = 5
CONTROLS = bytes(set(range(0x20)) - {0x0A, 0x0D})
_CHECKED = re.compile(rb"(.+) ([0-9A-F]{4})")


def encode(text: str) -> bytes:
    """Return the line that says ``text``."""
    return f"{text} {sum16(text.encode('ascii')):04X}\r\n".encode("ascii")


class UltraFramer(LineFramer):
    """Find lines with a right sum; ``text`` is without it."""

    def __init__(self) -> None:
        super().__init__(limit_bytes=LIMIT_BYTES)

    def feed(self, data: bytes) -> list[Line]:
        text = data.translate(None, delete=CONTROLS)
        self.tally.fed_bytes += len(data) - len(text)
        self.tally.skipped_bytes += len(data) - len(text)
        return super().feed(text)

    def _belongs(self, content: bytes) -> bool:
        match = _CHECKED.fullmatch(content)
        return match is not None and sum16(match[1]) == int(match[2], 16)

    def _line(self, content: bytes, raw: bytes) -> Line:
        return super()._line(content[:-CHECK_LENGTH], raw)
