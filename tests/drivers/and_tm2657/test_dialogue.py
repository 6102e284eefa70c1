# SPDX-License-Identifier: EUPL-1.2
"""How an A&D station is led, against scripts: no test here waits for real."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial

import pytest

from drivers.and_tm2657.dialogue import TABLE, Event, Stage
from drivers.and_tm2657.driver import AndTm2657Driver
from drivers.freshness import local
from drivers.links.script import Do, Gap, Received, Sent, Step, Wait
from kiosk.capability import Command
from kiosk.reading import Failure, Flag, Measure, Reading, SensorChange, SensorState
from tests.drivers.and_tm2657 import wire
from tests.drivers.and_tm2657.wire import BLANK, NO, RECORDED_2657, YES, result_2655
from tests.drivers.test_driver import Bench

S = SensorState
START = Sent(wire.START, "facts")
STOP = Sent(wire.STOP, "facts")
ASK = Sent(wire.GET_RESULT, "two TM-2655 programs")
GOOD = Received(RECORDED_2657)


def bench(*steps: Step | Command) -> Bench:
    """Make a bench; a `Command` among the steps is told there."""
    here = Bench(AndTm2657Driver, [])
    for step in steps:
        here.link._steps.append(Do(partial(here.driver.tell, step)) if isinstance(step, Command) else step)
    return here


def failures(here: Bench) -> list[Failure]:
    return [event.failure for event in here.events if isinstance(event, SensorChange) and event.failure]


def now(here: Bench, minutes: float = 0) -> str:
    """Return what the station's clock shows, as it stands on the wire."""
    return (local(here.clock.now()) + timedelta(minutes=minutes)).strftime("%y%m%d%H%M")


async def test_a_whole_measurement() -> None:
    here = await bench(Command.START, START, Received(YES), Gap(35.0), GOOD).play()
    assert here.states == [S.READY, S.MEASURING, S.READY, S.UNPLUGGED]
    assert here.of(Measure.SYSTOLIC) == [127]
    assert here.of(Measure.CUFF_PULSE) == [78]


async def test_nothing_is_said_on_a_new_port_and_minutes_of_silence_are_fine() -> None:
    here = await bench(Gap(3600.0), GOOD, Gap(3600.0), Received(result_2655())).play()
    assert here.states == [S.READY, S.UNPLUGGED]
    assert here.of(Measure.SYSTOLIC) == [127, 116]


async def test_a_result_carries_the_station_s_clock_and_how_far_it_is_ahead() -> None:
    here = bench()
    here.link._steps.extend([Gap(60.0), Received(result_2655(time=now(here, 61)))])
    await here.play()
    reading = next(event for event in here.events if isinstance(event, Reading))
    assert reading.device_time is not None and reading.clock_offset_s is not None
    assert 3480 <= reading.clock_offset_s <= 3600
    assert reading.measured_at == here.clock.now()
    assert (reading.device.maker, reading.device.model) == ("A&D", "TM2655")


async def test_a_result_in_pieces() -> None:
    pieces: list[Step] = [step for at in range(0, 138, 5) for step in (Gap(0.02), Received(RECORDED_2657[at : at + 5]))]
    here = await bench(Command.START, START, Received(YES[:3]), Received(YES[3:]), Gap(30.0), *pieces).play()
    assert here.states == [S.READY, S.MEASURING, S.READY, S.UNPLUGGED]


async def test_a_slow_adapter_does_not_make_a_result_damaged() -> None:
    here = await bench(
        Command.START, START, Received(YES), Gap(30.0), Received(RECORDED_2657[:100]), Gap(0.9),
        Received(RECORDED_2657[100:]),
    ).play()  # fmt: skip
    assert here.of(Measure.SYSTOLIC) == [127]


# Start ---------------------------------------------------------------------------------------------------------------


async def test_after_a_refusal_it_is_told_to_stop_and_started_again() -> None:
    here = await bench(
        Command.START, START, Received(NO), STOP, Received(YES), START, Received(YES), Gap(30.0), GOOD
    ).play()
    assert here.states == [S.READY, S.MEASURING, S.READY, S.UNPLUGGED]


async def test_two_refusals_are_a_refusal() -> None:
    here = await bench(Command.START, START, Received(NO), STOP, Received(NO), START, Received(NO), STOP,
                       Received(YES)).play()  # fmt: skip
    assert failures(here) == [Failure.REFUSED]
    assert here.states == [S.READY, S.FAILED, S.UNPLUGGED]


async def test_no_answer_to_the_start_ends_in_a_stop() -> None:
    here = await bench(Command.START, START, Gap(2.0), STOP, Gap(1.0), START, Gap(2.0), STOP, Gap(1.0)).play()
    assert failures(here) == [Failure.NO_ANSWER]
    assert here.clock.monotonic_s() == pytest.approx(6.0)


async def test_a_lost_answer_to_the_start_costs_no_measurement() -> None:
    here = await bench(
        Command.START, START, Gap(2.0), STOP, Received(YES), START, Received(YES), Gap(30.0), GOOD
    ).play()
    assert failures(here) == []
    assert here.of(Measure.SYSTOLIC) == [127]


async def test_a_result_instead_of_an_answer() -> None:
    here = await bench(Gap(30.0), Command.START, START, GOOD, Gap(300.0)).play()
    assert here.states == [S.READY, S.UNPLUGGED]
    assert here.of(Measure.SYSTOLIC) == [127]


async def test_after_180_s_without_a_result_it_is_stopped() -> None:
    here = await bench(Command.START, START, Received(YES), Gap(179.9), Gap(0.1), STOP, Received(YES)).play()
    assert failures(here) == [Failure.NO_ANSWER]
    assert here.states == [S.READY, S.MEASURING, S.FAILED, S.UNPLUGGED]
    assert here.clock.monotonic_s() == pytest.approx(180.0)


async def test_a_retest_takes_twice_as_long_and_is_waited_for() -> None:
    here = await bench(Command.START, START, Received(YES), Gap(175.0), GOOD).play()
    assert failures(here) == []


async def test_a_start_while_it_measures_is_not_sent_again() -> None:
    here = await bench(Command.START, START, Command.START, Received(YES), Command.START, Gap(30.0), GOOD).play()
    assert here.of(Measure.SYSTOLIC) == [127]


async def test_after_a_failure_it_can_be_started_again() -> None:
    error = Received(result_2655(BLANK, BLANK, BLANK, mean=BLANK, error="E44"))
    begun: list[Step] = [START, Received(YES), Gap(30.0)]
    here = await bench(Command.START, *begun, error, Command.START, *begun, GOOD).play()
    assert here.states == [S.READY, S.MEASURING, S.FAILED, S.MEASURING, S.READY, S.UNPLUGGED]
    assert failures(here) == [Failure.MOVEMENT]


# Stop ----------------------------------------------------------------------------------------------------------------


async def test_stop_is_said_at_once() -> None:
    here = await bench(Command.START, START, Received(YES), Gap(10.0), Command.STOP, STOP, Received(YES)).play()
    assert here.states == [S.READY, S.MEASURING, S.STOPPED, S.UNPLUGGED]


async def test_stop_is_repeated_until_it_is_answered() -> None:
    here = await bench(Command.START, START, Received(YES), Command.STOP, STOP, Gap(1.0), STOP, Gap(1.0), STOP,
                       Gap(1.0)).play()  # fmt: skip
    assert failures(here) == [Failure.NO_ANSWER]
    assert here.clock.monotonic_s() == pytest.approx(3.0)


@pytest.mark.parametrize("at", range(5))
async def test_stop_is_heard_in_every_stage(at: int) -> None:
    stages: list[list[Step | Command]] = [
        [],
        [Command.START, START],
        [Command.START, START, Received(NO), STOP],
        [Command.START, START, Received(YES)],
        [Command.START, START, Received(YES), Received(RECORDED_2657[:80]), Gap(1.0), ASK],
    ]
    here = await bench(*stages[at], Command.STOP, STOP, Received(YES)).play()
    assert here.states[-2:] == [S.STOPPED, S.UNPLUGGED]


async def test_a_start_during_a_stop_waits_for_it() -> None:
    here = await bench(Command.START, START, Received(YES), Command.STOP, STOP, Command.START, Received(YES), START,
                       Received(YES)).play()  # fmt: skip
    assert here.states == [S.READY, S.MEASURING, S.STOPPED, S.MEASURING, S.UNPLUGGED]


async def test_a_stop_forgets_a_start_that_waited() -> None:
    here = await bench(Command.STOP, STOP, Command.START, Command.STOP, STOP, Received(YES), Gap(10.0)).play()
    assert here.states == [S.READY, S.STOPPED, S.UNPLUGGED]


async def test_the_end_of_the_program_stops_it() -> None:
    here = bench(Command.START, START, Received(YES), Wait(), STOP)
    task = asyncio.create_task(here.driver.run(here.link))
    await asyncio.wait_for(here.link.waiting.wait(), 5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert here.link.remaining == ()
    assert AndTm2657Driver.guarded and AndTm2657Driver.commands.stop == wire.STOP


# Damage --------------------------------------------------------------------------------------------------------------


def damaged(result: bytes) -> bytes:
    return result[:60] + bytes([result[60] ^ 1]) + result[61:]


async def test_a_damaged_result_is_asked_for_again() -> None:
    here = bench(Command.START, START, Received(YES), Gap(30.0))
    # The station's clock goes on while it measures.
    result = result_2655(time=(local(here.clock.now()) + timedelta(seconds=30)).strftime("%y%m%d%H%M"))
    here.link._steps.extend([Received(result[:-1] + b"?"), Gap(1.0), ASK, Received(result)])
    await here.play()
    assert here.of(Measure.SYSTOLIC) == [116]
    flags = {event.flags for event in here.events if isinstance(event, Reading)}
    assert flags == {(Flag.FROM_MEMORY,)}


@pytest.mark.parametrize("minutes", [-30, -60 * 24, 30])
async def test_what_the_station_gives_instead_may_be_somebody_else_s(minutes: float) -> None:
    here = bench(Gap(30.0))
    old = result_2655(time=now(here, minutes))
    here.link._steps.extend([Received(damaged(RECORDED_2657)), Gap(1.0), ASK, Received(old)])
    await here.play()
    assert here.of(Measure.SYSTOLIC) == []
    assert failures(here) == [Failure.OLD_RESULT if minutes < 0 else Failure.CLOCK_UNKNOWN]


BAD = Received(damaged(RECORDED_2657))


@pytest.mark.parametrize(
    "after",
    [
        [Gap(3.0), ASK, Gap(3.0)],
        [Received(NO)],
        [Gap(3.0), ASK, Received(NO)],
        [BAD, Gap(1.0), ASK, BAD, Gap(1.0)],
    ],
)
async def test_a_damaged_result_that_cannot_be_had_again_is_a_failure(after: list[Step]) -> None:
    here = await bench(Command.START, START, Received(YES), Gap(30.0), BAD, Gap(1.0), ASK, *after).play()
    assert failures(here) == [Failure.UNKNOWN]
    assert here.of(Measure.SYSTOLIC) == []


async def test_a_little_noise_asks_for_nothing() -> None:
    here = await bench(Gap(5.0), Received(b"\xff" * 12), Gap(100.0), Received(b"\x00" * 15), Gap(100.0), GOOD).play()
    assert here.of(Measure.SYSTOLIC) == [127]


async def test_another_protocol_is_garbage() -> None:
    here = await bench(Received(b"bp,99999999999999999999,2023")).play()
    assert here.states == [S.READY, S.GARBAGE, S.UNPLUGGED]


async def test_a_result_left_in_the_cable_by_somebody_before_is_not_taken() -> None:
    here = bench()
    here.link._steps.extend([Gap(0.5), Received(result_2655(time=now(here, -20)))])
    await here.play()
    assert here.of(Measure.SYSTOLIC) == []
    assert failures(here) == [Failure.OLD_RESULT]


def test_the_table_knows_every_stage() -> None:
    assert {stage for stage, _ in TABLE} == set(Stage)
    assert set(TABLE.values()) == set(Stage)
    assert {event for _, event in TABLE} == set(Event)
    assert all(TABLE[stage, Event.STOP] is Stage.STOPPING for stage in Stage)
