# SPDX-License-Identifier: EUPL-1.2
"""Bytes → a code's text. A QR code may be in any encoding: UTF-8 if it is that, else Latin-1."""

from __future__ import annotations

from drivers.barcode_line.frame import LIMIT_BYTES

HIGH_CONTROLS = frozenset(map(chr, range(0x7F, 0xA0)))
"""Control characters in Latin-1; no text holds them."""
MARK = b"\xef\xbb\xbf"
"""Some programs begin UTF-8 with it; it belongs to no code."""
LOW_CONTROLS = frozenset(map(chr, range(0x20))) - frozenset("\t\r\n\x1c\x1d\x1e\x1f")


def encoding(data: bytes) -> str:
    """Return the encoding that ``data`` is taken for."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


def text(data: bytes) -> str | None:
    """Return the text; None if it is empty, too long, or not text."""
    said = data.removeprefix(MARK).decode(encoding(data))
    if not said or len(said) > LIMIT_BYTES:
        return None
    strange = not (HIGH_CONTROLS | LOW_CONTROLS).isdisjoint(said)
    return None if strange else said
