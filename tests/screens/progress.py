# SPDX-License-Identifier: EUPL-1.2
"""How far a run is, in words."""

from __future__ import annotations

from kiosk.clock import Clock

BAR = 20
SETTLED = 20
"""Before so many pictures the rate says nothing."""


class Progress:
    """Counts pictures, and says how long the rest will take."""

    def __init__(self, total: int, clock: Clock) -> None:
        self.total = total
        self.drawn = 0
        self._clock = clock
        self._began_s = clock.monotonic_s()

    @property
    def rate_hz(self) -> float:
        """Pictures a second, start of the processes included."""
        return self.drawn / max(0.001, self._clock.monotonic_s() - self._began_s)

    def one(self) -> str:
        """Count a picture; return what may be said."""
        self.drawn += 1
        full = BAR * self.drawn // self.total
        said = f"[{'#' * full}{'.' * (BAR - full)}] {self.drawn} of {self.total}"
        if self.drawn < SETTLED:
            return said
        left_s = (self.total - self.drawn) / self.rate_hz
        left = f"{left_s / 60:.0f} min" if left_s >= 90 else f"{left_s:.0f} s"
        return f"{said}, {self.rate_hz:.1f} a second, {left} left"
