# SPDX-License-Identifier: EUPL-1.2
"""A point in time after which a wait is over. Every wait takes one."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.clock import Clock


@dataclass(frozen=True, slots=True)
class Deadline:
    """``at_s`` on the clock's monotonic time."""

    clock: Clock
    at_s: float

    @classmethod
    def after(cls, clock: Clock, seconds: float) -> Deadline:
        """Make the deadline that lies ``seconds`` ahead."""
        return cls(clock, clock.monotonic_s() + seconds)

    @property
    def remaining_s(self) -> float:
        """Seconds left, never below zero."""
        return max(0.0, self.at_s - self.clock.monotonic_s())

    @property
    def expired(self) -> bool:
        return self.remaining_s == 0.0
