# SPDX-License-Identifier: EUPL-1.2
"""UN300C messages: what is found in bytes, and what of it is published."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.items import PublishedProgress, PublishedState
from drivers.un300c.decode import FAILURES, Status, describe, status
from drivers.un300c.dialogue import MANUAL, START, STATUS
from drivers.un300c.frame import Message, Un300cFramer, checked, encode
from drivers.un300c.interpret import Un300cInterpreter
from kiosk.reading import Failure, Flag, Measure, SensorState
from tests.drivers.streams import noise, readings, run, run_in_pieces, values
from tests.drivers.un300c.example import EXAMPLES, UP_AND_DOWN
from tests.drivers.un300c.wire import EMPTY, END, GOOD, cuff, framed
from tests.drivers.un300c.wire import status as wired

FROM_THE_PAPERS = b"\x02S1;A0;C00;M00;P135345234;R087;T6890;;D9\x03\r"
numbers = st.one_of(st.none(), st.integers(0, 999))


@pytest.mark.parametrize(("sent", "text"), [(START, "01;;D7"), (MANUAL, "03;;D9"), (STATUS, "18;;DF")])
def test_commands_are_those_of_the_facts(sent: bytes, text: str) -> None:
    assert sent == b"\x02" + text.encode() + b"\x03"


@given(
    st.builds(
        Status,
        state=st.integers(0, 9),
        error=st.one_of(st.none(), st.integers(0, 99)),
        systolic=numbers,
        diastolic=numbers,
        mean=numbers,
        pulse=numbers,
    )
)
def test_a_status_comes_back_as_it_went(value: Status) -> None:
    (message,) = Un300cFramer().feed(encode(value.encode()))
    assert len(message.text) == 39
    assert status(message) == value


def test_the_example_of_the_papers_is_seen_but_its_check_does_not_fit() -> None:
    (message,) = Un300cFramer().feed(FROM_THE_PAPERS)
    assert message.raw == FROM_THE_PAPERS[:-1]
    assert describe(message) == ("other", {"text": message.text, "check_fits": False})
    assert run(Un300cInterpreter(), UP_AND_DOWN + END + FROM_THE_PAPERS)[-1].__class__ is PublishedProgress
    good = checked(message.text[:-2])
    items = run(Un300cInterpreter(), UP_AND_DOWN + END + encode(good))
    assert {item.measure: item.sample.value for item in readings(items)} == {
        Measure.SYSTOLIC: 135, Measure.DIASTOLIC: 345, Measure.MEAN_PRESSURE: 234, Measure.CUFF_PULSE: 87,
    }  # fmt: skip


@given(st.binary(max_size=300))
def test_any_bytes_are_survived(data: bytes) -> None:
    framer = Un300cFramer()
    framer.feed(data)
    assert framer.held_bytes <= 64
    framer.finish()
    assert framer.held_bytes == 0


def test_the_return_after_a_message_is_no_garbage() -> None:
    framer = Un300cFramer()
    assert len(framer.feed(END + b"\n" + END + EMPTY)) == 3
    assert framer.tally.skipped_bytes == 0
    framer.feed(b"\r")
    assert framer.tally.skipped_bytes == 1


def test_a_result_is_published_once_with_all_its_values_in_one_group() -> None:
    items = readings(run(Un300cInterpreter(), EMPTY + UP_AND_DOWN + END + GOOD * 3))
    assert {item.measure: item.sample.value for item in items} == {
        Measure.SYSTOLIC: 127, Measure.DIASTOLIC: 76, Measure.MEAN_PRESSURE: 93, Measure.CUFF_PULSE: 78,
    }  # fmt: skip
    assert len(items) == 4 and len({item.group for item in items}) == 1
    assert {item.flags for item in items} == {()}


def test_the_result_of_somebody_before_is_never_taken_live() -> None:
    items = readings(run(Un300cInterpreter(), GOOD))
    assert {(item.flags, item.older) for item in items} == {((Flag.FROM_MEMORY,), True)}


def test_an_old_result_given_while_it_measures_is_none() -> None:
    old = wired("127076093", "078", state=3)
    assert readings(run(Un300cInterpreter(), UP_AND_DOWN + old)) == []


@pytest.mark.parametrize("code", [*FAILURES, 3, 77])
def test_an_error_is_a_failure_and_never_a_number(code: int) -> None:
    items = run(Un300cInterpreter(), UP_AND_DOWN + END + wired("127076093", "078", state=2, error=f"{code:02d}"))
    assert readings(items) == []
    assert [(item.state, item.failure) for item in items if isinstance(item, PublishedState)] == [
        (SensorState.FAILED, FAILURES.get(code, Failure.UNKNOWN))
    ]


def test_an_error_of_before_is_not_told() -> None:
    assert run(Un300cInterpreter(), wired(state=2, error="07")) == []


def test_dashes_are_no_numbers_and_blank_no_other() -> None:
    items = readings(run(Un300cInterpreter(), UP_AND_DOWN + END + wired("127076---", "---")))
    assert {item.measure: item.sample.value for item in items} == {
        Measure.SYSTOLIC: 127, Measure.DIASTOLIC: 76, Measure.MEAN_PRESSURE: None, Measure.CUFF_PULSE: None,
    }  # fmt: skip
    states = [item for item in run(Un300cInterpreter(), UP_AND_DOWN + END + EMPTY) if isinstance(item, PublishedState)]
    assert [item.failure for item in states] == [Failure.UNKNOWN]


def test_999_is_the_end_and_no_pressure() -> None:
    items = run(Un300cInterpreter(), cuff(35) + framed("036") + END + framed("12") + framed("035C0S3 "))
    assert [item.value for item in items if isinstance(item, PublishedProgress)] == [35, 36]


@pytest.mark.parametrize(
    ("raw", "name", "fields"),
    [
        (cuff(35), "cuff", {"cuff_mmhg": 35, "caution": "0", "state": "3"}),
        (framed("035"), "cuff", {"cuff_mmhg": 35, "caution": None, "state": None}),
        (END, "end", {}),
        (framed("hello"), "other", {"text": "hello", "check_fits": False}),
    ],
)
def test_every_message_is_shown(raw: bytes, name: str, fields: dict[str, object]) -> None:
    assert describe(Message(text=raw[1:-2].decode(), raw=raw)) == (name, fields)


@given(st.integers(0, 2**32), st.lists(st.integers(1, 64), min_size=1, max_size=4))
def test_chunks_and_noise_make_no_difference(seed: int, sizes: list[int]) -> None:
    data = noise(30, seed) + EXAMPLES[0].data + noise(30, seed + 1) + EXAMPLES[0].data
    assert run_in_pieces(Un300cInterpreter(), data, sizes) == run(Un300cInterpreter(), data)


@given(st.integers(0, 2**32))
def test_a_flipped_bit_never_makes_a_number(seed: int) -> None:
    dice = random.Random(seed)
    data = bytearray(EXAMPLES[0].data)
    data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    for item in readings(run(Un300cInterpreter(), bytes(data))):
        assert item.sample.value in {None, *(int(value) for value in EXAMPLES[0].values[item.measure])}


def test_systolic_alone_is_read_from_its_own_place() -> None:
    assert values(run(Un300cInterpreter(), UP_AND_DOWN + wired("203---099", "055")), Measure.SYSTOLIC) == [203]


def test_a_measurement_broken_off_does_not_give_the_result_of_somebody_before() -> None:
    somebody = UP_AND_DOWN + END + GOOD
    items = run(Un300cInterpreter(), somebody + UP_AND_DOWN + GOOD * 2)
    assert len(readings(items)) == 4
    assert [item.failure for item in items if isinstance(item, PublishedState) and item.failure] == [Failure.UNKNOWN]
    assert len(readings(run(Un300cInterpreter(), somebody * 2))) == 8, "the same numbers, measured again"
