# SPDX-License-Identifier: EUPL-1.2
"""ASTM frames of Contour meters and what is published of them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.contour.decode import End, Header, Other, Result, decode, moment
from drivers.contour.driver import ContourDriver
from drivers.contour.frame import AstmFramer, Signal, encode
from drivers.contour.interpret import ContourInterpreter
from drivers.items import Sample
from drivers.links.ports import LineSettings, Parity
from kiosk.reading import AbsentReason, Failure, Flag, SensorState
from tests.drivers.contour.example import (
    END,
    ENQ,
    EOT,
    EXAMPLES,
    HEADER,
    PATIENT,
    RESULT_93,
    RESULT_MMOL,
    frame,
    result,
)
from tests.drivers.meters import clocks, interpret, names, readings, states, told

SESSION = EXAMPLES[1].data
OLD_STYLE = "R|2|^^^Glucose|105|mg/dL^P||{}|{}|{}|||201504171154"


def message(*results: bytes) -> bytes:
    return ENQ + HEADER + PATIENT + b"".join(results) + frame(7, "L|1||N", last=True) + EOT


def test_line_settings() -> None:
    assert ContourDriver.line == LineSettings(baud=9600, data_bits=8, parity=Parity.NONE, stop_bits=1)


@pytest.mark.parametrize("wire", [HEADER, PATIENT, RESULT_MMOL, RESULT_93, END])
def test_real_frames_have_right_sums_and_come_back(wire: bytes) -> None:
    (found,) = AstmFramer().feed(wire)
    assert encode(found.number, found.text, last=found.last) == wire


def test_a_session_of_a_contour_usb() -> None:
    """As glucometerutils' tests have it, to the byte."""
    wire = (
        b"\x05\x021H|\\^&||NIylNt|Bayer7390^01.26\\01.05\\08.02.20^7390-2408612^7397-|A=1^C=62^G=0^I=0200^R=0^S=1^U=1"
        b"^V=10600^X=070070070070180130180250^Y=360126090050099050300089^Z=1|2000|||||P|1|201708222058\r\x17AB\r\n"
        b"\x022P|1\r\x1753\r\n\x023R|1|^^^Glucose|10.9|mmol/L^P||A||201504171154\r\x17EC\r\n"
        b"\x024L|1||N\r\x0383\r\n\x04"
    )
    items = interpret(ContourInterpreter(), wire)
    (found,) = readings(items)
    assert (str(found.sample.value), found.unit, found.device_time) == (
        "10.9", "mmol/L", datetime(2015, 4, 17, 11, 54),
    )  # fmt: skip
    assert clocks(items) == [datetime(2017, 8, 22, 20, 58)]


def test_the_header_of_an_older_contour() -> None:
    wire = b"\x04\x05\x021H|\\^&||-7880|Bayer7150^1.05\\0.00^7150-SAM2193|||||||P|1|200305121635\r\x17AE\r\n\x04"
    assert clocks(interpret(ContourInterpreter(), wire)) == [datetime(2003, 5, 12, 16, 35)]


def test_signals_between_frames() -> None:
    found = AstmFramer().feed(ENQ + PATIENT + EOT + b"\x06\x15")
    assert [each.signal for each in found] == [Signal.ENQ, None, Signal.EOT, Signal.ACK, Signal.NAK]


def test_records() -> None:
    header = HEADER[2:-6].decode()
    assert decode(header) == Header(
        model="Bayer7390", serial="7390-2336773", count=1714, time=datetime(2019, 9, 22, 13, 4)
    )
    assert decode("R|8|^^^Glucose|133|mg/dL^P||B/X||201202052034") == Result(
        number=8, sample=Sample.of(Decimal(133)), unit="mg/dL", marks=("B", "X"), at=datetime(2012, 2, 5, 20, 34)
    )
    assert decode("L|1||N") == End()
    assert decode("P|1") == Other(letter="P")
    assert decode("R|1|^^^GlucoseA|101|mg/dL^P|||||||") == Other(letter="R")


@pytest.mark.parametrize(
    "text",
    [
        "R|8|^^^Glucose|133|mg/dl^P||B/X||201202052034",
        "R|8|^^^Glucose|1333|mg/dL^P||B/X||201202052034",
        "R|8|^^^Glucose| 133|mg/dL^P||B/X||201202052034",
        "R|8|^^^Glucose|133|mg/dL^P||B/X||201213052034",
        "R|8|^^^Glucose|133|mg/dL^P||B/X||2012020520",
        "R|8|^^^Glucose|133|mg/dL^P|201202052034",
        "R||^^^Glucose|133|mg/dL^P||B/X||201202052034",
        "H|^&\\||x|Bayer",
        "",
        "X|1",
    ],
)
def test_what_does_not_fit_is_not_guessed(text: str) -> None:
    assert decode(text) is None


def test_moments() -> None:
    assert moment("20150417115432") == datetime(2015, 4, 17, 11, 54, 32)
    assert moment("201504171154") == datetime(2015, 4, 17, 11, 54)
    assert moment("201502301154") is None


@pytest.mark.parametrize(
    ("value", "unit", "marks", "expected"),
    [
        ("10.9", "mmol/L", "", ["10.9"]),
        ("133", "mg/dL", "B/X", ["133"]),
        ("600", "mg/dL", "", ["600"]),
        ("601", "mg/dL", ">", [AbsentReason.ABOVE_RANGE]),
        ("601", "mg/dL", "", [AbsentReason.ABOVE_RANGE]),
        ("9", "mg/dL", "<", [AbsentReason.BELOW_RANGE]),
        ("0.5", "mmol/L", "", [AbsentReason.BELOW_RANGE]),
        ("33.4", "mmol/L", "", [AbsentReason.ABOVE_RANGE]),
        ("110", "mg/dL", "C", []),
        ("110", "mg/dL", "B/C", []),
    ],
)
def test_values_and_marks(value: str, unit: str, marks: str, expected: list[object]) -> None:
    items = interpret(ContourInterpreter(), message(result(1, value, "201504171154", unit=unit, marks=marks)))
    assert told(items) == expected
    assert {item.unit for item in readings(items)} <= {unit}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (("", "", ""), ["105"]),
        (("T", "B", ""), ["105"]),
        ((">\\T", "", ""), [AbsentReason.ABOVE_RANGE]),
        (("", "", "E"), []),
    ],
)
def test_results_of_older_models(fields: tuple[str, str, str], expected: list[object]) -> None:
    data = message(frame(3, OLD_STYLE.format(*fields)))
    assert told(interpret(ContourInterpreter(), data)) == expected


def test_the_newest_record_is_found_by_its_time() -> None:
    first, second = result(1, "93", "201504171154"), result(2, "105", "201504181154")
    for order in ((first, second), (second, first)):
        items = interpret(ContourInterpreter(), message(*order))
        assert {str(item.sample.value): item.older for item in readings(items)} == {"93": True, "105": False}
    assert states(items) == [SensorState.READY]


def test_of_one_minute_the_last_one_counts() -> None:
    early = result(1, "93", "201504161154")
    one, two = result(2, "105", "201504171154"), result(3, "106", "201504171154")
    items = interpret(ContourInterpreter(), message(early, one, two))
    assert [item.older for item in readings(items)] == [True, True, False]
    items = interpret(ContourInterpreter(), message(two, one, early))
    assert [item.older for item in readings(items)] == [False, True, True]


def test_header_clock_and_provenance() -> None:
    items = interpret(ContourInterpreter(), SESSION)
    assert names(items) == [("Bayer7390", "7390-2336773")]
    assert clocks(items) == [datetime(2019, 9, 22, 13, 4)]
    assert told(items) == ["133", AbsentReason.ABOVE_RANGE]
    assert states(items) == [Failure.CONTROL_SOLUTION]
    assert readings(items)[0].flags == (Flag.FROM_MEMORY,)
    assert readings(items)[0].device_time == datetime(2012, 2, 5, 20, 34)


def test_an_empty_memory_is_ready() -> None:
    assert states(interpret(ContourInterpreter(), message())) == [SensorState.READY]


def test_a_recording_that_breaks_off_still_gives_its_records() -> None:
    data = message(result(1, "93", "201504171154"), result(2, "105", "201504181154"))
    assert told(interpret(ContourInterpreter(), data[:-15])) == ["93", "105"]


def test_a_record_split_over_frames() -> None:
    first = frame(3, "R|1|^^^Glucose|1", end="")
    second = frame(4, "05|mg/dL^P||B||201504171154")
    assert told(interpret(ContourInterpreter(), message(first, second))) == ["105"]
    assert told(interpret(ContourInterpreter(), message(first, result(2, "93", "201504171154")))) == ["93"]


def test_frames_without_cr_before_the_end_are_records_too() -> None:
    lone = frame(3, "R|1|^^^Glucose|105|mg/dL^P||B||201504171154", end="")
    other = frame(4, "R|2|^^^Glucose|93|mg/dL^P||B||201504161154", end="")
    assert told(interpret(ContourInterpreter(), message(lone, other))) == ["105", "93"]


def test_a_frame_that_is_sent_again_counts_once() -> None:
    again = result(1, "93", "201504171154")
    assert told(interpret(ContourInterpreter(), message(again, again))) == ["93"]


def test_what_waits_is_bounded() -> None:
    interpreter = ContourInterpreter()
    for number in range(6000):
        at = f"2015{number % 12 + 1:02d}{number % 28 + 1:02d}{number // 60 % 24:02d}{number % 60:02d}"
        interpreter.feed(result(number, str(60 + number % 300), at))
    assert len(interpreter._waiting) <= 2500


@given(st.lists(st.integers(1, 80), min_size=1, max_size=6))
def test_chunks_make_no_difference(sizes: list[int]) -> None:
    data = b"\x02" + HEADER[40:] + SESSION + b"\x02\x05\xff" + RESULT_93 + message(RESULT_MMOL) + PATIENT[:-2]
    assert interpret(ContourInterpreter(), data, sizes) == interpret(ContourInterpreter(), data)


@settings(max_examples=200)
@given(st.integers(0, len(SESSION) - 1), st.integers(0, 7))
def test_a_flipped_bit_makes_no_number(at: int, bit: int) -> None:
    hurt = bytearray(SESSION)
    hurt[at] ^= 1 << bit
    assert set(told(interpret(ContourInterpreter(), bytes(hurt)))) <= {"133", AbsentReason.ABOVE_RANGE}


@given(st.binary(max_size=300))
def test_any_bytes_are_accounted_for(noise: bytes) -> None:
    framer = AstmFramer()
    frames = framer.feed(noise + PATIENT)
    assert framer.held_bytes <= 512
    frames += framer.finish()
    assert sum(len(each.raw) for each in frames) + framer.tally.skipped_bytes == len(noise) + len(PATIENT)
