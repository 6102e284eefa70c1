# SPDX-License-Identifier: EUPL-1.2
"""Formats 8 and 1: a few bytes a second without a checksum, from which noise must make nothing."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.interpreter import Interpreter
from drivers.items import PublishedState
from drivers.links.ports import LineSettings
from drivers.nonin_1.driver import Nonin1Driver
from drivers.nonin_1.frame import Format1Framer
from drivers.nonin_1.interpret import Nonin1Interpreter
from drivers.nonin_8.decode import Second
from drivers.nonin_8.driver import Nonin8Driver
from drivers.nonin_8.frame import FORMAT_1, FORMAT_8, FORMAT_8_COMMAND, Format8Framer, Layout, beginning, encode
from drivers.nonin_8.interpret import Nonin8Interpreter
from kiosk.reading import AbsentReason, Flag, Measure, SensorState
from tests.drivers.nonin.bytes import ACK, format_1, format_7_packet, format_8, line, noise, spot_check
from tests.drivers.streams import nonin_packet, readings, run, run_in_pieces, values

BOTH = pytest.mark.parametrize(("new", "packet"), [(Nonin8Interpreter, format_8), (Nonin1Interpreter, format_1)])
New = Callable[[], Interpreter[Any]]


def test_vectors_computed_by_hand() -> None:
    assert encode(0x00, 72, 97, 0x20) == bytes.fromhex("80 48 61 20")
    assert encode(0x20, 511, 127, 0x00) == bytes.fromhex("a3 7f 7f 00")
    assert encode(0x00, 200, 88) == bytes.fromhex("81 48 58")
    assert bytes.fromhex("02 70 02 02 08 03") == FORMAT_8_COMMAND


@given(st.integers(18, 321), st.integers(1, 100), st.integers(0, 31), st.integers(0, 127))
def test_a_packet_comes_back_as_it_went(hr: int, spo2: int, status: int, status_2: int) -> None:
    second = Second.decode(encode(status << 2, hr, spo2, status_2))
    assert (second.hr_bpm, second.spo2_percent) == (hr, spo2)
    assert second.out_of_track is bool(status & 0x08) and second.artifact is bool(status & 0x01)
    assert second.sensor_alarm is bool(status_2 & 0x08) and second.low_battery is bool(status_2 & 0x01)
    assert Second.decode(encode(status << 2, hr, spo2)).disconnected is bool(status & 0x10)


@BOTH
@pytest.mark.parametrize("hr", [18, 127, 128, 200, 255, 256, 321])
def test_openice_nonin_hr_shift(new: New, packet: Any, hr: int) -> None:
    assert set(values(run(new(), packet(hr) * 4), Measure.PULSE)) == {hr}


@BOTH
def test_three_packets_are_not_a_run_and_four_are(new: New, packet: Any) -> None:
    assert readings(run(new(), packet() * 3)) == []
    assert values(run(new(), packet() * 4), Measure.PULSE) == [72, 72]


@BOTH
@pytest.mark.parametrize("leap", [(72, 80), (130, 97)])
def test_a_run_is_of_one_person(new: New, packet: Any, leap: tuple[int, int]) -> None:
    assert readings(run(new(), packet() * 2 + packet(*leap) * 3)) == []
    assert values(run(new(), packet() * 2 + packet(*leap) * 4), Measure.PULSE)[-1] == leap[0]


@BOTH
def test_a_number_said_once_is_not_shown(new: New, packet: Any) -> None:
    items = run(new(), packet(72) * 6 + packet(74) + packet(72) * 3 + packet(75) * 2)
    assert values(items, Measure.PULSE)[-1] == 75
    assert 74 not in values(items, Measure.PULSE)


@BOTH
def test_a_pulse_that_leaps_about_is_withdrawn(new: New, packet: Any) -> None:
    items = run(new(), packet(72) * 5 + b"".join(packet(72 + 5 * (second % 2)) for second in range(1, 12)))
    assert values(items, Measure.PULSE)[-1] is None
    assert None not in values(items, Measure.SPO2)


@BOTH
def test_a_pulse_that_moves_little_is_shown(new: New, packet: Any) -> None:
    items = run(new(), packet(72) * 5 + b"".join(packet(hr) for hr in range(73, 84)))
    assert [value for value in values(items, Measure.PULSE) if value is not None][-1] == 83
    assert None not in values(items, Measure.SPO2)


@BOTH
def test_missing_numbers_field_by_field(new: New, packet: Any) -> None:
    items = run(new(), packet(511, 97) * 5)
    assert set(values(items, Measure.PULSE)) == {None} and set(values(items, Measure.SPO2)) == {97, None} - {None}
    assert set(values(run(new(), packet(72, 127) * 5), Measure.SPO2)) == {None}


@pytest.mark.parametrize("layout", [FORMAT_8, FORMAT_1])
def test_a_packet_is_known_by_its_numbers(layout: Layout) -> None:
    found = beginning(layout, 1)
    rest = b"\x20"[: layout.length - 3]
    for hr in range(512):
        for spo2 in range(128):
            fits = (hr in {0, 511} or 18 <= hr <= 321) and (spo2 <= 100 or spo2 == 127)
            assert bool(found.match(bytes([0x80 + hr // 128, hr % 128, spo2]) + rest)) is fits
    # The end may cut it off; a first byte within it or none at its beginning makes it none.
    for stands in (b"", b"\xe0", b"\x83\x7f", b"\x83\x7f\x61"[: layout.length - 1]):
        assert found.match(stands)
    for none in (b"\x20", b"\x80\x80", b"\x80\x48\xe1" + rest, b"\x20\x48\x61" + rest):
        assert not found.match(none)
    assert bool(found.match(b"\0\0")) is bool(found.match(b"\0\0\0")) is (layout is FORMAT_1)


@BOTH
@pytest.mark.parametrize("impossible", [(17, 97), (322, 97), (510, 97), (72, 101), (72, 126)])
def test_numbers_no_device_sends_are_no_packets(new: New, packet: Any, impossible: tuple[int, int]) -> None:
    interpreter = new()
    assert readings(run(interpreter, packet(*impossible) * 20)) == []
    assert interpreter.tally.frames == 0


@BOTH
def test_out_of_track_is_a_search(new: New, packet: Any) -> None:
    items = run(new(), packet(72, 97, status=0x20) * 5)
    assert {item.sample.absent for item in readings(items)} == {AbsentReason.SEARCHING}


def test_the_sensor_alarm_of_format_8_takes_the_held_numbers_away() -> None:
    items = run(Nonin8Interpreter(), format_8() * 5 + format_8(status_2=0x08) * 12)
    assert [item.state for item in items if isinstance(item, PublishedState)][-1] is SensorState.FINGER_OUT
    assert {item.sample.value for item in readings(items) if item.tick >= 6} == {None}


def test_a_disconnected_sensor_of_format_1() -> None:
    items = run(Nonin1Interpreter(), format_1(status=0x40) * 5)
    assert {item.sample.absent for item in readings(items)} == {AbsentReason.SENSOR_FAULT}


def test_nulls_of_format_1_are_no_reading() -> None:
    items = run(Nonin1Interpreter(), format_1() * 5 + bytes(3) * 4 + format_1(80) * 4)
    assert values(items, Measure.PULSE)[-3:] == [None, 80, 80]
    assert set(values(run(Nonin1Interpreter(), bytes(300)), Measure.PULSE)) == {None}


def test_nulls_are_no_packets_of_format_8() -> None:
    assert run(Nonin8Interpreter(), bytes(300)) == []


def test_flags() -> None:
    def flags(data: bytes) -> set[tuple[Flag, ...]]:
        return {item.flags for item in readings(run(Nonin8Interpreter(), data * 5))}

    assert flags(format_8(status_2=0)) == {()}
    assert flags(format_8(status_2=0x21)) == {(Flag.LOW_BATTERY, Flag.HIGH_QUALITY)}
    assert flags(format_8(status=0x10, status_2=0)) == {(Flag.LOW_PERFUSION,)}
    assert flags(format_8(status=0x08, status_2=0)) == {(Flag.MARGINAL_PERFUSION,)}
    assert flags(format_8(status=0x04, status_2=0)) == {(Flag.ARTIFACT,)}


@BOTH
def test_an_answer_between_packets_disturbs_nothing(new: New, packet: Any) -> None:
    items = run(new(), packet() * 2 + ACK + packet() * 2 + ACK + packet() * 2)
    assert values(items, Measure.PULSE) == [72] * 4


@BOTH
def test_after_a_lost_byte_two_packets_are_enough(new: New, packet: Any) -> None:
    interpreter = new()
    data = packet() * 6 + packet()[1:] + packet() * 3
    assert values(run(interpreter, data), Measure.PULSE) == [72] * 5
    assert interpreter.ticks == 9


@BOTH
def test_another_person_s_numbers_after_a_gap_need_a_run(new: New, packet: Any) -> None:
    gap = b"\x00\x7f"
    assert 150 not in values(run(new(), packet() * 6 + gap + packet(150, 80) * 3), Measure.PULSE)
    assert 150 in values(run(new(), packet() * 6 + gap + packet(150, 80) * 4), Measure.PULSE)


@BOTH
def test_noise_makes_no_number(new: New, packet: Any) -> None:
    for seed in range(4):
        interpreter = new()
        assert values(run(interpreter, noise(50_000, seed)), Measure.PULSE) == []
        assert interpreter.stream_bytes < 500
    # Noise that is as like as noise can be: the first byte of each three or four is marked, the others are not.
    dice, length = random.Random(5), len(packet())
    like = b"".join(
        bytes([0x80 | dice.randrange(128), *(dice.randrange(128) for _ in range(length - 1))]) for _ in range(20_000)
    )
    assert set(values(run(new(), like), Measure.PULSE)) <= {None}


@BOTH
def test_other_formats_make_no_number(new: New, packet: Any) -> None:
    other = format_1 if packet is format_8 else format_8
    for data in (nonin_packet(150, 91), format_7_packet(150, 91), other(), spot_check(), line()):
        assert readings(run(new(), data * 60)) == []


@BOTH
@given(bit=st.integers(0, 12 * 24 - 1))
@settings(max_examples=60)
def test_a_flipped_bit_never_makes_a_number(new: New, packet: Any, bit: int) -> None:
    data = bytearray(packet() * 12)
    data[bit // 8] ^= 1 << bit % 8
    items = run(new(), bytes(data))
    assert set(values(items, Measure.PULSE)) <= {72}
    assert set(values(items, Measure.SPO2)) <= {97}


@BOTH
@given(sizes=st.lists(st.integers(1, 9), min_size=1, max_size=4), seed=st.integers(0, 999))
@settings(max_examples=40)
def test_chunks_make_no_difference(new: New, packet: Any, sizes: list[int], seed: int) -> None:
    data = packet() * 5 + noise(9, seed) + packet() * 3 + ACK + packet(74) * 3 + noise(30, seed) + packet() * 6
    assert run_in_pieces(new(), data, sizes) == run(new(), data)


@pytest.mark.parametrize("framer", [Format8Framer, Format1Framer])
@given(data=st.binary(max_size=300))
def test_any_bytes_are_survived_and_accounted_for(framer: type[Format8Framer | Format1Framer], data: bytes) -> None:
    found = framer()
    frames = found.feed(data)
    assert found.held_bytes <= 16
    frames += found.finish()
    assert sum(len(frame.raw) for frame in frames) + found.tally.skipped_bytes == len(data)


def test_line_settings_and_commands() -> None:
    assert Nonin8Driver.line == Nonin1Driver.line == LineSettings(baud=9600, data_bits=8, stop_bits=1)
    assert Nonin8Driver.commands.repeat_start == FORMAT_8_COMMAND
    assert Nonin1Driver.commands.repeat_start == Nonin1Driver.commands.start == b""
