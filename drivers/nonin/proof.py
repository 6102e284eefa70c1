# SPDX-License-Identifier: EUPL-1.2
"""Which data format a stream of a Nonin is in, found out from its bytes.

A stream is proven by what no other stream and no noise has: a whole packet of 25 frames (formats 2 and 7), a run of
packets (8 and 1), a line of text. The proof is complete with a certain byte, however the bytes arrive.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, NamedTuple

from drivers.framing import NO_PACKET, Framer
from drivers.nonin_1.frame import Format1Framer
from drivers.nonin_2.frame import FRAME_LENGTH, PACKET_FRAMES, NoninFramer, Packet
from drivers.nonin_7.frame import Format7Framer
from drivers.nonin_8.frame import BEGINS, Format8Framer, HeartRateAndSpo2
from drivers.nonin_ascii.frame import NoninLineFramer


class Format(StrEnum):
    """A stream that a Nonin may send."""

    FORMAT_2 = "format-2"
    FORMAT_7 = "format-7"
    FORMAT_8 = "format-8"
    FORMAT_1 = "format-1"
    ASCII = "ascii"


class _Format1Framer(Format1Framer):
    """Format 1 is proven only by a packet with its mark: a dead line is full of NULs."""

    def _run(self, buffer: bytes, at: int, count: int, before: HeartRateAndSpo2 | None) -> int:
        return super()._run(buffer, at, count, before) if buffer[at] & BEGINS else NO_PACKET


FRAMERS: tuple[tuple[Format, Callable[[], Framer[Any]]], ...] = (
    (Format.FORMAT_2, NoninFramer),
    (Format.FORMAT_7, Format7Framer),
    (Format.FORMAT_8, Format8Framer),
    (Format.FORMAT_1, _Format1Framer),
    (Format.ASCII, NoninLineFramer),
)
"""Who is asked first: with one and the same byte two may have their proof."""


class _Candidate:
    """A format that is not proven yet, and what its framer found so far."""

    def __init__(self, name: Format, framer: Callable[[], Framer[Any]]) -> None:
        self.name = name
        self.framer = framer()
        self._frames: list[Any] = []

    def twin(self) -> _Candidate:
        """Return a candidate that stands where this one does and goes on by itself."""
        twin = _Candidate.__new__(_Candidate)
        twin.name = self.name
        twin.framer = self.framer.twin()
        twin._frames = self._frames.copy()
        return twin

    def proof(self, data: bytes) -> list[Any]:
        """Take bytes; return the frames of the proof if they complete it, and with one byte all of them."""
        return self._proof(self.framer.feed(data))

    def last_proof(self) -> list[Any]:
        """Take the end of the bytes."""
        return self._proof(self.framer.finish())

    def _proof(self, found: list[Any]) -> list[Any]:
        if not isinstance(self.framer, NoninFramer):
            return found
        self._frames += found
        # Frames prove with a packet, and with no gap before it.
        packets = sum(isinstance(frame, Packet) for frame in found)
        stand = min(self.framer.frames_in_a_row + packets, PACKET_FRAMES + 2)
        del self._frames[: len(self._frames) - stand]
        return self._frames if packets else []

    @property
    def held_bytes(self) -> int:
        """How many bytes may yet turn out to be frames."""
        return self.framer.held_bytes + FRAME_LENGTH * len(self._frames)


class Proof(NamedTuple):
    """A format, its framer, fed up to now, and the frames that prove it."""

    format: Format
    framer: Framer[Any]
    frames: list[Any]


class Search:
    """Feed the framers of all formats until one has its proof."""

    def __init__(self) -> None:
        self._candidates = tuple([_Candidate(*part) for part in FRAMERS])

    @property
    def held_bytes(self) -> int:
        """How many bytes may yet turn out to be frames."""
        return max([candidate.held_bytes for candidate in self._candidates], default=0)

    def feed(self, data: bytes) -> tuple[int, Proof | None]:
        """Take bytes, one at least, up to the one that completes a proof, or all; return how many, and the proof.

        Most bytes prove nothing and are taken all at once. Where they do, halving finds the byte.
        """
        if len(data) > 1 and self._takes(data):
            return len(data), None
        begin, end = 0, len(data)
        while end - begin > 1:
            middle = (begin + end) // 2
            if self._takes(data[begin:middle]):
                begin = middle
            else:
                end = middle
        return end, self._first([candidate.proof(data[begin:end]) for candidate in self._candidates])

    def finish(self) -> Proof | None:
        """Take the end of the bytes; return the proof if it completes one."""
        proof = self._first([candidate.last_proof() for candidate in self._candidates])
        self._candidates = ()
        return proof

    def _takes(self, data: bytes) -> bool:
        """Take bytes if they prove nothing; otherwise take none, but drop whoever proves nothing with them."""
        twins = tuple([candidate.twin() for candidate in self._candidates])
        proofs = [twin.proof(data) for twin in twins]
        proving = tuple(one for one, proof in zip(self._candidates, proofs, strict=True) if proof)
        self._candidates = proving or twins
        return not proving

    def _first(self, proofs: list[list[Any]]) -> Proof | None:
        for candidate, frames in zip(self._candidates, proofs, strict=True):
            if frames:
                return Proof(candidate.name, candidate.framer, frames)
        return None
