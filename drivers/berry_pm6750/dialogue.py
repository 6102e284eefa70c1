# SPDX-License-Identifier: EUPL-1.2
"""What a PM6750 is told: its streams are switched on one by one, the cuff is started and stopped.

The board is silent until told. Commands are sent a little apart, because it loses some that come together. A stream
that stays away while others come is switched on again. The cuff's patient and pressure are set just before each start.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from enum import StrEnum

from drivers.berry_pm6750.decode import CUFF_FAILURES, CUFF_SELF_CHECKS, Cuff, CuffTest, Kind
from drivers.berry_pm6750.frame import KIND_AT, encode
from drivers.dialogue import NEVER, Dialogue, Timing
from drivers.items import Item, PublishedReading, PublishedState
from kiosk.capability import Capability, Command
from kiosk.reading import Failure, Measure, SensorState

ON, OFF = 1, 0
GAIN_1, MODE_MONITOR, ADULT = 3, 2, 1
ECG, CUFF, OXIMETER, TEMPERATURE = 0x01, 0x02, 0x03, 0x04
ECG_GAIN, ECG_MODE, CUFF_PATIENT, BREATH_GAIN = 0x07, 0x08, 0x09, 0x0F
PLETH_WAVE, BREATH_WAVE = 0xFE, 0xFF

CUFF_STOP = encode(CUFF, OFF)
CUFF_START = (encode(CUFF_PATIENT, ADULT), encode(CUFF, ON))
SETTINGS = (encode(ECG_GAIN, GAIN_1), encode(ECG_MODE, MODE_MONITOR), encode(BREATH_GAIN, GAIN_1))
SWITCHES = (ECG, OXIMETER, TEMPERATURE, PLETH_WAVE, BREATH_WAVE)
STREAMS = {
    Kind.ECG: (encode(ECG, ON), encode(BREATH_WAVE, ON)),
    Kind.OXIMETER: (encode(OXIMETER, ON), encode(PLETH_WAVE, ON)),
    Kind.TEMPERATURE: (encode(TEMPERATURE, ON),),
}
"""What brings each packet that comes once a second."""

APART_S = 0.05
LOOK_S = 1.0
MISSING_S = 4.0
BEGIN_S = 3.0
"""Between the start and the first packet that says "measuring"."""
PACKET_S = 5.0
"""The cuff's packets come twice a second while it measures."""
LONGEST_S = 90.0
STOP_EVERY_S = 0.5
STOP_TRIES = 8
REST_S = 1.5
"""A cuff that was told to stop and says no more "measuring" for so long has stopped."""
PRESSURES = frozenset({Measure.SYSTOLIC, Measure.DIASTOLIC, Measure.MEAN_PRESSURE})


class Stage(StrEnum):
    """What the cuff does."""

    RESTING = "resting"
    STARTING = "starting"
    MEASURING = "measuring"
    STOPPING = "stopping"


class Event(StrEnum):
    """What can happen to the cuff."""

    START = "start"
    STOP = "stop"
    BUSY = "busy"
    """It says "measuring"."""
    ENDED = "ended"
    FAILED = "failed"
    RESTED = "rested"


S, E = Stage, Event
TABLE: dict[tuple[Stage, Event], Stage] = {
    (S.RESTING, E.START): S.STARTING,
    (S.RESTING, E.STOP): S.STOPPING,
    (S.RESTING, E.BUSY): S.STOPPING,
    (S.STARTING, E.BUSY): S.MEASURING,
    (S.STARTING, E.FAILED): S.STOPPING,
    (S.STARTING, E.STOP): S.STOPPING,
    (S.MEASURING, E.ENDED): S.RESTING,
    (S.MEASURING, E.FAILED): S.STOPPING,
    (S.MEASURING, E.STOP): S.STOPPING,
    (S.STOPPING, E.RESTED): S.RESTING,
    (S.STOPPING, E.STOP): S.STOPPING,
}
"""What is not here changes nothing. A cuff that squeezes without having been started is stopped."""


class PmDialogue(Dialogue[bytes]):
    """Switch the streams on and lead the cuff; see the table."""

    hears = True

    def __init__(self, timing: Timing) -> None:
        super().__init__(timing)
        self.stage = Stage.RESTING
        self._queue: deque[bytes] = deque()
        self._speak_s = NEVER
        self._look_s = NEVER
        self._cuff_s = NEVER
        self._seen_s: dict[int, float] = {}
        self._since_s = 0.0
        self._busy_s = 0.0
        self._tries = 0
        self._wanted = False
        self._asked = False
        """Whether the stop that goes on was asked for by the station."""

    def opened(self, now_s: float) -> None:
        self._begin(now_s)

    def unsettled(self, now_s: float) -> None:
        self._begin(now_s)

    def told(self, command: Command, now_s: float) -> Iterable[Item]:
        if command is Command.STOP:
            self._wanted, self._asked = False, True
            return self._go(Event.STOP, now_s)
        self._wanted = self.stage is Stage.STOPPING
        return self._go(Event.START, now_s)

    def reviewed(self, items: Iterable[Item]) -> Iterable[Item]:
        """Take pressures and failures only of a measurement of ours that nobody stopped."""
        if self.stage is Stage.MEASURING:
            return items
        return [item for item in items if not _is_of_cuff(item)]

    def heard(self, frame: bytes, now_s: float) -> Iterable[Item]:
        kind = frame[KIND_AT]
        if kind in STREAMS:
            self._seen_s[kind] = now_s
        elif kind == Kind.CUFF:
            return self._cuff_says(Cuff.decode(frame).test, now_s)
        return ()

    def passed(self, now_s: float) -> Iterable[Item]:
        items: list[Item] = []
        if now_s >= self._speak_s:
            self._speak(now_s)
        if now_s >= self._look_s:
            self._look(now_s)
        if now_s >= self._cuff_s:
            items = self._cuff_is_late(now_s)
        self._plan()
        return items

    def closing(self) -> bytes:
        return CUFF_STOP + b"".join(encode(each, OFF) for each in SWITCHES)

    # Streams

    def _begin(self, now_s: float) -> None:
        """Let go of the cuff, whoever left it full, and switch everything on."""
        self.stage, self._cuff_s = Stage.RESTING, NEVER
        self._queue.clear()
        self._queue += [CUFF_STOP, *SETTINGS, *(encode(each, ON) for each in SWITCHES)]
        self._seen_s = dict.fromkeys(STREAMS, now_s)
        self._look_s = now_s + LOOK_S
        self._speak(now_s)
        self._plan()

    def _look(self, now_s: float) -> None:
        """Switch on again what stays away."""
        self._look_s = now_s + LOOK_S
        for kind, commands in STREAMS.items():
            if now_s - self._seen_s[kind] >= MISSING_S:
                self._seen_s[kind] = now_s
                self._say_soon(commands, now_s)

    def _say_soon(self, commands: Iterable[bytes], now_s: float) -> None:
        self._queue.extend(commands)
        if self._speak_s == NEVER:
            self._speak(now_s)

    def _speak(self, now_s: float) -> None:
        if self._queue:
            self.say(self._queue.popleft())
        self._speak_s = now_s + APART_S if self._queue else NEVER

    def _plan(self) -> None:
        self.due_s = min(self._speak_s, self._look_s, self._cuff_s)

    # The cuff

    def _cuff_says(self, test: int, now_s: float) -> list[Item]:
        if test == CuffTest.MEASURING:
            self._busy_s = now_s
            return self._go(Event.BUSY, now_s)
        if test in CUFF_SELF_CHECKS:
            return []
        if self.stage is Stage.STARTING and test in CUFF_FAILURES and now_s - self._since_s >= LOOK_S:
            # It did not begin at all. Right after the start it may still tell how the last measurement ended.
            return self._go(Event.FAILED, now_s, CUFF_FAILURES[CuffTest(test)])
        if self.stage is Stage.STOPPING:
            return self._go(Event.RESTED, now_s)
        return self._go(Event.ENDED, now_s)

    def _cuff_is_late(self, now_s: float) -> list[Item]:
        if self.stage is Stage.STOPPING:
            return self._stop_again(now_s)
        if self.stage is Stage.MEASURING and now_s - self._busy_s < PACKET_S and now_s - self._since_s < LONGEST_S:
            self._cuff_s = min(self._busy_s + PACKET_S, self._since_s + LONGEST_S)
            return []
        too_long = self.stage is Stage.MEASURING and now_s - self._since_s >= LONGEST_S
        return self._go(Event.FAILED, now_s, Failure.TOO_LONG if too_long else Failure.NO_ANSWER)

    def _stop_again(self, now_s: float) -> list[Item]:
        if now_s - max(self._busy_s, self._since_s) >= REST_S:
            return self._go(Event.RESTED, now_s)
        self._cuff_s = now_s + STOP_EVERY_S
        self._tries += 1
        self.say(CUFF_STOP)
        if self._tries == STOP_TRIES:
            return [_state(SensorState.FAILED, Failure.NO_ANSWER)]
        return []

    def _go(self, event: Event, now_s: float, failure: Failure | None = None) -> list[Item]:
        items = [] if failure is None else [_state(SensorState.FAILED, failure)]
        stage = TABLE.get((self.stage, event))
        if stage is not None:
            items += self._enter(stage, now_s)
            self._plan()
        return items

    def _enter(self, stage: Stage, now_s: float) -> list[Item]:
        before, self.stage = self.stage, stage
        self._cuff_s = NEVER
        if stage is Stage.STARTING:
            self._since_s, self._cuff_s = now_s, now_s + BEGIN_S
            self._say_soon(CUFF_START, now_s)
        elif stage is Stage.MEASURING:
            self._since_s, self._cuff_s = now_s, now_s + PACKET_S
            return [_state(SensorState.MEASURING)]
        elif stage is Stage.STOPPING:
            self._since_s, self._busy_s, self._tries, self._cuff_s = now_s, now_s, 0, now_s + STOP_EVERY_S
            self._queue.clear()
            self.say(CUFF_STOP)
        elif before is Stage.MEASURING:
            self.say(CUFF_STOP)
        else:
            return self._rested(now_s)
        return []

    def _rested(self, now_s: float) -> list[Item]:
        """Say that it was stopped, if somebody asked for it, and begin again if somebody asked for that since."""
        items = [_state(SensorState.STOPPED)] if self._asked else []
        self._asked = False
        if self._wanted:
            self._wanted = False
            items += self._go(Event.START, now_s)
        return items


def _state(state: SensorState, failure: Failure | None = None) -> Item:
    return PublishedState(tick=0, state=state, failure=failure, capability=Capability.BLOOD_PRESSURE)


def _is_of_cuff(item: Item) -> bool:
    if isinstance(item, PublishedReading):
        return item.measure in PRESSURES
    return isinstance(item, PublishedState) and item.failure is not None
