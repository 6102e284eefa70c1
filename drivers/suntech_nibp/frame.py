# SPDX-License-Identifier: EUPL-1.2
"""Bytes ↔ packets of a SunTech module: by length and sum, never by splitting at 3E, which also stands inside packets.

A packet from the module is 3E, its total length, its content and a byte that makes the sum of all bytes 0 modulo 256.
A packet from the host is 3A, its content and such a byte; its length follows from the command.
"""

from __future__ import annotations

from dataclasses import dataclass

from drivers.checksum import negative_sum8
from drivers.framing import NEED_MORE, NO_PACKET, WindowFramer

FROM_HOST, FROM_MODULE = 0x3A, 0x3E
ANSWER, PRESSURE, RETURN_CODE, RESULT, INFORMATION = 0x04, 0x05, 0x06, 0x18, 0x43
"""The lengths of the module's packets say what they are."""
LENGTHS = frozenset({ANSWER, PRESSURE, RETURN_CODE, RESULT, INFORMATION})


@dataclass(frozen=True, kw_only=True, slots=True)
class Packet:
    """One packet from the module; ``kind`` is its length."""

    kind: int
    raw: bytes

    @property
    def content(self) -> bytes:
        """What stands between the length and the sum."""
        return self.raw[2:-1]


def command(*content: int) -> bytes:
    """Return a packet to the module."""
    data = bytes([FROM_HOST, *content])
    return data + bytes([negative_sum8(data)])


def encode(content: bytes) -> bytes:
    """Return a packet from the module."""
    data = bytes([FROM_MODULE, len(content) + 3]) + content
    return data + bytes([negative_sum8(data)])


class SuntechFramer(WindowFramer[Packet]):
    """Find the module's packets."""

    limit_bytes = INFORMATION

    def _fit(self, buffer: bytes, at: int) -> int:
        if buffer[at] != FROM_MODULE:
            return NO_PACKET
        if at + 1 >= len(buffer):
            return NEED_MORE
        length = buffer[at + 1]
        if length not in LENGTHS:
            return NO_PACKET
        if at + length > len(buffer):
            return NEED_MORE
        return length if sum(buffer[at : at + length]) & 0xFF == 0 else NO_PACKET

    def _frame(self, raw: bytes, *, after_gap: bool) -> Packet:
        return Packet(kind=raw[1], raw=raw)
