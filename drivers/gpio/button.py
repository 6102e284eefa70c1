# SPDX-License-Identifier: EUPL-1.2
"""A push button: pressed, held, stuck. Pure; one table.

A button that is down when the station starts, or that comes down again too soon after it was let go (a tremor), counts
for nothing until it is let go. One that stays down is stuck: something leans on it, or its wire is broken.
"""

from __future__ import annotations

from enum import StrEnum

from drivers.gpio.debounce import Debounce
from kiosk.cabinet import CabinetTimes, Motion

SETTLE_S = 0.03
"""Longer than the contacts of a push button bounce (a few to some 20 ms), shorter than anybody's press."""
REPEAT_S = 0.5
"""EN 301 549 5.8 asks for up to half a second within which a second strike of the same key does not count."""


class ButtonState(StrEnum):
    """Where a button stands."""

    UP = "up"
    DOWN = "down"
    HELD = "held"
    IGNORED = "ignored"
    """Down, but not for a press that counts."""
    STUCK = "stuck"


class ButtonEvent(StrEnum):
    """What happens to a button, after its contacts have settled."""

    PRESS = "press"
    REPRESS = "repress"
    """Pressed too soon after it was let go, or down from the start."""
    RELEASE = "release"
    HOLD_TIME = "hold-time"
    STUCK_TIME = "stuck-time"


_S, _E = ButtonState, ButtonEvent

TABLE: dict[tuple[ButtonState, ButtonEvent], ButtonState] = {
    (_S.UP, _E.PRESS): _S.DOWN,
    (_S.UP, _E.REPRESS): _S.IGNORED,
    (_S.DOWN, _E.RELEASE): _S.UP,
    (_S.DOWN, _E.HOLD_TIME): _S.HELD,
    (_S.HELD, _E.RELEASE): _S.UP,
    (_S.HELD, _E.STUCK_TIME): _S.STUCK,
    (_S.IGNORED, _E.RELEASE): _S.UP,
    (_S.IGNORED, _E.STUCK_TIME): _S.STUCK,
    (_S.STUCK, _E.RELEASE): _S.UP,
}
MOTIONS: dict[tuple[ButtonState, ButtonEvent], Motion] = {
    (_S.UP, _E.PRESS): Motion.PRESSED,
    (_S.DOWN, _E.RELEASE): Motion.RELEASED,
    (_S.DOWN, _E.HOLD_TIME): Motion.HELD,
    (_S.HELD, _E.RELEASE): Motion.RELEASED,
    (_S.HELD, _E.STUCK_TIME): Motion.STUCK,
    (_S.IGNORED, _E.STUCK_TIME): Motion.STUCK,
    (_S.STUCK, _E.RELEASE): Motion.RELEASED,
}
"""What of it the station hears."""


class Button:
    """A judge for a push button. ``repeat_s``: 0 where whoever hears of it tells a tremor from a second press."""

    def __init__(self, times: CabinetTimes, repeat_s: float = REPEAT_S) -> None:
        self.state = ButtonState.UP
        self._waits_s = {
            ButtonState.DOWN: (times.hold_s, ButtonEvent.HOLD_TIME),
            ButtonState.HELD: (times.stuck_s, ButtonEvent.STUCK_TIME),
            ButtonState.IGNORED: (times.stuck_s, ButtonEvent.STUCK_TIME),
        }
        self._repeat_s = repeat_s
        self._debounce = Debounce(SETTLE_S, SETTLE_S)
        self._down_s = 0.0
        self._let_go_s: float | None = None
        self._first = True

    def see(self, active: bool, now_s: float) -> tuple[Motion, ...]:
        """Note the raw level and the time; return what the station hears of it."""
        motions: list[Motion] = []
        if self._first and active:
            self._debounce.level = True
            self._go(ButtonEvent.REPRESS, now_s, motions)
        elif self._debounce.see(active, now_s):
            self._go(self._change(now_s), now_s, motions)
        self._first = False
        while (wait := self._wait) is not None and now_s >= wait[0]:
            self._go(wait[1], now_s, motions)
        return tuple(motions)

    @property
    def due_s(self) -> float | None:
        """When to look again at the latest, if nothing happens before."""
        dues = [due for due in (self._debounce.due_s, self._wait[0] if self._wait else None) if due is not None]
        return min(dues, default=None)

    @property
    def _wait(self) -> tuple[float, ButtonEvent] | None:
        if self.state not in self._waits_s:
            return None
        wait_s, event = self._waits_s[self.state]
        return self._down_s + wait_s, event

    def _change(self, now_s: float) -> ButtonEvent:
        if not self._debounce.level:
            return ButtonEvent.RELEASE
        soon = self._let_go_s is not None and now_s - self._let_go_s < self._repeat_s
        return ButtonEvent.REPRESS if soon else ButtonEvent.PRESS

    def _go(self, event: ButtonEvent, now_s: float, motions: list[Motion]) -> None:
        motion = MOTIONS.get((self.state, event))
        if event in (ButtonEvent.PRESS, ButtonEvent.REPRESS):
            self._down_s = now_s
        elif event is ButtonEvent.RELEASE and self.state is not ButtonState.IGNORED:
            self._let_go_s = now_s  # of a press that counted; else a tremor that goes on would lock the button for good
        self.state = TABLE[self.state, event]
        if motion is not None:
            motions.append(motion)
