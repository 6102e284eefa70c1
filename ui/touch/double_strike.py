# SPDX-License-Identifier: EUPL-1.2
"""Tells a tremor from a repeated digit. Pure but for its clock."""

from __future__ import annotations

from kiosk.clock import Clock

DOUBLE_STRIKE_S = 0.25
"""A second identical press within this time is a tremor, not a digit (EN 301 549 5.8 allows up to 0.5 s)."""


class DoubleStrike:
    """Remembers the last key pressed and when; ``within_s``: for how long a second one does not count."""

    def __init__(self, clock: Clock, within_s: float = DOUBLE_STRIKE_S) -> None:
        self._clock = clock
        self._within_s = within_s
        self._last = ""
        self._at_s = 0.0

    def accepts(self, key: str) -> bool:
        """Say whether a press of ``key`` now is meant."""
        now_s = self._clock.monotonic_s()
        meant = key != self._last or now_s - self._at_s >= self._within_s
        self._last, self._at_s = key, now_s
        return meant
