# SPDX-License-Identifier: EUPL-1.2
"""Tells a tremor from a repeated digit, and from a touch of something else. Pure but for its clock."""

from __future__ import annotations

import math
from dataclasses import dataclass

from kiosk.clock import Clock

DOUBLE_STRIKE_S = 0.25
"""A second identical press within this time is a tremor, not a digit (EN 301 549 5.8 allows up to 0.5 s)."""


class DoubleStrike:
    """Remembers the last key that counted and when; ``within_s``: for how long a second one does not count.

    One that does not count is not remembered: whoever hammers on a *stop* stops at the second strike after
    ``within_s``, and does not have to know that a pause is needed.
    """

    def __init__(self, clock: Clock, within_s: float = DOUBLE_STRIKE_S) -> None:
        self._clock = clock
        self._within_s = within_s
        self._last = ""
        self._at_s = 0.0

    def repeats(self, key: str) -> bool:
        """Say whether a press of ``key`` now is a second strike of the one that counted last."""
        return key == self._last and self._clock.monotonic_s() - self._at_s < self._within_s

    def counted(self, key: str) -> None:
        """A press of ``key`` counts now."""
        self._last, self._at_s = key, self._clock.monotonic_s()

    def accepts(self, key: str) -> bool:
        """Say whether a press of ``key`` now is meant; then it counts."""
        meant = not self.repeats(key)
        if meant:
            self.counted(key)
        return meant


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finger was lifted, in pixels, and when."""

    x: float
    y: float
    at_s: float


class SamePlace:
    """Tells the second strike of a tremor where the first has brought something else under the finger.

    ``within_s``: for how long what is done at the same place, ``within_px`` around it, does not count. Tell of every
    finger that is `lifted`; what a key does comes from no place, and counts. As with `DoubleStrike`, what does not
    count is not remembered.
    """

    LIFTED_S = 0.05
    """What a finger does is done as it is lifted."""

    def __init__(self, clock: Clock, within_s: float) -> None:
        self._clock = clock
        self._within_s = within_s
        self._lifted: Place | None = None
        self._counted: Place | None = None

    def lifted(self, x: float, y: float) -> None:
        """A finger is lifted here."""
        self._lifted = Place(x, y, self._clock.monotonic_s())

    def take(self) -> Place | None:
        """Give where the finger was lifted that does this, once; none does if it was longer ago, or nowhere."""
        here, self._lifted = self._lifted, None
        return here if here is not None and self._clock.monotonic_s() - here.at_s <= self.LIFTED_S else None

    def repeats(self, here: Place | None, within_px: float) -> bool:
        """Say whether what is done ``here`` is a second strike at the place of the one that counted last."""
        before = self._counted
        if here is None or before is None:
            return False
        near = math.hypot(here.x - before.x, here.y - before.y) <= within_px
        return near and here.at_s - before.at_s < self._within_s

    def counted(self, here: Place | None) -> None:
        """What is done ``here`` counts."""
        self._counted = here or self._counted


class Tremor:
    """Both of them: the same control again, and another at the same place."""

    def __init__(self, clock: Clock, within_s: float) -> None:
        self._strikes = DoubleStrike(clock, within_s)
        self._places = SamePlace(clock, within_s)
        self.lifted = self._places.lifted

    def accepts(self, key: str, within_px: float) -> bool:
        """Say whether a press of ``key`` now is meant; then it counts, as the control and as the place."""
        here = self._places.take()
        if self._places.repeats(here, within_px) or self._strikes.repeats(key):
            return False
        self._places.counted(here)
        self._strikes.counted(key)
        return True
