# SPDX-License-Identifier: EUPL-1.2
"""The loudspeaker's pace: 20 ms at a time, often several at once, by a clock that is not the sender's. Pure."""

from __future__ import annotations

from collections import deque

FRAME_S = 0.020
TURN = 960
"""Samples of a turn."""
REMEMBERED = 25
"""Turns (half a second): a card that takes four frames at once shows its pace within a tenth of that."""
RESTARTED_S = 1.0
"""A card that was away so long begins anew."""


class TakeClock:
    """Gives each turn the time it would have had if every turn came as early as the earliest of late."""

    def __init__(self) -> None:
        self._early: deque[float] = deque(maxlen=REMEMBERED)
        self._count = 0

    def turn(self, now_s: float) -> float:
        """Count a turn at ``now_s``; return its steady time, which is the same or a little earlier."""
        pace_s = now_s - self._count * FRAME_S
        if self._early and abs(pace_s - self._early[-1]) > RESTARTED_S:
            self._early.clear()
        self._early.append(pace_s)
        steady_s = min(self._early) + self._count * FRAME_S
        self._count += 1
        return steady_s
