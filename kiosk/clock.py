# SPDX-License-Identifier: EUPL-1.2
"""Time, as an argument: parts that need a clock are given one, so that tests own it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Wall time and a time that never jumps."""

    def now(self) -> datetime:
        """Return the wall time, in UTC."""
        ...

    def monotonic_s(self) -> float:
        """Return seconds that only ever grow, from an arbitrary start."""
        ...


class SystemClock:
    """The machine's own clocks."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic_s(self) -> float:
        return time.monotonic()


class ManualClock:
    """A clock that stands still until it is moved; a peer of the real one, for tests and replays."""

    def __init__(self, start: datetime = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)) -> None:
        self._now = start
        self._monotonic_s = 0.0

    def now(self) -> datetime:
        return self._now

    def monotonic_s(self) -> float:
        return self._monotonic_s

    def advance(self, seconds: float) -> None:
        """Let ``seconds`` pass on both clocks."""
        if seconds < 0:
            raise ValueError("a clock only goes forward")
        self._now += timedelta(seconds=seconds)
        self._monotonic_s += seconds
