# SPDX-License-Identifier: EUPL-1.2
"""Contec framing: packets in any stream of bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.contec_9byte.frame import LENGTHS, ContecFramer, Packet, command, mask, unmask
from tests.drivers.streams import CMS60C_LOCKED

payloads = st.sampled_from(sorted(LENGTHS)).flatmap(
    lambda kind: st.tuples(st.just(kind), st.binary(min_size=LENGTHS[kind] - 2, max_size=LENGTHS[kind] - 2))
)


@pytest.mark.parametrize(
    ("code", "wire"),
    [
        (0xA1, "7d 81 a1 80 80 80 80 80 80"),
        (0xA2, "7d 81 a2 80 80 80 80 80 80"),
        (0xA7, "7d 81 a7 80 80 80 80 80 80"),
        (0xAF, "7d 81 af 80 80 80 80 80 80"),
    ],
)
def test_commands_as_the_vendor_program_sends_them(code: int, wire: str) -> None:
    assert command(code) == bytes.fromhex(wire)


def test_high_bits_put_back() -> None:
    # Computed by hand: high bits 65 = bits 0, 2, 5 and 6.
    assert unmask(bytes.fromhex("01 e5 85 40 80 80 ff ff ff".replace("40", "c0"))) == bytes.fromhex(
        "85 40 80 00 7f ff ff"
    )


@given(payloads)
def test_a_packet_comes_back_as_it_went(packet: tuple[int, bytes]) -> None:
    kind, payload = packet
    raw = mask(kind, payload)
    assert ContecFramer().feed(raw) == [Packet(kind=kind, payload=payload, raw=raw)]


@given(st.binary(max_size=400))
def test_any_bytes_are_survived_and_accounted_for(data: bytes) -> None:
    framer = ContecFramer()
    packets = framer.feed(data)
    assert framer.held_bytes < 9
    framer.finish()
    assert sum(len(packet.raw) for packet in packets) + framer.tally.skipped_bytes == len(data)


@given(st.binary(max_size=200), st.lists(st.integers(1, 17), min_size=1, max_size=5))
def test_chunks_make_no_difference(data: bytes, sizes: list[int]) -> None:
    data += CMS60C_LOCKED + data
    whole, pieces = ContecFramer(), ContecFramer()
    expected = whole.feed(data)
    got: list[Packet] = []
    at = turn = 0
    while at < len(data):
        size = sizes[turn % len(sizes)]
        got += pieces.feed(data[at : at + size])
        at, turn = at + size, turn + 1
    assert got == expected
    assert pieces.tally == whole.tally


@pytest.mark.parametrize("lost", range(9))
def test_a_lost_byte_costs_one_packet(lost: int) -> None:
    framer = ContecFramer()
    hurt = CMS60C_LOCKED[:lost] + CMS60C_LOCKED[lost + 1 :]
    packets = framer.feed(CMS60C_LOCKED + hurt + CMS60C_LOCKED * 2)
    assert [packet.raw for packet in packets] == [CMS60C_LOCKED] * 3
    assert framer.tally.skipped_bytes == 8
    assert framer.tally.skipped_runs == 1


def test_the_end_of_a_packet_is_not_a_packet() -> None:
    framer = ContecFramer()
    assert [packet.raw for packet in framer.feed(CMS60C_LOCKED[4:] + CMS60C_LOCKED)] == [CMS60C_LOCKED]
    assert framer.tally.skipped_bytes == 5
