# SPDX-License-Identifier: EUPL-1.2
"""What every framer has in common: bytes in, frames out, and a count of what did not fit.

A framer is fed bytes, never "reads": one byte at a time and a whole file at once give equal frames. It holds less than
one frame between calls, does no I/O and knows no time.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Generic, TypeVar

FrameT = TypeVar("FrameT")


@dataclass(kw_only=True, slots=True)
class Tally:
    """Counts since the start: every byte fed is in a frame, skipped, or still held."""

    fed_bytes: int = 0
    skipped_bytes: int = 0
    skipped_runs: int = 0
    """How many separate stretches of skipped bytes there were."""
    frames: int = 0
    broken_packets: int = 0
    """Groups of good frames that could not be used because one was missing or too many."""
    skipping: bool = False
    """Whether the last byte settled was skipped."""

    def skip(self, count: int) -> None:
        """Count ``count`` bytes that belong to no frame."""
        if count == 0:
            return
        self.skipped_bytes += count
        self.skipped_runs += not self.skipping
        self.skipping = True

    def frame(self) -> None:
        """Count a good frame."""
        self.frames += 1
        self.skipping = False


class Framer(ABC, Generic[FrameT]):
    """Cut a byte stream into frames."""

    def __init__(self) -> None:
        self.tally = Tally()

    @abstractmethod
    def feed(self, data: bytes) -> list[FrameT]:
        """Take more bytes and return the frames they complete, in order."""

    @abstractmethod
    def finish(self) -> list[FrameT]:
        """Return what the end of the bytes completes; count the rest as skipped."""

    @property
    @abstractmethod
    def held_bytes(self) -> int:
        """How many bytes wait for the rest of their frame; bounded."""
