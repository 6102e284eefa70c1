# SPDX-License-Identifier: EUPL-1.2
"""Redundant sound (RFC 2198): a packet that carries copies of older ones before its own payload.

Pictures that are protected by parity packets come in the same form, each alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.call.rtp.packet import PacketError, PacketReason

MORE = 0x80
HEADER_BYTES = 4
LARGEST_OFFSET = (1 << 14) - 1
"""341 ms at 48 kHz."""
LONGEST_COPY_BYTES = (1 << 10) - 1
MOST_BLOCKS = 8
"""No sender repeats itself more often; what has more is not believed."""


@dataclass(frozen=True, slots=True)
class RedBlock:
    """One payload. ``timestamp_offset`` says by how much it is older than the packet; 0: the packet's own."""

    payload_type: int
    payload: bytes
    timestamp_offset: int = 0


def unpack(payload: bytes) -> tuple[RedBlock, ...]:
    """Take a redundant ``payload`` apart, newest block last; raises `PacketError`."""
    headers: list[tuple[int, int, int]] = []
    at = 0
    while at < len(payload) and payload[at] & MORE:
        if at + HEADER_BYTES > len(payload):
            raise PacketError(PacketReason.SHORT)
        if len(headers) + 1 == MOST_BLOCKS:
            raise PacketError(PacketReason.FORM)
        word = int.from_bytes(payload[at : at + HEADER_BYTES], "big")
        headers.append((word >> 24 & 0x7F, word >> 10 & LARGEST_OFFSET, word & LONGEST_COPY_BYTES))
        at += HEADER_BYTES
    if at >= len(payload):
        raise PacketError(PacketReason.SHORT)
    newest_type = payload[at]
    at += 1
    blocks = []
    for payload_type, offset, size in headers:
        if at + size > len(payload):
            raise PacketError(PacketReason.SHORT)
        blocks.append(RedBlock(payload_type, payload[at : at + size], offset))
        at += size
    return (*blocks, RedBlock(newest_type, payload[at:]))


def unpack_only(payload: bytes) -> RedBlock:
    """Take a ``payload`` apart that carries nothing twice, as pictures in RED do; raises `PacketError`."""
    if not payload:
        raise PacketError(PacketReason.SHORT)
    if payload[0] & MORE:
        raise PacketError(PacketReason.FORM)
    return RedBlock(payload[0], payload[1:])


def pack(blocks: Sequence[RedBlock]) -> bytes:
    """Put ``blocks`` together, newest last.

    An older block that cannot be described (too long, too old, too many) is left out: a copy less is better than a
    packet less.
    """
    *older, newest = blocks
    copies = [
        block
        for block in older
        if len(block.payload) <= LONGEST_COPY_BYTES and 0 <= block.timestamp_offset <= LARGEST_OFFSET
    ][1 - MOST_BLOCKS :]
    headers = b"".join(
        ((MORE | block.payload_type) << 24 | block.timestamp_offset << 10 | len(block.payload)).to_bytes(4, "big")
        for block in copies
    )
    return b"".join((headers, bytes((newest.payload_type,)), *(block.payload for block in copies), newest.payload))
