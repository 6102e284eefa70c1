# SPDX-License-Identifier: EUPL-1.2
"""Bytes ↔ packets of a PM6750; the same in both directions.

55 AA, then n, a type, data and a check. n counts itself, type, data and check; the check is the sum of n, type and
data with every bit turned over. A packet is kept as its bytes, because there are 400 a second.
"""

from __future__ import annotations

from drivers.checksum import inverted_sum8
from drivers.framing import NEED_MORE, NO_PACKET, WindowFramer

FIRST, SECOND = 0x55, 0xAA
LEAST_N, MOST_N = 3, 64
KIND_AT = 3


def encode(kind: int, *data: int) -> bytes:
    """Return a packet."""
    body = bytes([len(data) + 3, kind, *data])
    return bytes([FIRST, SECOND]) + body + bytes([inverted_sum8(body)])


def payload(packet: bytes) -> bytes:
    """Return the data of a whole packet."""
    return packet[KIND_AT + 1 : -1]


class PmFramer(WindowFramer[bytes]):
    """Find packets."""

    limit_bytes = MOST_N + 2

    def _fit(self, buffer: bytes, at: int) -> int:
        if buffer[at] != FIRST:
            return NO_PACKET
        held = len(buffer) - at
        if held > 1 and buffer[at + 1] != SECOND:
            return NO_PACKET
        if held < 3:
            return NEED_MORE
        n = buffer[at + 2]
        if not LEAST_N <= n <= MOST_N:
            return NO_PACKET
        if held < n + 2:
            return NEED_MORE
        end = at + n + 1
        return n + 2 if ~sum(buffer[at + 2 : end]) & 0xFF == buffer[end] else NO_PACKET

    def _frame(self, raw: bytes, *, after_gap: bool) -> bytes:
        return raw
