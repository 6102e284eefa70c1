# SPDX-License-Identifier: EUPL-1.2
"""Format 13: one packet per measurement, and the answers to commands."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.items import DeviceClock, DeviceName, PublishedReading, PublishedState
from drivers.links.ports import LineSettings
from drivers.nonin_13.decode import SpotCheck, encode
from drivers.nonin_13.driver import Nonin13Driver
from drivers.nonin_13.frame import (
    CLOCK_COMMAND,
    SERIAL_COMMAND,
    Kind,
    MessageFramer,
    choose_format,
    choose_format_extended,
    clock_data,
    command,
)
from drivers.nonin_13.frame import encode as encode_packet
from drivers.nonin_13.interpret import Nonin13Interpreter
from kiosk.reading import AbsentReason, Failure, Flag, Measure, SensorState
from tests.drivers.nonin.bytes import ACK, CLOCK_ANSWER, NAK, SERIAL_ANSWER, noise, spot_check
from tests.drivers.streams import nonin_packet, readings, run, run_in_pieces, values

VECTOR = bytes.fromhex("00 02 00 0d 00 0e 20 26 11 23 10 30 05 40 02 00 00 48 00 61 aa 03")
"""72 beats, 97 %, SmartPoint, 2026-11-23 10:30:05.40; the sum of the data is 1AA."""


def kinds(data: bytes) -> list[Kind]:
    framer = MessageFramer()
    return [message.kind for message in [*framer.feed(data), *framer.finish()]]


def published(data: bytes) -> dict[Measure, Any]:
    return {item.measure: item.sample.value for item in readings(run(Nonin13Interpreter(), data))}


def test_vectors_computed_by_hand() -> None:
    assert spot_check() == VECTOR
    assert encode_packet(VECTOR[6:-2]) == VECTOR
    assert published(VECTOR) == {Measure.SPO2: 97, Measure.PULSE: 72}


def test_a_date_in_binary_is_told_by_its_century() -> None:
    """As mattjlewis/NoninPulseOx reads it."""
    data = bytes.fromhex("14 1a 0b 17 0a 1e 05 28 02 00 00 48 00 61")
    assert SpotCheck.decode(data).taken_at == datetime(2026, 11, 23, 10, 30, 5, 400_000)
    assert SpotCheck.decode(b"\x14\x1a\x0d" + data[3:]).taken_at is None


def test_commands_of_the_specification() -> None:
    assert choose_format(2) == bytes.fromhex("02 70 02 02 02 03")
    assert choose_format(13) == bytes.fromhex("02 70 02 02 0d 03")
    assert bytes.fromhex("02 72 00 03") == CLOCK_COMMAND
    assert bytes.fromhex("02 74 02 02 02 03") == SERIAL_COMMAND
    assert command(0x72, clock_data(datetime(2050, 12, 31, 14, 30, 15))) == bytes.fromhex(
        "02 72 06 32 0c 1f 0e 1e 0f 03"
    )


def test_the_extended_command_of_the_3150() -> None:
    assert choose_format_extended(2) == bytes.fromhex("02 70 04 02 02 01 79 03")
    assert choose_format_extended(13) == bytes.fromhex("02 70 04 02 0d 41 c4 03")


MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)).map(
    lambda at: at.replace(microsecond=at.microsecond // 10_000 * 10_000)
)
CHECKS = st.builds(
    SpotCheck,
    taken_at=MOMENTS,
    hr_bpm=st.none() | st.integers(18, 321),
    spo2_percent=st.none() | st.integers(0, 100),
    high_quality=st.booleans(),
    no_measurement=st.booleans(),
    from_memory=st.booleans(),
    low_battery=st.booleans(),
    serial=st.sampled_from(["", "501234567"]),
)


@given(CHECKS)
def test_a_spot_check_comes_back_as_it_went(check: SpotCheck) -> None:
    (message,) = MessageFramer().feed(encode_packet(encode(check)))
    assert SpotCheck.decode(message.data) == check


@pytest.mark.parametrize("hr", [18, 127, 128, 200, 255, 256, 321])
def test_openice_nonin_hr_shift(hr: int) -> None:
    assert published(spot_check(hr=hr))[Measure.PULSE] == hr


def test_the_values_of_one_act_belong_together_and_carry_the_device_s_time() -> None:
    spo2, pulse = readings(run(Nonin13Interpreter(), VECTOR))
    assert spo2.group == pulse.group != ""
    assert spo2.device_time == datetime(2026, 11, 23, 10, 30, 5, 400_000)
    assert spo2.flags == (Flag.HIGH_QUALITY,)


@pytest.mark.parametrize("status", [0x00, 0x01, 0x03])
def test_medipi_takes_a_reading_only_with_smartpoint(status: int) -> None:
    """SmartPoint must be set and "no measurement" must not be."""
    items = run(Nonin13Interpreter(), spot_check(status=status))
    assert {item.sample.value for item in readings(items)} == {None}
    assert {item.sample.absent for item in readings(items)} == {AbsentReason.NO_SIGNAL}
    (state,) = [item for item in items if isinstance(item, PublishedState)]
    assert (state.state, state.failure) == (SensorState.FAILED, Failure.WEAK_SIGNAL)


def test_validity_is_per_field() -> None:
    items = readings(run(Nonin13Interpreter(), spot_check(hr=511)))
    assert [(item.sample.value, item.sample.absent) for item in items] == [
        (97, None), (None, AbsentReason.NOT_MEASURED),
    ]  # fmt: skip
    assert published(spot_check(spo2=127)) == {Measure.SPO2: None, Measure.PULSE: 72}
    assert published(spot_check(hr=0xFF48)) == {Measure.SPO2: 97, Measure.PULSE: None}


def test_kept_measurements_are_marked_and_say_nothing_about_the_sensor() -> None:
    items = run(Nonin13Interpreter(), spot_check(status_2=0x11) + spot_check(status=0, status_2=0x10))
    assert [item.flags for item in readings(items)[:2]] == [(Flag.LOW_BATTERY, Flag.HIGH_QUALITY, Flag.FROM_MEMORY)] * 2
    assert not [item for item in items if isinstance(item, PublishedState)]


def test_twenty_kept_measurements_come_oldest_first() -> None:
    data = b"".join(spot_check(f"20 26 11 {day:02d} 10 30 05 00", hr=50 + day, status_2=0x10) for day in range(1, 21))
    items = readings(run(Nonin13Interpreter(), data))
    assert [item.sample.value for item in items if item.measure is Measure.PULSE] == list(range(51, 71))
    assert len({item.group for item in items}) == 20


@pytest.mark.parametrize(
    "date",
    ["20 26 02 30 10 30 05 00", "20 26 13 01 10 30 05 00", "20 26 11 23 24 00 00 00", "20 1a 0b 17 0a 1e 05 00"],
)
def test_a_date_that_is_none_is_not_guessed(date: str) -> None:
    items = readings(run(Nonin13Interpreter(), spot_check(date)))
    assert {item.device_time for item in items} == {None}
    assert {item.sample.value for item in items} == {72, 97}


def test_the_checksum_is_of_the_data_alone() -> None:
    wrong = bytearray(VECTOR)
    wrong[-2] = sum(VECTOR[:-2]) & 0xFF
    assert wrong[-2] != VECTOR[-2]
    assert published(bytes(wrong)) == {}


def test_a_serial_number_behind_the_data() -> None:
    items = run(Nonin13Interpreter(), spot_check(extra=b"501234567"))
    assert DeviceName(serial="501234567") in items
    assert {item.sample.value for item in readings(items)} == {72, 97}


def test_data_may_grow_with_new_parameters() -> None:
    items = run(Nonin13Interpreter(), spot_check(extra=b"\x01\x02"))
    assert {item.sample.value for item in readings(items)} == {72, 97}
    assert not [item for item in items if isinstance(item, DeviceName)]


@pytest.mark.parametrize("length", [0, 13, 41, 0x0E00])
def test_lengths_that_cannot_be_are_no_packet(length: int) -> None:
    data = bytearray(VECTOR)
    data[4:6] = length.to_bytes(2, "big")
    assert published(bytes(data) + VECTOR) == {Measure.SPO2: 97, Measure.PULSE: 72}


def test_clock_and_serial_number() -> None:
    items = run(Nonin13Interpreter(), CLOCK_ANSWER + SERIAL_ANSWER)
    assert items == [DeviceClock(time=datetime(2050, 12, 31, 14, 30, 15)), DeviceName(serial="501234567")]


@pytest.mark.parametrize("answer", ["02 f2 06 1a 02 1e 0a 1e 05 03", "02 f2 05 1a 0b 17 0a 1e 03"])
def test_a_clock_that_is_none_is_no_answer(answer: str) -> None:
    assert kinds(bytes.fromhex(answer)) == []


def test_yes_and_no_only_where_a_message_may_begin() -> None:
    assert kinds(ACK + NAK + VECTOR + ACK) == [Kind.ACCEPTED, Kind.REFUSED, Kind.SPOT_CHECK, Kind.ACCEPTED]
    assert kinds(b"\x41" + ACK + NAK) == []


def test_frames_for_people() -> None:
    interpreter = Nonin13Interpreter()
    views = interpreter.view(CLOCK_ANSWER + ACK + spot_check(status_2=0x10, extra=b"501234567"))
    assert [view.name for view in views] == ["clock", "accepted", "spot-check"]
    assert views[2].fields == {
        "taken_at": "2026-11-23T10:30:05.400000", "hr": 72, "spo2": 97, "high_quality": True,
        "no_measurement": False, "from_memory": True, "low_battery": False, "serial": "501234567",
    }  # fmt: skip


def test_noise_and_other_formats_make_nothing() -> None:
    for seed in range(4):
        assert readings(run(Nonin13Interpreter(), noise(50_000, seed))) == []
    assert readings(run(Nonin13Interpreter(), nonin_packet() * 40)) == []


@given(st.integers(0, 3 * len(VECTOR) * 8 - 1))
@settings(max_examples=150)
def test_a_flipped_bit_never_makes_a_number(bit: int) -> None:
    data = bytearray(VECTOR * 3)
    data[bit // 8] ^= 1 << bit % 8
    items = run(Nonin13Interpreter(), bytes(data))
    assert set(values(items, Measure.PULSE)) <= {72}
    assert set(values(items, Measure.SPO2)) <= {97}


@given(st.integers(0, len(VECTOR) - 1), st.binary(max_size=20))
def test_a_cut_packet_hides_none_behind_it(length: int, junk: bytes) -> None:
    items = run(Nonin13Interpreter(), VECTOR[:length] + junk.replace(b"\0", b"\1") + spot_check(hr=80) * 2)
    assert values(items, Measure.PULSE)[-1:] == [80]


@given(st.lists(st.integers(1, 30), min_size=1, max_size=4), st.integers(0, 999))
@settings(max_examples=40)
def test_chunks_make_no_difference(sizes: list[int], seed: int) -> None:
    data = CLOCK_ANSWER + noise(40, seed) + ACK + VECTOR * 2 + noise(40, seed + 1) + SERIAL_ANSWER + VECTOR + ACK
    assert run_in_pieces(Nonin13Interpreter(), data, sizes) == run(Nonin13Interpreter(), data)


@given(st.binary(max_size=300))
def test_any_bytes_are_survived_and_accounted_for(data: bytes) -> None:
    framer = MessageFramer()
    messages = framer.feed(data)
    assert framer.held_bytes <= 64
    messages += framer.finish()
    assert sum(len(message.raw) for message in messages) + framer.tally.skipped_bytes == len(data)


def test_line_settings() -> None:
    assert Nonin13Driver.line == LineSettings(baud=9600, data_bits=8, stop_bits=1)


def test_no_item_of_a_packet_is_a_state_alone() -> None:
    items = run(Nonin13Interpreter(), VECTOR)
    assert [type(item) for item in items] == [PublishedReading, PublishedReading, PublishedState]
