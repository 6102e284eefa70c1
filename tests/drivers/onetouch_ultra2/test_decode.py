# SPDX-License-Identifier: EUPL-1.2
"""Lines of OneTouch meters and what is published of them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.items import Sample
from drivers.links.ports import LineSettings, Parity
from drivers.onetouch_ultra2.decode import Clock, Header, Serial, Stored, Unit, Version, decode
from drivers.onetouch_ultra2.driver import UltraDriver
from drivers.onetouch_ultra2.frame import UltraFramer, encode
from drivers.onetouch_ultra2.interpret import UltraInterpreter
from kiosk.reading import AbsentReason, Failure, Flag, SensorState
from tests.drivers.meters import clocks, interpret, names, readings, states, told
from tests.drivers.onetouch_ultra2.example import (
    CLOCK,
    DUMP,
    HEADER,
    MIDDLE,
    NEWEST,
    OLDEST,
    SERIAL,
    ULTRA,
    ULTRA_HEADER,
    VERSION,
)


def line_of(value: str, at: str = '"SAT","03/21/15","16:42:11   "') -> bytes:
    """Return a record with a right sum; the sum is made here."""
    text = f'P {at},"{value}","N","00", 00'
    return f"{text} {sum(text.encode()):04X}\r\n".encode()


def test_line_settings() -> None:
    assert UltraDriver.line == LineSettings(baud=9600, data_bits=8, parity=Parity.NONE, stop_bits=1)


@pytest.mark.parametrize("line", [HEADER, NEWEST, MIDDLE, OLDEST, ULTRA_HEADER, *ULTRA.splitlines(keepends=True)])
def test_real_lines_have_right_sums_and_come_back(line: bytes) -> None:
    found = UltraFramer().feed(line)
    assert [encode(each.text) for each in found] == [line]
    assert [encode(each.text) == line and each.raw in line for each in found] == [True]


def test_answers() -> None:
    assert decode('P 003,"GMF600DCY","MG/DL "') == Header(count=3, serial="GMF600DCY", shows="MG/DL")
    assert decode('@ "GMF600DCY"') == Serial(serial="GMF600DCY")
    assert decode('SU?,"MMOL/L"') == Unit(shows="MMOL/L")
    assert decode("?P02.00.00 30/08/06") == Version(version="P02.00.00 30/08/06")
    assert decode('F "SAT","03/21/15","16:46:02   "') == Clock(time=datetime(2015, 3, 21, 16, 46, 2))
    assert decode('P "SAT","03/21/15","16:42:11   ","  105 ","B","02", 00') == Stored(
        at=datetime(2015, 3, 21, 16, 42, 11), sample=Sample.of(Decimal(105)), control=False, meal="before", comment="02"
    )


@pytest.mark.parametrize(
    "text",
    [
        'P "SAT","03/21/15","16:42:11   ","  105 ","B","02", 01',
        'P "SAT","13/21/15","16:42:11   ","  105 ","B","02", 00',
        'P "SAT","03/21/15","24:42:11   ","  105 ","B","02", 00',
        'P "SAT","03/21/15","16:42:11   ","  10 ","B","02", 00',
        'P "SAT","03/21/15","16:42:11   ","  1O5 ","B","02", 00',
        'P "SAT","03/21/15","16:42:11   ","  105 ","X","02", 00',
        'P "XXX","03/21/15","16:42:11   ","  105 ","B","02", 00',
        'P 03,"GMF600DCY","MG/DL "',
        '@ "GMF600DC"',
    ],
)
def test_what_does_not_fit_is_not_guessed(text: str) -> None:
    assert decode(text) is None


@pytest.mark.parametrize(
    ("time", "hour"), [("12:05:00 AM", 0), ("01:05:00 AM", 1), ("12:05:00 PM", 12), ("11:05:00 PM", 23)]
)
def test_a_clock_of_twelve_hours(time: str, hour: int) -> None:
    assert decode(f'F "SAT","03/21/15","{time}"') == Clock(time=datetime(2015, 3, 21, hour, 5))


def test_a_dump_gives_every_record_newest_first() -> None:
    items = interpret(UltraInterpreter(), VERSION + SERIAL + CLOCK + DUMP)
    assert told(items) == ["81", "105", "176"]
    assert [item.older for item in readings(items)] == [False, True, True]
    assert {item.unit for item in readings(items)} == {"mg/dL"}
    assert {item.flags for item in readings(items)} == {(Flag.FROM_MEMORY,)}
    assert readings(items)[1].device_time == datetime(2015, 3, 21, 16, 42, 11)
    assert clocks(items) == [datetime(2015, 3, 21, 16, 46, 2)]
    assert names(items) == [("OneTouch Ultra 2", "GMF600DCY")] * 2
    assert states(items) == [SensorState.READY]


def test_an_ultra_without_meal_marks() -> None:
    items = interpret(UltraInterpreter(), ULTRA_HEADER + ULTRA)
    assert told(items) == ["51", "73", "59", "57", "143", "132", "53", "123", "134"]
    assert names(items) == [("OneTouch Ultra", "QTZ0004CT")]


def test_a_meter_that_shows_mmol_still_sends_mg() -> None:
    text = 'P 001,"GMF600DCY","MMOL/L"'
    items = interpret(UltraInterpreter(), encode(text) + line_of("  105 "))
    assert (told(items), readings(items)[0].unit) == (["105"], "mg/dL")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("  601 ", AbsentReason.ABOVE_RANGE),
        (" HIGH ", AbsentReason.ABOVE_RANGE),
        ("  HI  ", AbsentReason.ABOVE_RANGE),
        ("  019 ", AbsentReason.BELOW_RANGE),
        ("  LOW ", AbsentReason.BELOW_RANGE),
        ("  105?", AbsentReason.DEVICE_ERROR),
        ("  600 ", "600"),
        ("  020 ", "20"),
    ],
)
def test_out_of_range_is_no_number(value: str, expected: object) -> None:
    assert told(interpret(UltraInterpreter(), line_of(value))) == [expected]


def test_control_solution_is_nobody_s_blood() -> None:
    items = interpret(UltraInterpreter(), HEADER + line_of("C 110 ") + MIDDLE)
    assert states(items) == [Failure.CONTROL_SOLUTION]
    assert told(items) == ["105"] and readings(items)[0].older


def test_after_a_lost_line_no_record_is_taken_for_the_newest() -> None:
    items = interpret(UltraInterpreter(), HEADER + NEWEST.replace(b"081", b"082") + MIDDLE + OLDEST)
    assert [item.older for item in readings(items)] == [True, True]
    again = interpret(UltraInterpreter(), MIDDLE)
    assert readings(again)[0].older


def test_a_record_that_is_read_again_is_published_once() -> None:
    interpreter = UltraInterpreter()
    assert told(interpreter.feed(DUMP)) == ["81", "105", "176"]
    assert interpreter.feed(DUMP) == interpreter.feed(DUMP)
    assert told(interpreter.feed(DUMP)) == []
    interpreter.lost()
    assert told(interpreter.feed(DUMP)) == ["81", "105", "176"]


@given(st.lists(st.integers(1, 70), min_size=1, max_size=6))
def test_chunks_make_no_difference(sizes: list[int]) -> None:
    data = b"\x00\x11\rxx\xff" + CLOCK[5:] + DUMP + b"\x00" + ULTRA + b"P 0"
    assert interpret(UltraInterpreter(), data, sizes) == interpret(UltraInterpreter(), data)


@settings(max_examples=200)
@given(st.integers(0, len(DUMP) - 1), st.integers(0, 7))
def test_a_flipped_bit_makes_no_number(at: int, bit: int) -> None:
    hurt = bytearray(DUMP)
    hurt[at] ^= 1 << bit
    assert set(told(interpret(UltraInterpreter(), bytes(hurt)))) <= {"81", "105", "176"}


@given(st.binary(max_size=300))
def test_noise_is_counted_and_not_kept(noise: bytes) -> None:
    framer = UltraFramer()
    framer.feed(noise * 4)
    assert framer.held_bytes <= 96
    framer.finish()
    assert framer.held_bytes == 0
    assert framer.tally.fed_bytes == len(noise) * 4
