# SPDX-License-Identifier: EUPL-1.2
"""The press that wakes the screen does nothing else: not by its second finger, not by a bounce, not by staying down.

Pure but for its clock.
"""

from __future__ import annotations

from enum import StrEnum

from kiosk.clock import Clock

SETTLE_S = 0.3
"""For so long after the last finger has lifted nothing counts."""
LONGEST_S = 5.0
"""A finger that never lifts, as on a wet panel, must not lock the screen for good."""


class Wake(StrEnum):
    """Whether a press counts."""

    ASLEEP = "asleep"
    """The screen waits for anybody at all; every press wakes it."""
    PRESSED = "pressed"
    """It shows something, and whoever woke it still presses."""
    SETTLING = "settling"
    AWAKE = "awake"


class Event(StrEnum):
    """What happens to the screen and before it."""

    SLEEP = "sleep"
    WOKEN_PRESSED = "woken-pressed"
    WOKEN = "woken"
    ALL_UP = "all-up"
    TIME = "time"


TABLE: dict[tuple[Wake, Event], Wake] = {
    (Wake.AWAKE, Event.SLEEP): Wake.ASLEEP,
    (Wake.SETTLING, Event.SLEEP): Wake.ASLEEP,
    (Wake.PRESSED, Event.SLEEP): Wake.ASLEEP,
    (Wake.ASLEEP, Event.WOKEN_PRESSED): Wake.PRESSED,
    (Wake.ASLEEP, Event.WOKEN): Wake.SETTLING,
    (Wake.PRESSED, Event.ALL_UP): Wake.SETTLING,
    (Wake.PRESSED, Event.TIME): Wake.SETTLING,
    (Wake.SETTLING, Event.TIME): Wake.AWAKE,
}
"""Whatever is not here changes nothing."""
_WAITS_S = {Wake.PRESSED: LONGEST_S, Wake.SETTLING: SETTLE_S}


class WakeGuard:
    """Tell it what the screen does and of every finger and key, by a name of its own."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._down: set[object] = set()
        self._state = Wake.AWAKE
        self._since_s = 0.0

    @property
    def state(self) -> Wake:
        wait_s = _WAITS_S.get(self._state)
        if wait_s is not None and self._clock.monotonic_s() - self._since_s >= wait_s:
            self._happen(Event.TIME)
        return self._state

    @property
    def takes(self) -> bool:
        """Whether a press that begins now counts."""
        return self.state in (Wake.AWAKE, Wake.ASLEEP)

    @property
    def asleep(self) -> bool:
        return self.state is Wake.ASLEEP

    def sleep(self) -> None:
        """The screen shows nothing to anybody."""
        self._happen(Event.SLEEP)

    def woken(self) -> None:
        """The screen shows something again."""
        self._happen(Event.WOKEN_PRESSED if self._down else Event.WOKEN)

    def down(self, contact: object) -> bool:
        """A finger or a key comes down; tell whether it counts."""
        takes = self.takes
        self._down.add(contact)
        return takes

    def up(self, contact: object) -> None:
        """It is lifted."""
        self._down.discard(contact)
        if not self._down:
            self._happen(Event.ALL_UP)

    def _happen(self, event: Event) -> None:
        after = TABLE.get((self._state, event))
        if after is None:
            return
        if self._state is Wake.PRESSED and event is Event.TIME:
            self._down.clear()
        self._state, self._since_s = after, self._clock.monotonic_s()
