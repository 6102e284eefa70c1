# SPDX-License-Identifier: EUPL-1.2
"""How an A&D station is started and stopped, and what is done when its result arrives damaged.

After a "no" (15) to the start it is told SP and started once more, because it may have hung in a measurement that
nobody waits for. Between the start and the result it says nothing for up to minutes. A result that arrives damaged is
asked for with RB; because the station then gives whatever it measured last, such a result counts as one out of its
memory, whose date decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from drivers.and_tm2657.frame import Kind, Packet, message
from drivers.dialogue import NEVER, Dialogue, Timing
from drivers.items import Item, PublishedReading, PublishedState
from kiosk.capability import Command
from kiosk.reading import Failure, Flag, SensorState

START, STOP, GET_RESULT = message("ST"), message("SP"), message("RB")

LONGEST_S = 180.0
"""A measurement takes up to 90 s, twice that if the station is set to measure again."""
STARTS = 2
DAMAGED_BYTES = 40
"""So many bytes that fit nothing were a result; an answer to a command has six, a result has 63 or more."""
QUIET_S = 1.0
"""After such a silence the rest of a result does not come any more."""


class Stage(StrEnum):
    """Where the conversation is."""

    IDLE = "idle"
    STARTING = "starting"
    CLEARING = "clearing"
    """The start was refused or not heard; the station is told to stop before it is started again."""
    MEASURING = "measuring"
    FETCHING = "fetching"
    """The result came damaged and is asked for."""
    STOPPING = "stopping"


class Event(StrEnum):
    """What can happen."""

    START = "start"
    STOP = "stop"
    YES = "yes"
    NO = "no"
    RESULT = "result"
    DAMAGED = "damaged"
    MUTE = "mute"
    """No answer to any try, or no result in time."""


S, E = Stage, Event
TABLE: dict[tuple[Stage, Event], Stage] = {
    (S.IDLE, E.START): S.STARTING,
    (S.IDLE, E.DAMAGED): S.FETCHING,
    (S.STARTING, E.YES): S.MEASURING,
    (S.STARTING, E.NO): S.CLEARING,
    (S.STARTING, E.MUTE): S.CLEARING,
    (S.STARTING, E.RESULT): S.IDLE,
    (S.CLEARING, E.YES): S.STARTING,
    (S.CLEARING, E.NO): S.STARTING,
    (S.CLEARING, E.MUTE): S.STARTING,
    (S.MEASURING, E.RESULT): S.IDLE,
    (S.MEASURING, E.DAMAGED): S.FETCHING,
    (S.MEASURING, E.MUTE): S.STOPPING,
    (S.FETCHING, E.RESULT): S.IDLE,
    (S.FETCHING, E.NO): S.IDLE,
    (S.FETCHING, E.MUTE): S.IDLE,
    (S.FETCHING, E.START): S.STARTING,
    (S.STOPPING, E.YES): S.IDLE,
    (S.STOPPING, E.NO): S.IDLE,
    (S.STOPPING, E.MUTE): S.IDLE,
    **{(stage, E.STOP): S.STOPPING for stage in Stage},
}
"""What is not here changes nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Exchange:
    """What is said in a stage, how long an answer is waited for, and how often it is said."""

    command: bytes
    wait_s: float
    tries: int = 1


EXCHANGES: dict[Stage, Exchange] = {
    S.STARTING: Exchange(command=START, wait_s=2.0),
    S.CLEARING: Exchange(command=STOP, wait_s=1.0),
    S.FETCHING: Exchange(command=GET_RESULT, wait_s=3.0, tries=2),
    S.STOPPING: Exchange(command=STOP, wait_s=1.0, tries=3),
}
"""A start is never simply repeated: if only its answer was lost, the second one would be refused."""


class AndDialogue(Dialogue[Packet]):
    """Start and stop a station; see the table."""

    hears = True

    def __init__(self, timing: Timing) -> None:
        super().__init__(timing)
        self.stage = Stage.IDLE
        self._tries = 0
        self._starts = 0
        self._refused = False
        self._wanted = False
        self._failed = False
        self._unread_bytes = 0
        self._stage_due_s = NEVER
        self._quiet_s = NEVER

    # What the driver calls

    def told(self, command: Command, now_s: float) -> Iterable[Item]:
        if command is Command.STOP:
            self._wanted = self._failed = False
            return self._go(Event.STOP, now_s)
        self._wanted = self.stage is Stage.STOPPING
        if self.stage in (Stage.IDLE, Stage.FETCHING):
            self._starts, self._refused = 0, False
        return self._go(Event.START, now_s)

    def arrived(self, data: bytes, now_s: float) -> Iterable[Item]:
        self._unread_bytes += len(data)
        self._quiet_s = now_s + QUIET_S
        self._plan()
        return ()

    def reviewed(self, items: Iterable[Item]) -> Iterable[Item]:
        if self.stage is not Stage.FETCHING:
            return items
        return [_dated(item) if isinstance(item, PublishedReading) else item for item in items]

    def heard(self, frame: Packet, now_s: float) -> Iterable[Item]:
        self._unread_bytes = max(0, self._unread_bytes - len(frame.raw))
        return self._go(_EVENTS[frame.kind], now_s)

    def passed(self, now_s: float) -> Iterable[Item]:
        items: list[Item] = []
        if now_s >= self._quiet_s:
            items += self._quiet(now_s)
        if now_s >= self._stage_due_s:
            items += self._waited(now_s)
        self._plan()
        return items

    def closing(self) -> bytes:
        return STOP

    # What becomes of it

    def _go(self, event: Event, now_s: float) -> list[Item]:
        stage = TABLE.get((self.stage, event))
        if stage is None:
            return []
        before = self.stage
        if before is Stage.STARTING and stage is Stage.CLEARING:
            self._refused = event is Event.NO
        if before is Stage.CLEARING and self._starts >= STARTS:
            return self._give_up(Failure.REFUSED if self._refused else Failure.NO_ANSWER)
        self._enter(stage, now_s)
        return self._entered(before, event, now_s)

    def _enter(self, stage: Stage, now_s: float) -> None:
        self.stage, self._tries = stage, 0
        self._starts += stage is Stage.STARTING
        self._stage_due_s = now_s + LONGEST_S if stage is Stage.MEASURING else NEVER
        if stage in EXCHANGES:
            self._ask(now_s)
        self._plan()

    def _entered(self, before: Stage, event: Event, now_s: float) -> list[Item]:
        """Say what is news about the stage just entered."""
        if self.stage is Stage.MEASURING:
            return [_state(SensorState.MEASURING)]
        if event is Event.MUTE and before is Stage.MEASURING:
            self._failed = True
            return [_state(SensorState.FAILED, Failure.NO_ANSWER)]
        if event in (Event.MUTE, Event.NO) and before is Stage.FETCHING:
            return [_state(SensorState.FAILED, Failure.UNKNOWN)]
        return self._stopped(event, now_s) if before is Stage.STOPPING and self.stage is Stage.IDLE else []

    def _stopped(self, event: Event, now_s: float) -> list[Item]:
        told, self._failed = self._failed, False
        items: list[Item] = []
        if event is Event.MUTE and not told:
            items.append(_state(SensorState.FAILED, Failure.NO_ANSWER))
        elif not told:
            items.append(_state(SensorState.STOPPED))
        if self._wanted:
            self._wanted, self._starts, self._refused = False, 0, False
            items += self._go(Event.START, now_s)
        return items

    def _give_up(self, failure: Failure) -> list[Item]:
        self.stage, self._stage_due_s = Stage.IDLE, NEVER
        self._plan()
        return [_state(SensorState.FAILED, failure)]

    def _ask(self, now_s: float) -> None:
        exchange = EXCHANGES[self.stage]
        self.say(exchange.command)
        self._tries += 1
        self._stage_due_s = now_s + exchange.wait_s

    def _waited(self, now_s: float) -> list[Item]:
        if self.stage in EXCHANGES and self._tries < EXCHANGES[self.stage].tries:
            self._ask(now_s)
            return []
        return self._go(Event.MUTE, now_s)

    def _quiet(self, now_s: float) -> list[Item]:
        """Look at what arrived and fits nothing, now that no more of it comes."""
        damaged, self._unread_bytes, self._quiet_s = self._unread_bytes >= DAMAGED_BYTES, 0, NEVER
        if damaged and self.stage is Stage.FETCHING:
            return self._waited(now_s)
        return self._go(Event.DAMAGED, now_s) if damaged else []

    def _plan(self) -> None:
        self.due_s = min(self._stage_due_s, self._quiet_s)


_EVENTS = {Kind.YES: Event.YES, Kind.NO: Event.NO, Kind.MESSAGE: Event.RESULT}


def _dated(item: PublishedReading) -> PublishedReading:
    """Let the station's clock say whether this is the result that came damaged."""
    return replace(item, flags=(Flag.FROM_MEMORY, *item.flags))


def _state(state: SensorState, failure: Failure | None = None) -> PublishedState:
    return PublishedState(tick=0, state=state, failure=failure)
