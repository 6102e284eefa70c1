# SPDX-License-Identifier: EUPL-1.2
"""Bytes ↔ packets of the Contec 9-byte protocol ("Communication protocol of pulse oximeter" V7.0).

A packet is a type byte below 80, a byte with the high bits, then payload bytes that all have bit 7 set; bit *i* of the
high-bits byte is the true bit 7 of payload byte *i*. The type alone tells the length. There is no checksum.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from drivers.framing import Framer

COMMAND = 0x7D
"""The type of every packet from the host; always 9 bytes."""
COMMAND_LENGTH = 9

LENGTHS = {
    0x01: 9, 0x02: 9, 0x03: 9, 0x04: 9, 0x05: 9, 0x06: 4, 0x07: 8, 0x08: 8, 0x09: 6, 0x0A: 4, 0x0B: 4, 0x0C: 2,
    0x0D: 3, 0x0E: 3, 0x0F: 8, 0x10: 3, 0x11: 9, 0x12: 8, 0x13: 9, 0x14: 8, 0x15: 9,
}  # fmt: skip
"""Total length of a packet from the device, by its type."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Packet:
    """One packet with its high bits put back. ``raw`` is what was on the wire.

    ``after_gap``: bytes that fit nothing stood just before it, so the packet before may be damaged as well (a doubled
    byte shifts a packet's fields and leaves one byte over).
    """

    kind: int
    payload: bytes
    raw: bytes
    after_gap: bool = False


def _spread(high: int, length: int) -> int:
    """Return the true top bits of ``length`` payload bytes, as one big-endian number."""
    return int.from_bytes(bytes((high >> index & 1) << 7 for index in range(length)), "big")


_LOW_BITS = {length: int.from_bytes(b"\x7f" * (length - 2), "big") for length in range(2, 10)}
_HIGH_BITS = {length: [_spread(high, length - 2) for high in range(128)] for length in range(2, 10)}


def unmask(raw: bytes) -> bytes:
    """Return the payload of a whole packet, every byte with its true bit 7."""
    return (int.from_bytes(raw[2:], "big") & _LOW_BITS[len(raw)] | _HIGH_BITS[len(raw)][raw[1] & 0x7F]).to_bytes(
        len(raw) - 2, "big"
    )


def mask(kind: int, payload: bytes, *, high: int | None = None) -> bytes:
    """Return the packet that carries ``payload`` (at most 7 bytes). ``high`` replaces the right high-bits byte."""
    if high is None:
        high = sum((byte >> 7) << index for index, byte in enumerate(payload))
    return bytes([kind, 0x80 | high, *(byte | 0x80 for byte in payload)])


def command(code: int, *arguments: int) -> bytes:
    """Return the nine bytes of a host command."""
    payload = bytes([code, *arguments])
    return mask(COMMAND, payload.ljust(COMMAND_LENGTH - 2, b"\0"))


class ContecFramer(Framer[Packet]):
    """Find packets. A byte below 80 begins one, wherever it stands: bytes were lost if one was not finished."""

    def __init__(self, lengths: dict[int, int] = LENGTHS) -> None:
        super().__init__()
        self._lengths = lengths
        self._partial = b""

    @property
    def held_bytes(self) -> int:
        return len(self._partial)

    def feed(self, data: bytes) -> list[Packet]:
        self.tally.fed_bytes += len(data)
        found: list[Packet] = []
        buffer, at = self._partial + data, 0
        self._partial = b""
        for match in _RUN.finditer(buffer):
            length = self._lengths.get(buffer[match.start()], 0)
            if length and match.end() - match.start() >= length:
                self.tally.skip(match.start() - at)
                found.append(self._packet(buffer[match.start() : match.start() + length]))
                at = match.start() + length
            elif length and match.end() == len(buffer):
                self.tally.skip(match.start() - at)
                at = match.start()
                self._partial = buffer[at:]
                return found
        self.tally.skip(len(buffer) - at)
        return found

    def finish(self) -> list[Packet]:
        self.tally.skip(len(self._partial))
        self._partial = b""
        return []

    def _packet(self, raw: bytes) -> Packet:
        after_gap = self.tally.skipping
        self.tally.frame()
        return Packet(kind=raw[0], payload=unmask(raw), raw=raw, after_gap=after_gap)


_RUN = re.compile(rb"[\x00-\x7f][\x80-\xff]*")
"""A type byte and everything that could belong to its packet."""
