# SPDX-License-Identifier: EUPL-1.2
"""How often the screen's loop turns: rarely while nobody does anything, often for a moment after a touch or a key.

A loop of 30 turns a second costs a hundredth of a core, but a touch waits for a turn, the station's answer for another,
and the new picture for a third. Turns at which nothing changes draw nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from kiosk.clock import Clock
from ui.touch.setup import MAX_FPS

PROMPT_FPS = 120
PROMPT_S = 0.6
"""So long after somebody did something; the station has answered by then."""


class Promptness:
    """``pace`` is told how many turns a second there are to be."""

    def __init__(self, clock: Clock, pace: Callable[[float], None]) -> None:
        self._clock, self._pace = clock, pace
        self._until_s: float | None = None

    def touched(self) -> None:
        """Be prompt for a moment: somebody does something."""
        if self._until_s is None:
            self._pace(PROMPT_FPS)
        self._until_s = self._clock.monotonic_s() + PROMPT_S

    def tick(self) -> None:
        """Rest again when the moment is over; once a turn."""
        if self._until_s is not None and self._clock.monotonic_s() >= self._until_s:
            self._until_s = None
            self._pace(MAX_FPS)
