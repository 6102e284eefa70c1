# SPDX-License-Identifier: EUPL-1.2
"""What is said now and what next. Pure: says what to do, and is told what came of it.

New speech takes the place of old, and whatever the patient does ends it (EN 301 549 5.1.3.4); it can be paused and said
again (5.1.3.5). A safety line is said to its end: nothing lower, and no action, cuts it off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from kiosk.clock import Clock
from kiosk.deadline import Deadline
from ui.touch.speech.transcript import Utterance

MAKE_S = 8.0
"""A voice that is not ready by then is given up."""
GRACE_S = 3.0
"""So much later than it should be over, a loudspeaker may be."""


class State(Enum):
    """What the queue is doing."""

    QUIET = auto()
    SPEAKING = auto()
    """Or having it made."""
    HELD = auto()
    """Saying what nothing may cut off."""
    PAUSED = auto()


class Event(Enum):
    """What happens to it."""

    SAY = auto()
    """Something is to be said instead."""
    OVER = auto()
    """What was said is over, and more is waiting."""
    LAST = auto()
    """What was said is over, and nothing is waiting."""
    STOP = auto()
    PAUSE = auto()
    RESUME = auto()


class Do(Enum):
    """What to do about it."""

    START = auto()
    """Say what waits."""
    CHANGE = auto()
    """Stop, and say what waits."""
    STOP = auto()
    """Stop, and forget what waits."""
    HALT = auto()
    """Stop, and keep what waits."""
    WAIT = auto()
    """Nothing: it comes to its turn."""


TABLE: dict[tuple[State, Event], Do] = {
    (State.QUIET, Event.SAY): Do.START,
    (State.SPEAKING, Event.SAY): Do.CHANGE,
    (State.SPEAKING, Event.OVER): Do.START,
    (State.SPEAKING, Event.LAST): Do.STOP,
    (State.SPEAKING, Event.STOP): Do.STOP,
    (State.SPEAKING, Event.PAUSE): Do.HALT,
    (State.HELD, Event.SAY): Do.WAIT,
    (State.HELD, Event.OVER): Do.START,
    (State.HELD, Event.LAST): Do.STOP,
    (State.PAUSED, Event.SAY): Do.START,
    (State.PAUSED, Event.STOP): Do.STOP,
    (State.PAUSED, Event.RESUME): Do.START,
}
"""What is not here changes nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Orders:
    """``stop`` first, then ``start``."""

    stop: bool = False
    start: Utterance | None = None


NOTHING = Orders()


class SpeechQueue:
    """Give every `Orders` to a voice; tell `began` when it sounds, `ended` when it is over, and `tick` now and then."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.state = State.QUIET
        self.current: Utterance | None = None
        self._waiting: list[Utterance] = []
        self._last: tuple[Utterance, ...] = ()
        self._due: Deadline | None = None

    def say(self, lines: Sequence[Utterance], *, remember: bool = True) -> Orders:
        """Say ``lines`` instead of everything but a safety line. ``remember``: `repeat` says them again."""
        if remember:
            self._last = tuple(lines)
        if not lines:
            return self.stop()
        kept = [line for line in self._waiting if line.safety] if self.state is State.HELD else []
        self._waiting = _safety_first([*kept, *(line for line in lines if line != self._held)])
        return self._happen(Event.SAY)

    def add(self, lines: Sequence[Utterance]) -> Orders:
        """Say ``lines`` after what is said; a safety line at once, and what it cuts off once more after it."""
        fresh = {line.ident for line in lines}
        kept = [line for line in self._waiting if line.ident not in fresh or line.safety]
        lines = [line for line in lines if line != self.current]
        cuts = any(line.safety for line in lines) and self.state in (State.SPEAKING, State.PAUSED)
        if cuts and self.current is not None:
            kept = [self.current, *kept]
        self._waiting = _safety_first([*kept, *lines])
        return self._happen(Event.SAY) if lines and (cuts or self.state is State.QUIET) else NOTHING

    def repeat(self) -> Orders:
        """Say again what was said last."""
        return self.say(self._last) if self._last else NOTHING

    def stop(self) -> Orders:
        """The patient does something: be quiet, unless a safety line is being said; then say only such lines."""
        if self.state is State.HELD:
            self._waiting = [line for line in self._waiting if line.safety]
        return self._happen(Event.STOP)

    def pause(self) -> Orders:
        """Be quiet until `resume`."""
        return self._happen(Event.PAUSE)

    def resume(self) -> Orders:
        """Go on with the sentence that was cut off."""
        if self.state is State.PAUSED and self.current is not None:
            self._waiting.insert(0, self.current)
        return self._happen(Event.RESUME)

    def began(self, duration_s: float) -> None:
        """What was started sounds now, and will for ``duration_s``."""
        self._due = Deadline.after(self._clock, duration_s + GRACE_S)

    def ended(self) -> Orders:
        """What was started is over, or cannot be said."""
        return self._happen(Event.OVER if self._waiting else Event.LAST)

    def tick(self) -> Orders:
        """Give up what takes too long."""
        busy = self.state in (State.SPEAKING, State.HELD)
        return self.ended() if busy and self._due is not None and self._due.expired else NOTHING

    @property
    def _held(self) -> Utterance | None:
        return self.current if self.state is State.HELD else None

    def _happen(self, event: Event) -> Orders:
        match TABLE.get((self.state, event), Do.WAIT):
            case Do.START:
                return Orders(start=self._next())
            case Do.CHANGE:
                return Orders(stop=True, start=self._next())
            case Do.STOP:
                self.state, self.current, self._waiting, self._due = State.QUIET, None, [], None
                return Orders(stop=True)
            case Do.HALT:
                self.state, self._due = State.PAUSED, None
                return Orders(stop=True)
            case Do.WAIT:
                return NOTHING

    def _next(self) -> Utterance:
        self.current = self._waiting.pop(0)
        self.state = State.HELD if self.current.safety else State.SPEAKING
        self._due = Deadline.after(self._clock, MAKE_S)
        return self.current


def _safety_first(lines: Sequence[Utterance]) -> list[Utterance]:
    return sorted(lines, key=lambda line: not line.safety)
