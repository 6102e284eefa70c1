# SPDX-License-Identifier: EUPL-1.2
"""SunTech packets: what is found in bytes, and what of it is published."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.items import PublishedProgress, PublishedReading, PublishedState
from drivers.suntech_nibp.decode import FAILURES, Result, describe
from drivers.suntech_nibp.dialogue import (
    ABORT,
    GET_INFORMATION,
    GET_PRESSURE,
    GET_RESULT,
    INITIAL_160_MMHG,
    START_ADULT,
)
from drivers.suntech_nibp.frame import Packet, SuntechFramer, command, encode
from drivers.suntech_nibp.interpret import SuntechInterpreter
from kiosk.reading import Failure, Flag, Measure, SensorState
from tests.drivers.streams import noise, readings, run, run_in_pieces, values
from tests.drivers.suntech_nibp.example import EXAMPLES, UP_AND_DOWN
from tests.drivers.suntech_nibp.wire import ACCEPTED, ERROR, FINISHED, GOOD, INFORMATION, packet, pressure, result


@pytest.mark.parametrize(
    ("sent", "wire"),
    [
        (INITIAL_160_MMHG, "3A 17 A0 00 0F"),
        (START_ADULT, "3A 20 A6"),
        (command(0x87), "3A 87 3F"),
        (command(0x28), "3A 28 9E"),
        (ABORT, "3A 79 01 00 4C"),
        (GET_RESULT, "3A 79 03 00 4A"),
        (GET_PRESSURE, "3A 79 05 00 48"),
        (GET_INFORMATION, "3A 00 C6"),
        (command(0x79, 0x02, 0x03), "3A 79 02 03 48"),
    ],
)
def test_commands_are_those_of_the_facts(sent: bytes, wire: str) -> None:
    assert sent == bytes.fromhex(wire)


@given(st.sampled_from([1, 2, 3, 21, 64]).flatmap(lambda size: st.binary(min_size=size, max_size=size)))
def test_a_packet_comes_back_as_it_went(content: bytes) -> None:
    raw = encode(content)
    assert raw == packet(*content)
    (found,) = SuntechFramer().feed(raw)
    assert (found.kind, found.content, found.raw) == (len(raw), content, raw)


@given(
    st.builds(
        Result,
        systolic=st.integers(0, 65535),
        diastolic=st.integers(0, 65535),
        mean=st.integers(0, 65535),
        rate=st.integers(0, 65535),
        error=st.integers(0, 255),
        bit_tests=st.integers(0, 255),
        status=st.integers(0, 255),
        test_codes=st.binary(min_size=8, max_size=8),
    )
)
def test_a_result_comes_back_as_it_went(value: Result) -> None:
    raw = value.encode()
    assert len(raw) == 24
    assert Result.decode(raw[2:-1]) == value


def test_the_fields_of_a_result_stand_where_the_programs_read_them() -> None:
    assert Result.decode(GOOD[2:-1]) == Result(systolic=127, diastolic=76, rate=78, mean=93, test_codes=bytes(range(8)))


@given(st.binary(max_size=300))
def test_any_bytes_are_survived_and_accounted_for(data: bytes) -> None:
    framer = SuntechFramer()
    packets = framer.feed(data)
    assert framer.held_bytes <= 67
    packets += framer.finish()
    assert sum(len(each.raw) for each in packets) + framer.tally.skipped_bytes == len(data)


def test_3e_inside_a_packet_is_no_beginning() -> None:
    hidden = result(0x3E04, 0x3E, 0x3E, 0x3E)
    found = SuntechFramer().feed(pressure(0x3E) + hidden + pressure(0x3E))
    assert [each.raw for each in found] == [pressure(0x3E), hidden, pressure(0x3E)]


def test_kiosk_program_loses_k() -> None:
    """A known kiosk program flushes its input before every write and splits at 3E: K and whole results were lost."""
    glued = pressure(62) + FINISHED + pressure(20) + result(120, 62, 62, 82)
    items = run_in_pieces(SuntechInterpreter(), ACCEPTED + UP_AND_DOWN + glued, [1])
    assert values(items, Measure.SYSTOLIC) == [120]
    # Without any K, because the pressure told that there was a measurement.
    items = run(SuntechInterpreter(), ACCEPTED + UP_AND_DOWN + GOOD)
    assert values(items, Measure.DIASTOLIC) == [76]
    assert all(item.flags == () for item in readings(items))


def test_a_result_is_published_once_with_all_its_values_in_one_group() -> None:
    items = readings(run(SuntechInterpreter(), ACCEPTED + UP_AND_DOWN + FINISHED + GOOD * 3))
    assert {item.measure: item.sample.value for item in items} == {
        Measure.SYSTOLIC: 127, Measure.DIASTOLIC: 76, Measure.MEAN_PRESSURE: 93, Measure.CUFF_PULSE: 78,
    }  # fmt: skip
    assert len(items) == 4
    assert len({item.group for item in items}) == 1


def test_the_same_result_measured_again_is_another_act() -> None:
    items = readings(run(SuntechInterpreter(), (ACCEPTED + UP_AND_DOWN + FINISHED + GOOD) * 2))
    assert len({item.group for item in items}) == 2


@pytest.mark.parametrize("before", [b"", INFORMATION, ACCEPTED + FINISHED + pressure(0) + pressure(2)])
def test_a_result_of_somebody_before_is_one_out_of_the_memory(before: bytes) -> None:
    items = readings(run(SuntechInterpreter(), before + GOOD))
    assert {item.flags for item in items} == {(Flag.FROM_MEMORY,)}


def test_without_pressures_k_tells_that_it_was_measured() -> None:
    items = readings(run(SuntechInterpreter(), ACCEPTED + FINISHED + GOOD))
    assert {item.flags for item in items} == {()}


@pytest.mark.parametrize("code", [*FAILURES, 7, 255])
def test_an_error_is_a_failure_and_never_a_number(code: int) -> None:
    items = run(SuntechInterpreter(), UP_AND_DOWN + FINISHED + result(127, 76, 78, 93, error=code))
    assert readings(items) == []
    states = [item for item in items if isinstance(item, PublishedState)]
    assert [(item.state, item.failure) for item in states] == [
        (SensorState.FAILED, FAILURES.get(code, Failure.UNKNOWN))
    ]


def test_an_abort_is_no_failure() -> None:
    items = run(SuntechInterpreter(), UP_AND_DOWN + FINISHED + result(0, 0, 0, 0, error=86))
    assert [item.state for item in items if isinstance(item, PublishedState)] == [SensorState.STOPPED]


def test_an_aborted_measurement_does_not_give_the_result_of_somebody_before() -> None:
    aborted = packet(ord("A"))
    somebody = ACCEPTED + UP_AND_DOWN + FINISHED + GOOD
    stopped = ACCEPTED + pressure(40) + pressure(120) + aborted + pressure(60) + FINISHED
    items = run(SuntechInterpreter(), somebody + stopped + GOOD * 2)
    assert len(readings(items)) == 4
    assert [item.state for item in items if isinstance(item, PublishedState)][-1] is SensorState.STOPPED
    assert len(readings(run(SuntechInterpreter(), somebody + stopped + GOOD + somebody))) == 8
    # The abort with which every conversation begins stops nothing.
    assert {item.flags for item in readings(run(SuntechInterpreter(), aborted + UP_AND_DOWN + GOOD))} == {()}


def test_a_result_asked_for_again_while_the_cuff_empties_is_no_other() -> None:
    data = ACCEPTED + pressure(150) + FINISHED + GOOD + pressure(60) + pressure(20) + GOOD + pressure(3) + GOOD
    items = readings(run(SuntechInterpreter(), data))
    assert len(items) == 4
    assert len(readings(run(SuntechInterpreter(), data + pressure(150) + GOOD))) == 8


def test_a_missing_value_blanks_no_other() -> None:
    items = readings(run(SuntechInterpreter(), UP_AND_DOWN + FINISHED + result(127, 76, 0, 65535)))
    assert {item.measure: item.sample.value for item in items} == {
        Measure.SYSTOLIC: 127, Measure.DIASTOLIC: 76, Measure.MEAN_PRESSURE: None, Measure.CUFF_PULSE: None,
    }  # fmt: skip


def test_zeros_are_no_measurement() -> None:
    items = run(SuntechInterpreter(), UP_AND_DOWN + FINISHED + result(0, 0, 0, 0))
    assert readings(items) == []
    assert [item.failure for item in items if isinstance(item, PublishedState)] == [Failure.UNKNOWN]


def test_pressures_are_progress_and_nothing_else() -> None:
    items = run(SuntechInterpreter(), pressure(0) + pressure(155) + packet(0xFF, 0xFF) + pressure(400))
    assert [item.value for item in items if isinstance(item, PublishedProgress)] == [0, 155]
    assert not any(isinstance(item, PublishedReading) for item in items)


@pytest.mark.parametrize(
    ("raw", "name", "field", "value"),
    [
        (ERROR, "answer", "says", "error"),
        (pressure(155), "pressure", "cuff_mmhg", 155),
        (result(1, 2, 3, 4, error=87), "result", "meaning", "cuff-loose"),
        (result(1, 2, 3, 4, error=86), "result", "meaning", "aborted"),
        (INFORMATION, "information", "text", "LX0103  ADVANTAGE" + "." * 47),
        (packet(0, 0, 7), "return-code", "content", "000007"),
    ],
)
def test_every_packet_is_shown(raw: bytes, name: str, field: str, value: object) -> None:
    shown, fields = describe(Packet(kind=raw[1], raw=raw))
    assert (shown, fields[field]) == (name, value)


@given(st.integers(0, 2**32), st.lists(st.integers(1, 64), min_size=1, max_size=4))
def test_chunks_and_noise_make_no_difference(seed: int, sizes: list[int]) -> None:
    data = noise(30, seed) + EXAMPLES[0].data + noise(30, seed + 1) + EXAMPLES[0].data
    assert run_in_pieces(SuntechInterpreter(), data, sizes) == run(SuntechInterpreter(), data)


@given(st.integers(0, 2**32))
def test_a_flipped_bit_never_makes_a_number(seed: int) -> None:
    dice = random.Random(seed)
    data = bytearray(EXAMPLES[0].data)
    data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    for item in readings(run(SuntechInterpreter(), bytes(data))):
        assert item.sample.value in {int(value) for value in EXAMPLES[0].values[item.measure]}
