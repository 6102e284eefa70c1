# SPDX-License-Identifier: EUPL-1.2
"""An HBP-9020's records: what is understood, what is published, and what never leaves them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.items import PublishedState
from drivers.omron_hbp9020.decode import Result, decode, encode
from drivers.omron_hbp9020.frame import Hbp9020Framer
from drivers.omron_hbp9020.interpret import Hbp9020Interpreter
from kiosk.reading import AbsentReason, Failure, Measure, SensorState
from tests.drivers.omron_hbp9020.example import BLANK, EXAMPLES, MODE_5, SHORT, SIMULATED, line
from tests.drivers.streams import noise, readings, run, run_in_pieces, values

FOUR = (Measure.SYSTOLIC, Measure.MEAN_PRESSURE, Measure.DIASTOLIC, Measure.CUFF_PULSE)


def numbers(data: bytes) -> list[list[int | Decimal | None]]:
    items = run(Hbp9020Interpreter(), data)
    return [values(items, measure) for measure in FOUR]


@pytest.mark.parametrize(
    ("data", "expected", "at"),
    [
        (MODE_5, [[140], [98], [77], [68]], datetime(2023, 4, 27, 15, 6)),
        (SIMULATED, [[100], [75], [50], [65]], datetime(2016, 1, 25, 1, 5)),
        (SHORT, [[125], [], [75], [99]], datetime(2015, 5, 2, 9, 43)),
    ],
)
def test_the_records_of_the_programs(data: bytes, expected: list[list[int]], at: datetime) -> None:
    assert numbers(data) == expected
    items = readings(run(Hbp9020Interpreter(), data))
    assert {item.device_time for item in items} == {at}
    assert len({item.group for item in items}) == 1


def test_the_mean_is_not_taken_for_the_diastolic_pressure() -> None:
    assert values(run(Hbp9020Interpreter(), MODE_5), Measure.DIASTOLIC) == [77]


@pytest.mark.parametrize("data", [BLANK, line("000", "000", "000", "000"), line("   ", "   ", "   ", "   ", last=" ")])
def test_no_number_is_a_failure(data: bytes) -> None:
    items = run(Hbp9020Interpreter(), data)
    assert [item.sample.absent for item in readings(items)] == [AbsentReason.NOT_MEASURED] * 4
    assert [(item.state, item.failure) for item in items if isinstance(item, PublishedState)] == [
        (SensorState.FAILED, Failure.UNKNOWN)
    ]


@pytest.mark.parametrize("pulse", ["   ", "000"])
def test_a_missing_pulse_blanks_no_pressure(pulse: str) -> None:
    assert numbers(line(pulse=pulse)) == [[140], [98], [77], [None]]


@pytest.mark.parametrize("last", "0123456789 ")
def test_the_last_field_is_judged_by_nobody(last: str) -> None:
    assert numbers(line(last=last)) == [[140], [98], [77], [68]]


@pytest.mark.parametrize(
    "data",
    [
        # Another order of the fields.
        line("140", "077", "098"), line("077", "098", "140"), line("140", "150", "077"), line("140", "140", "140"),
        SHORT.replace(b"125 075", b"075 125"),
        # No cuff measures this.
        line("940", "098", "077"), line("340", "098", "077"), line("140", "098", "007"), line(pulse="668"),
        line(pulse="008"), SHORT.replace(b"125", b"925"),
        # The calendar.
        line(time="2023/02/29,15:06"), line(time="2023/04/31,15:06"), line(time="2023/04/27,24:00"),
        line(time="0000/04/27,15:06"), SHORT.replace(b"150502", b"151302"), SHORT.replace(b" 0943", b" 0960"),
        # The widths.
        line(card="123456789012345678901"), line(time="23/04/27,15:06"), line("40"), line("1400"), line(pulse="68"),
        line(last="33"), line(last=""), MODE_5.replace(b",3\r", b",3,0\r"), MODE_5.replace(b"\r\n", b" \r\n"),
        SHORT.replace(b" 099", b" 99"), SHORT.replace(b"\x03", b" \x03"), SHORT[:-1] + b"\x04",
        # The characters.
        line("14O"), line("+40"), line(" 40"), line("1,0"), line(time="2023-04-27,15:06"), b"BP" + MODE_5[2:],
        MODE_5.replace(b"999,2", b"9\xff9,2"), MODE_5.replace(b"999,2", b"9,9,2"), SHORT.replace(b"125", b"12\x00"),
    ],
)  # fmt: skip
def test_what_is_not_this_device(data: bytes) -> None:
    assert run(Hbp9020Interpreter(), data) == []
    assert numbers(data + MODE_5) == [[140], [98], [77], [68]]


@pytest.mark.parametrize("end", [b"\r\n", b"\r", b"\n"])
def test_any_end_of_a_line(end: bytes) -> None:
    assert numbers((MODE_5[:-2] + end) * 2)[0] == [140, 140]


@pytest.mark.parametrize("data", [SIMULATED, line(card="12345678"), SIMULATED.replace(b"100,", b"   ,")])
def test_the_number_on_the_card_shows_nowhere(data: bytes) -> None:
    (view,) = Hbp9020Interpreter().view(data)
    assert b"12345678" not in view.raw
    assert "12345678" not in repr(view)
    assert "12345678" not in repr(run(Hbp9020Interpreter(), data))
    assert "12345678" not in repr(Hbp9020Framer().feed(data)[0].result)
    assert view.fields["id_present"] is True


def test_frames_show_every_field() -> None:
    (view,) = Hbp9020Interpreter().view(MODE_5)
    assert view.fields == {
        "device_time": "2023-04-27T15:06", "systolic": 140, "mean": 98, "diastolic": 77, "pulse": 68, "last": "3",
        "id_present": True,
    }  # fmt: skip
    (view,) = Hbp9020Interpreter().view(SHORT)
    assert view.raw == SHORT
    assert "mean" not in view.fields


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2068, 12, 31)).map(lambda at: at.replace(second=0, microsecond=0)),
    st.lists(st.integers(10, 300), min_size=3, max_size=3, unique=True).map(sorted),
    st.none() | st.integers(20, 300),
    st.booleans(),
)
def test_a_result_comes_back_as_it_went(at: datetime, pressures: list[int], pulse: int | None, short: bool) -> None:
    diastolic, mean, systolic = pressures
    result = Result(at=at, systolic=systolic, diastolic=diastolic, pulse=pulse, short=short)
    if not short:
        result = Result(at=at, systolic=systolic, diastolic=diastolic, pulse=pulse, mean=mean, last="3")
    (found,) = Hbp9020Framer().feed(encode(result))
    assert found.result == result


@given(st.binary(max_size=300))
def test_any_bytes_are_survived(data: bytes) -> None:
    framer = Hbp9020Framer()
    framer.feed(data)
    assert framer.held_bytes <= 64
    framer.finish()
    assert framer.held_bytes == 0
    assert decode(data) is None


@given(st.integers(0, 2**32), st.lists(st.integers(1, 64), min_size=1, max_size=4))
def test_chunks_and_noise_make_no_difference(seed: int, sizes: list[int]) -> None:
    data = noise(30, seed) + EXAMPLES[0].data + noise(30, seed + 1) + b"b\x02" * 90 + EXAMPLES[0].data
    assert run_in_pieces(Hbp9020Interpreter(), data, sizes) == run(Hbp9020Interpreter(), data)


@pytest.mark.parametrize("cut", range(1, 59))
def test_a_truncated_line_hides_no_later_one(cut: int) -> None:
    assert numbers(MODE_5[:cut]) == [[], [], [], []]
    assert numbers(MODE_5[cut:]) == [[], [], [], []]
    assert numbers(MODE_5[:cut] + SIMULATED) == [[100], [75], [50], [65]]


@given(st.integers(0, 58), st.integers(0, 7))
def test_a_flipped_bit_is_refused_or_changes_one_digit(at: int, bit: int) -> None:
    """The record has no check, so that is all that can be asked for."""
    data = bytearray(MODE_5)
    data[at] ^= 1 << bit
    found = [each[0] for each in numbers(bytes(data)) if each and each[0] is not None]
    assert sum(value != good for value, good in zip(found, (140, 98, 77, 68), strict=False)) <= 1
