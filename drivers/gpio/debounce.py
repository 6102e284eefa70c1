# SPDX-License-Identifier: EUPL-1.2
"""Contacts bounce and sensors flicker: a change counts when it has lasted. Pure; times are of a monotonic clock.

Done here and not by gpiozero's ``bounce_time``, whose meaning differs from one pin library to the next (the kernel
waits until the line is quiet, RPi.GPIO is deaf for a while after the first edge, the mock does nothing).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.cabinet import Motion


@dataclass(slots=True)
class Debounce:
    """Follows a raw level. It becomes ``level`` once it has lasted: ``on_s`` to become active, ``off_s`` to end."""

    on_s: float
    off_s: float
    level: bool = False
    _since_s: float | None = field(default=None, init=False)

    def see(self, active: bool, now_s: float) -> bool:
        """Note the raw level; tell whether ``level`` has changed by it."""
        if active == self.level:
            self._since_s = None
            return False
        if self._since_s is None:
            self._since_s = now_s
        if self.due_s is not None and now_s < self.due_s:
            return False
        self.level, self._since_s = active, None
        return True

    @property
    def due_s(self) -> float | None:
        """When a change that is under way will count, if it lasts."""
        return None if self._since_s is None else self._since_s + (self.off_s if self.level else self.on_s)


@dataclass(slots=True)
class Steady:
    """A judge for what is simply on or off: a change that has lasted is a motion."""

    on_s: float
    off_s: float
    _debounce: Debounce = field(init=False)

    def __post_init__(self) -> None:
        self._debounce = Debounce(self.on_s, self.off_s)

    def see(self, active: bool, now_s: float) -> tuple[Motion, ...]:
        if not self._debounce.see(active, now_s):
            return ()
        return (Motion.PRESSED if self._debounce.level else Motion.RELEASED,)

    @property
    def due_s(self) -> float | None:
        return self._debounce.due_s
