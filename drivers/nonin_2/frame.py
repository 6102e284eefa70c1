# SPDX-License-Identifier: EUPL-1.2
"""Bytes ↔ frames and packets of Nonin serial data format 2 (9560 OEM specification; OEM III).

75 frames of 5 bytes a second: ``01 STATUS PLETH FLOAT CHECK``; 25 frames are a packet, the first has SYNC set.

Synchronising is the rule that the Pufferfish ventilator proved: unsynchronised, slide one byte at a time until a frame
with SYNC fits; synchronised, every frame must fit, and a packet counts only if exactly 25 frames lie between two
SYNCs. Anything else drops back to unsynchronised.
"""

from __future__ import annotations

from dataclasses import dataclass

from drivers.checksum import sum8
from drivers.framing import Framer

HEADER = 0x01
FRAME_LENGTH = 5
PACKET_FRAMES = 25

ALWAYS_SET = 0x80
SYNC = 0x01

FORMAT_2_COMMAND = bytes.fromhex("02 70 02 02 02 03")
ACCEPTED, REFUSED = 0x06, 0x15


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    """One seventy-fifth of a second. ``number`` is its place in the packet, 1 to 25."""

    number: int
    status: int
    pleth: int
    value: int
    raw: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Packet:
    """25 frames, the first with SYNC."""

    frames: tuple[Frame, ...]

    @property
    def raw(self) -> bytes:
        return b"".join(frame.raw for frame in self.frames)


def encode(status: int, pleth: int, value: int) -> bytes:
    """Return the five bytes of a frame."""
    head = bytes([HEADER, status | ALWAYS_SET, pleth, value])
    return head + bytes([sum8(head)])


class NoninFramer(Framer[Frame | Packet]):
    """Find frames and packets. A packet is returned with the SYNC of the next one, just before that frame."""

    def __init__(self) -> None:
        super().__init__()
        self._buffer = b""
        self._packet: list[Frame] = []

    @property
    def held_bytes(self) -> int:
        return len(self._buffer)

    def feed(self, data: bytes) -> list[Frame | Packet]:
        self.tally.fed_bytes += len(data)
        found: list[Frame | Packet] = []
        buffer, at = self._buffer + data, 0
        while len(buffer) - at >= FRAME_LENGTH:
            window = buffer[at : at + FRAME_LENGTH]
            if self._fits(window):
                found += self._take(window)
                at += FRAME_LENGTH
            else:
                self.tally.skip(1)
                at += 1
        self._buffer = buffer[at:]
        return found

    def finish(self) -> list[Frame | Packet]:
        self.tally.skip(len(self._buffer))
        self._buffer = b""
        return self._close_packet()

    def _fits(self, window: bytes) -> bool:
        """Tell whether a frame stands here; drop out of synchronism if one should and does not."""
        good = window[0] == HEADER and bool(window[1] & ALWAYS_SET) and sum8(window[:4]) == window[4]
        starts = bool(window[1] & SYNC)
        if good and (starts or 0 < len(self._packet) < PACKET_FRAMES):
            return True
        if self._packet:
            self._packet.clear()
            self.tally.broken_packets += 1
        return False

    def _take(self, window: bytes) -> list[Frame | Packet]:
        done = self._close_packet() if window[1] & SYNC else []
        frame = Frame(number=len(self._packet) + 1, status=window[1], pleth=window[2], value=window[3], raw=window)
        self._packet.append(frame)
        self.tally.frame()
        return [*done, frame]

    def _close_packet(self) -> list[Frame | Packet]:
        frames, self._packet = tuple(self._packet), []
        if len(frames) == PACKET_FRAMES:
            return [Packet(frames=frames)]
        self.tally.broken_packets += bool(frames)
        return []
