# SPDX-License-Identifier: EUPL-1.2
"""How a SunTech module is led through a measurement: start, live pressure, the result, and letting go at any time.

One command at a time, each with its answer: the module loses the answer to an abort that comes together with another
command. Its packets are never thrown away, because the K that ends a measurement comes unasked, and where it is lost
all the same, a pressure that has come down tells the end. Whatever goes wrong ends in an abort.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from drivers.dialogue import NEVER, Dialogue, Timing
from drivers.items import Item, PublishedProgress, PublishedState
from drivers.shared.exchange import Exchange
from drivers.suntech_nibp.decode import Answer, answer, pressure_mmhg
from drivers.suntech_nibp.frame import ANSWER, INFORMATION, PRESSURE, RESULT, Packet, command
from drivers.suntech_nibp.interpret import INFLATED_MMHG
from kiosk.capability import Command
from kiosk.reading import Failure, SensorState

INITIAL_160_MMHG = command(0x17, 160, 0)
START_ADULT = command(0x20)
ABORT = command(0x79, 0x01, 0x00)
GET_RESULT = command(0x79, 0x03, 0x00)
GET_PRESSURE = command(0x79, 0x05, 0x00)
GET_INFORMATION = command(0x00)

POLL_S = 0.25
IDLE_POLL_S = 5.0
SILENT_S = 3.0
"""So long without any answer while it measures, and nobody knows what the cuff does."""
LONGEST_S = 180.0
SOONEST_S = 2.0
"""No measurement ends earlier; a K before, without pressure, belongs to another command or tells of an early error."""
UNINFLATED_S = 10.0
"""A cuff that is still empty then will not be filled."""
EMPTY_MMHG = 10
EMPTY_S = 3.0
"""A cuff that was full and is empty for so long has measured, whether a K came or not."""
SETTLE_S = 0.3
"""After "accepted" the module may still say "finished" about the same command."""
BUSY_S = 0.5


class Stage(StrEnum):
    """Where the conversation is."""

    CLEARING = "clearing"
    """The port is new: whatever the cuff does is stopped."""
    NAMING = "naming"
    IDLE = "idle"
    PREPARING = "preparing"
    """The first inflation's pressure is set."""
    STARTING = "starting"
    MEASURING = "measuring"
    FETCHING = "fetching"
    """The result is asked for."""
    ABORTING = "aborting"


class Event(StrEnum):
    """What can happen."""

    ACCEPTED = "accepted"
    FINISHED = "finished"
    BUSY = "busy"
    ABORTED = "aborted"
    REFUSED = "refused"
    INFORMED = "informed"
    RESULT = "result"
    EMPTIED = "emptied"
    INFLATED = "inflated"
    START = "start"
    STOP = "stop"
    FAILED = "failed"
    MUTE = "mute"
    """No answer to any try."""


S, E = Stage, Event
TABLE: dict[tuple[Stage, Event], Stage] = {
    (S.CLEARING, E.ACCEPTED): S.NAMING,
    (S.CLEARING, E.ABORTED): S.NAMING,
    (S.CLEARING, E.FINISHED): S.NAMING,
    (S.CLEARING, E.REFUSED): S.NAMING,
    (S.CLEARING, E.EMPTIED): S.NAMING,
    (S.NAMING, E.INFORMED): S.IDLE,
    (S.NAMING, E.REFUSED): S.IDLE,
    (S.NAMING, E.MUTE): S.IDLE,
    (S.NAMING, E.STOP): S.ABORTING,
    (S.IDLE, E.START): S.PREPARING,
    (S.IDLE, E.STOP): S.ABORTING,
    (S.IDLE, E.INFLATED): S.CLEARING,
    (S.PREPARING, E.FINISHED): S.STARTING,
    (S.PREPARING, E.REFUSED): S.STARTING,
    (S.PREPARING, E.MUTE): S.STARTING,
    (S.PREPARING, E.STOP): S.ABORTING,
    (S.STARTING, E.ACCEPTED): S.MEASURING,
    (S.STARTING, E.INFLATED): S.MEASURING,
    (S.STARTING, E.FAILED): S.ABORTING,
    (S.STARTING, E.STOP): S.ABORTING,
    (S.MEASURING, E.FINISHED): S.FETCHING,
    (S.MEASURING, E.ABORTED): S.FETCHING,
    (S.MEASURING, E.REFUSED): S.FETCHING,
    (S.MEASURING, E.EMPTIED): S.FETCHING,
    (S.MEASURING, E.FAILED): S.ABORTING,
    (S.MEASURING, E.STOP): S.ABORTING,
    (S.FETCHING, E.RESULT): S.IDLE,
    (S.FETCHING, E.BUSY): S.MEASURING,
    (S.FETCHING, E.FAILED): S.ABORTING,
    (S.FETCHING, E.STOP): S.ABORTING,
    (S.ABORTING, E.ABORTED): S.IDLE,
    (S.ABORTING, E.FINISHED): S.IDLE,
    (S.ABORTING, E.EMPTIED): S.IDLE,
    (S.ABORTING, E.FAILED): S.CLEARING,
    (S.ABORTING, E.STOP): S.ABORTING,
}
"""What is not here changes nothing."""


EXCHANGES: dict[Stage, Exchange] = {
    S.CLEARING: Exchange(commands=(ABORT, GET_PRESSURE), wait_s=1.0, tries=1_000_000_000),
    S.NAMING: Exchange(commands=(GET_INFORMATION,), wait_s=1.0, tries=2),
    S.PREPARING: Exchange(commands=(INITIAL_160_MMHG,), wait_s=0.7, tries=2),
    S.STARTING: Exchange(commands=(START_ADULT,), wait_s=1.0, tries=4),
    S.FETCHING: Exchange(commands=(GET_RESULT,), wait_s=1.0, tries=4),
    S.ABORTING: Exchange(commands=(ABORT, GET_PRESSURE), wait_s=0.5, tries=6),
}

EVENTS: dict[Answer, Event] = {
    Answer.ACCEPTED: E.ACCEPTED,
    Answer.FINISHED: E.FINISHED,
    Answer.BUSY: E.BUSY,
    Answer.ABORTED: E.ABORTED,
    Answer.ERROR: E.REFUSED,
    Answer.SLEEP: E.BUSY,
    Answer.UNDEFINED: E.REFUSED,
    Answer.UNREADABLE: E.REFUSED,
    Answer.TIMEOUT: E.REFUSED,
}
"""A sleeping module wakes by the command and takes the next."""


class SuntechDialogue(Dialogue[Packet]):
    """Lead a module; see the table."""

    hears = True

    def __init__(self, timing: Timing) -> None:
        super().__init__(timing)
        self.stage = Stage.CLEARING
        self._tries = 0
        self._heard_s = 0.0
        self._started_s = 0.0
        self._inflated = False
        self._early = False
        self._empty_since_s = NEVER
        self._unanswered = False
        self._pauses = False
        self._told_failure = False
        self._wanted = False
        self._was_ready = False

    # What the driver calls

    def opened(self, now_s: float) -> None:
        self._enter(Stage.CLEARING, now_s)

    def unsettled(self, now_s: float) -> None:
        self._was_ready = False
        if self.stage is Stage.IDLE:
            self._enter(Stage.CLEARING, now_s)

    def told(self, command: Command, now_s: float) -> Iterable[Item]:
        if command is Command.STOP:
            self._wanted = self._told_failure = False
            return self._go(Event.STOP, now_s)
        self._wanted = self.stage in (Stage.CLEARING, Stage.NAMING, Stage.ABORTING)
        return self._go(Event.START, now_s)

    def reviewed(self, items: Iterable[Item]) -> Iterable[Item]:
        """Take a result only as the answer to our question after a measurement of ours."""
        if self.stage is Stage.FETCHING:
            return items
        return [item for item in items if isinstance(item, PublishedProgress) and self.stage is not Stage.IDLE]

    def heard(self, frame: Packet, now_s: float) -> Iterable[Item]:
        self._heard_s = now_s
        if frame.kind == RESULT:
            return self._go(Event.RESULT, now_s)
        if frame.kind == INFORMATION:
            return self._go(Event.INFORMED, now_s)
        if frame.kind == PRESSURE:
            return self._pressure(pressure_mmhg(frame), now_s)
        said = answer(frame) if frame.kind == ANSWER else None
        return () if said is None else self._answered(EVENTS[said], now_s)

    def passed(self, now_s: float) -> Iterable[Item]:
        if self.stage is Stage.MEASURING:
            return self._watch(now_s)
        if self.stage is Stage.IDLE:
            self.say(GET_PRESSURE)
            self.due_s = now_s + IDLE_POLL_S
            return ()
        self._unanswered, self._pauses = not self._pauses, False
        if self._tries < EXCHANGES[self.stage].tries:
            self._ask(now_s)
            return ()
        return self._mute(now_s)

    def closing(self) -> bytes:
        return ABORT

    # What becomes of it

    def _go(self, event: Event, now_s: float, failure: Failure | None = None) -> list[Item]:
        stage = TABLE.get((self.stage, event))
        items: list[Item] = []
        if failure is not None:
            self._told_failure = True
            items.append(PublishedState(tick=0, state=SensorState.FAILED, failure=failure))
        if stage is None:
            return items
        before = self.stage
        self._enter(stage, now_s)
        return [*items, *self._entered(before, event, now_s)]

    def _enter(self, stage: Stage, now_s: float) -> None:
        if stage is Stage.MEASURING and self.stage is Stage.STARTING:
            self._started_s, self._inflated, self._early = now_s, False, False
        self.stage, self._tries, self._unanswered, self._pauses = stage, 0, False, False
        self._heard_s, self._empty_since_s = now_s, NEVER
        self.silence_s = self.timing.silence_s if stage in (Stage.IDLE, Stage.CLEARING) else None
        if stage in EXCHANGES:
            self._ask(now_s)
        else:
            self.due_s = now_s + (POLL_S if stage is Stage.MEASURING else IDLE_POLL_S)

    def _entered(self, before: Stage, event: Event, now_s: float) -> list[Item]:
        """Say what is news about the stage just entered."""
        if self.stage is Stage.MEASURING and before is Stage.STARTING:
            return [PublishedState(tick=0, state=SensorState.MEASURING)]
        if self.stage is not Stage.IDLE:
            return []
        items: list[Item] = []
        if before is Stage.ABORTING and not self._told_failure:
            items.append(PublishedState(tick=0, state=SensorState.STOPPED))
        elif before is Stage.NAMING and not self._was_ready:
            items.append(PublishedState(tick=0, state=SensorState.READY))
        self._told_failure, self._was_ready = False, True
        if self._wanted:
            self._wanted = False
            items += self._go(Event.START, now_s)
        return items

    def _ask(self, now_s: float) -> None:
        exchange = EXCHANGES[self.stage]
        self.say(exchange.commands[self._tries % len(exchange.commands)])
        self._tries += 1
        self.due_s = now_s + exchange.wait_s

    def _answered(self, event: Event, now_s: float) -> list[Item]:
        if self.stage is Stage.PREPARING and event is Event.ACCEPTED:
            self._tries, self.due_s = EXCHANGES[self.stage].tries, now_s + SETTLE_S
        elif self.stage is Stage.STARTING and event in (Event.BUSY, Event.REFUSED):
            return self._not_started(event, now_s)
        elif self.stage is Stage.MEASURING and event is Event.FINISHED and not self._may_end(now_s):
            self._early = True
            return []
        return self._go(event, now_s)

    def _not_started(self, event: Event, now_s: float) -> list[Item]:
        if self._unanswered and event is Event.BUSY:
            # The first start was taken, only its answer was lost.
            return self._go(Event.ACCEPTED, now_s)
        if event is Event.REFUSED or self._tries >= EXCHANGES[self.stage].tries:
            return self._go(Event.FAILED, now_s, Failure.REFUSED)
        self._pauses, self.due_s = True, now_s + BUSY_S
        return []

    def _may_end(self, now_s: float) -> bool:
        return self._inflated or now_s - self._started_s >= SOONEST_S

    def _pressure(self, cuff_mmhg: int | None, now_s: float) -> list[Item]:
        if cuff_mmhg is None:
            return []
        if cuff_mmhg >= INFLATED_MMHG:
            self._inflated, self._empty_since_s = True, NEVER
            # While nobody measures, a full cuff is let go.
            return self._go(Event.INFLATED, now_s)
        if cuff_mmhg < EMPTY_MMHG and self._empty_since_s == NEVER:
            self._empty_since_s = now_s
        # A module that says nothing to an abort has stopped as well when its cuff is empty.
        stops = self.stage in (Stage.CLEARING, Stage.ABORTING)
        return self._go(Event.EMPTIED, now_s) if stops and cuff_mmhg < EMPTY_MMHG else []

    def _watch(self, now_s: float) -> list[Item]:
        """Look after a measurement that goes on."""
        if now_s - self._heard_s >= SILENT_S:
            return self._go(Event.FAILED, now_s, Failure.NO_ANSWER)
        if now_s - self._started_s >= LONGEST_S:
            return self._go(Event.FAILED, now_s, Failure.TOO_LONG)
        if self._is_over(now_s):
            return self._go(Event.EMPTIED, now_s)
        self.say(GET_PRESSURE)
        self.due_s = now_s + POLL_S
        return []

    def _is_over(self, now_s: float) -> bool:
        age_s = now_s - self._started_s
        if self._inflated:
            return now_s - self._empty_since_s >= EMPTY_S
        return age_s >= UNINFLATED_S or (self._early and age_s >= SOONEST_S)

    def _mute(self, now_s: float) -> list[Item]:
        if self.stage in (Stage.NAMING, Stage.PREPARING):
            return self._go(Event.MUTE, now_s)
        return self._go(Event.FAILED, now_s, Failure.NO_ANSWER)
