# SPDX-License-Identifier: EUPL-1.2
"""How a UN300C is led, against scripts: no test here waits for real."""

from __future__ import annotations

import asyncio

import pytest

from drivers.links.link import LinkError
from drivers.links.script import Do, Gap, Received, ScriptLink, Sent, Step, Wait
from drivers.un300c.driver import Un300cDriver
from kiosk.capability import Assignment, Command
from kiosk.clock import ManualClock
from kiosk.reading import Failure, InstrumentEvent, Measure, Progress, Reading, SensorChange, SensorState
from tests.drivers.un300c.wire import EMPTY, END, GOOD, cuff, status

S = SensorState
X = Sent(b"X", "two programs")
MANUAL = Sent(b"\x0203;;D9\x03", "facts")
START = Sent(b"\x0201;;D7\x03", "facts")
ASK = Sent(b"\x0218;;DF\x03", "facts")
APART = Gap(0.2)
CLEAR: list[Step] = [X, APART, MANUAL, APART, ASK]
OPEN: list[Step] = [*CLEAR, Received(EMPTY)]
STARTED: list[Step] = [MANUAL, APART, START]
BUSY = Received(status(state=3))


def live(*mmhg: int) -> list[Step]:
    return [step for each in mmhg for step in (Gap(0.2), Received(cuff(each)))]


class Bench:
    """A driver, a script and what it delivered. A `Command` among the steps is told there."""

    def __init__(self, *steps: Step | list[Step] | Command) -> None:
        self.clock = ManualClock()
        flat: list[Step] = []
        for step in steps:
            flat += step if isinstance(step, list) else [self._doing(step) if isinstance(step, Command) else step]
        self.link = ScriptLink(flat, self.clock)
        self.events: list[InstrumentEvent] = []
        self.driver = Un300cDriver(
            Assignment(name="cuff", driver="un300c", port="/dev/x"), self.clock, self.events.append
        )

    def _doing(self, command: Command) -> Do:
        return Do(lambda: self.driver.tell(command))

    async def play(self) -> Bench:
        with pytest.raises(LinkError):
            await self.driver.run(self.link)
        assert self.link.remaining == ()
        return self

    @property
    def states(self) -> list[SensorState]:
        return [event.state for event in self.events if isinstance(event, SensorChange)][:-1]

    @property
    def failures(self) -> list[Failure]:
        return [event.failure for event in self.events if isinstance(event, SensorChange) and event.failure]

    @property
    def systolic(self) -> list[int]:
        found = [event for event in self.events if isinstance(event, Reading) and event.measure is Measure.SYSTOLIC]
        return [int(event.value) for event in found if event.value is not None]


async def test_a_whole_measurement() -> None:
    here = await Bench(OPEN, Command.START, STARTED, live(20, 145, 90), Received(END), ASK, Received(GOOD)).play()
    assert here.states == [S.CONNECTING, S.READY, S.MEASURING, S.READY]
    assert here.systolic == [127]
    assert [event.value for event in here.events if isinstance(event, Progress)] == [20, 145, 90]


async def test_the_result_of_somebody_before_is_not_shown_when_the_port_is_opened() -> None:
    here = await Bench(CLEAR, Received(GOOD), Gap(5.0), ASK, Received(GOOD)).play()
    assert here.states == [S.CONNECTING, S.READY] and here.systolic == []


async def test_nobody_answers() -> None:
    here = await Bench(CLEAR, Gap(1.5), CLEAR, Gap(1.5), CLEAR).play()
    assert here.states == [S.CONNECTING, S.SILENT]


async def test_stop_lets_the_air_out_at_once() -> None:
    here = await Bench(
        OPEN, Command.START, STARTED, live(20, 60), Command.STOP, X, Received(END), APART, ASK, Received(GOOD)
    ).play()
    assert here.states == [S.CONNECTING, S.READY, S.MEASURING, S.STOPPED]
    assert here.systolic == []


async def test_stop_is_repeated_until_the_board_rests() -> None:
    again: list[Step] = [X, APART, ASK, BUSY, Gap(0.6)]
    here = await Bench(OPEN, Command.START, STARTED, live(60), Command.STOP, again * 6, X).play()
    assert here.failures == [Failure.NO_ANSWER]


@pytest.mark.parametrize("at", range(5))
async def test_stop_is_heard_in_every_stage(at: int) -> None:
    stages: list[list[Step | Command]] = [
        [*OPEN],
        [*OPEN, Command.START, MANUAL],
        [*OPEN, Command.START, *STARTED, Gap(4.0), ASK],
        [*OPEN, Command.START, *STARTED, *live(60)],
        [*OPEN, Command.START, *STARTED, *live(60), Received(END), ASK],
    ]
    here = await Bench(*stages[at], Command.STOP, X, APART, ASK, Received(EMPTY)).play()
    assert here.states[-1] is S.STOPPED


async def test_a_start_right_after_a_stop() -> None:
    here = await Bench(
        OPEN, Command.START, STARTED, live(60), Command.STOP, X, Command.START, APART, ASK, Received(EMPTY), STARTED
    ).play()
    assert here.states[-1] is S.STOPPED


async def test_a_start_before_it_is_ready_is_not_forgotten() -> None:
    here = await Bench(X, Command.START, APART, MANUAL, APART, ASK, Received(EMPTY), STARTED, live(20)).play()
    assert here.states == [S.CONNECTING, S.READY, S.MEASURING]


@pytest.mark.parametrize(
    ("answer", "failure"), [(EMPTY, Failure.REFUSED), (status(state=2, error="06"), Failure.CUFF_LOOSE)]
)
async def test_a_board_that_does_not_begin_is_asked_why(answer: bytes, failure: Failure) -> None:
    here = await Bench(OPEN, Command.START, STARTED, Gap(4.0), ASK, Received(answer), X).play()
    assert here.failures == [failure]


async def test_a_board_that_does_not_begin_and_does_not_answer() -> None:
    asked: list[Step] = [ASK, Gap(1.0)]
    here = await Bench(OPEN, Command.START, STARTED, Gap(4.0), asked * 3, X).play()
    assert here.failures == [Failure.NO_ANSWER]


async def test_a_lost_end_is_found_by_asking() -> None:
    here = await Bench(OPEN, Command.START, STARTED, live(145, 60), Gap(4.0), ASK, Received(GOOD)).play()
    assert here.systolic == [127] and here.states[-1] is S.READY


async def test_a_pause_in_the_pressure_is_no_end() -> None:
    here = await Bench(
        OPEN, Command.START, STARTED, live(145), Gap(4.0), ASK, BUSY, live(90), Received(END), ASK, Received(GOOD)
    ).play()
    assert here.systolic == [127]
    assert here.states == [S.CONNECTING, S.READY, S.MEASURING, S.READY]


async def test_a_board_that_falls_silent_while_it_measures_is_let_go() -> None:
    asked: list[Step] = [ASK, Gap(1.0)]
    here = await Bench(OPEN, Command.START, STARTED, live(145), Gap(4.0), asked * 3, X).play()
    assert here.failures == [Failure.NO_ANSWER]


async def test_a_measurement_without_end_is_let_go() -> None:
    here = await Bench(OPEN, Command.START, STARTED, live(*[90] * 902), X).play()
    assert here.failures == [Failure.TOO_LONG]


async def test_its_own_button() -> None:
    here = await Bench(OPEN, live(30, 140), Received(END), ASK, Received(GOOD)).play()
    assert here.systolic == [127] and S.MEASURING in here.states


@pytest.mark.parametrize(
    ("error", "failure"), [("07", Failure.CUFF_LOOSE), ("11", Failure.MOVEMENT), ("12", Failure.OVERPRESSURE)]
)
async def test_the_board_s_errors(error: str, failure: Failure) -> None:
    here = await Bench(
        OPEN, Command.START, STARTED, live(60), Received(END), ASK, Received(status(state=2, error=error))
    ).play()
    assert here.failures == [failure] and here.states[-1] is S.FAILED


async def test_while_it_waits_it_is_asked_whether_it_is_there() -> None:
    asked: list[Step] = [Gap(5.0), ASK, Received(EMPTY)]
    here = await Bench(OPEN, asked * 4, Gap(5.0), ASK, Gap(5.0), ASK, Gap(2.0), X).play()
    assert here.states == [S.CONNECTING, S.READY, S.SILENT]


async def test_the_end_of_the_program_lets_the_air_out() -> None:
    here = Bench(OPEN, Command.START, STARTED, live(60), Wait(), X)
    task = asyncio.create_task(here.driver.run(here.link))
    await asyncio.wait_for(here.link.waiting.wait(), 5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert here.link.remaining == ()
