# SPDX-License-Identifier: EUPL-1.2
"""A BM65's memory: what is found in bytes, and what of it is published."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.beurer_bm65.decode import Stored, describe
from drivers.beurer_bm65.dialogue import GET_COUNT, GET_IDENTITY, GET_RECORD, WAKE
from drivers.beurer_bm65.frame import Answer, BeurerFramer, Kind
from drivers.beurer_bm65.interpret import BeurerInterpreter
from drivers.items import DeviceName, PublishedState
from kiosk.reading import Flag, Measure, SensorState
from tests.drivers.beurer_bm65.example import EXAMPLES
from tests.drivers.beurer_bm65.wire import AWAKE, LAST_YEAR, NAME, NOT_THERE, TODAY, YESTERDAY, memory, record
from tests.drivers.streams import noise, readings, run, run_in_pieces, values


def live(data: bytes) -> list[tuple[Measure, object, datetime | None]]:
    """Return what would be offered to the live station."""
    found = [item for item in readings(run(BeurerInterpreter(), data)) if not item.older]
    return [(item.measure, item.sample.value, item.device_time) for item in found]


def test_commands_are_those_of_the_facts() -> None:
    assert (WAKE, GET_IDENTITY, GET_COUNT, GET_RECORD) == (b"\xaa", b"\xa4", b"\xa2", 0xA3)
    assert len(NAME) == 32


@given(
    st.builds(
        Stored,
        systolic=st.integers(25, 280),
        diastolic=st.integers(25, 280),
        pulse=st.integers(0, 255),
        at=st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)).map(
            lambda at: at.replace(second=0, microsecond=0)
        ),
        header=st.integers(0, 255),
    )
)
def test_a_record_comes_back_as_it_went(value: Stored) -> None:
    assert Stored.decode(value.encode()) == value
    assert value.encode() == record(value.systolic, value.diastolic, value.pulse, value.at, value.header)


def test_the_conversation_is_followed() -> None:
    found = BeurerFramer().feed(memory(TODAY, LAST_YEAR) + memory())
    assert [(each.kind, each.last) for each in found] == [
        (Kind.AWAKE, False), (Kind.IDENTITY, False), (Kind.COUNT, False), (Kind.RECORD, False), (Kind.RECORD, True),
        (Kind.AWAKE, False), (Kind.IDENTITY, False), (Kind.COUNT, True),
    ]  # fmt: skip


@given(st.binary(max_size=300))
def test_any_bytes_are_survived_and_accounted_for(data: bytes) -> None:
    framer = BeurerFramer()
    found = framer.feed(data)
    assert framer.held_bytes <= 32
    found += framer.finish()
    assert sum(len(each.raw) for each in found) + framer.tally.skipped_bytes == len(data)


def test_a_stray_character_does_not_hide_that_it_is_awake() -> None:
    framer = BeurerFramer()
    assert [each.kind for each in framer.feed(b"A" + AWAKE)] == [Kind.AWAKE]


def test_an_identity_may_hold_a_u() -> None:
    name = b"BEURER BM65".ljust(32, b" ")
    found = BeurerFramer().feed(AWAKE * 3 + name + b"\x01" + TODAY)
    assert [each.kind for each in found[-3:]] == [Kind.IDENTITY, Kind.COUNT, Kind.RECORD]
    assert len(live(AWAKE + name + b"\x01" + TODAY)) == 3


@pytest.mark.parametrize("order", [(TODAY, YESTERDAY, LAST_YEAR), (LAST_YEAR, YESTERDAY, TODAY)])
def test_only_the_newest_record_counts_whatever_the_order(order: tuple[bytes, ...]) -> None:
    at = datetime(2026, 7, 11, 9, 5)
    assert live(memory(*order)) == [
        (Measure.SYSTOLIC, 127, at), (Measure.DIASTOLIC, 76, at), (Measure.CUFF_PULSE, 78, at),
    ]  # fmt: skip
    items = readings(run(BeurerInterpreter(), memory(*order)))
    assert len(items) == 9
    assert {item.flags for item in items} == {(Flag.FROM_MEMORY,)}
    assert len({item.group for item in items}) == 3


@pytest.mark.parametrize("order", [(TODAY, YESTERDAY, LAST_YEAR), (YESTERDAY, LAST_YEAR, TODAY)])
def test_a_reading_has_the_number_of_its_frame(order: tuple[bytes, ...]) -> None:
    views = BeurerInterpreter().view(memory(*order))
    shown = {(view.tick, view.fields["systolic"]) for view in views if view.name == "record"}
    items = readings(run(BeurerInterpreter(), memory(*order)))
    assert {(item.tick, item.sample.value) for item in items if item.measure is Measure.SYSTOLIC} == shown


def test_a_memory_that_was_not_read_to_its_end_has_no_newest_record() -> None:
    assert live(memory(TODAY, YESTERDAY)[:-9]) == []
    assert values(run(BeurerInterpreter(), memory(TODAY, YESTERDAY)[:-9]), Measure.SYSTOLIC) == [127]


def test_records_without_a_beginning_are_for_recordings_only() -> None:
    unusual = record(200, 110, 60, datetime(2025, 12, 31, 23, 59), header=0x2C)
    data = YESTERDAY + TODAY + unusual
    assert live(data) == []
    assert values(run(BeurerInterpreter(), data), Measure.SYSTOLIC) == [141, 127], "the third has an unusual header"


@pytest.mark.parametrize("lost", range(1, 9))
def test_a_lost_byte_does_not_make_numbers_of_the_others(lost: int) -> None:
    """What stands one place on has the diastolic pressure above the systolic one, or the month as a pulse."""
    data = memory(YESTERDAY, TODAY, LAST_YEAR)
    at = len(data) - 27 + lost
    items = readings(run(BeurerInterpreter(), data[:at] + data[at + 1 :]))
    assert {item.sample.value for item in items if item.measure is Measure.SYSTOLIC} <= {127, 200, 141}
    assert not [item for item in items if not item.older]


def test_after_the_count_any_header_will_do() -> None:
    assert len(live(memory(record(200, 110, 60, datetime(2025, 12, 31, 23, 59), header=0x2C)))) == 3


def test_a_memory_read_again_is_no_news_but_a_new_record_is() -> None:
    assert len(live(memory(YESTERDAY) * 3)) == 3
    newer = live(memory(YESTERDAY) + memory(TODAY, YESTERDAY) * 2)
    assert [value for measure, value, _ in newer if measure is Measure.SYSTOLIC] == [141, 127]


def test_a_record_that_is_not_there_is_passed_over() -> None:
    data = AWAKE + NAME + b"\x03" + YESTERDAY + NOT_THERE + TODAY
    assert [value for measure, value, _ in live(data) if measure is Measure.SYSTOLIC] == [127]
    assert len(live(AWAKE + NAME + b"\x02" + TODAY + NOT_THERE)) == 3
    assert live(AWAKE + NAME + b"\x01" + NOT_THERE) == []


@pytest.mark.parametrize("at, byte", [(4, 13), (4, 0), (5, 32), (6, 24), (7, 60), (8, 100)])
def test_a_date_that_does_not_exist_is_no_record(at: int, byte: int) -> None:
    wrong = TODAY[:at] + bytes([byte]) + TODAY[at + 1 :]
    assert Stored.decode(wrong) is None
    assert readings(run(BeurerInterpreter(), memory(wrong))) == []


def test_nothing_measured_is_no_number() -> None:
    blank = record(25, 25, 0, datetime(2026, 7, 11, 9, 5))
    assert {item.sample.value for item in readings(run(BeurerInterpreter(), memory(blank)))} == {None}


def test_the_meter_says_its_name() -> None:
    items = run(BeurerInterpreter(), memory(TODAY))
    assert DeviceName(model="Andon Blood Pressure Meter KD001") in items
    assert [item.state for item in items if isinstance(item, PublishedState)] == [SensorState.READY]


@pytest.mark.parametrize(
    ("answer", "fields"),
    [
        (Answer(kind=Kind.AWAKE, raw=AWAKE), {}),
        (Answer(kind=Kind.IDENTITY, raw=b"Andon\0\0"), {"text": "Andon"}),
        (Answer(kind=Kind.COUNT, raw=b"\x07"), {"records": 7}),
        (
            Answer(kind=Kind.RECORD, raw=TODAY),
            {"header": 0xAC, "systolic": 127, "diastolic": 76, "pulse": 78, "at": "2026-07-11T09:05"},
        ),
    ],
)
def test_every_answer_is_shown(answer: Answer, fields: dict[str, object]) -> None:
    assert describe(answer) == fields


@given(st.integers(0, 2**32), st.lists(st.integers(1, 40), min_size=1, max_size=4))
def test_chunks_and_noise_make_no_difference(seed: int, sizes: list[int]) -> None:
    data = noise(30, seed) + EXAMPLES[0].data + noise(30, seed + 1) + EXAMPLES[0].data
    assert run_in_pieces(BeurerInterpreter(), data, sizes) == run(BeurerInterpreter(), data)
