# SPDX-License-Identifier: EUPL-1.2
"""How often the screen's loop turns by itself: hardly while nothing moves, and often for a moment after a touch or key.

Each turn asks everything that may move whether it does, and costs the same whether anything is drawn or not. What
happens from outside wakes the loop (`ui.touch.doorbell`); the turns are for what begins or goes on by itself.
"""

from __future__ import annotations

from collections.abc import Callable

from kiosk.clock import Clock
from ui.touch.setup import MAX_FPS

PROMPT_FPS = 120
"""And never more often than this, however much happens."""
PROMPT_S = 0.6
"""So long after somebody did something; the station has answered by then."""
REST_FPS = 4
"""Often enough for what is due at some second: a watchdog, a warning, a screen to clear away."""
STILL_S = 0.5
"""What has not been drawn for so long stands still."""


class Promptness:
    """``moves`` tells whether there is something that may move at any turn, though it has not for a while."""

    def __init__(self, clock: Clock, moves: Callable[[], bool]) -> None:
        self._clock, self._moves = clock, moves
        self._prompt_until_s = self._moving_until_s = clock.monotonic_s()

    def touched(self) -> None:
        """Be prompt for a moment: somebody does something."""
        self._prompt_until_s = self._clock.monotonic_s() + PROMPT_S

    def drawn(self) -> None:
        """A picture was drawn: the next may follow."""
        self._moving_until_s = self._clock.monotonic_s() + STILL_S

    @property
    def fps(self) -> int:
        """How many turns a second there are to be now."""
        now_s = self._clock.monotonic_s()
        if now_s < self._prompt_until_s:
            return PROMPT_FPS
        return MAX_FPS if now_s < self._moving_until_s or self._moves() else REST_FPS
