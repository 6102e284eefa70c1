# SPDX-License-Identifier: EUPL-1.2
"""The pauses between the turns of Kivy's loop: as long as nothing happens and nothing is due, it sleeps."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from ui.touch.doorbell import Doorbell
from ui.touch.promptness import PROMPT_FPS, Promptness
from ui.touch.setup import MAX_FPS

EARLY_S = 0.004
"""So much sooner each turn comes, for a sleep is never shorter than was asked, and a picture passed over is lost."""


class Turns:
    """Takes the place of the pause of Kivy's ``clock``; `post` runs a function in a turn that comes at once."""

    def __init__(self, clock: Any, doorbell: Doorbell, promptness: Promptness) -> None:
        self._clock, self._doorbell, self._promptness = clock, doorbell, promptness
        clock.idle = self.idle

    def post(self, work: Callable[[], None]) -> None:
        """Run ``work`` on the main thread, soon and in order; from any thread."""
        self._clock.schedule_once(lambda _dt: work())
        self._doorbell.ring()

    def idle(self) -> float:
        """Sleep until the next turn; return the time, as `ClockBaseBehavior.idle` does (kivy/clock.py)."""
        clock = self._clock
        last_s = clock._last_tick
        pause_s = last_s + self._pause_s() - clock.time()
        if self._doorbell.wait(max(0.0, pause_s)):
            self._promptness.touched()
        too_soon_s = last_s + 1 / PROMPT_FPS - clock.time()
        if too_soon_s > 0:
            time.sleep(too_soon_s)
        now_s = float(clock.time())
        clock._dt, clock._last_tick = now_s - last_s, now_s
        return now_s

    def _pause_s(self) -> float:
        fps = self._promptness.fps
        if not self._doorbell.hears_hands:
            fps = max(fps, MAX_FPS)
        return max(1 / fps - EARLY_S, 1 / PROMPT_FPS)
