# SPDX-License-Identifier: EUPL-1.2
"""Tells systemd that the first picture stands and that the drawing loop runs; does nothing without systemd."""

from __future__ import annotations

from collections.abc import Callable

from kiosk import health
from kiosk.clock import Clock


class Heartbeat:
    """Call `drawn` after each picture and `beat` each time round the loop."""

    def __init__(self, every_s: float, clock: Clock, notify: Callable[[str], object] = health.notify) -> None:
        self._every_s = every_s
        self._clock = clock
        self._notify = notify
        self._ready = False
        self._last_s = clock.monotonic_s()

    def drawn(self) -> None:
        """A picture has been drawn."""
        if not self._ready:
            self._ready = True
            self._notify("READY=1")

    def tick(self) -> None:
        """The loop has come round."""
        now_s = self._clock.monotonic_s()
        if self._ready and now_s - self._last_s >= self._every_s:
            self._last_s = now_s
            self._notify("WATCHDOG=1")
