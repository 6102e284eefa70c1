# SPDX-License-Identifier: EUPL-1.2
"""How a UN300C is led through a measurement: manual mode, start, live pressure, its result, and X to let go.

The board answers nothing but questions for its status, so each step is followed by one. X needs no frame.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from drivers.dialogue import Dialogue, Timing
from drivers.items import Item, PublishedProgress, PublishedState
from drivers.shared.exchange import Exchange
from drivers.un300c.decode import BUSY, END_TEXT, FAILURES, NO_ERROR, cuff_mmhg, status
from drivers.un300c.frame import Message, command
from kiosk.capability import Command
from kiosk.reading import Failure, SensorState

START = command("01")
MANUAL = command("03")
STATUS = command("18")
STOP = b"X"

APART_S = 0.2
"""Between two commands of one exchange."""
IDLE_POLL_S = 5.0
QUIET_S = 4.0
"""So long without a live pressure while it measures, and the board is asked how it is."""
LONGEST_S = 180.0


class Stage(StrEnum):
    """Where the conversation is."""

    CLEARING = "clearing"
    """The port is new: whatever the cuff does is stopped, and cycles are switched off."""
    IDLE = "idle"
    STARTING = "starting"
    CHECKING = "checking"
    """Nothing came after the start: the board is asked why."""
    MEASURING = "measuring"
    ASKING = "asking"
    """No pressure for a while: the board is asked whether it still measures."""
    FETCHING = "fetching"
    ABORTING = "aborting"


class Event(StrEnum):
    """What can happen."""

    PRESSURE = "pressure"
    END = "end"
    RESTING = "resting"
    """A status that is not of a measurement."""
    WORKING = "working"
    START = "start"
    STOP = "stop"
    FAILED = "failed"
    MUTE = "mute"


S, E = Stage, Event
TABLE: dict[tuple[Stage, Event], Stage] = {
    (S.CLEARING, E.RESTING): S.IDLE,
    (S.CLEARING, E.STOP): S.CLEARING,
    (S.IDLE, E.START): S.STARTING,
    (S.IDLE, E.STOP): S.ABORTING,
    (S.IDLE, E.PRESSURE): S.MEASURING,
    (S.STARTING, E.PRESSURE): S.MEASURING,
    (S.STARTING, E.MUTE): S.CHECKING,
    (S.STARTING, E.STOP): S.ABORTING,
    (S.CHECKING, E.PRESSURE): S.MEASURING,
    (S.CHECKING, E.WORKING): S.MEASURING,
    (S.CHECKING, E.FAILED): S.ABORTING,
    (S.CHECKING, E.STOP): S.ABORTING,
    (S.MEASURING, E.END): S.FETCHING,
    (S.MEASURING, E.MUTE): S.ASKING,
    (S.MEASURING, E.FAILED): S.ABORTING,
    (S.MEASURING, E.STOP): S.ABORTING,
    (S.ASKING, E.PRESSURE): S.MEASURING,
    (S.ASKING, E.WORKING): S.MEASURING,
    (S.ASKING, E.END): S.FETCHING,
    (S.ASKING, E.RESTING): S.IDLE,
    (S.ASKING, E.FAILED): S.ABORTING,
    (S.ASKING, E.STOP): S.ABORTING,
    (S.FETCHING, E.RESTING): S.IDLE,
    (S.FETCHING, E.FAILED): S.ABORTING,
    (S.FETCHING, E.STOP): S.ABORTING,
    (S.ABORTING, E.RESTING): S.IDLE,
    (S.ABORTING, E.FAILED): S.CLEARING,
    (S.ABORTING, E.STOP): S.ABORTING,
}
"""What is not here changes nothing."""


EXCHANGES: dict[Stage, Exchange] = {
    S.CLEARING: Exchange(commands=(STOP, MANUAL, STATUS), wait_s=1.5, tries=1_000_000_000),
    S.STARTING: Exchange(commands=(MANUAL, START), wait_s=4.0, tries=1),
    S.CHECKING: Exchange(commands=(STATUS,), wait_s=1.0, tries=3),
    S.ASKING: Exchange(commands=(STATUS,), wait_s=1.0, tries=3),
    S.FETCHING: Exchange(commands=(STATUS,), wait_s=1.0, tries=6),
    S.ABORTING: Exchange(commands=(STOP, STATUS), wait_s=0.6, tries=6),
}
_TAKEN_IN = frozenset({S.FETCHING, S.ASKING})


class Un300cDialogue(Dialogue[Message]):
    """Lead a board; see the table."""

    hears = True

    def __init__(self, timing: Timing) -> None:
        super().__init__(timing)
        self.stage = Stage.CLEARING
        self._left: list[bytes] = []
        self._tries = 0
        self._started_s = 0.0
        self._told_failure = False
        self._wanted = False
        self._was_ready = False

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
        self._wanted = self.stage in (Stage.CLEARING, Stage.ABORTING)
        return self._go(Event.START, now_s)

    def reviewed(self, items: Iterable[Item]) -> Iterable[Item]:
        """Take a result only after a measurement that nobody stopped."""
        if self.stage in _TAKEN_IN:
            return items
        return [item for item in items if isinstance(item, PublishedProgress)]

    def heard(self, frame: Message, now_s: float) -> Iterable[Item]:
        if frame.text == END_TEXT:
            return self._go(Event.END, now_s)
        if cuff_mmhg(frame) is not None:
            return self._pressure(now_s)
        said = status(frame)
        if said is None:
            return ()
        if said.state in BUSY:
            return self._go(Event.WORKING, now_s)
        if self.stage is Stage.CHECKING:
            failure = FAILURES.get(said.error or NO_ERROR, Failure.REFUSED)
            return self._go(Event.FAILED, now_s, failure)
        return self._go(Event.RESTING, now_s)

    def passed(self, now_s: float) -> Iterable[Item]:
        if self.stage is Stage.IDLE:
            self.say(STATUS)
            self.due_s = now_s + IDLE_POLL_S
        elif self.stage is Stage.MEASURING:
            return self._go(Event.MUTE, now_s)
        elif self._left:
            self._speak(now_s)
        elif self._tries < EXCHANGES[self.stage].tries:
            self._ask(now_s)
        elif self.stage is Stage.STARTING:
            return self._go(Event.MUTE, now_s)
        else:
            return self._go(Event.FAILED, now_s, Failure.NO_ANSWER)
        return ()

    def closing(self) -> bytes:
        return STOP

    def _pressure(self, now_s: float) -> list[Item]:
        if self.stage is not Stage.MEASURING:
            return self._go(Event.PRESSURE, now_s)
        if now_s - self._started_s >= LONGEST_S:
            return self._go(Event.FAILED, now_s, Failure.TOO_LONG)
        self.due_s = now_s + QUIET_S
        return []

    def _go(self, event: Event, now_s: float, failure: Failure | None = None) -> list[Item]:
        items: list[Item] = []
        if failure is not None:
            self._told_failure = True
            items.append(PublishedState(tick=0, state=SensorState.FAILED, failure=failure))
        stage, before = TABLE.get((self.stage, event)), self.stage
        if stage is None:
            return items
        self._enter(stage, now_s)
        return [*items, *self._entered(before, now_s)]

    def _enter(self, stage: Stage, now_s: float) -> None:
        if stage is Stage.MEASURING and self.stage is not Stage.ASKING:
            self._started_s = now_s
        self.stage, self._tries, self._left = stage, 0, []
        self.silence_s = self.timing.silence_s if stage in (Stage.IDLE, Stage.CLEARING) else None
        if stage in EXCHANGES:
            self._ask(now_s)
        else:
            self.due_s = now_s + (QUIET_S if stage is Stage.MEASURING else IDLE_POLL_S)

    def _entered(self, before: Stage, now_s: float) -> list[Item]:
        """Say what is news about the stage just entered."""
        if self.stage is Stage.MEASURING and before is not Stage.ASKING:
            return [PublishedState(tick=0, state=SensorState.MEASURING)]
        if self.stage is not Stage.IDLE:
            return []
        items: list[Item] = []
        if before is Stage.ABORTING and not self._told_failure:
            items.append(PublishedState(tick=0, state=SensorState.STOPPED))
        elif before is Stage.CLEARING and not self._was_ready:
            items.append(PublishedState(tick=0, state=SensorState.READY))
        self._told_failure, self._was_ready = False, True
        if self._wanted:
            self._wanted = False
            items += self._go(Event.START, now_s)
        return items

    def _ask(self, now_s: float) -> None:
        self._tries += 1
        self._left = list(EXCHANGES[self.stage].commands)
        self._speak(now_s)

    def _speak(self, now_s: float) -> None:
        self.say(self._left.pop(0))
        self.due_s = now_s + (APART_S if self._left else EXCHANGES[self.stage].wait_s)
