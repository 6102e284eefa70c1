# SPDX-License-Identifier: EUPL-1.2
"""A TM-2580's answers: what is a whole one, what is published, and what never leaves it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.and_tm2580.decode import Result, decode, describe, encode
from drivers.and_tm2580.frame import LONGEST, START, Tm2580Framer
from drivers.and_tm2580.interpret import Tm2580Interpreter
from drivers.items import PublishedState
from kiosk.reading import Measure, SensorState
from tests.drivers.and_tm2580 import example
from tests.drivers.and_tm2580.example import EXAMPLES, answer
from tests.drivers.streams import noise, readings, run, run_in_pieces, values

THREE = (Measure.SYSTOLIC, Measure.DIASTOLIC, Measure.CUFF_PULSE)
END = b"\r\n"
RESULTS = st.builds(
    lambda pressures, pulse: Result(systolic=max(pressures), diastolic=min(pressures), pulse=pulse),
    st.sets(st.integers(10, 300), min_size=2, max_size=2),
    st.integers(20, 300),
)


def numbers(data: bytes) -> list[list[int | Decimal | None]]:
    items = run(Tm2580Interpreter(), data)
    return [values(items, measure) for measure in THREE]


def test_the_command_is_that_of_the_facts() -> None:
    assert START == example.START


@pytest.mark.parametrize(("first", "last", "field"), [(17, 19, b"127"), (26, 28, b" 76"), (30, 32, b" 78")])
def test_positions_of_the_facts(first: int, last: int, field: bytes) -> None:
    assert answer()[first - 1 : last] == field
    assert encode(Result(systolic=127, diastolic=76, pulse=78)).encode()[first - 1 : last] == field


@pytest.mark.parametrize("end", [b"", b"\r", b"\n", END])
@pytest.mark.parametrize("other", [" ", "x", ",", "\x00", "\x1e", "\x7f", "S"])
def test_an_answer_whatever_the_other_characters_are(other: str, end: bytes) -> None:
    items = run(Tm2580Interpreter(), answer(other=other) + end)
    assert [values(items, measure) for measure in THREE] == [[127], [76], [78]]
    assert len({item.group for item in readings(items)}) == 1
    assert {item.device_time for item in readings(items)} == {None}
    assert [item.state for item in items if isinstance(item, PublishedState)] == [SensorState.READY]


@pytest.mark.parametrize("more", [" ", "x", ",99", " 2580", "\x03", " " * (LONGEST - 32)])
def test_more_characters_may_follow(more: str) -> None:
    assert numbers(answer(more=more)) == [[127], [76], [78]]


@pytest.mark.parametrize(
    "data",
    [
        # A number is none, missing or zero.
        answer("   "), answer(diastolic="   "), answer(pulse="   "), answer("000"), answer(diastolic="000"),
        answer(pulse="  0"), answer("---"), answer("Err"), answer(pulse="7 8"), answer(pulse="78 "), answer("12O"),
        answer("+12"), answer("1.7"),
        # No cuff measures it.
        answer("301"), answer(diastolic="  9"), answer(pulse=" 19"), answer(pulse="301"),
        # The pressures stand in another order, or one stands twice.
        answer(" 76", "127"), answer("127", "127"),
        # Numbers go on at one side, so that these are parts of others.
        answer(other="0"), answer(other="-"), answer(other="."), answer(more="1"), answer(more=".5"),
        b" " * 15 + b"1" + answer()[16:], answer()[:28] + b"5" + answer()[29:],
        # One character is lost or too many.
        answer()[1:], b" " + answer(), answer()[:-1], answer()[:20] + answer()[21:], b"",
        # It is no text, or too long.
        answer(other="\xff"), answer(more="\x80"), answer(more=" " * (LONGEST - 31)),
        # It is two lines.
        answer()[:20] + END + answer()[20:], END + answer()[2:],
    ],
)  # fmt: skip
def test_what_is_no_whole_answer(data: bytes) -> None:
    assert run(Tm2580Interpreter(), data) == []
    assert numbers(data + END + answer("131")) == [[131], [76], [78]]


def test_other_devices_of_the_same_line() -> None:
    """An HBP-9020 and a TM-2657 speak at 2400 8N1 as well."""
    omron = b"bp,99999999999999999999,2023/04/27,15:06,140,098,077,068,3\r\n"
    and_rb = b"\x16\x16\x0100\x02TM2655\x1e1910291429\x1eRB\x1eM\x1eE00\x1eS102\x1eM 87\x1eD 62\x1eP 83\x1e\x03J"
    assert run(Tm2580Interpreter(), omron + and_rb) == []


def test_frames_show_the_numbers_and_hide_the_rest() -> None:
    (view,) = Tm2580Interpreter().view(answer(other="k", more="k9912345678") + END)
    assert view.fields == {"systolic": 127, "diastolic": 76, "pulse": 78}
    assert view.raw == b"*" * 16 + b"127" + b"*" * 6 + b" 76* 78" + b"*" * 11
    assert "99123" not in repr(run(Tm2580Interpreter(), answer(more="k9912345678")))
    assert "99123" not in repr(Tm2580Framer().feed(answer(more="k9912345678") + END))


@given(RESULTS, st.booleans())
def test_a_result_comes_back_as_it_went(result: Result, zeros: bool) -> None:
    text = encode(result, zeros=zeros)
    assert (len(text), decode(text)) == (32, result)
    assert describe(result)["systolic"] == result.systolic


@given(st.binary(max_size=600))
def test_any_bytes_are_survived(data: bytes) -> None:
    framer = Tm2580Framer()
    found = framer.feed(data)
    assert framer.held_bytes <= LONGEST
    found += framer.finish()
    assert framer.held_bytes == 0
    ends = data.count(b"\r") + data.count(b"\n")
    assert framer.tally.skipped_bytes + sum(len(each.raw) for each in found) + ends == len(data)


@given(st.integers(0, 2**32), st.lists(st.integers(1, 64), min_size=1, max_size=4))
def test_chunks_and_noise_make_no_difference(seed: int, sizes: list[int]) -> None:
    data = noise(30, seed) + EXAMPLES[0].data + noise(30, seed + 1) + END + EXAMPLES[0].data
    assert run_in_pieces(Tm2580Interpreter(), data, sizes) == run(Tm2580Interpreter(), data)


@given(st.integers(0, 31), st.integers(0, 7))
def test_a_flipped_bit_is_refused_or_changes_one_number(at: int, bit: int) -> None:
    """No check is known, so that is all that can be asked for."""
    data = bytearray(answer())
    data[at] ^= 1 << bit
    found = [each[0] for each in numbers(bytes(data)) if each]
    assert sum(value != good for value, good in zip(found, (127, 76, 78), strict=False)) <= 1
