# SPDX-License-Identifier: EUPL-1.2
"""An A&D station's bytes: what is found in them, and what of it is published."""

from __future__ import annotations

import random
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.and_tm2657.decode import FAILURES, Result, decode, describe, encode
from drivers.and_tm2657.dialogue import GET_RESULT, START, STOP
from drivers.and_tm2657.frame import LONGEST_TEXT, AndFramer, Kind, answer, message
from drivers.and_tm2657.interpret import AndInterpreter
from drivers.items import DeviceName, PublishedState
from kiosk.reading import AbsentReason, Failure, Flag, Measure, SensorState
from tests.drivers.and_tm2657 import wire
from tests.drivers.and_tm2657.example import EXAMPLES
from tests.drivers.and_tm2657.wire import (
    BLANK,
    NO,
    PULSES,
    RECORDED_2655,
    RECORDED_2657,
    YES,
    framed,
    result_2655,
    result_2657,
)
from tests.drivers.streams import noise, readings, run, run_in_pieces, values

FOUR = (Measure.SYSTOLIC, Measure.DIASTOLIC, Measure.MEAN_PRESSURE, Measure.CUFF_PULSE)
TEXT = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0x7E, exclude_characters="|") | st.just("\x1e"),
    min_size=1,
    max_size=200,
)


def numbers(data: bytes) -> list[list[int | Decimal | None]]:
    items = run(AndInterpreter(), data)
    return [values(items, measure) for measure in FOUR]


def states(data: bytes) -> list[tuple[SensorState, Failure | None]]:
    items = run(AndInterpreter(), data)
    return [(item.state, item.failure) for item in items if isinstance(item, PublishedState)]


def test_commands_are_those_of_the_facts() -> None:
    assert (START, STOP, GET_RESULT) == (wire.START, wire.STOP, wire.GET_RESULT)
    assert (answer(yes=True), answer(yes=False)) == (YES, NO)


def test_the_recorded_frame_is_whole() -> None:
    assert len(RECORDED_2657) == 138
    assert RECORDED_2657[-1] == 0x4A
    (found,) = AndFramer().feed(RECORDED_2657)
    assert (found.kind, found.raw) == (Kind.MESSAGE, RECORDED_2657)


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [(7, 12, b"TM2657"), (14, 23, b"2411121014"), (30, 32, b"E00"), (35, 37, b"127"), (40, 42, b" 97"),
     (45, 47, b" 76"), (50, 52, b" 78")],
)  # fmt: skip
def test_positions_of_the_japanese_program(first: int, last: int, field: bytes) -> None:
    assert RECORDED_2657[first - 1 : last] == field


def test_the_recorded_result() -> None:
    items = run(AndInterpreter(), RECORDED_2657)
    assert numbers(RECORDED_2657) == [[127], [76], [97], [78]]
    assert {item.flags for item in readings(items)} == {()}
    assert {item.device_time for item in readings(items)} == {datetime(2024, 11, 12, 10, 14)}
    assert len({item.group for item in readings(items)}) == 1
    assert [item.model for item in items if isinstance(item, DeviceName)] == ["TM2657"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [(RECORDED_2655[0], [[102], [62], [87], [83]]), (RECORDED_2655[1], [[107], [59], [85], [88]])],
)
def test_the_shorter_results_of_a_tm_2655(data: bytes, expected: list[list[int]]) -> None:
    assert numbers(data) == expected


# Bugs of other people's programs -------------------------------------------------------------------------------------


def test_hospital_kiosk_pulse_lost() -> None:
    """The pulse was called Pulse here and Pluse there, and a failure was returned as a success."""
    items = run(AndInterpreter(), result_2655())
    assert values(items, Measure.CUFF_PULSE) == [89]
    assert shown(result_2655())["pulse"] == 89
    assert states(framed("TM2655|2606041532|RB|M|E00|S116|")) == [(SensorState.FAILED, Failure.WRONG_FORMAT)]


def test_cut_two_characters() -> None:
    """A program cuts two characters out of the diastolic pressure and reads 105 as 5."""
    assert numbers(result_2655("190", "105", " 94", mean="133")) == [[190], [105], [133], [94]]
    assert numbers(result_2655("190", "105", "110", mean="133"))[3] == [110]


def test_an_error_other_than_e00_is_no_measurement_even_with_numbers() -> None:
    """Programs that look at the numbers alone file what the machine itself calls a failure."""
    items = run(AndInterpreter(), result_2655(error="E44"))
    assert [values(items, measure) for measure in FOUR] == [[None]] * 4
    assert {item.sample.absent for item in readings(items)} == {AbsentReason.DEVICE_ERROR}


# Errors and marks ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [*FAILURES, "E99", "E01"])
def test_every_error_is_a_failure(error: str) -> None:
    data = result_2655(BLANK, BLANK, BLANK, mean=BLANK, error=error)
    assert states(data) == [(SensorState.FAILED, FAILURES.get(error, Failure.UNKNOWN))]
    assert numbers(data) == [[None]] * 4


def test_the_errors_of_the_facts_are_known() -> None:
    facts = ["E11", "E15", "E12", "E13", "E21", "E22", "E23", "E24", "E42", "E43", "E44", "E45", "E46", "E48"]
    assert set(facts) <= set(FAILURES)
    assert FAILURES["E44"] is Failure.MOVEMENT
    assert FAILURES["E11"] is Failure.CUFF_LOOSE


@pytest.mark.parametrize(
    ("marks", "flags"),
    [
        ("I00|i 0|m0|r0", ()),
        ("I01|i 0|m0|r0", (Flag.IRREGULAR_PULSE,)),
        ("I00|i 3|m0|r0", (Flag.IRREGULAR_PULSE,)),
        ("I00|i12|m0|r0", (Flag.IRREGULAR_PULSE,)),
        ("I00|i 0|m1|r0", (Flag.MOVEMENT,)),
        ("I00|i 0|m0|r1", (Flag.RETAKEN,)),
        ("I02|i 1|m2|r1", (Flag.IRREGULAR_PULSE, Flag.MOVEMENT, Flag.RETAKEN)),
        ("I16|i 0|m0|r0", ()),
        ("I  |i  |m |r ", ()),
        ("Ixx|i-1|mm|r?", ()),
    ],
)
def test_marks_become_flags(marks: str, flags: tuple[Flag, ...]) -> None:
    items = readings(run(AndInterpreter(), result_2657(marks)))
    assert len(items) == 4
    assert {item.flags for item in items} == {flags}


@pytest.mark.parametrize("inflation", ["16", "17", "00"])
def test_what_a_tm_2655_says_in_its_i_field_is_no_irregular_pulse(inflation: str) -> None:
    assert {item.flags for item in readings(run(AndInterpreter(), result_2655(inflation=inflation)))} == {()}


# Validity per field --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pulse", [BLANK, "---", "  0", "000", "9  ", " 9 ", "8.9", "+89", "-89"])
def test_a_missing_pulse_blanks_no_pressure(pulse: str) -> None:
    assert numbers(result_2655(pulse=pulse)) == [[116], [60], [86], [None]]


def test_a_good_mark_without_any_number_is_a_failure() -> None:
    data = result_2655(BLANK, BLANK, BLANK, mean=BLANK)
    assert states(data) == [(SensorState.FAILED, Failure.UNKNOWN)]
    assert numbers(data) == [[None]] * 4


@pytest.mark.parametrize("time", ["0000000000", "2613041532", "2602300000", "2606042599"])
def test_a_clock_that_was_never_set_gives_no_time(time: str) -> None:
    items = readings(run(AndInterpreter(), result_2655(time=time)))
    assert {item.device_time for item in items} == {None}
    assert len(items) == 4


@pytest.mark.parametrize(
    "text",
    [
        "TM2655|2606041532|RB|M|E00|S116|M 86|D 60|",
        "TM2655|2606041532|RB|M|E00|S116|D 60|M 86|P 89|",
        "TM2655|2606041532|RB|M|E00|S116|M 86|D60|P 89|",
        "TM2655|2606041532|RB|M|E00|S 116|M 86|D 60|P 89|",
        "TM2655|2606041532|RB|M|S116|M 86|D 60|P 89|I16|L143|",
        "TM2655|12345678|2606041532|RB|M|E00|S116|M 86|D 60|P 89|",
        "TM2655|260604|RB|M|E00|S116|M 86|D 60|P 89|I16|",
        "TM2655|2606041532|RB|M|E0|S116|M 86|D 60|P 89|I16|",
        "2606041532 116 60 89",
    ],
)
def test_other_forms_are_named_and_not_guessed_at(text: str) -> None:
    assert states(framed(text)) == [(SensorState.FAILED, Failure.WRONG_FORMAT)]
    assert readings(run(AndInterpreter(), framed(text))) == []


def test_the_number_somebody_was_given_shows_nowhere() -> None:
    data = framed("TM2655|9912345678|2606041532|RA|M|E00|S116|M 86|D 60|P 89|k9912345678|")
    (view,) = AndInterpreter().view(data)
    assert b"9912345678" not in view.raw
    assert "9912345678" not in str(view.fields)
    (view,) = AndInterpreter().view(result_2657("k9912345678|I00"))
    assert "9912345678" not in str(view.fields)


def test_a_list_of_pulses_and_answers_are_no_results() -> None:
    assert run(AndInterpreter(), PULSES + YES + NO) == []
    names = [view.name for view in AndInterpreter().view(PULSES + YES + RECORDED_2657)]
    assert names == ["pulses", "answer", "result"]


# Frames --------------------------------------------------------------------------------------------------------------


def shown(data: bytes) -> dict[str, object]:
    (view,) = AndInterpreter().view(data)
    return dict(view.fields)


def test_every_field_is_shown() -> None:
    fields = shown(RECORDED_2657)
    assert fields["device_time"] == "2024-11-12T10:14"
    assert (fields["error"], fields["meaning"]) == ("E00", "")
    assert (fields["inflation_mmhg"], fields["amplitude"], fields["seconds"]) == (173, 232, 35)
    assert fields["weight"] == ""
    assert shown(result_2655(error="E44"))["meaning"] == "movement"


@given(TEXT)
def test_a_message_comes_back_as_it_went(text: str) -> None:
    assert message(text) == framed(text)
    (found,) = AndFramer().feed(message(text))
    assert (found.text, found.raw) == (text, framed(text))


@given(
    st.builds(
        Result,
        model=st.sampled_from(["TM2655", "TM2657", "TM2580"]),
        form=st.sampled_from(["RA", "RB"]),
        error=st.sampled_from(["E00", *FAILURES]),
        at=st.datetimes(datetime(2000, 1, 1), datetime(2068, 12, 31)).map(
            lambda at: at.replace(second=0, microsecond=0)
        ),
        systolic=st.none() | st.integers(1, 299),
        mean=st.none() | st.integers(1, 299),
        diastolic=st.none() | st.integers(1, 299),
        pulse=st.none() | st.integers(1, 299),
        further=st.just({"I": "00", "L": "232"}),
    )
)
def test_a_result_comes_back_as_it_went(result: Result) -> None:
    assert result.at is not None
    found = decode(encode(result, result.at))
    assert found == result
    assert isinstance(found, Result)
    assert describe(found)["systolic"] == result.systolic


@pytest.mark.parametrize("lost", [0, 1, 2])
def test_a_lost_syn_costs_nothing(lost: int) -> None:
    assert numbers(RECORDED_2657[lost:]) == [[127], [76], [97], [78]]
    assert AndFramer().feed(YES[min(lost, 1) :])[0].kind is Kind.YES


@given(st.binary(max_size=300))
def test_any_bytes_are_survived(data: bytes) -> None:
    framer = AndFramer()
    framer.feed(data * 5)
    assert framer.held_bytes <= LONGEST_TEXT + 16
    framer.finish()
    assert framer.held_bytes == 0


def test_a_message_without_end_is_not_held_for_ever() -> None:
    framer = AndFramer()
    for _ in range(100):
        framer.feed(b"\x16\x16\x0100\x02" + b"S116\x1e" * 400)
        assert framer.held_bytes <= LONGEST_TEXT + 16
    assert framer.feed(b"\x03" + RECORDED_2657)[-1].raw == RECORDED_2657


@given(st.integers(0, 2**32), st.lists(st.integers(1, 64), min_size=1, max_size=4))
def test_chunks_and_noise_make_no_difference(seed: int, sizes: list[int]) -> None:
    data = noise(30, seed) + EXAMPLES[0].data + noise(30, seed + 1) + EXAMPLES[0].data
    assert run_in_pieces(AndInterpreter(), data, sizes) == run(AndInterpreter(), data)


@given(st.integers(0, 2**32))
def test_a_flipped_bit_never_makes_a_number(seed: int) -> None:
    dice = random.Random(seed)
    data = bytearray(EXAMPLES[0].data)
    data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    for item in readings(run(AndInterpreter(), bytes(data))):
        assert item.sample.value is None or Decimal(item.sample.value) in EXAMPLES[0].values[item.measure]


@pytest.mark.parametrize("cut", range(1, 138))
def test_a_truncated_result_is_no_result_and_hides_no_later_one(cut: int) -> None:
    assert numbers(RECORDED_2657[:cut] + RECORDED_2655[0]) == [[102], [62], [87], [83]]


@pytest.mark.parametrize("at", [0, 6, 40, 70, 136])
def test_garbage_inside_a_result(at: int) -> None:
    data = RECORDED_2657[:at] + b"\xff\x00\x80" + RECORDED_2657[at:]
    assert numbers(data + RECORDED_2655[0])[0][-1] == 102
    assert set(numbers(data)[0]) <= {127}
