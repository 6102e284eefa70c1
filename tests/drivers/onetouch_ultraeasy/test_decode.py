# SPDX-License-Identifier: EUPL-1.2
"""Packets of a OneTouch UltraEasy and what is published of them."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.links.ports import LineSettings, Parity
from drivers.onetouch_ultraeasy.decode import Clock, Count, Serial, Unit, Version, decode
from drivers.onetouch_ultraeasy.driver import UltraEasyDriver
from drivers.onetouch_ultraeasy.frame import ACKNOWLEDGES, DISCONNECTS, EXPECTS, SENDS, LifeScanFramer, encode
from drivers.onetouch_ultraeasy.interpret import LifeScanInterpreter
from kiosk.reading import AbsentReason, Flag
from tests.drivers.meters import clocks, interpret, names, readings, told
from tests.drivers.onetouch_ultraeasy.example import (
    ACKNOWLEDGE,
    DISCONNECT,
    DISCONNECTED,
    EXAMPLES,
    SERIAL,
    SPRING_2015,
    VERSION,
    clock,
    count,
    packet,
    record,
)

SESSION = EXAMPLES[0].data


def test_line_settings() -> None:
    assert UltraEasyDriver.line == LineSettings(baud=9600, data_bits=8, parity=Parity.NONE, stop_bits=1)


@pytest.mark.parametrize(
    ("link", "message", "wire"),
    [
        (DISCONNECTS, "", "02 06 08 03 C2 62"),
        (DISCONNECTS | ACKNOWLEDGES, "", "02 06 0C 03 06 AE"),
        (ACKNOWLEDGES | EXPECTS, "", "02 06 06 03 CD 41"),
        (SENDS | EXPECTS, "05 0D 02", "02 09 03 05 0D 02 03 08 9F"),
        (0, "05 0D 02", "02 09 00 05 0D 02 03 DA 71"),
        (0, "05 0B 02 00 00 00 00 84 6A E8 73 00", "02 12 00 05 0B 02 00 00 00 00 84 6A E8 73 00 03 9B EA"),
    ],
)
def test_packets_as_they_are_on_the_wire(link: int, message: str, wire: str) -> None:
    assert encode(link, bytes.fromhex(message)) == bytes.fromhex(wire)
    (found,) = LifeScanFramer().feed(bytes.fromhex(wire))
    assert (found.link, found.message) == (link, bytes.fromhex(message))


def test_real_answers() -> None:
    framer = LifeScanFramer()
    packets = framer.feed(DISCONNECTED + ACKNOWLEDGE + VERSION + SERIAL)
    assert [decode(each.message) for each in packets] == [
        None, None, Version(version="P02.00.0025/05/07"), Serial(serial="C176SA0O0"),
    ]  # fmt: skip
    assert framer.tally.skipped_bytes == 0


def test_answers_that_look_alike() -> None:
    assert decode(bytes.fromhex("05 06 00 00 00 00")) == Unit(shows="mg/dL")
    assert decode(bytes.fromhex("05 06 01 00 00 00")) == Unit(shows="mmol/L")
    assert decode(clock(SPRING_2015)[3:-3]) == Clock(time=datetime(2015, 3, 21, 16, 45, 24))
    assert decode(bytes.fromhex("05 06 05 00 00 00")) is None
    assert decode(bytes.fromhex("05 0f f4 01")) == Count(count=500)
    assert decode(bytes.fromhex("05 06")) is None
    assert decode(bytes.fromhex("03 06 00 00 00 00")) is None


def test_a_session() -> None:
    items = interpret(LifeScanInterpreter(), SESSION)
    assert told(items) == ["105", AbsentReason.ABOVE_RANGE, "81"]
    first = readings(items)[0]
    assert (first.unit, first.flags, first.older) == ("mg/dL", (Flag.FROM_MEMORY,), False)
    assert first.device_time == datetime(2015, 3, 21, 16, 45, 24)
    assert clocks(items) == [datetime(2015, 3, 21, 16, 46, 24)]
    assert names(items) == [("", "C176SA0O0")]
    assert count(3) in SESSION


@pytest.mark.parametrize(
    ("mg_dl", "expected"),
    [
        (20, "20"),
        (600, "600"),
        (19, AbsentReason.BELOW_RANGE),
        (601, AbsentReason.ABOVE_RANGE),
        (0xFFFF, AbsentReason.ABOVE_RANGE),
    ],
)
def test_out_of_range_is_no_number(mg_dl: int, expected: object) -> None:
    assert told(interpret(LifeScanInterpreter(), record(SPRING_2015, mg_dl))) == [expected]


def test_a_value_that_cannot_be_is_nothing() -> None:
    assert told(interpret(LifeScanInterpreter(), record(SPRING_2015, 0x10069))) == []


def test_a_clock_that_was_never_set_dates_nothing() -> None:
    items = interpret(LifeScanInterpreter(), clock(1000) + record(1000, 105))
    assert clocks(items) == []
    assert [item.device_time for item in readings(items)] == [None]


def test_a_record_that_is_sent_again_is_published_once() -> None:
    twice = record(SPRING_2015, 105) + record(SPRING_2015, 105, link=0x03) + record(SPRING_2015 + 1, 105)
    assert told(interpret(LifeScanInterpreter(), twice)) == ["105", "105"]


@given(st.lists(st.integers(1, 30), min_size=1, max_size=6))
def test_chunks_make_no_difference(sizes: list[int]) -> None:
    data = b"\x02\x40\x00" + SERIAL[7:] + SESSION + b"\x02\x06" + SESSION + packet(2, b"\x05\x06")[:-1]
    assert interpret(LifeScanInterpreter(), data, sizes) == interpret(LifeScanInterpreter(), data)


@settings(max_examples=200)
@given(st.integers(0, len(SESSION) - 1), st.integers(0, 7))
def test_a_flipped_bit_makes_no_number(at: int, bit: int) -> None:
    hurt = bytearray(SESSION)
    hurt[at] ^= 1 << bit
    assert set(told(interpret(LifeScanInterpreter(), bytes(hurt)))) <= {"105", "81", AbsentReason.ABOVE_RANGE}


@given(st.binary(max_size=300))
def test_any_bytes_are_accounted_for(noise: bytes) -> None:
    framer = LifeScanFramer()
    packets = framer.feed(noise + DISCONNECT)
    assert framer.held_bytes <= 64
    packets += framer.finish()
    assert sum(len(each.raw) for each in packets) + framer.tally.skipped_bytes == len(noise) + 6
