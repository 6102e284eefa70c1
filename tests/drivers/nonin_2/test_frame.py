# SPDX-License-Identifier: EUPL-1.2
"""Nonin format 2 framing and its resynchronisation rule."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.nonin_2.frame import FORMAT_2_COMMAND, Frame, NoninFramer, Packet, encode
from tests.drivers.streams import nonin_frame, nonin_packet


def packets(framer: NoninFramer, data: bytes) -> list[Packet]:
    return [found for found in [*framer.feed(data), *framer.finish()] if isinstance(found, Packet)]


def test_vectors_computed_by_hand() -> None:
    assert encode(0x01, 0x64, 0x00) == bytes.fromhex("01 81 64 00 e6")
    assert encode(0x00, 0xFF, 0x48) == bytes.fromhex("01 80 ff 48 c8")
    assert bytes.fromhex("02 70 02 02 02 03") == FORMAT_2_COMMAND


def test_packets_one_after_the_other() -> None:
    framer = NoninFramer()
    found = framer.feed(nonin_packet() * 3)
    assert sum(isinstance(item, Frame) for item in found) == 75
    assert sum(isinstance(item, Packet) for item in found) == 2
    assert len(framer.finish()) == 1
    assert framer.tally.skipped_bytes == framer.tally.broken_packets == 0


def test_a_start_in_the_middle_waits_for_sync() -> None:
    framer = NoninFramer()
    assert len(packets(framer, nonin_packet()[33:] + nonin_packet(150) * 2)) == 2
    assert framer.tally.skipped_bytes == 125 - 33


@pytest.mark.parametrize("frames", [24, 26])
def test_a_packet_of_another_length_does_not_count(frames: int) -> None:
    odd = nonin_packet()[: 24 * 5] if frames == 24 else nonin_packet() + nonin_frame(0, 100, 0)
    framer = NoninFramer()
    found = packets(framer, nonin_packet(60) + odd + nonin_packet(80))
    assert [packet.frames[1].value for packet in found] == [60, 80]
    assert framer.tally.broken_packets == 1


def test_frames_without_a_sync_are_not_taken_forever() -> None:
    found = NoninFramer().feed(nonin_packet() + nonin_frame(0, 100, 0) * 200)
    assert len(found) == 25


@pytest.mark.parametrize("at", range(0, 125, 7))
def test_a_damaged_byte_costs_its_packet_only(at: int) -> None:
    hurt = bytearray(nonin_packet())
    hurt[at] ^= 0x10
    framer = NoninFramer()
    found = packets(framer, nonin_packet(60) + bytes(hurt) + nonin_packet(80) * 2)
    # Damage in frame 1 hides the SYNC that would have closed the packet before.
    expected = [80, 80] if at < 5 else [60, 80, 80]
    assert [packet.frames[1].value for packet in found] == expected


@given(st.binary(max_size=400))
def test_any_bytes_are_survived_and_accounted_for(data: bytes) -> None:
    framer = NoninFramer()
    frames = [found for found in framer.feed(data) if isinstance(found, Frame)]
    assert framer.held_bytes < 5
    framer.finish()
    assert len(frames) * 5 + framer.tally.skipped_bytes == len(data)


@given(st.binary(max_size=60), st.lists(st.integers(1, 40), min_size=1, max_size=5))
def test_chunks_make_no_difference(junk: bytes, sizes: list[int]) -> None:
    data = junk + nonin_packet() + junk + nonin_packet(300, 80) * 2 + junk
    whole, pieces = NoninFramer(), NoninFramer()
    expected = [*whole.feed(data), *whole.finish()]
    got: list[Frame | Packet] = []
    at = turn = 0
    while at < len(data):
        size = sizes[turn % len(sizes)]
        got += pieces.feed(data[at : at + size])
        at, turn = at + size, turn + 1
    assert [*got, *pieces.finish()] == expected
    assert pieces.tally == whole.tally


@given(st.integers(0, 127), st.integers(0, 255), st.integers(0, 255))
def test_a_frame_comes_back_as_it_went(status: int, pleth: int, value: int) -> None:
    raw = encode(status | 1, pleth, value)
    (frame,) = NoninFramer().feed(raw)
    assert frame == Frame(number=1, status=0x81 | status, pleth=pleth, value=value, raw=raw)
