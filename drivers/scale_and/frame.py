# SPDX-License-Identifier: EUPL-1.2
"""Lines of 7 data bits and even parity, also as an 8-bit line records them: with the parity in bit 7."""

from __future__ import annotations

from drivers.shared.read_lines import ReadLines
from drivers.shared.scale_line import ScaleLine

_HIGH = bytes(range(0x80, 0x100))
_ODD = bytes(byte for byte in range(0x100) if byte.bit_count() % 2)
_MASK = bytes(byte & 0x7F for byte in range(0x100))


class AndLines(ReadLines[ScaleLine]):
    """Find the lines. Where one shows parity, every byte's must be right: then the parity is taken off."""

    def _words(self, content: bytes) -> str | None:
        if len(content.translate(None, _HIGH)) == len(content):
            return super()._words(content)
        if len(content.translate(None, _ODD)) != len(content):
            return None
        return super()._words(content.translate(_MASK).rstrip(b"\r"))
