# SPDX-License-Identifier: EUPL-1.2
"""What every framer has in common: bytes in, frames out, and a count of what did not fit.

A framer is fed bytes, never "reads": one byte at a time and a whole file at once give equal frames. It holds less than
one frame between calls, does no I/O and knows no time.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cache
from typing import ClassVar, Generic, Self, TypeVar

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

    def twin(self) -> Tally:
        """Return a tally that stands where this one does and counts by itself."""
        return Tally(
            fed_bytes=self.fed_bytes,
            skipped_bytes=self.skipped_bytes,
            skipped_runs=self.skipped_runs,
            frames=self.frames,
            broken_packets=self.broken_packets,
            skipping=self.skipping,
        )

    def frame(self) -> None:
        """Count a good frame."""
        self.frames += 1
        self.skipping = False


class Framer(ABC, Generic[FrameT]):
    """Cut a byte stream into frames."""

    def __init__(self) -> None:
        self.tally = Tally()

    def twin(self) -> Self:
        """Return a framer that stands where this one does and goes on by itself.

        Whoever keeps more than numbers and bytes copies that too.
        """
        twin = self.__class__.__new__(self.__class__)
        twin.__dict__.update(self.__dict__)
        twin.tally = self.tally.twin()
        return twin

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


NEED_MORE = 0
"""A packet may begin here; more bytes will tell."""
NO_PACKET = -1
"""No packet begins here."""


class WindowFramer(Framer[FrameT]):
    """Find packets that tell their own length and carry a check: try at every byte, and step over what does not fit.

    A byte that only looks like a beginning costs nothing: when the packet it promises does not fit, the search goes on
    one byte later, so a good packet inside is still found. A device family gives ``_fit`` and ``_frame``.
    """

    limit_bytes: ClassVar[int] = 512
    """No packet is longer; bounds what is held."""
    starts: ClassVar[bytes] = b""
    """The bytes a packet can begin with; others are stepped over at once. Empty: any."""
    _start: ClassVar[re.Pattern[bytes]] = re.compile(b"", re.DOTALL)

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls._start = re.compile(b"[%b]" % re.escape(cls.starts) if cls.starts else b"", re.DOTALL)

    def __init__(self) -> None:
        super().__init__()
        self._buffer = b""

    @property
    def held_bytes(self) -> int:
        return len(self._buffer)

    def feed(self, data: bytes) -> list[FrameT]:
        self.tally.fed_bytes += len(data)
        self._buffer += data
        return self._scan(ended=False)

    def finish(self) -> list[FrameT]:
        return self._scan(ended=True)

    @abstractmethod
    def _fit(self, buffer: bytes, at: int) -> int:
        """Return the length of the whole, checked packet at ``at``, or `NEED_MORE`, or `NO_PACKET`."""

    @abstractmethod
    def _frame(self, raw: bytes, *, after_gap: bool) -> FrameT:
        """Make the frame of one packet; ``after_gap``: bytes that fit nothing stood just before it."""

    def _scan(self, *, ended: bool) -> list[FrameT]:
        found: list[FrameT] = []
        buffer, at = self._buffer, 0
        while at < len(buffer):
            next_at = self._next_start(buffer, at)
            self.tally.skip(next_at - at)
            at = next_at
            length = self._fit(buffer, at) if at < len(buffer) else NEED_MORE
            if length > 0:
                after_gap = self.tally.skipping
                self.tally.frame()
                found.append(self._frame(buffer[at : at + length], after_gap=after_gap))
                at += length
            elif at == len(buffer) or (length == NEED_MORE and not ended and len(buffer) - at < self.limit_bytes):
                break
            else:
                self.tally.skip(1)
                at += 1
        self._buffer = buffer[at:]
        return found

    def _next_start(self, buffer: bytes, at: int) -> int:
        match = self._start.search(buffer, at)
        return len(buffer) if match is None else match.start()


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of text without its end; ``raw`` is with it."""

    text: str
    raw: bytes
    after_gap: bool = False
    """Bytes that are no text stood just before it, so its beginning may be missing."""


class LineFramer(Framer[Line]):
    """Find lines of printable ASCII that end in one of ``ends``; CR LF counts as one end, and empty lines are dropped.

    A line with a byte that is no text, or longer than ``limit_bytes``, is skipped to its end.
    """

    def __init__(self, *, ends: bytes = b"\r\n", limit_bytes: int = 256) -> None:
        super().__init__()
        self._ends = tuple(ends[at : at + 1] for at in range(len(ends)))
        self._limit_bytes = limit_bytes
        self._partial = b""
        self._spoilt = False
        """Whether the beginning of the line under way was skipped already."""
        self._whole = _lines_that_end_in(ends)

    @property
    def held_bytes(self) -> int:
        return len(self._partial)

    def feed(self, data: bytes) -> list[Line]:
        self.tally.fed_bytes += len(data)
        buffer, at = self._partial + data, 0
        found: list[Line] = []
        last_end = max([buffer.rfind(end) for end in self._ends])  # without it the search would be of square time
        for match in self._whole.finditer(buffer, 0, last_end + 1):
            at = match.end()
            content = match[1]
            if self._spoilt or len(content) > self._limit_bytes or _NO_TEXT.search(content):
                self.tally.skip(len(content))
                self._spoilt = False
            elif content and not self._belongs(content):
                self.tally.skip(len(match[0]))
            elif content:
                found.append(self._line(content, match[0]))
        self._hold(buffer[at:])
        return found

    def finish(self) -> list[Line]:
        """Skip what has no end: nobody knows whether it is whole."""
        self.tally.skip(len(self._partial))
        self._partial = b""
        return []

    def _belongs(self, content: bytes) -> bool:
        """Tell whether a whole line is one of the device's; others are skipped. By default all are."""
        return True

    def _line(self, content: bytes, raw: bytes) -> Line:
        after_gap = self.tally.skipping
        self.tally.frame()
        return Line(text=content.decode("ascii"), raw=raw, after_gap=after_gap)

    def _hold(self, rest: bytes) -> None:
        """Keep the beginning of a line, unless it cannot become one any more."""
        if self._spoilt or len(rest) > self._limit_bytes:
            self.tally.skip(len(rest))
            self._spoilt = bool(rest) or self._spoilt
            rest = b""
        self._partial = rest


@cache
def _lines_that_end_in(ends: bytes) -> re.Pattern[bytes]:
    return re.compile(b"([^%b]*)[%b]" % (re.escape(ends), re.escape(ends)))


_NO_TEXT = re.compile(rb"[^\x20-\x7e]")
