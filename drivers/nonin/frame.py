# SPDX-License-Identifier: EUPL-1.2
"""Bytes of a Nonin → frames of whichever data format it speaks.

Until a format is proven, every byte goes to the framer of each. A stream is proven by what no other stream and no noise
has: a whole packet of 25 frames (formats 2 and 7), a run of packets (8 and 1), a line of text. From then on only that
framer is fed, and what it had found before counts, until it finds nothing for `LOST_BYTES`: the device was told, or
strapped, to speak otherwise. Spot checks and answers to commands stand beside the streams and are always looked for.

Decisions are taken at every byte while unproven and at every `STEP_BYTES` of the whole stream after that, and where a
message may end, bytes are taken one by one; so nothing depends on how the bytes arrive.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from typing import Any, NamedTuple

from drivers.framing import NO_PACKET, Framer
from drivers.nonin_1.frame import Format1Framer
from drivers.nonin_2.frame import PACKET_FRAMES, NoninFramer, Packet
from drivers.nonin_7.frame import Format7Framer
from drivers.nonin_8.frame import BEGINS, Format8Framer, HeartRateAndSpo2
from drivers.nonin_13.frame import Message, MessageFramer
from drivers.nonin_ascii.frame import NoninLineFramer

LOST_BYTES = 250
"""Two packets of format 2; more than a disturbance takes, and less than a second of a fast stream."""
STEP_BYTES = 50


class Format(StrEnum):
    """A stream that a Nonin may send."""

    FORMAT_2 = "format-2"
    FORMAT_7 = "format-7"
    FORMAT_8 = "format-8"
    FORMAT_1 = "format-1"
    ASCII = "ascii"


class Found(NamedTuple):
    """A frame of a proven stream. A named tuple, because 75 a second are made."""

    format: Format
    frame: Any


class _Format1Framer(Format1Framer):
    """Format 1 is proven only by a packet with its mark: a dead line is full of NULs."""

    def _run(self, buffer: bytes, at: int, count: int, before: HeartRateAndSpo2 | None) -> int:
        return super()._run(buffer, at, count, before) if buffer[at] & BEGINS else NO_PACKET


FRAMERS: dict[Format, Callable[[], Framer[Any]]] = {
    Format.FORMAT_2: NoninFramer,
    Format.FORMAT_7: Format7Framer,
    Format.FORMAT_8: Format8Framer,
    Format.FORMAT_1: _Format1Framer,
    Format.ASCII: NoninLineFramer,
}
IN_PACKETS = (Format.FORMAT_2, Format.FORMAT_7)


class _Candidate:
    """A format that is not proven yet, and what its framer found so far."""

    def __init__(self, name: Format) -> None:
        self.name = name
        self.framer = FRAMERS[name]()
        self._frames: list[Any] = []

    def proof(self, byte: bytes) -> list[Any]:
        """Take a byte; return all frames of the proof if it is complete."""
        return self._proof(self.framer.feed(byte))

    def last_proof(self) -> list[Any]:
        """Take the end of the bytes."""
        return self._proof(self.framer.finish())

    def _proof(self, found: list[Any]) -> list[Any]:
        if self.name not in IN_PACKETS:
            return found
        if self.framer.tally.skipping:
            self._frames.clear()
        self._frames += found
        del self._frames[: -PACKET_FRAMES - 2]
        return self._frames if any(isinstance(frame, Packet) for frame in found) else []

    @property
    def held_bytes(self) -> int:
        """How many bytes may yet turn out to be frames."""
        return self.framer.held_bytes + sum(len(frame.raw) for frame in self._frames)


class AnyFramer(Framer[Message | Found]):
    """Find out what a Nonin speaks, and cut it into frames."""

    def __init__(self) -> None:
        super().__init__()
        self._messages = MessageFramer()
        self._taken_bytes = 0
        """Of all frames that were returned."""
        self._proven: _Candidate | None = None
        self._candidates: tuple[_Candidate, ...] = ()
        self._listen()

    @property
    def format(self) -> Format | None:
        """The proven format."""
        return None if self._proven is None else self._proven.name

    @property
    def held_bytes(self) -> int:
        found_out = self._candidates if self._proven is None else (self._proven.framer,)
        return max(self._messages.held_bytes, *(part.held_bytes for part in found_out), 0)

    def feed(self, data: bytes) -> list[Message | Found]:
        found: list[Message | Found] = []
        at = 0
        while at < len(data):
            piece = data[at : at + STEP_BYTES - self.tally.fed_bytes % STEP_BYTES]
            if self._proven is None or self._messages.may_find(piece):
                piece = piece[:1]
            at += len(piece)
            self.tally.fed_bytes += len(piece)
            found += self._returned(self._messages.feed(piece))
            if self._proven is None:
                self._prove([candidate.proof(piece) for candidate in self._candidates], found)
            else:
                self._follow(self._proven, piece, found)
        self._account(self.held_bytes)
        return found

    def finish(self) -> list[Message | Found]:
        found: list[Message | Found] = [*self._returned(self._messages.finish())]
        if self._proven is None:
            self._prove([candidate.last_proof() for candidate in self._candidates], found)
        else:
            last = self._returned(self._proven.framer.finish())
            found += [Found(self._proven.name, frame) for frame in last]
        self._account(0)
        self._candidates = ()
        return found

    def forget(self) -> None:
        """Take the news of a silence: another device, or another format, may follow it."""
        if self._proven is not None:
            self._account(0)
            self._listen()

    def _listen(self) -> None:
        """Begin to find out what is spoken."""
        self._proven = None
        self._candidates = tuple(_Candidate(name) for name in Format)
        self._before = replace(self.tally)
        self._barren_bytes = 0
        self._fertile = False

    def _prove(self, proofs: list[list[Any]], found: list[Message | Found]) -> None:
        for candidate, frames in zip(self._candidates, proofs, strict=True):
            if frames:
                self._proven = candidate
                self._candidates = ()
                self._fertile = True
                found += [Found(candidate.name, frame) for frame in self._returned(frames)]
                return

    def _follow(self, proven: _Candidate, piece: bytes, found: list[Message | Found]) -> None:
        """Feed the proven format, and give it up when it finds nothing for too long."""
        frames = proven.framer.feed(piece)
        if frames:
            self._fertile = True
            found += [Found(proven.name, frame) for frame in self._returned(frames)]
        if self.tally.fed_bytes % STEP_BYTES == 0:
            self._barren_bytes = 0 if self._fertile else self._barren_bytes + STEP_BYTES
            self._fertile = False
            if self._barren_bytes >= LOST_BYTES:
                self._account(0)
                self._listen()

    def _returned(self, frames: list[Any]) -> list[Any]:
        """Count the bytes of frames that are returned; a packet's are its frames'."""
        for frame in frames:
            if not isinstance(frame, Packet):
                self._taken_bytes += len(frame.raw)
                self.tally.frames += 1
        return frames

    def _account(self, held_bytes: int) -> None:
        """Bring the tally up to date: what is neither returned nor held was skipped."""
        tally, before = self.tally, self._before
        tally.skipped_bytes = max(0, tally.fed_bytes - self._taken_bytes - held_bytes)
        tally.skipping = self._proven is None and tally.skipped_bytes > before.skipped_bytes
        if self._proven is None:
            tally.skipped_runs = before.skipped_runs + tally.skipping
        else:
            own = self._proven.framer.tally
            tally.skipped_runs = before.skipped_runs + own.skipped_runs
            tally.broken_packets = before.broken_packets + own.broken_packets
