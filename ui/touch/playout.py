# SPDX-License-Identifier: EUPL-1.2
"""Plays a waveform out smoothly: chunks arrive in lumps, samples leave at their own pace. Pure; time is an argument."""

from __future__ import annotations

from collections import deque

DELAY_S = 0.7
"""How much is kept in hand before playing starts: a chunk and a bit."""
ROUNDING = 1e-6
MAX_BEHIND_S = 2.0
"""Further behind than this, the oldest samples are let go."""


class Playout:
    """A queue of samples in 0…1 (None: not measured) that empties at ``rate_hz``."""

    def __init__(self) -> None:
        self.rate_hz = 60.0
        self._waiting: deque[float | None] = deque()
        self._last_seq: int | None = None
        self._playing = False
        self._played_to_s = 0.0

    def add(self, seq: int, rate_hz: float, lower: int, upper: int, samples: tuple[int | None, ...]) -> None:
        """Take a chunk; one that was seen before is dropped."""
        if self._last_seq == seq or rate_hz <= 0 or upper <= lower:
            return
        self._last_seq = seq
        self.rate_hz = rate_hz
        span = upper - lower
        self._waiting.extend(None if each is None else (each - lower) / span for each in samples)

    def take(self, now_s: float) -> list[float | None]:
        """Return the samples due since the last call."""
        if not self._playing:
            if len(self._waiting) < DELAY_S * self.rate_hz:
                return []
            self._playing = True
            self._played_to_s = now_s
        while len(self._waiting) > MAX_BEHIND_S * self.rate_hz:
            self._waiting.popleft()
        due = int((now_s - self._played_to_s) * self.rate_hz + ROUNDING)
        self._played_to_s += due / self.rate_hz
        taken = [self._waiting.popleft() for _ in range(min(due, len(self._waiting)))]
        if due > len(taken):
            self._playing = False
        return taken
