# SPDX-License-Identifier: EUPL-1.2
"""Bytes ↔ packets of the Contec 9-byte protocol ("Communication protocol of pulse oximeter" V7.0).

A packet is a type byte below 80, a byte with the high bits, then payload bytes that all have bit 7 set; bit *i* of the
high-bits byte is the true bit 7 of payload byte *i*. The type alone tells the length. There is no checksum.
"""

from __future__ import annotations

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


def unmask(raw: bytes) -> bytes:
    """Return the payload of a whole packet, every byte with its true bit 7."""
    high = raw[1]
    return bytes((byte & 0x7F) | ((high >> index & 1) << 7) for index, byte in enumerate(raw[2:]))


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
        self._partial = bytearray()

    @property
    def held_bytes(self) -> int:
        return len(self._partial)

    def feed(self, data: bytes) -> list[Packet]:
        self.tally.fed_bytes += len(data)
        return [packet for packet in map(self._byte, data) if packet is not None]

    def finish(self) -> list[Packet]:
        self._drop_partial()
        return []

    def _byte(self, byte: int) -> Packet | None:
        if byte < 0x80:
            self._drop_partial()
            if byte in self._lengths:
                self._partial.append(byte)
            else:
                self.tally.skip(1)
            return None
        if not self._partial:
            self.tally.skip(1)
            return None
        self._partial.append(byte)
        return self._complete() if len(self._partial) == self._lengths[self._partial[0]] else None

    def _complete(self) -> Packet:
        raw = bytes(self._partial)
        self._partial.clear()
        after_gap = self.tally.skipping
        self.tally.frame()
        return Packet(kind=raw[0], payload=unmask(raw), raw=raw, after_gap=after_gap)

    def _drop_partial(self) -> None:
        self.tally.skip(len(self._partial))
        self._partial.clear()
