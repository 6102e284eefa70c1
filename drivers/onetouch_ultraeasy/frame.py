# SPDX-License-Identifier: EUPL-1.2
"""Bytes ↔ packets of LifeScan's binary protocol: ``02 length link message.. 03 crc-lo crc-hi``.

The length is of the whole packet; the CRC (CCITT, start FFFF) is over all before it. Packets without a message
acknowledge or disconnect.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from drivers.checksum import crc16_ccitt
from drivers.framing import NEED_MORE, NO_PACKET, WindowFramer

STX, ETX = 0x02, 0x03
OVERHEAD = 6
LONGEST = 64
"""The longest known packet has 40 bytes."""

SENDS, EXPECTS, ACKNOWLEDGES, DISCONNECTS, MORE = 0x01, 0x02, 0x04, 0x08, 0x10
UNUSED = 0xE0
"""Bits of the link byte that are never set."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Packet:
    """One packet. ``sends`` and ``expects``: the numbers, 0 or 1, of this message and of the next one from the peer."""

    link: int
    message: bytes
    raw: bytes

    @property
    def sends(self) -> int:
        return self.link & SENDS

    @property
    def expects(self) -> int:
        return self.link >> 1 & 1

    @property
    def acknowledges(self) -> bool:
        return bool(self.link & ACKNOWLEDGES)

    @property
    def disconnects(self) -> bool:
        return bool(self.link & DISCONNECTS)


def encode(link: int, message: bytes = b"") -> bytes:
    """Return the bytes of a packet."""
    head = bytes([STX, OVERHEAD + len(message), link]) + message + bytes([ETX])
    return head + crc16_ccitt(head).to_bytes(2, "little")


class LifeScanFramer(WindowFramer[Packet]):
    """Find packets by their length, end mark and CRC."""

    limit_bytes: ClassVar[int] = LONGEST
    starts: ClassVar[bytes] = bytes([STX])

    def _fit(self, buffer: bytes, at: int) -> int:
        if buffer[at] != STX:
            return NO_PACKET
        held = len(buffer) - at
        if held < 3:
            return NEED_MORE
        length = buffer[at + 1]
        if not OVERHEAD <= length <= LONGEST or buffer[at + 2] & UNUSED:
            return NO_PACKET
        if held < length:
            return NEED_MORE
        good = buffer[at + length - 3] == ETX
        crc = int.from_bytes(buffer[at + length - 2 : at + length], "little")
        return length if good and crc == crc16_ccitt(buffer[at : at + length - 2]) else NO_PACKET

    def _frame(self, raw: bytes, *, after_gap: bool) -> Packet:
        return Packet(link=raw[2], message=raw[3:-3], raw=raw)
