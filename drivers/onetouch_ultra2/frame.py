# SPDX-License-Identifier: EUPL-1.2
"""Bytes ↔ lines of a OneTouch Ultra 2: text, a blank, the 16-bit sum of the text in four hex digits, CR LF.

A line whose sum is wrong is skipped. Control bytes where a line should begin are skipped alone: the meter answers a
wake-up with ``11 0D``, and a plug that goes in makes noise.
"""

from __future__ import annotations

import re
from dataclasses import replace

from drivers.checksum import sum16
from drivers.framing import Line, LineFramer

WAKE = b"\x11\r"
"""Wakes the meter; sent before every command."""
LIMIT_BYTES = 96
"""A record has 62."""
_CHECKED = re.compile(r"(.+) ([0-9A-F]{4})")


def encode(text: str) -> bytes:
    """Return the line that says ``text``."""
    return f"{text} {sum16(text.encode('ascii')):04X}\r\n".encode("ascii")


class UltraFramer(LineFramer):
    """Find lines with a right sum; ``text`` is without it."""

    def __init__(self) -> None:
        super().__init__(limit_bytes=LIMIT_BYTES)

    def _byte(self, byte: int) -> Line | None:
        if byte < 0x20 and byte not in self._ends and not self._partial and not self._spoilt:
            self.tally.skip(1)
            return None
        return super()._byte(byte)

    def _end(self, byte: int) -> Line | None:
        line = super()._end(byte)
        if line is None:
            return None
        match = _CHECKED.fullmatch(line.text)
        if match is None or sum16(match[1].encode("ascii")) != int(match[2], 16):
            self.tally.frames -= 1
            self.tally.skip(len(line.raw))
            return None
        return replace(line, text=match[1])
