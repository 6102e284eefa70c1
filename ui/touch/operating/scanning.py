# SPDX-License-Identifier: EUPL-1.2
"""Operating the screen by one switch or two. Pure but for its clock.

With one switch the mark goes on by itself and the switch chooses; after some rounds it rests until the switch is
pressed. With two the first moves the mark on and the second chooses. Presses soon after a change of what is marked were
meant for what was there before, and count for nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kiosk.clock import Clock
from kiosk.preferences import QUICKEST_SCAN_S, SLOWEST_SCAN_S, Preferences, Scan
from ui.touch.operating.focus import NOTHING, Item
from ui.touch.operating.scan_path import Kind, Stop, inside, stops

FIRST_STAYS = 1.6
"""How much longer the first stop is marked: it comes when nobody waits for it yet."""
ROW_ROUNDS = 2
"""How often a row is gone through before the way back is taken by itself: it was chosen by mistake."""


class Phase(StrEnum):
    """Where the scan stands."""

    OFF = "off"
    """Nobody uses switches."""
    RESTING = "resting"
    """Nothing is marked; a press begins."""
    HOLDING = "holding"
    """What is marked is new: presses do not count yet."""
    SCANNING = "scanning"
    """The mark goes from stop to stop."""


class Event(StrEnum):
    """What happens to a scan."""

    WANTED = "wanted"
    NOT_WANTED = "not-wanted"
    STEP = "step"
    CHOOSE = "choose"
    DUE = "due"
    """The stop has been marked for its time."""
    SETTLED = "settled"
    """The new screen has stood for long enough."""
    CHANGED = "changed"
    """Another screen, or something that stops a cuff has come."""
    OTHER_WORDS = "other-words"
    """What is marked says something else now."""
    ROUNDS_OVER = "rounds-over"
    PAUSED = "paused"
    """The person touches the screen or types."""


class Effect(StrEnum):
    """What a scan does about it."""

    FIRST = "first"
    NEXT = "next"
    CHOOSE = "choose"
    HIDE = "hide"
    GO_ON = "go-on"
    """The mark stays, and its time begins now."""


_P, _E, _F = Phase, Event, Effect
TABLE: dict[tuple[Phase, Event], tuple[Phase, Effect]] = {
    (_P.OFF, _E.WANTED): (_P.RESTING, _F.HIDE),
    (_P.RESTING, _E.STEP): (_P.SCANNING, _F.FIRST),
    (_P.RESTING, _E.CHOOSE): (_P.SCANNING, _F.FIRST),
    (_P.RESTING, _E.CHANGED): (_P.HOLDING, _F.FIRST),
    (_P.RESTING, _E.NOT_WANTED): (_P.OFF, _F.HIDE),
    (_P.HOLDING, _E.SETTLED): (_P.SCANNING, _F.GO_ON),
    (_P.HOLDING, _E.CHANGED): (_P.HOLDING, _F.FIRST),
    (_P.HOLDING, _E.PAUSED): (_P.RESTING, _F.HIDE),
    (_P.HOLDING, _E.NOT_WANTED): (_P.OFF, _F.HIDE),
    (_P.SCANNING, _E.STEP): (_P.SCANNING, _F.NEXT),
    (_P.SCANNING, _E.DUE): (_P.SCANNING, _F.NEXT),
    (_P.SCANNING, _E.CHOOSE): (_P.SCANNING, _F.CHOOSE),
    (_P.SCANNING, _E.CHANGED): (_P.HOLDING, _F.FIRST),
    (_P.SCANNING, _E.OTHER_WORDS): (_P.HOLDING, _F.GO_ON),
    (_P.HOLDING, _E.OTHER_WORDS): (_P.HOLDING, _F.GO_ON),
    (_P.SCANNING, _E.ROUNDS_OVER): (_P.RESTING, _F.HIDE),
    (_P.SCANNING, _E.PAUSED): (_P.RESTING, _F.HIDE),
    (_P.SCANNING, _E.NOT_WANTED): (_P.OFF, _F.HIDE),
}
"""Whatever is not here happens in vain."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """``hold_off_s``: how long a press does not count on a new screen; ``rounds``: how often the mark goes round."""

    hold_off_s: float = 0.6
    rounds: int = 3


class Scanner:
    """Tell it what is on the screen, which switch is pressed, and, once a frame, that time goes by."""

    def __init__(self, clock: Clock, pace: Pace = Pace()) -> None:
        self._clock = clock
        self._pace = pace
        self._mode = Scan.OFF
        self._scan_s = 1.5
        self._items: tuple[Item, ...] = ()
        self._row = ""
        self._place = 0
        self._rounds = 0
        self._since_s = 0.0
        self._chosen = NOTHING
        self.phase = Phase.OFF

    @property
    def mark(self) -> Stop | None:
        """What is marked now."""
        shown = self._stops
        if self.phase not in (Phase.SCANNING, Phase.HOLDING) or not shown:
            return None
        return shown[min(self._place, len(shown) - 1)]

    def want(self, preferences: Preferences) -> None:
        """Take the way of scanning and its speed; the speed is kept within 0.8 and 5 seconds."""
        self._scan_s = min(SLOWEST_SCAN_S, max(QUICKEST_SCAN_S, preferences.scan_s))
        if preferences.scan is not self._mode:
            self._mode = preferences.scan
            self._happen(Event.NOT_WANTED)
        if self._mode is not Scan.OFF:
            self._happen(Event.WANTED)

    def show(self, items: Sequence[Item]) -> None:
        """Take the controls of another screen."""
        self._items = tuple(items)
        self._happen(Event.CHANGED)

    def update(self, items: Sequence[Item]) -> None:
        """Take the same screen's controls as they are now.

        What is marked stays marked. If it is gone, or something that stops a cuff has come, that is as good as another
        screen; if it says something else, a press that is on its way was not meant for it.
        """
        items = tuple(items)
        if items == self._items:
            return
        before, old = self.mark, self._items
        self._items = items
        same = [place for place, stop in enumerate(self._stops) if before is not None and _same(stop, before)]
        if _urgent(items) - _urgent(old) or (before is not None and not same):
            self._happen(Event.CHANGED)
        elif same:
            self._place = same[0]
            if self.mark != before:
                self._happen(Event.OTHER_WORDS)

    def press(self, switch: int) -> str:
        """Take a press of switch 1 or 2; return the control that is to be used, if any."""
        self._chosen = NOTHING
        self.tick()
        stepping = self._mode is Scan.TWO_SWITCH and switch == 1
        self._happen(Event.STEP if stepping else Event.CHOOSE)
        return self._chosen

    def pause(self) -> None:
        """Rest, for the person does something else; the next press begins anew."""
        self._happen(Event.PAUSED)

    def tick(self) -> None:
        """Move on if it is time."""
        past_s = self._clock.monotonic_s() - self._since_s
        if self.phase is Phase.HOLDING and past_s >= self._pace.hold_off_s:
            self._happen(Event.SETTLED)
        elif self.phase is Phase.SCANNING and self._mode is Scan.ONE_SWITCH and past_s >= self._stays_s:
            self._happen(Event.DUE)

    @property
    def _stays_s(self) -> float:
        return self._scan_s * (FIRST_STAYS if self._place == 0 else 1.0)

    @property
    def _stops(self) -> tuple[Stop, ...]:
        return inside(self._items, self._row) or stops(self._items)

    # ------------------------------------------------------------------------------------------ table and effects

    def _happen(self, event: Event) -> None:
        if (self.phase, event) not in TABLE:
            return
        self.phase, effect = TABLE[self.phase, event]
        self._since_s = self._clock.monotonic_s()
        match effect:
            case Effect.FIRST | Effect.HIDE:
                self._begin()
            case Effect.NEXT:
                self._go_on()
            case Effect.CHOOSE:
                self._choose()
            case Effect.GO_ON:
                pass

    def _begin(self) -> None:
        """Go to the first stop; to what stops a cuff before all else."""
        self._row, self._rounds = "", 0
        urgent = (place for place, stop in enumerate(self._stops) if stop.urgent)
        self._place = next(urgent, 0)

    def _go_on(self) -> None:
        self._place += 1
        if self._place < len(self._stops):
            return
        self._place = 0
        self._rounds += 1
        if self._row:
            if self._mode is Scan.ONE_SWITCH and self._rounds >= ROW_ROUNDS:
                self._leave_row()
        elif self._mode is Scan.ONE_SWITCH and self._rounds >= self._pace.rounds:
            self._happen(Event.ROUNDS_OVER)

    def _choose(self) -> None:
        stop = self.mark
        if stop is None:
            return
        match stop.kind:
            case Kind.ROW:
                self._row, self._place, self._rounds = stop.ident, 0, 0
            case Kind.BACK:
                self._leave_row()
            case Kind.CONTROL:
                self._chosen = stop.ident
                if self._row or self._mode is Scan.ONE_SWITCH:
                    self._begin()

    def _leave_row(self) -> None:
        """Go to what comes after the row."""
        rows = [stop.ident for stop in stops(self._items)]
        place = rows.index(self._row) if self._row in rows else -1
        self._row, self._rounds = "", 0
        self._place = (place + 1) % max(len(rows), 1)


def _same(stop: Stop, other: Stop) -> bool:
    return (stop.kind, stop.ident) == (other.kind, other.ident)


def _urgent(items: Sequence[Item]) -> set[str]:
    return {item.ident for item in items if item.urgent and item.enabled}
