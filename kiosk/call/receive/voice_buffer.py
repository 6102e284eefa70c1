# SPDX-License-Identifier: EUPL-1.2
"""Opus packets that wait for their turn, in the order of their time stamps. Pure."""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence
from dataclasses import dataclass

MOST_FRAMES = 256
"""5 s of 20 ms, 2.5 s of 10 ms: more than the longest delay that can be asked for."""


@dataclass(frozen=True, slots=True)
class VoiceFrame:
    """One Opus packet: ``samples`` long from ``timestamp`` (unwrapped, 48 kHz).

    ``sequence`` is None for a copy. ``corrects`` counts the samples before ``timestamp`` that the packet's error
    correction can restore.
    """

    timestamp: int
    samples: int
    payload: bytes
    sequence: int | None
    corrects: int

    @property
    def end(self) -> int:
        return self.timestamp + self.samples

    @property
    def is_pause(self) -> bool:
        """Whether it only says that the sender is silent (DTX): a header without sound."""
        return len(self.payload) <= 2


@dataclass(frozen=True, slots=True)
class VoiceArrival:
    """What one RTP packet brought: its copies, oldest first, then its own frame.

    ``lost`` are the time stamps it showed to be missing and that the sender is asked for; answers take ``repair_s``.
    """

    frames: Sequence[VoiceFrame]
    arrival_s: float
    lost: Sequence[int] = ()
    repair_s: float = 0.0


class VoiceBuffer:
    """At most `MOST_FRAMES` packets; the oldest give way."""

    def __init__(self) -> None:
        self._frames: dict[int, VoiceFrame] = {}
        self._order: list[int] = []

    def __len__(self) -> int:
        return len(self._order)

    def put(self, frame: VoiceFrame) -> bool:
        """Keep ``frame``; return False if it is known. A packet's own frame replaces a copy."""
        known = self._frames.get(frame.timestamp)
        if known is not None:
            if known.sequence is None and frame.sequence is not None:
                self._frames[frame.timestamp] = frame
            return False
        insort(self._order, frame.timestamp)
        self._frames[frame.timestamp] = frame
        if len(self._order) > MOST_FRAMES:
            self.pop()
        return True

    def first(self) -> VoiceFrame | None:
        """Return the oldest."""
        return self._frames[self._order[0]] if self._order else None

    def newest(self) -> VoiceFrame | None:
        """Return the newest."""
        return self._frames[self._order[-1]] if self._order else None

    def pop(self) -> VoiceFrame:
        """Take the oldest out; there must be one."""
        return self._frames.pop(self._order.pop(0))

    def drop_until(self, timestamp: int) -> int:
        """Drop what ends at or before ``timestamp``; return how many were dropped."""
        dropped = 0
        while self._order and self._frames[self._order[0]].end <= timestamp:
            self.pop()
            dropped += 1
        return dropped

    def clear(self) -> None:
        self._frames.clear()
        self._order.clear()
