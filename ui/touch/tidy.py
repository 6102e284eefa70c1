# SPDX-License-Identifier: EUPL-1.2
"""Clears away the screens that are gone: their parts point at each other, so they stay until somebody looks.

Python looks by itself only when much has gathered, and then while it draws the next screen. So it is done soon
after a screen has come, when its picture stands; what a patient has read does not stay in memory for long either.
"""

from __future__ import annotations

import gc
from collections.abc import Callable

from kiosk.clock import Clock

AFTER_S = 0.4
"""The new screen stands by then, and takes touches."""


class Tidy:
    """``shown`` returns what is on the screen: another object, another screen."""

    def __init__(self, clock: Clock, shown: Callable[[], object], collect: Callable[[], object] = gc.collect) -> None:
        self._clock, self._shown, self._collect = clock, shown, collect
        self._last = id(shown())
        self._due_s: float | None = None

    def tick(self) -> None:
        """See whether there is something to clear away; once a turn."""
        now_s = self._clock.monotonic_s()
        if id(self._shown()) != self._last:
            self._last = id(self._shown())
            self._due_s = self._due_s if self._due_s is not None else now_s + AFTER_S
        if self._due_s is not None and now_s >= self._due_s:
            self._due_s = None
            self._collect()
