# SPDX-License-Identifier: EUPL-1.2
"""How a SunTech module is led, against scripts: no test here waits for real."""

from __future__ import annotations

import asyncio

import pytest

from drivers.links.link import LinkError
from drivers.links.script import Do, Gap, Received, ScriptLink, Sent, Step, Wait
from drivers.suntech_nibp.driver import SuntechDriver
from kiosk.capability import Assignment, Command, CommandError
from kiosk.clock import ManualClock
from kiosk.reading import Failure, InstrumentEvent, Measure, Progress, Reading, SensorChange, SensorState
from tests.drivers.suntech_nibp.wire import (
    ABORTED,
    ACCEPTED,
    BUSY,
    ERROR,
    FINISHED,
    GOOD,
    INFORMATION,
    SLEEP,
    pressure,
    result,
)

S = SensorState
ABORT = Sent(bytes.fromhex("3A 79 01 00 4C"), "facts")
INITIAL = Sent(bytes.fromhex("3A 17 A0 00 0F"), "facts")
START = Sent(bytes.fromhex("3A 20 A6"), "facts")
ASK_RESULT = Sent(bytes.fromhex("3A 79 03 00 4A"), "facts")
ASK_PRESSURE = Sent(bytes.fromhex("3A 79 05 00 48"), "facts")
ASK_NAME = Sent(bytes.fromhex("3A 00 C6"), "facts")
OPEN: list[Step] = [ABORT, Received(ABORTED), ASK_NAME, Received(INFORMATION)]


def polled(*mmhg: int) -> list[Step]:
    return [step for each in mmhg for step in (Gap(0.25), ASK_PRESSURE, Received(pressure(each)))]


class Bench:
    """A driver, a script and what it delivered."""

    def __init__(self, *steps: Step | list[Step]) -> None:
        self.clock = ManualClock()
        flat = [step for each in steps for step in (each if isinstance(each, list) else [each])]
        self.link = ScriptLink(flat, self.clock)
        self.events: list[InstrumentEvent] = []
        self.driver = SuntechDriver(
            Assignment(name="cuff", driver="suntech_nibp", port="/dev/x"), self.clock, self.events.append
        )

    async def play(self) -> Bench:
        with pytest.raises(LinkError):
            await self.driver.run(self.link)
        assert self.link.remaining == ()
        return self

    @property
    def states(self) -> list[SensorState]:
        return [event.state for event in self.events if isinstance(event, SensorChange)]

    @property
    def failures(self) -> list[Failure]:
        return [event.failure for event in self.events if isinstance(event, SensorChange) and event.failure]

    def of(self, measure: Measure) -> list[int]:
        found = [event for event in self.events if isinstance(event, Reading) and event.measure is measure]
        return [int(event.value) for event in found if event.value is not None]


def bench(*steps: Step | list[Step] | Command) -> Bench:
    """Make a bench; a `Command` among the steps is told there."""
    made: list[Bench] = []

    def doing(command: Command) -> Do:
        return Do(lambda: made[0].driver.tell(command))

    made.append(Bench(*(doing(step) if isinstance(step, Command) else step for step in steps)))
    return made[0]


STARTED: list[Step] = [INITIAL, Received(ACCEPTED + FINISHED), START, Received(ACCEPTED)]


async def test_a_whole_measurement() -> None:
    here = await bench(
        OPEN, Command.START, STARTED, polled(21, 160, 120, 62), Received(FINISHED), ASK_RESULT, Received(GOOD)
    ).play()
    assert here.states == [S.CONNECTING, S.READY, S.MEASURING, S.READY, S.UNPLUGGED]
    assert here.of(Measure.SYSTOLIC) == [127] and here.of(Measure.CUFF_PULSE) == [78]
    assert [event.value for event in here.events if isinstance(event, Progress)] == [21, 160, 120, 62]


async def test_opening_lets_go_of_what_the_last_program_left() -> None:
    here = await bench(
        ABORT, Gap(1.0), ASK_PRESSURE, Gap(1.0), ABORT, Received(ABORTED + FINISHED), ASK_NAME, Received(INFORMATION)
    ).play()
    assert here.states == [S.CONNECTING, S.READY, S.UNPLUGGED]


async def test_a_module_without_a_name_is_ready_as_well() -> None:
    here = await bench(ABORT, Received(ABORTED), ASK_NAME, Gap(1.0), ASK_NAME, Gap(1.0)).play()
    assert here.states == [S.CONNECTING, S.READY, S.UNPLUGGED]


async def test_a_module_that_says_nothing_to_an_abort_has_stopped_when_its_cuff_is_empty() -> None:
    opened: list[Step] = [ABORT, Gap(1.0), ASK_PRESSURE, Received(pressure(2)), ASK_NAME, Received(INFORMATION)]
    here = await bench(
        opened, Command.START, STARTED, polled(60), Command.STOP, ABORT, Gap(0.5), ASK_PRESSURE,
        Received(pressure(30)), Gap(0.5), ABORT, Gap(0.5), ASK_PRESSURE, Received(pressure(3)),
    ).play()  # fmt: skip
    assert here.states == [S.CONNECTING, S.READY, S.MEASURING, S.STOPPED, S.UNPLUGGED]


async def test_nobody_answers() -> None:
    here = await bench(ABORT, Gap(1.0), ASK_PRESSURE, Gap(1.0), ABORT, Gap(1.0), ASK_PRESSURE).play()
    assert here.states == [S.CONNECTING, S.SILENT, S.UNPLUGGED]


async def test_a_start_before_it_is_ready_is_not_forgotten() -> None:
    here = await bench(ABORT, Command.START, Received(ABORTED), ASK_NAME, Received(INFORMATION), STARTED).play()
    assert here.states == [S.CONNECTING, S.READY, S.MEASURING, S.UNPLUGGED]


async def test_stop_lets_the_air_out_at_once() -> None:
    here = await bench(
        OPEN, Command.START, STARTED, polled(21, 60), Command.STOP, ABORT, Received(ABORTED + FINISHED)
    ).play()
    assert here.states == [S.CONNECTING, S.READY, S.MEASURING, S.STOPPED, S.UNPLUGGED]
    assert here.of(Measure.SYSTOLIC) == []


async def test_a_result_that_nobody_asked_for_is_not_taken() -> None:
    here = await bench(
        OPEN, Command.START, STARTED, polled(60), Command.STOP, ABORT, Received(ABORTED + FINISHED), Received(GOOD)
    ).play()
    assert here.of(Measure.SYSTOLIC) == [] and here.states[-2:] == [S.STOPPED, S.UNPLUGGED]


async def test_stop_is_repeated_until_it_is_answered() -> None:
    again: list[Step] = [ABORT, Gap(0.5), ASK_PRESSURE, Received(pressure(120)), Gap(0.5)]
    here = await bench(
        OPEN, Command.START, STARTED, polled(60), Command.STOP, again * 3, ABORT, Gap(1.0), ASK_PRESSURE
    ).play()
    assert here.failures == [Failure.NO_ANSWER]


@pytest.mark.parametrize("at", range(6))
async def test_stop_is_heard_in_every_stage(at: int) -> None:
    stages: list[list[Step]] = [
        [*OPEN],
        [*OPEN, INITIAL],
        [*OPEN, INITIAL, Received(ACCEPTED + FINISHED), START],
        [*OPEN, *STARTED],
        [*OPEN, *STARTED, *polled(60)],
        [*OPEN, *STARTED, *polled(60), Received(FINISHED), ASK_RESULT],
    ]
    steps: list[Step | list[Step] | Command] = [*stages[at]]
    if at:
        steps.insert(len(OPEN), Command.START)
    here = await bench(*steps, Command.STOP, ABORT, Received(ABORTED)).play()
    assert here.states[-2] is S.STOPPED


async def test_a_start_after_a_stop_waits_for_the_cuff() -> None:
    here = await bench(
        OPEN, Command.START, STARTED, polled(60), Command.STOP, ABORT, Command.START, Received(ABORTED), STARTED
    ).play()
    assert here.states[-3:] == [S.STOPPED, S.MEASURING, S.UNPLUGGED]


async def test_a_lost_k_is_seen_by_the_pressure() -> None:
    here = await bench(
        OPEN, Command.START, STARTED, polled(160, 80, 5, *[3] * 11), Gap(0.25), ASK_RESULT, Received(GOOD)
    ).play()
    assert here.of(Measure.SYSTOLIC) == [127]


async def test_a_k_of_another_command_ends_nothing() -> None:
    here = await bench(
        OPEN, Command.START, INITIAL, Received(ACCEPTED), Gap(0.3), START, Received(ACCEPTED), Received(FINISHED),
        polled(30, 160), Received(FINISHED), ASK_RESULT, Received(GOOD),
    ).play()  # fmt: skip
    assert here.of(Measure.SYSTOLIC) == [127]


async def test_busy_after_the_question_goes_on_measuring() -> None:
    here = await bench(
        OPEN, Command.START, STARTED, polled(160), Received(FINISHED), ASK_RESULT, Received(BUSY),
        polled(100), Received(FINISHED), ASK_RESULT, Received(GOOD),
    ).play()  # fmt: skip
    assert here.of(Measure.SYSTOLIC) == [127]


async def test_a_result_that_does_not_come_is_asked_for_again_and_then_the_cuff_is_let_go() -> None:
    ask: list[Step] = [ASK_RESULT, Gap(1.0)]
    here = await bench(
        OPEN, Command.START, STARTED, polled(160), Received(FINISHED), ask * 4, ABORT, Received(ABORTED)
    ).play()
    assert here.failures == [Failure.NO_ANSWER]
    assert here.states[-2:] == [S.FAILED, S.UNPLUGGED]


async def test_a_busy_module_is_tried_four_times() -> None:
    tries: list[Step] = [START, Received(BUSY), Gap(0.5)]
    prepared: list[Step] = [INITIAL, Received(ACCEPTED + FINISHED)]
    here = await bench(OPEN, Command.START, prepared, tries * 3, START, Received(BUSY), ABORT, Received(ABORTED)).play()
    assert here.failures == [Failure.REFUSED]
    here = await bench(OPEN, Command.START, prepared, tries * 2, START, Received(ACCEPTED)).play()
    assert here.states[-2:] == [S.MEASURING, S.UNPLUGGED]


async def test_a_sleeping_module_is_told_again() -> None:
    here = await bench(
        OPEN, Command.START, INITIAL, Received(ACCEPTED + FINISHED), START, Received(SLEEP), Gap(0.5), START,
        Received(ACCEPTED),
    ).play()  # fmt: skip
    assert S.MEASURING in here.states


async def test_a_start_whose_answer_was_lost_is_not_taken_for_another_s_measurement() -> None:
    here = await bench(
        OPEN, Command.START, INITIAL, Received(ACCEPTED + FINISHED), START, Gap(1.0), START, Received(BUSY), polled(60)
    ).play()
    assert here.failures == [] and S.MEASURING in here.states


async def test_a_refused_start_is_let_go() -> None:
    here = await bench(
        OPEN, Command.START, INITIAL, Received(ACCEPTED + FINISHED), START, Received(ERROR), ABORT, Received(ABORTED)
    ).play()
    assert here.failures == [Failure.REFUSED]


async def test_a_module_that_falls_silent_while_it_measures_is_aborted() -> None:
    poll: list[Step] = [Gap(0.25), ASK_PRESSURE]
    here = await bench(OPEN, Command.START, STARTED, polled(160), poll * 11, Gap(0.25), ABORT, Received(ABORTED)).play()
    assert here.failures == [Failure.NO_ANSWER]


async def test_a_measurement_without_end_is_aborted() -> None:
    here = await bench(OPEN, Command.START, STARTED, polled(*[90] * 719), Gap(0.25), ABORT, Received(ABORTED)).play()
    assert here.failures == [Failure.TOO_LONG]


@pytest.mark.parametrize(
    ("code", "failure"), [(2, Failure.MOVEMENT), (87, Failure.CUFF_LOOSE), (97, Failure.DEVICE_FAULT)]
)
async def test_the_module_s_errors(code: int, failure: Failure) -> None:
    here = await bench(
        OPEN, Command.START, STARTED, polled(160), Received(FINISHED), ASK_RESULT, Received(result(0, 0, 0, 0, code))
    ).play()
    assert here.failures == [failure]
    assert here.states[-2:] == [S.FAILED, S.UNPLUGGED]


async def test_its_own_stop_button() -> None:
    here = await bench(
        OPEN, Command.START, STARTED, polled(160), Received(ABORTED + FINISHED), ASK_RESULT,
        Received(result(0, 0, 0, 0, 86)),
    ).play()  # fmt: skip
    assert here.states[-2:] == [S.STOPPED, S.UNPLUGGED] and here.failures == []


async def test_the_result_of_somebody_before_is_not_taken() -> None:
    """The pump does not start, and the module still has a result from before."""
    here = await bench(OPEN, Command.START, STARTED, polled(*[0] * 39), Gap(0.25), ASK_RESULT, Received(GOOD)).play()
    assert here.of(Measure.SYSTOLIC) == []
    assert here.failures == [Failure.CLOCK_UNKNOWN]


async def test_while_it_waits_it_is_asked_whether_it_is_there() -> None:
    ask: list[Step] = [Gap(5.0), ASK_PRESSURE, Received(pressure(0))]
    here = await bench(OPEN, ask * 4, Gap(5.0), ASK_PRESSURE, Gap(5.0), ASK_PRESSURE, Gap(2.0), ABORT).play()
    assert here.states == [S.CONNECTING, S.READY, S.SILENT, S.UNPLUGGED]


async def test_a_full_cuff_while_nobody_measures_is_let_go() -> None:
    await bench(OPEN, Gap(5.0), ASK_PRESSURE, Received(pressure(120)), ABORT, Received(ABORTED), ASK_NAME).play()


async def test_the_end_of_the_program_lets_the_air_out() -> None:
    here = bench(OPEN, Command.START, STARTED, polled(60), Wait(), ABORT)
    task = asyncio.create_task(here.driver.run(here.link))
    await asyncio.wait_for(here.link.waiting.wait(), 5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert here.link.remaining == ()


async def test_what_is_not_there_cannot_be_told() -> None:
    with pytest.raises(CommandError):
        bench(OPEN).driver.tell(Command.START)
