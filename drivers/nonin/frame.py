# SPDX-License-Identifier: EUPL-1.2
"""Bytes of a Nonin → frames of whichever data format it speaks.

Until a format is proven (`drivers.nonin.proof`), every byte goes to the framer of each. From then on only that framer
is fed, and what it had found before counts, until it finds nothing for `LOST_BYTES`: the device was told, or strapped,
to speak otherwise. Spot checks and answers to commands stand beside the streams and are always looked for.

Decisions are taken for every byte while unproven and at every `STEP_BYTES` of the whole stream after that, and where a
message may end, bytes are taken one by one; so nothing depends on how the bytes arrive.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from drivers.framing import Framer
from drivers.nonin.proof import Format, Proof, Search
from drivers.nonin_2.frame import Packet
from drivers.nonin_13.frame import Message, MessageFramer

LOST_BYTES = 250
"""Two packets of format 2; more than a disturbance takes, and less than a second of a fast stream."""
STEP_BYTES = 50
SEARCH_BYTES = 64
"""So many bytes at once are looked through for a proof."""


class Found(NamedTuple):
    """A frame of a proven stream. A named tuple, because 75 a second are made."""

    format: Format
    frame: Any


class AnyFramer(Framer[Message | Found]):
    """Find out what a Nonin speaks, and cut it into frames."""

    def __init__(self) -> None:
        super().__init__()
        self._messages = MessageFramer()
        self._taken_bytes = 0
        """Of all frames that were returned."""
        self._listen()

    @property
    def format(self) -> Format | None:
        """The proven format."""
        return None if self._proven is None else self._proven.format

    @property
    def held_bytes(self) -> int:
        stream = self._search if self._proven is None else self._proven.framer
        return max(self._messages.held_bytes, stream.held_bytes)

    def feed(self, data: bytes) -> list[Message | Found]:
        found: list[Message | Found] = []
        at = 0
        while at < len(data):
            if self._proven is None:
                at += self._find_out(data[at : at + SEARCH_BYTES], found)
                continue
            piece = data[at : at + STEP_BYTES - self.tally.fed_bytes % STEP_BYTES]
            if self._messages.may_find(piece):
                piece = piece[:1]
            at += len(piece)
            self._hear(piece, found)
            self._follow(self._proven, piece, found)
        self._account(self.held_bytes)
        return found

    def finish(self) -> list[Message | Found]:
        found: list[Message | Found] = [*self._returned(self._messages.finish())]
        if self._proven is not None:
            found += self._of_stream(self._proven, self._proven.framer.finish())
        elif (proof := self._search.finish()) is not None:
            self._prove(proof, found)
        self._account(0)
        return found

    def forget(self) -> None:
        """Take the news of a silence: another device, or another format, may follow it."""
        if self._proven is not None:
            self._account(0)
            self._listen()

    def _listen(self) -> None:
        """Begin to find out what is spoken."""
        self._proven: Proof | None = None
        self._search = Search()
        self._before = replace(self.tally)
        self._barren_bytes = 0
        self._fertile = False

    def _find_out(self, piece: bytes, found: list[Message | Found]) -> int:
        """Take bytes up to those that prove a format, or all; return how many these are."""
        taken, proof = self._search.feed(piece)
        self._hear(piece[:taken], found)
        if proof is not None:
            self._prove(proof, found)
        return taken

    def _hear(self, piece: bytes, found: list[Message | Found]) -> None:
        """Count bytes and take the messages among them."""
        self.tally.fed_bytes += len(piece)
        found += self._returned(self._messages.feed(piece))

    def _prove(self, proof: Proof, found: list[Message | Found]) -> None:
        self._proven = proof
        self._fertile = True
        found += self._of_stream(proof, proof.frames)

    def _follow(self, proven: Proof, piece: bytes, found: list[Message | Found]) -> None:
        """Feed the proven format, and give it up when it finds nothing for too long."""
        frames = proven.framer.feed(piece)
        if frames:
            self._fertile = True
            found += self._of_stream(proven, frames)
        if self.tally.fed_bytes % STEP_BYTES == 0:
            self._barren_bytes = 0 if self._fertile else self._barren_bytes + STEP_BYTES
            self._fertile = False
            if self._barren_bytes >= LOST_BYTES:
                self._account(0)
                self._listen()

    def _of_stream(self, proven: Proof, frames: list[Any]) -> list[Found]:
        return [Found(proven.format, frame) for frame in self._returned(frames)]

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
