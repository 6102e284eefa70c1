# SPDX-License-Identifier: EUPL-1.2
"""TaiDoc frames and what is published of them."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.links.ports import LineSettings, Parity
from drivers.taidoc.decode import Kind, encode_moment, kind, moment
from drivers.taidoc.driver import TaiDocDriver
from drivers.taidoc.frame import FROM_METER, TaiDocFramer, encode
from drivers.taidoc.interpret import TaiDocInterpreter
from kiosk.reading import AbsentReason, Failure, Flag, Measure
from tests.drivers.meters import clocks, interpret, names, readings, states, told
from tests.drivers.taidoc.example import (
    AT_13_37,
    AT_21_14,
    CLOCK,
    CONTROL,
    ENTERING,
    EXAMPLES,
    HELLO,
    HIGH,
    KETONE,
    LOW,
    MG_105,
    MG_300_BEFORE,
    NEXUS,
    frame,
)
from tests.drivers.taidoc_bp.example import (
    IRREGULAR_AVERAGE,
    NOTHING,
    PRESSURE,
    PRESSURE_AT,
    TD_3128,
    TD_3261,
)

SESSION = EXAMPLES[0].data


def test_line_settings() -> None:
    assert TaiDocDriver.line == LineSettings(baud=19200, data_bits=8, parity=Parity.NONE, stop_bits=1)


@pytest.mark.parametrize(
    ("command", "wire"),
    [
        (0x22, "51 22 00 00 00 00 A3 16"),
        (0x24, "51 24 00 00 00 00 A3 18"),
        (0x25, "51 25 00 00 00 00 A3 19"),
        (0x26, "51 26 00 00 00 00 A3 1A"),
        (0x2B, "51 2B 00 00 00 00 A3 1F"),
    ],
)
def test_questions_as_other_programs_send_them(command: int, wire: str) -> None:
    assert encode(command) == bytes.fromhex(wire)


@pytest.mark.parametrize(
    ("data", "at"),
    [
        ("21 24 0E 15", datetime(2018, 1, 1, 21, 14)),
        ("21 26 0E 15", datetime(2019, 1, 1, 21, 14)),
        ("04 27 25 0D", datetime(2019, 8, 4, 13, 37)),
    ],
)
def test_moments(data: str, at: datetime) -> None:
    assert moment(bytes.fromhex(data)) == at
    assert encode_moment(at) == bytes.fromhex(data)


@pytest.mark.parametrize("data", ["00 00 00 00", "FF FF 00 00", "21 24 3C 15", "21 24 0E 18", "E0 25 00 00"])
def test_what_is_no_moment(data: str) -> None:
    assert moment(bytes.fromhex(data)) is None


def test_a_session() -> None:
    items = interpret(TaiDocInterpreter(), SESSION)
    assert told(items) == ["105", "300", AbsentReason.ABOVE_RANGE]
    assert states(items)[-1] is Failure.CONTROL_SOLUTION
    first = readings(items)[0]
    assert (first.unit, first.flags, first.device_time) == ("mg/dL", (Flag.FROM_MEMORY,), datetime(2018, 1, 1, 21, 14))
    assert clocks(items) == [datetime(2018, 1, 1, 21, 14)]
    assert names(items) == [("TD-4277", ""), ("", "2816127700403215")]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("14 00 06 00", ["20"]),
        ("58 02 06 00", ["600"]),
        ("13 00 06 00", [AbsentReason.BELOW_RANGE]),
        ("59 02 06 00", [AbsentReason.ABOVE_RANGE]),
        ("ff ff 00 00", [AbsentReason.NOT_MEASURED]),
        ("69 00 06 40", ["105"]),
        ("69 00 06 80", ["105"]),
        ("69 40 06 00", ["105"]),
        ("69 80 06 00", ["105"]),
        ("69 c0 06 00", []),
        ("69 00 06 c0", []),
        ("69 00 06 1c", []),
        ("69 00 06 18", []),
    ],
)
def test_values_marks_and_other_strips(data: str, expected: list[object]) -> None:
    assert told(interpret(TaiDocInterpreter(), NEXUS + AT_21_14 + frame(0x26, data))) == expected


def test_ketones_are_not_glucose() -> None:
    assert states(interpret(TaiDocInterpreter(), AT_21_14 + KETONE)) == [Failure.NOT_A_MEASUREMENT]
    assert states(interpret(TaiDocInterpreter(), AT_21_14 + CONTROL)) == [Failure.CONTROL_SOLUTION]


def test_a_meter_for_both_has_the_strip_s_code_there() -> None:
    coded = frame(0x26, "69 00 06 1c")
    assert told(interpret(TaiDocInterpreter(), TD_3261 + AT_21_14 + coded)) == ["105"]


def pressures(data: bytes) -> list[object]:
    items = interpret(TaiDocInterpreter(), data)
    return [told(items, measure)[:1] for measure in (Measure.SYSTOLIC, Measure.DIASTOLIC, Measure.CUFF_PULSE)]


def test_blood_pressure_by_model_and_by_mark() -> None:
    expected: list[object] = [["127"], ["76"], ["78"]]
    assert pressures(TD_3128 + AT_21_14 + PRESSURE) == expected
    assert pressures(TD_3261 + PRESSURE_AT + PRESSURE) == expected
    assert pressures(PRESSURE_AT + PRESSURE) == expected
    assert pressures(TD_3261 + AT_21_14 + PRESSURE) == [[], [], []]
    assert pressures(NEXUS + PRESSURE_AT + PRESSURE) == [[], [], []]


def test_a_pressure_of_zero_is_refused() -> None:
    items = interpret(TaiDocInterpreter(), TD_3128 + AT_21_14 + NOTHING + AT_21_14 + frame(0x26, "7f 5d 4c 00"))
    assert readings(items) == []
    assert states(items) == [Failure.UNKNOWN, Failure.UNKNOWN]


def test_one_act_and_its_marks() -> None:
    items = readings(interpret(TaiDocInterpreter(), TD_3128 + IRREGULAR_AVERAGE + PRESSURE))
    assert len({item.group for item in items}) == 1
    assert {item.flags for item in items} == {(Flag.FROM_MEMORY, Flag.IRREGULAR_PULSE, Flag.RETAKEN)}
    assert {item.device_time for item in items} == {datetime(2018, 1, 1, 21, 14)}


def test_models_that_measure_something_else() -> None:
    assert kind("1241") is Kind.OTHER and kind("8255") is Kind.OTHER and kind("9999") is Kind.BOTH
    thermometer = frame(0x24, "41 12 00 00")
    assert states(interpret(TaiDocInterpreter(), thermometer + AT_21_14 + MG_105)) == [Failure.NOT_A_MEASUREMENT]


def test_a_value_without_its_time_is_nobody_s() -> None:
    assert told(interpret(TaiDocInterpreter(), MG_105)) == []
    assert told(interpret(TaiDocInterpreter(), AT_21_14 + MG_105 + MG_300_BEFORE)) == ["105"]
    assert told(interpret(TaiDocInterpreter(), AT_21_14 + CLOCK + MG_105)) == []


def test_halves_belong_together_only_if_nothing_was_lost_between() -> None:
    broken = bytes(MG_300_BEFORE[:-1]) + b"\x00"
    assert told(interpret(TaiDocInterpreter(), AT_21_14 + broken + MG_105)) == []
    assert told(interpret(TaiDocInterpreter(), AT_21_14 + b"\x00\x00" + MG_105)) == ["105"]
    assert told(interpret(TaiDocInterpreter(), AT_21_14 + ENTERING + MG_105)) == ["105"]


def test_our_own_questions_in_a_recording_are_not_answers() -> None:
    ours = encode(0x25) + AT_21_14 + encode(0x26) + MG_105
    assert told(interpret(TaiDocInterpreter(), ours)) == ["105"]
    assert told(interpret(TaiDocInterpreter(), AT_13_37 + encode(0x26, bytes.fromhex("69000600")))) == []


@given(st.lists(st.integers(1, 20), min_size=1, max_size=6))
def test_chunks_make_no_difference(sizes: list[int]) -> None:
    data = b"\x51\x25\x21" + SESSION + b"\x51" + AT_13_37 + b"\x00" + LOW + HELLO + b"\x51\x26"
    assert interpret(TaiDocInterpreter(), data, sizes) == interpret(TaiDocInterpreter(), data)


@settings(max_examples=300)
@given(st.integers(0, len(SESSION) - 1), st.integers(0, 7))
def test_a_flipped_bit_makes_no_number(at: int, bit: int) -> None:
    hurt = bytearray(SESSION)
    hurt[at] ^= 1 << bit
    allowed = {"105", "300", AbsentReason.ABOVE_RANGE}
    assert set(told(interpret(TaiDocInterpreter(), bytes(hurt)))) <= allowed


@given(st.binary(max_size=200))
def test_any_bytes_are_accounted_for(noise: bytes) -> None:
    framer = TaiDocFramer()
    frames = framer.feed(noise + HIGH)
    assert framer.held_bytes < 8
    frames += framer.finish()
    assert 8 * len(frames) + framer.tally.skipped_bytes == len(noise) + 8
    assert encode(0x26, bytes.fromhex("59020600"), end=FROM_METER) == HIGH
