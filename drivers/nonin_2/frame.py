# SPDX-License-Identifier: EUPL-1.2
"""Bytes ↔ frames and packets of Nonin serial data formats 2 and 7 (9560 OEM specification; OEM III).

75 frames of 5 bytes a second; 25 frames are a packet, the first has SYNC set. The formats differ in the shape of a
frame alone: ``01 STATUS PLETH FLOAT CHECK`` (2) or ``STATUS PLETH-HIGH PLETH-LOW FLOAT CHECK`` (7).

Synchronising is the rule that the Pufferfish ventilator proved: unsynchronised, slide one byte at a time until a frame
with SYNC fits; synchronised, every frame must fit, and a packet counts only if exactly 25 frames lie between two
SYNCs. Anything else drops back to unsynchronised.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, NamedTuple, Self

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
class Shape:
    """Where the bytes of a frame stand. FLOAT is byte 3 and CHECK, the sum of the four before it, is byte 4."""

    header: bytes
    status_at: int
    pleth_at: int

    def fits(self, window: bytes) -> bool:
        """Tell whether five bytes are a frame."""
        return (
            window[self.status_at] >= ALWAYS_SET
            and window.startswith(self.header)
            and sum(window[:4]) & 0xFF == window[4]
        )

    def beginning(self, frames: int) -> re.Pattern[bytes]:
        """Return what finds so many frames in a row, the first with SYNC, but for their checks."""
        rest = b".{%d}" % (FRAME_LENGTH - 1 - self.status_at)
        first, other = (re.escape(self.header) + b"[" + re.escape(statuses) + b"]" + rest for statuses in _STATUSES)
        return re.compile(first + other * (frames - 1), re.DOTALL)

    def encode(self, status: int, pleth: int, value: int) -> bytes:
        """Return the five bytes of a frame."""
        height = pleth.to_bytes(3 - self.pleth_at, "big")
        head = self.header + bytes([status | ALWAYS_SET]) + height + bytes([value])
        return head + bytes([sum8(head)])


_STATUSES = (bytes(range(ALWAYS_SET | SYNC, 0x100, 2)), bytes(range(ALWAYS_SET, 0x100, 2)))
"""With SYNC, and without."""

FORMAT_2 = Shape(header=bytes([HEADER]), status_at=1, pleth_at=2)
FORMAT_7 = Shape(header=b"", status_at=0, pleth_at=1)


class Frame(NamedTuple):
    """One seventy-fifth of a second. ``number`` is its place in the packet, 1 to 25.

    A named tuple and no dataclass, because 75 a second are made of each device.
    """

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


encode = FORMAT_2.encode


class NoninFramer(Framer[Frame | Packet]):
    """Find frames and packets. A packet is returned with the SYNC of the next one, just before that frame."""

    shape: ClassVar[Shape] = FORMAT_2
    proof_frames: ClassVar[int] = 1
    """So many must stand in a row, the first with SYNC, to begin with; the header of format 2 makes one enough."""

    _beginning: ClassVar[re.Pattern[bytes]] = FORMAT_2.beginning(1)

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls._beginning = cls.shape.beginning(cls.proof_frames)

    def __init__(self) -> None:
        super().__init__()
        self._buffer = b""
        self._packet: list[Frame] = []
        self.frames_in_a_row = 0
        """So many stood one right behind the other up to now."""

    @property
    def held_bytes(self) -> int:
        return len(self._buffer)

    def twin(self) -> Self:
        twin = super().twin()
        twin._packet = self._packet.copy()
        return twin

    def feed(self, data: bytes) -> list[Frame | Packet]:
        self.tally.fed_bytes += len(data)
        found: list[Frame | Packet] = []
        buffer, at = self._buffer + data, 0
        while True:
            if not self._packet:
                at = self._begin(buffer, at)
            if len(buffer) - at < FRAME_LENGTH * (1 if self._packet else self.proof_frames):
                break
            window = buffer[at : at + FRAME_LENGTH]
            if self._fits(window):
                self._take(window, found)
                at += FRAME_LENGTH
            else:
                self._packet.clear()
                self.tally.broken_packets += 1
                self._skip(1)
                at += 1
        self._buffer = buffer[at:]
        return found

    def finish(self) -> list[Frame | Packet]:
        self._skip(len(self._buffer))
        self._buffer = b""
        found: list[Frame | Packet] = []
        self._close_packet(found)
        return found

    def _begin(self, buffer: bytes, at: int) -> int:
        """Return where a proof stands, or where one may with more bytes; what is before it is skipped."""
        begin = at
        while (match := self._beginning.search(buffer, begin)) is not None:
            begin = match.start()
            if self._checked(match[0]):
                break
            begin += 1
        else:
            begin = max(at, len(buffer) - FRAME_LENGTH * self.proof_frames + 1)
        self._skip(begin - at)
        return begin

    def _checked(self, frames: bytes) -> bool:
        """Tell whether the checks of these frames are right."""
        return all(
            sum(frames[at : at + FRAME_LENGTH - 1]) & 0xFF == frames[at + FRAME_LENGTH - 1]
            for at in range(0, len(frames), FRAME_LENGTH)
        )

    def _skip(self, count: int) -> None:
        if count:
            self.frames_in_a_row = 0
            self.tally.skip(count)

    def _fits(self, window: bytes) -> bool:
        """Tell whether this is a frame that can stand here."""
        return self.shape.fits(window) and (
            window[self.shape.status_at] & SYNC > 0 or 0 < len(self._packet) < PACKET_FRAMES
        )

    def _take(self, window: bytes, found: list[Frame | Packet]) -> None:
        shape = self.shape
        status = window[shape.status_at]
        if status & SYNC:
            self._close_packet(found)
        pleth = int.from_bytes(window[shape.pleth_at : 3], "big")
        frame = Frame(len(self._packet) + 1, status, pleth, window[3], window)
        self._packet.append(frame)
        self.frames_in_a_row += 1
        self.tally.frame()
        found.append(frame)

    def _close_packet(self, found: list[Frame | Packet]) -> None:
        frames, self._packet = tuple(self._packet), []
        if len(frames) == PACKET_FRAMES:
            found.append(Packet(frames=frames))
        else:
            self.tally.broken_packets += bool(frames)
