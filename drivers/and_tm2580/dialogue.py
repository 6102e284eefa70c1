# SPDX-License-Identifier: EUPL-1.2
"""How a TM-2580 is started, and when its answer is over: at a line's end, or when a second of silence follows.

Only what answers our start counts. Nothing is known by which it could be stopped, so nothing is said at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import ClassVar

from drivers.and_tm2580.decode import SHORTEST
from drivers.and_tm2580.frame import START, Answer
from drivers.dialogue import NEVER, Dialogue, Timing
from drivers.items import Item, PublishedState
from kiosk.capability import Command
from kiosk.reading import Failure, SensorState

LONGEST_S = 180.0
"""Our patience with a measurement; the device's is not known."""
QUIET_S = 1.0
"""A character takes 4 ms at 2400 baud, and a USB adapter holds some for a moment."""


class Stage(StrEnum):
    """Where the conversation is."""

    IDLE = "idle"
    MEASURING = "measuring"


class Event(StrEnum):
    """What can happen."""

    START = "start"
    RESULT = "result"
    UNREADABLE = "unreadable"
    """Enough bytes for an answer, and they are none."""
    MUTE = "mute"
    """No answer in time."""


TABLE: dict[tuple[Stage, Event], Stage] = {
    (Stage.IDLE, Event.START): Stage.MEASURING,
    (Stage.MEASURING, Event.RESULT): Stage.IDLE,
    (Stage.MEASURING, Event.UNREADABLE): Stage.IDLE,
    (Stage.MEASURING, Event.MUTE): Stage.IDLE,
}
"""What is not here changes nothing; a start is never repeated while it measures."""

_NEWS: dict[Event, tuple[SensorState, Failure | None]] = {
    Event.START: (SensorState.MEASURING, None),
    Event.UNREADABLE: (SensorState.FAILED, Failure.UNKNOWN),
    Event.MUTE: (SensorState.FAILED, Failure.NO_ANSWER),
}
"""What is told; a result tells its state itself."""


class Tm2580Dialogue(Dialogue[Answer]):
    """Start it and wait. ``end``: ends the bytes so far and returns what is published because of it."""

    hears: ClassVar[bool] = True

    def __init__(self, timing: Timing, end: Callable[[], list[Item]]) -> None:
        super().__init__(timing)
        self.stage = Stage.IDLE
        self._end = end
        self._unread_bytes = 0
        self._quiet_at_s = NEVER
        self._give_up_s = NEVER

    def told(self, command: Command, now_s: float) -> Iterable[Item]:
        if command is not Command.START or self.stage is Stage.MEASURING:
            return ()
        self._end()  # what came before does not answer this
        self._unread_bytes, self._quiet_at_s = 0, NEVER
        self.say(START)
        return self._go(Event.START, now_s)

    def arrived(self, data: bytes, now_s: float) -> Iterable[Item]:
        self._unread_bytes += len(data)
        self._quiet_at_s = now_s + QUIET_S
        self._plan()
        return ()

    def reviewed(self, items: Iterable[Item]) -> Iterable[Item]:
        return items if self.stage is Stage.MEASURING else ()

    def heard(self, frame: Answer, now_s: float) -> Iterable[Item]:
        self._unread_bytes = 0
        return self._go(Event.RESULT, now_s)

    def passed(self, now_s: float) -> Iterable[Item]:
        items: list[Item] = []
        if now_s >= self._quiet_at_s:
            items += self._quiet(now_s)
        if now_s >= self._give_up_s:
            items += self._go(Event.MUTE, now_s)
        self._plan()
        return items

    def _quiet(self, now_s: float) -> list[Item]:
        """Look at what arrived, now that no more of it comes."""
        said, unread_bytes = self._end(), self._unread_bytes
        self._unread_bytes, self._quiet_at_s = 0, NEVER
        if self.stage is not Stage.MEASURING:
            return []
        if said:
            return [*said, *self._go(Event.RESULT, now_s)]
        return self._go(Event.UNREADABLE, now_s) if unread_bytes >= SHORTEST else []

    def _go(self, event: Event, now_s: float) -> list[Item]:
        stage = TABLE.get((self.stage, event))
        if stage is None:
            return []
        self.stage = stage
        self._give_up_s = now_s + LONGEST_S if stage is Stage.MEASURING else NEVER
        self._plan()
        if event not in _NEWS:
            return []
        state, failure = _NEWS[event]
        return [PublishedState(tick=0, state=state, failure=failure)]

    def _plan(self) -> None:
        self.due_s = min(self._quiet_at_s, self._give_up_s)
