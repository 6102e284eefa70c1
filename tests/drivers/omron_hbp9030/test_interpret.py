# SPDX-License-Identifier: EUPL-1.2
"""An HBP-9030's lines: what is understood, what is published, and what never leaves them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.items import PublishedState
from drivers.omron_hbp9030.decode import Old, Result, decode, encode
from drivers.omron_hbp9030.frame import LIMIT_BYTES, HbpFramer
from drivers.omron_hbp9030.interpret import HbpInterpreter
from kiosk.cli import main
from kiosk.reading import AbsentReason, Failure, Flag, Measure, SensorState
from tests.drivers.omron_hbp9030.example import EXAMPLES, FAILED, GOOD, ID, MMBP, OLD_BP, OLD_ID, line
from tests.drivers.streams import noise, readings, run, run_in_pieces, values

THREE = (Measure.SYSTOLIC, Measure.DIASTOLIC, Measure.CUFF_PULSE)
SEEN = [[120], [80], [72]]
NOTHING: list[list[int]] = [[], [], []]


def numbers(data: bytes) -> list[list[int | Decimal | None]]:
    items = run(HbpInterpreter(), data)
    return [values(items, measure) for measure in THREE]


def states(data: bytes) -> list[tuple[SensorState, Failure | None]]:
    items = run(HbpInterpreter(), data)
    return [(item.state, item.failure) for item in items if isinstance(item, PublishedState)]


def test_the_line_of_the_facts() -> None:
    assert len(GOOD) == 53 + 2
    items = readings(run(HbpInterpreter(), GOOD))
    assert numbers(GOOD) == SEEN
    assert {item.device_time for item in items} == {datetime(2026, 7, 11, 9, 5)}
    assert ({item.flags for item in items}, len({item.group for item in items})) == ({()}, 1)
    assert states(GOOD) == [(SensorState.READY, None)]


def test_measure_mean_is_not_made_up() -> None:
    assert values(run(HbpInterpreter(), GOOD), Measure.MEAN_PRESSURE) == []


@pytest.mark.parametrize("error", "123456789")
def test_an_error_is_no_measurement(error: str) -> None:
    for data in (line("   ", "   ", "   ", error=error), line(error=error)):
        items = readings(run(HbpInterpreter(), data))
        assert [item.sample.absent for item in items] == [AbsentReason.DEVICE_ERROR] * 3
        assert states(data) == [(SensorState.FAILED, Failure.UNKNOWN)]


@pytest.mark.parametrize("count", "123456789")
def test_movements_are_a_mark_and_no_refusal(count: str) -> None:
    items = readings(run(HbpInterpreter(), line(movements=count)))
    assert {item.flags for item in items} == {(Flag.MOVEMENT,)}
    assert numbers(line(movements=count)) == SEEN


@pytest.mark.parametrize(
    "data",
    [
        line("060", "030", "040"),
        line("260", "215", "180"),
        line(time="2024,02,29,23,59", card=""),
        line(card="ABC-123 xyz"),
        GOOD[:-2] + b"\n",
        GOOD[:-2] + b"\r",
        b"\0\0" + GOOD,
        GOOD[:-2] + b"\0\0\r\n",
        b"\r\n\r\n" + GOOD,
        b"6,07,11\r\n" + GOOD,
        b"noise\xff" + GOOD,
        b"\x80" + GOOD,
    ],
)
def test_what_is_understood(data: bytes) -> None:
    assert [len(found) for found in numbers(data)] == [1, 1, 1]


@pytest.mark.parametrize(
    "data",
    [
        # The ranges of the manual.
        line("059"), line("261"), line(diastolic="029"), line(diastolic="216"), line(pulse="039"), line(pulse="181"),
        line("000", "000", "000"), line("   ", "   ", "   "), line("   "), line(pulse="   "),
        # The calendar.
        line(time="2025,02,29,09,05"), line(time="2026,13,11,09,05"), line(time="2026,07,00,09,05"),
        line(time="2026,07,11,24,05"), line(time="2026,07,11,09,60"), line(time="0000,07,11,09,05"),
        # The widths.
        line(card=ID + "1"), GOOD.replace(b"1234567890,", b"123456789,"), line(time="26,07,11,09,05"),
        GOOD.replace(b",0\r", b"\r"), GOOD.replace(b",0\r", b",0,9\r"), GOOD.replace(b",0\r", b",00\r"),
        GOOD.replace(b"\r\n", b" \r\n"), b" " + GOOD, GOOD.replace(b"120,", b"120junk,"),
        # The characters.
        line("+20"), line(" 20"), line("1e2"), line("12O"), line(error="-"), line(movements=" "), line(card="a,b"),
        GOOD.replace(b"2026,", b"2026;"), GOOD.replace(b"67890,0", b"678\x009,0"),
        GOOD.replace(b"67890,", b"678\xff0,"), GOOD.replace(b"\r\n", b"\xff\r\n"), GOOD.replace(b"67890,", b"678\t0,"),
        line(error="7", systolic="120", diastolic="   "),
    ],
)  # fmt: skip
def test_what_is_not_this_device(data: bytes) -> None:
    assert run(HbpInterpreter(), data) == []
    assert numbers(data + GOOD) == SEEN


def test_three_plausible_numbers_are_not_searched_for() -> None:
    """Old versions of the gateway program took any three plausible numbers out of whatever came."""
    assert run(HbpInterpreter(), b"SYS 120 DIA 080 PUL 072\r\n120,080,072\r\n120 080 072\r\n") == []


# Older formats -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [MMBP, OLD_ID, OLD_ID + b"\r\n", OLD_ID[:-1] + b"\r", OLD_BP, OLD_BP + b"\n"])
def test_an_older_format_is_named_and_not_guessed_at(data: bytes) -> None:
    assert states(data) == [(SensorState.FAILED, Failure.WRONG_FORMAT)]
    assert numbers(data) == NOTHING
    assert states(data + data) == [(SensorState.FAILED, Failure.WRONG_FORMAT)] * 2
    assert numbers(data + b"\r\n" + GOOD) == SEEN


def test_an_older_format_is_seen_before_its_line_ends() -> None:
    interpreter = HbpInterpreter()
    assert len(interpreter.feed(OLD_ID)) == 1
    assert len(interpreter.feed(OLD_ID + OLD_ID)) == 2
    assert interpreter.tally.skipped_bytes == 0


def test_decode_says_what_to_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "old.bin"
    file.write_bytes(MMBP + OLD_ID)
    main(["devices", "decode", str(file), "--driver", "omron_hbp9030"])
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("Set the output to format 5 (function 32).") == 1


def test_frames_say_what_to_set() -> None:
    (view, *rest) = HbpInterpreter().view(MMBP)
    assert (view.name, view.fields["format"], view.fields["set"]) == (
        "old-format", "MMBP203N", "function 32 to 5 (output format 5)",
    )  # fmt: skip
    assert len(rest) == 4
    assert HbpInterpreter().view(OLD_BP)[0].fields["format"] == "bp"
    assert HbpInterpreter().view(OLD_ID)[0].fields["format"] == "ID"


# The number on the card ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [GOOD, FAILED, line(movements="3"), OLD_BP, OLD_ID.replace(b"99999999", b"12345678")])
def test_the_number_on_the_card_shows_nowhere(data: bytes) -> None:
    (view,) = HbpInterpreter().view(data)
    assert b"12345678" not in view.raw
    assert "12345678" not in repr(view)
    assert "12345678" not in repr(run(HbpInterpreter(), data))
    assert "12345678" not in repr(decode(data.decode().strip("\r\n")))


def test_frames_say_whether_there_was_a_card() -> None:
    assert [HbpInterpreter().view(line(card=card))[0].fields["id_present"] for card in ("", "4711")] == [False, True]


# Frames --------------------------------------------------------------------------------------------------------------


@given(
    st.builds(
        Result,
        at=st.datetimes(datetime(1000, 1, 1)).map(lambda at: at.replace(second=0, microsecond=0)),
        has_id=st.just(True),
        error=st.just(0),
        systolic=st.integers(60, 260),
        diastolic=st.integers(30, 215),
        pulse=st.integers(40, 180),
        movements=st.integers(0, 9),
    ),
    st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters=","), min_size=1, max_size=20),
)
def test_a_result_comes_back_as_it_went(result: Result, card: str) -> None:
    text = encode(result, card)
    assert len(text) == 53
    assert decode(text) == result


@given(st.text(st.characters(codec="ascii"), max_size=80))
def test_any_line_is_survived(text: str) -> None:
    found = decode(text)
    assert found is None or isinstance(found, Old) or len(text) == 53


@given(st.binary(max_size=300))
def test_any_bytes_are_survived(data: bytes) -> None:
    framer = HbpFramer()
    framer.feed(data)
    assert framer.held_bytes <= LIMIT_BYTES
    framer.finish()
    assert framer.held_bytes == 0


@given(st.integers(0, 2**32), st.lists(st.integers(1, 64), min_size=1, max_size=4))
def test_chunks_and_noise_make_no_difference(seed: int, sizes: list[int]) -> None:
    data = noise(30, seed) + EXAMPLES[0].data + noise(30, seed + 1) + OLD_ID * 2 + b"x" * 200 + EXAMPLES[0].data
    assert run_in_pieces(HbpInterpreter(), data, sizes) == run(HbpInterpreter(), data)


@pytest.mark.parametrize("cut", range(1, 55))
def test_a_truncated_line_is_no_result(cut: int) -> None:
    assert numbers(GOOD[:cut]) == ([[120], [80], [72]] if cut == 54 else NOTHING)
    assert numbers(GOOD[cut:]) == NOTHING
    assert numbers(GOOD[:cut] + b"\r\n" + GOOD)[0][-1] == 120


@given(st.integers(0, 52), st.integers(0, 7))
def test_a_flipped_bit_is_refused_or_changes_one_digit(at: int, bit: int) -> None:
    """The line has no check, so that is all that can be asked for."""
    data = bytearray(GOOD)
    data[at] ^= 1 << bit
    found = [each[0] for each in numbers(bytes(data)) if each and each[0] is not None]
    assert sum(value != good for value, good in zip(found, (120, 80, 72), strict=False)) <= 1
