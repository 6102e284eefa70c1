# SPDX-License-Identifier: EUPL-1.2
"""Format 7: the other shape of format 2's frames."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.items import PublishedWave
from drivers.links.ports import LineSettings
from drivers.nonin_2.interpret import NoninInterpreter
from drivers.nonin_7.driver import Nonin7Driver
from drivers.nonin_7.frame import FORMAT_7_COMMAND, Format7Framer, Frame, Packet, encode
from drivers.nonin_7.interpret import Nonin7Interpreter
from kiosk.reading import AbsentReason, Measure
from tests.drivers.nonin.bytes import ALARM, format_7_frame, format_7_packet, noise
from tests.drivers.streams import nonin_packet, readings, run, run_in_pieces, values


def packets(data: bytes) -> list[Packet]:
    framer = Format7Framer()
    return [found for found in [*framer.feed(data), *framer.finish()] if isinstance(found, Packet)]


def test_vectors_computed_by_hand() -> None:
    assert encode(0x01, 0x6401, 0x00) == bytes.fromhex("81 64 01 00 e6")
    assert encode(0x00, 0xFFFF, 0x48) == bytes.fromhex("80 ff ff 48 c6")
    assert bytes.fromhex("02 70 02 02 07 03") == FORMAT_7_COMMAND


@given(st.integers(0, 127), st.integers(0, 0xFFFF), st.integers(0, 255))
def test_a_frame_comes_back_as_it_went(status: int, pleth: int, value: int) -> None:
    raw = encode(status | 1, pleth, value)
    found = Format7Framer().feed(raw + format_7_frame(0, pleth, value) * 3)
    assert len(found) == 4
    assert found[0] == Frame(number=1, status=0x81 | status, pleth=pleth, value=value, raw=raw)


@pytest.mark.parametrize("hr", [18, 127, 128, 200, 255, 256, 321])
def test_openice_nonin_hr_shift(hr: int) -> None:
    """OpenICE shifts the two high bits by 8 instead of 7: 128 reads 256."""
    assert values(run(Nonin7Interpreter(), format_7_packet(hr) * 2), Measure.PULSE) == [hr]


def test_display_values_held_after_finger_out_are_not_readings() -> None:
    held = format_7_packet(511, 127, status=ALARM, display=(72, 97)) * 30
    items = readings(run(Nonin7Interpreter(), format_7_packet() * 6 + held))
    after = [item for item in items if item.tick >= 6 * 25]
    assert {item.sample.value for item in after} == {None}
    assert {item.sample.absent for item in after} == {AbsentReason.FINGER_OUT}


def test_a_start_in_the_middle_waits_for_sync() -> None:
    framer = Format7Framer()
    framer.feed(format_7_packet()[33:] + format_7_packet(150) * 2)
    assert framer.tally.skipped_bytes == 125 - 33
    assert framer.tally.broken_packets == 0


@pytest.mark.parametrize("frames", [24, 26])
def test_a_packet_of_another_length_does_not_count(frames: int) -> None:
    odd = format_7_packet()[: 24 * 5] if frames == 24 else format_7_packet() + format_7_frame(0, 100, 0)
    found = packets(format_7_packet(60) + odd + format_7_packet(80))
    assert [packet.frames[1].value for packet in found] == [60, 80]


def test_the_wave_has_sixteen_bits() -> None:
    items = run(Nonin7Interpreter(), format_7_packet(pleth=0xABCD) * 2)
    (wave,) = [item for item in items if isinstance(item, PublishedWave)]
    assert wave.samples == (0xABCD,) * 38
    assert Nonin7Interpreter.waves[0].upper == 0xFFFF


def test_noise_is_no_stream() -> None:
    framer = Format7Framer()
    assert framer.feed(noise(200_000, 3)) == []
    assert framer.feed(format_7_frame(1, 100, 0) + format_7_frame(0, 100, 0) * 2 + bytes(20)) == []


def test_neither_format_is_taken_for_the_other() -> None:
    assert readings(run(Nonin7Interpreter(), nonin_packet(150, 91) * 20)) == []
    assert readings(run(NoninInterpreter(), format_7_packet(150, 91) * 20)) == []


@given(st.lists(st.integers(1, 700), min_size=1, max_size=4))
@settings(max_examples=25)
def test_chunks_make_no_difference(sizes: list[int]) -> None:
    data = noise(50, 1) + format_7_packet(150, 91) * 4 + noise(50, 2) + format_7_packet() * 4
    assert run_in_pieces(Nonin7Interpreter(), data, sizes) == run(Nonin7Interpreter(), data)


@given(st.integers(0, 12 * 125 * 8 - 1))
@settings(max_examples=60)
def test_a_flipped_bit_never_makes_a_number(bit: int) -> None:
    data = bytearray(format_7_packet() * 12)
    data[bit // 8] ^= 1 << bit % 8
    items = run(Nonin7Interpreter(), bytes(data))
    assert set(values(items, Measure.PULSE)) <= {72}
    assert set(values(items, Measure.SPO2)) <= {97}


@given(st.binary(max_size=400))
def test_any_bytes_are_survived_and_accounted_for(data: bytes) -> None:
    framer = Format7Framer()
    frames = [found for found in framer.feed(data) if isinstance(found, Frame)]
    assert framer.held_bytes < 20
    framer.finish()
    assert len(frames) * 5 + framer.tally.skipped_bytes == len(data)


def test_line_settings_and_command() -> None:
    assert Nonin7Driver.line == LineSettings(baud=9600, data_bits=8, stop_bits=1, dtr=True, rts=False)
    assert Nonin7Driver.commands.repeat_start == FORMAT_7_COMMAND
