# SPDX-License-Identifier: EUPL-1.2
"""The hand that does not touch: keys and switches go through the controls of the screen, and use the marked one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from kiosk.clock import Clock
from kiosk.messages import Key, KeyAction
from kiosk.operating_settings import OperatingSection
from kiosk.preferences import Preferences
from ui.touch.box import Box
from ui.touch.double_strike import DoubleStrike
from ui.touch.operating import order
from ui.touch.operating.focus import FocusRing, Item
from ui.touch.operating.keys import Keys
from ui.touch.operating.scan_path import Kind
from ui.touch.operating.scanning import Pace, Phase, Scanner
from ui.touch.operating.wake import WakeGuard
from ui.touch.widgets.button import Touchable
from ui.touch.widgets.focus_frame import FocusFrame
from ui.touch.widgets.part import NOWHERE, Part
from ui.touch.widgets.question import Question

LOOK_EVERY_S = 0.1
"""How often the screen is looked at for changes of its own, while somebody uses keys or switches."""
SAFE_WAYS_BACK = ("emergency-close", "wishes-close", "erase", "close-bench", "back")
"""Going back by these loses nothing: the key does it at once."""
WAYS_OUT = ("leave", "end")
"""Going out by these loses something: the key only marks them."""
_ACTING = frozenset({KeyAction.SELECT, KeyAction.DIGIT, KeyAction.BACK})
"""What does something on the screen, and must not do it on one that has just come."""
_SWITCHES = {KeyAction.SWITCH_1: 1, KeyAction.SWITCH_2: 2}


@dataclass(frozen=True, kw_only=True, slots=True)
class Marked:
    """What is marked, for whoever says it aloud. ``kind``: what choosing it does."""

    items: tuple[Item, ...]
    kind: Kind = Kind.CONTROL


class Shown(Protocol):
    """What the hand acts on."""

    @property
    def scope(self) -> Part:
        """What may be used now: the screen and what stands above it, or a question alone."""
        ...

    @property
    def front(self) -> Part:
        """The screen."""
        ...

    @property
    def panel(self) -> Box: ...

    def alive(self) -> None:
        """Somebody is there."""
        ...


class Hand:
    """``on_marked`` hears of each new mark (None: nothing is marked); ``on_repeat`` and ``on_pause`` of the keys
    'say it again' and 'wait'."""

    def __init__(
        self, shown: Shown, frame: FocusFrame, guard: WakeGuard, clock: Clock, settings: OperatingSection
    ) -> None:
        self._shown = shown
        self._frame = frame
        self._guard = guard
        self._clock = clock
        self._settings = settings
        self._strikes = DoubleStrike(clock, settings.double_strike_s)
        self._keys = Keys(clock)
        self._scope: tuple[Part, Part] | None = None
        self._changed_s = self._looked_s = 0.0
        self._controls: dict[str, Touchable] = {}
        self._marked: Marked | None = None
        self.ring = FocusRing()
        self.scanner = Scanner(clock, Pace(hold_off_s=settings.hold_off_s, rounds=settings.scan_rounds))
        self.on_marked: Callable[[Marked | None], None] = lambda _: None
        self.on_repeat: Callable[[], None] = lambda: None
        self.on_pause: Callable[[], None] = lambda: None

    @property
    def marked(self) -> Marked | None:
        return self._marked

    @property
    def scans(self) -> bool:
        """Whether switches are used: then the mark goes on by itself."""
        return self.scanner.phase is not Phase.OFF

    @property
    def ready(self) -> bool:
        """Whether a key that acts would act now: the screen has stood for long enough."""
        same = (self._shown.scope, self._shown.front) == self._scope
        return same and self._clock.monotonic_s() - self._changed_s >= self._settings.hold_off_s

    # ------------------------------------------------------------------------------------------ what comes in

    def key_down(self, code: int) -> None:
        """A key of the keyboard comes down; ``code`` is Kivy's number of it."""
        takes = self._guard.down(("key", code))
        key = self._keys.down(code)
        if key is not None and takes:
            self.key(key)

    def key_up(self, code: int) -> None:
        self._keys.up(code)
        self._guard.up(("key", code))

    def key(self, key: Key) -> None:
        """Act on a key, or on a switch of the room."""
        self._shown.alive()
        self.look()
        if not self._strikes.accepts(f"{key.action}{key.digit}") or not self._guard.takes:
            return
        if self._guard.asleep:
            self._wake(marks=key.action not in _SWITCHES)
        elif key.action in _SWITCHES:
            self._switch(_SWITCHES[key.action])
        elif key.action not in _ACTING or self.ready:
            self._key(key)
        self._draw()

    def touched(self) -> None:
        """The screen is touched: whoever does needs no mark."""
        self.ring.clear()
        self.scanner.pause()
        self._draw()

    def prefer(self, preferences: Preferences) -> None:
        """Take the way of scanning."""
        self.scanner.want(preferences)

    def tick(self) -> None:
        """Move the mark on; once a frame."""
        if (self._shown.scope, self._shown.front) != self._scope:
            self.look()
        if not self.scans and self._marked is None:
            return
        if self._clock.monotonic_s() - self._looked_s >= LOOK_EVERY_S:
            self.look()
        self.scanner.tick()
        self._draw()

    def look(self) -> None:
        """See what is on the screen now."""
        self._looked_s = self._clock.monotonic_s()
        scope = self._shown.scope
        self._controls = {control.ident: control for control in order.controls(scope)}
        rows = order.rows(scope)
        items = [order.item(control, rows) for control in self._controls.values()]
        now = (scope, self._shown.front)
        if now != self._scope:
            self._scope, self._changed_s = now, self._looked_s
            marked = bool(self.ring.focus)
            self.ring.replace(items)
            if marked:
                self.ring.first()
            self.scanner.show(items)
        else:
            self._update(items)
        self._draw()

    def _update(self, items: list[Item]) -> None:
        before = self.ring.current
        self.ring.update(items)
        if self.ring.current != before:
            self._changed_s = self._looked_s
        self.scanner.update(items)

    # ------------------------------------------------------------------------------------------ what it does

    def _wake(self, *, marks: bool) -> None:
        """Do what a touch on a screen that waits for anybody does; from here on keys show what they are at."""
        if marks:
            self.ring.first()
        self._use(next(iter(self._controls), ""))

    def _switch(self, number: int) -> None:
        self.ring.clear()
        chosen = self.scanner.press(number)
        if chosen:
            self._use(chosen)

    def _key(self, key: Key) -> None:
        stop = self.scanner.mark
        self.scanner.pause()
        if stop is not None:
            self.ring.go(stop.items[0].ident)
        match key.action:
            case KeyAction.NEXT:
                self._go(self.ring.next)
            case KeyAction.PREVIOUS:
                self._go(self.ring.previous)
            case KeyAction.SELECT if self.ring.current is not None:
                self._use(self.ring.focus)
            case KeyAction.SELECT:
                self.ring.first()
            case KeyAction.DIGIT:
                self._use(f"key-{key.digit}")
            case KeyAction.BACK:
                self._back()
            case KeyAction.REPEAT:
                self.on_repeat()
            case KeyAction.PAUSE:
                self.on_pause()

    def _go(self, step: Callable[[], str]) -> None:
        """Mark another control; where there is but one, tell of it again: a key that does nothing is not heard."""
        before = self.ring.focus
        if step() == before:
            self._marked = None

    def _use(self, ident: str) -> None:
        """Do what a tap on ``ident`` does."""
        control = self._controls.get(ident)
        if control is not None and control.enabled:
            control.act()
            self.look()

    def _back(self) -> None:
        if isinstance(self._shown.scope, Question):
            self._use(next(iter(self._controls), ""))  # the careful answer stands first
            return
        safe = _first(SAFE_WAYS_BACK, self._controls)
        if safe:
            self._use(safe)
        elif out := _first(WAYS_OUT, self._controls):
            self.ring.go(out)

    def _draw(self) -> None:
        marked = self._mark()
        boxes = [self._controls[item.ident].box for item in marked.items] if marked is not None else []
        idents = tuple(item.ident for item in marked.items) if marked is not None else ()
        back = marked is not None and marked.kind is Kind.BACK
        self._frame.show(idents, _around(boxes), self._shown.panel, back=back)
        if marked != self._marked:
            self._marked = marked
            self.on_marked(marked)

    def _mark(self) -> Marked | None:
        stop = self.scanner.mark
        if stop is not None:
            return Marked(items=stop.items, kind=stop.kind)
        current = self.ring.current
        return Marked(items=(current,)) if current is not None else None


def _first(idents: Iterable[str], controls: dict[str, Touchable]) -> str:
    return next((ident for ident in idents if ident in controls), "")


def _around(boxes: list[Box]) -> Box:
    """Find the box that holds all ``boxes``."""
    if not boxes:
        return NOWHERE
    x, y = min(box.x for box in boxes), min(box.y for box in boxes)
    return Box(x, y, max(box.right for box in boxes) - x, max(box.top for box in boxes) - y)
