# SPDX-License-Identifier: EUPL-1.2
"""Bytes ↔ ASTM frames and signals (ASTM E1381, as Contour meters use it).

A frame is ``02 n text 0D 17|03 hh 0D 0A``: n counts 1 to 7, 0, 1, …; 17 says that more frames follow; hh is the low
byte of the sum from n through 17 or 03, in hexadecimal. Between frames single bytes are signals.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar

from drivers.checksum import sum8
from drivers.framing import NEED_MORE, NO_PACKET, WindowFramer

STX, ETX, ETB = 0x02, 0x03, 0x17
LIMIT_BYTES = 512
"""ASTM allows 247; the longest header seen has 240."""

_FRAME = re.compile(rb"\x02(([0-7])([\x20-\x7e\x80-\xff]*)(\r?)([\x03\x17]))([0-9A-Fa-f]{2})\r\n")
_BEGINNING = re.compile(
    rb"\x02(?:[0-7](?:[\x20-\x7e\x80-\xff]*(?:\r?(?:[\x03\x17](?:[0-9A-Fa-f](?:[0-9A-Fa-f]\r?)?)?)?)?)?)?"
)


class Signal(IntEnum):
    """A byte that stands alone."""

    EOT = 0x04
    ENQ = 0x05
    ACK = 0x06
    NAK = 0x15


SIGNALS = frozenset(Signal)


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    """One frame or one signal. ``ends_record``: CR stands behind the text; ``last``: of its message."""

    signal: Signal | None = None
    number: int = 0
    text: str = ""
    ends_record: bool = True
    last: bool = False
    raw: bytes = b""


def encode(number: int, text: str, *, last: bool = False) -> bytes:
    """Return the bytes of a frame that ends its record."""
    inner = f"{number % 8}{text}\r".encode("ascii") + bytes([ETX if last else ETB])
    return bytes([STX]) + inner + f"{sum8(inner):02X}\r\n".encode("ascii")


class AstmFramer(WindowFramer[Frame]):
    """Find frames with a right sum, and the signals between them."""

    limit_bytes: ClassVar[int] = LIMIT_BYTES
    starts: ClassVar[bytes] = bytes([STX, *Signal])

    def _fit(self, buffer: bytes, at: int) -> int:
        if buffer[at] in SIGNALS:
            return 1
        if buffer[at] != STX:
            return NO_PACKET
        match = _FRAME.match(buffer, at, at + LIMIT_BYTES)
        if match is not None:
            return match.end() - at if sum8(match[1]) == int(match[6], 16) else NO_PACKET
        return NEED_MORE if _BEGINNING.fullmatch(buffer, at) else NO_PACKET

    def _frame(self, raw: bytes, *, after_gap: bool) -> Frame:
        match = _FRAME.fullmatch(raw)
        if match is None:
            return Frame(signal=Signal(raw[0]), raw=raw)
        return Frame(
            number=int(match[2]),
            text=match[3].decode("latin-1"),
            ends_record=bool(match[4]),
            last=raw[-5] == ETX,
            raw=raw,
        )
