# SPDX-License-Identifier: EUPL-1.2
"""How a TM-2580 is led, against scripts: no test here waits for real."""

from __future__ import annotations

from functools import partial

import pytest

from drivers.and_tm2580.dialogue import LONGEST_S, TABLE, Event, Stage
from drivers.and_tm2580.driver import AndTm2580Driver
from drivers.link_script import Do, Gap, Received, Sent, Step
from drivers.ports import LineSettings, Parity
from kiosk.capability import Command, CommandError
from kiosk.reading import Failure, Measure, SensorChange, SensorState
from tests.drivers.and_tm2580 import example
from tests.drivers.and_tm2580.example import answer
from tests.drivers.test_driver import Bench

S = SensorState
START = Sent(example.START, "facts")
GOOD = Received(answer() + b"\r\n")
BARE = Received(answer())
BAD = Received(answer(" 76", "127") + b"\r\n")


def bench(*steps: Step | Command) -> Bench:
    """Make a bench; a `Command` among the steps is told there."""
    here = Bench(AndTm2580Driver, [])
    for step in steps:
        here.link._steps.append(Do(partial(here.driver.tell, step)) if isinstance(step, Command) else step)
    return here


def failures(here: Bench) -> list[Failure]:
    return [event.failure for event in here.events if isinstance(event, SensorChange) and event.failure]


def test_the_line() -> None:
    assert AndTm2580Driver.line == LineSettings(baud=2400, data_bits=8, parity=Parity.NONE, stop_bits=1)
    assert (AndTm2580Driver.line.rtscts, AndTm2580Driver.line.xonxoff) == (False, False)


@pytest.mark.parametrize("said", [GOOD, BARE])
async def test_a_whole_measurement(said: Received) -> None:
    here = await bench(Command.START, START, Gap(40.0), said, Gap(2.0)).play()
    assert here.states == [S.READY, S.MEASURING, S.READY, S.UNPLUGGED]
    assert [here.of(each) for each in (Measure.SYSTOLIC, Measure.DIASTOLIC, Measure.CUFF_PULSE)] == [[127], [76], [78]]


async def test_nothing_is_said_on_a_new_port_nor_at_the_end() -> None:
    here = await bench(Gap(7200.0)).play()
    assert here.states == [S.READY, S.UNPLUGGED]
    assert AndTm2580Driver.commands.stop == b"" and not AndTm2580Driver.guarded


async def test_a_stop_is_not_offered_because_none_is_known() -> None:
    assert AndTm2580Driver.controls == {Command.START}
    with pytest.raises(CommandError):
        await bench(Command.STOP).play()


@pytest.mark.parametrize("end", [b"", b"\r\n"])
async def test_an_answer_in_pieces(end: bytes) -> None:
    data = answer() + end
    pieces: list[Step] = [step for at in range(len(data)) for step in (Gap(0.9), Received(data[at : at + 1]))]
    here = await bench(Command.START, START, Gap(30.0), *pieces, Gap(2.0)).play()
    assert here.states == [S.READY, S.MEASURING, S.READY, S.UNPLUGGED]
    assert here.of(Measure.SYSTOLIC) == [127]


async def test_what_follows_without_a_pause_belongs_to_the_answer() -> None:
    here = await bench(Command.START, START, Gap(30.0), BARE, Gap(0.9), Received(b"5"), Gap(2.0)).play()
    assert here.of(Measure.CUFF_PULSE) == []
    assert failures(here) == [Failure.UNKNOWN]


@pytest.mark.parametrize("said", [answer(), answer() + b"\r\n", answer() + b"\r\n" + answer()])
async def test_what_nobody_asked_for_is_not_taken(said: bytes) -> None:
    here = await bench(Gap(60.0), Received(said), Gap(60.0)).play()
    assert here.of(Measure.SYSTOLIC) == []
    assert here.states == [S.READY, S.UNPLUGGED]


async def test_what_came_before_the_start_does_not_answer_it() -> None:
    here = await bench(BARE, Command.START, START, Gap(40.0), Received(answer("131")), Gap(2.0)).play()
    assert here.of(Measure.SYSTOLIC) == [131]


async def test_a_second_answer_is_nobody_s() -> None:
    here = await bench(Command.START, START, Gap(40.0), GOOD, Gap(40.0), Received(answer("131")), Gap(2.0)).play()
    assert here.of(Measure.SYSTOLIC) == [127]


@pytest.mark.parametrize("said", [b"\x06", b"\x15", b"\x05S\x03", b"\r\n", b"\xff" * 15])
async def test_a_few_bytes_are_no_answer(said: bytes) -> None:
    """Whether it confirms a start is not known."""
    here = await bench(Command.START, START, Received(said), Gap(40.0), BARE, Gap(2.0)).play()
    assert here.states == [S.READY, S.MEASURING, S.READY, S.UNPLUGGED]
    assert here.of(Measure.SYSTOLIC) == [127]


@pytest.mark.parametrize("said", [BAD, Received(BAD.data[:-2]), Received(answer("   ", "   ", "   "))])
async def test_an_answer_that_is_no_result_is_a_failure_and_it_can_be_started_again(said: Received) -> None:
    here = await bench(Command.START, START, Gap(40.0), said, Gap(2.0), Command.START, START, Gap(40.0), GOOD).play()
    assert failures(here) == [Failure.UNKNOWN]
    assert here.of(Measure.SYSTOLIC) == [127]
    assert here.states[-2:] == [S.READY, S.UNPLUGGED]


async def test_no_answer_is_waited_for_and_then_a_failure() -> None:
    here = await bench(Command.START, START, Gap(LONGEST_S - 0.1), Gap(0.1), Gap(60.0), GOOD).play()
    assert failures(here) == [Failure.NO_ANSWER]
    assert here.states == [S.READY, S.MEASURING, S.FAILED, S.UNPLUGGED]
    assert here.of(Measure.SYSTOLIC) == []


async def test_a_start_while_it_measures_is_not_sent_again() -> None:
    here = await bench(Command.START, START, Gap(5.0), Command.START, Gap(30.0), GOOD).play()
    assert here.of(Measure.SYSTOLIC) == [127]


async def test_another_speed_is_garbage() -> None:
    here = await bench(Received(b"\xf8\x80\xfe" * 8)).play()
    assert here.states == [S.READY, S.GARBAGE, S.UNPLUGGED]


def test_the_table_knows_every_stage() -> None:
    assert {stage for stage, _ in TABLE} == set(TABLE.values()) == set(Stage)
    assert {event for _, event in TABLE} == set(Event)
