# SPDX-License-Identifier: EUPL-1.2
"""Parity packets: every lost packet that follows from the rest is there again, byte for byte, and nothing else is."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.call.receive.ulpfec import MOST_PACKETS, MOST_WAITING, Kept, Repair, without_red
from kiosk.call.rtp.packet import PacketError, read_packet, write_packet
from tests.kiosk.call.receive.parity import FIRST, GOOD, IDS, SSRC, in_red, media, parity_of, sent_again


def took(repair: Repair, sequence: int, data: bytes) -> dict[int, bytes]:
    return {each.sequence: each.data for each in repair.media(sequence, read_packet(data, IDS), data)}


def test_a_packet_that_was_worked_out_by_hand() -> None:
    """Two packets of RFC 5109's layout: A is lost, B is here, and their parity."""
    b = bytes.fromhex("80 e5 000b 00000e11 01020304 61 0c0d")  # RED 101, marker; inside VP8 97: 0c 0d
    parity = bytes.fromhex(
        "00 80 000a 00000001 0001"  # E L P X CC, M PT: 61 ^ e1; base 10; times e10 ^ e11; lengths 3 ^ 2
        "0003 c000"  # protects 3 bytes of packets 10 and 11
        "a1a6b3"  # 0c ^ ad, 0d ^ ab, b3
    )
    repair = Repair(SSRC)
    assert took(repair, 11, b) == {}
    (repaired,) = repair.parity(12, parity)
    assert repaired.sequence == 10
    assert repaired.data == bytes.fromhex("80 61 000a 00000e10 01020304 adabb3")


def test_what_was_written_after_protecting_counts_as_zero() -> None:
    plain = write_packet(media(7, b"\x10payload", mid="1"), IDS)
    data = in_red(media(7, b"\x10payload", mid="1"), 0xABCD)
    packet = read_packet(data, IDS)
    assert data[packet.transport_sequence_at :][:2] == b"\xab\xcd"
    head_bytes = len(data) - len(packet.payload)
    at = packet.transport_sequence_at
    kept = Kept(data=data, head_bytes=head_bytes, red_at=head_bytes, transport_sequence_at=at)
    assert without_red(kept) == plain


class Stream:
    """Packets of a frame and parity packets over some of them, as they leave."""

    def __init__(self, sizes: Sequence[int], masks: Sequence[Sequence[int]], seed: int) -> None:
        random = Random(seed)
        self.packets = [
            media(
                FIRST + at,
                random.randbytes(size),
                timestamp=random.choice((90_000, 93_000)),
                marker=random.random() < 0.3,
            )
            for at, size in enumerate(sizes)
        ]
        for packet in self.packets:
            packet.mid = random.choice(("", "1"))
            packet.padding_bytes = random.choice((0, 0, 0, 4))
        self.plain = {FIRST + at: write_packet(each, IDS) for at, each in enumerate(self.packets)}
        self.sent: dict[int, bytes] = {FIRST + at: in_red(each, 500 + at) for at, each in enumerate(self.packets)}
        self.parities: dict[int, bytes] = {}
        self.masks = [tuple(sorted({each % len(sizes) for each in mask})) for mask in masks]
        for at, mask in enumerate(self.masks):
            plain = [self.plain[FIRST + each] for each in mask]
            self.parities[FIRST + len(sizes) + at] = parity_of(plain, FIRST, mask)

    def follows(self, lost: set[int]) -> set[int]:
        """Work out what of the ``lost`` packets the parity packets that are not lost let follow."""
        missing = {each for each in lost if each in self.plain}
        found = True
        while found:
            found = False
            for sequence, mask in zip(self.parities, self.masks, strict=True):
                gone = {FIRST + each for each in mask} & missing
                if sequence not in lost and len(gone) == 1:
                    missing -= gone
                    found = True
        return {each for each in lost if each in self.plain} - missing


streams = st.builds(
    Stream,
    st.lists(st.integers(1, 300), min_size=1, max_size=48),
    st.lists(st.sets(st.integers(0, 47), min_size=1), min_size=1, max_size=8),
    st.integers(0, 1 << 30),
)


@settings(deadline=None)
@given(streams, st.randoms(use_true_random=False), st.sampled_from((0.05, 0.2, 0.5)), st.booleans())
def test_all_that_follows_is_recovered_byte_for_byte(stream: Stream, random: Random, loss: float, mixed: bool) -> None:
    order = [*stream.sent, *stream.parities]
    lost = {each for each in order if random.random() < loss}
    if mixed:
        random.shuffle(order)
    repair = Repair(SSRC)
    recovered: dict[int, bytes] = {}
    for sequence in order:
        if sequence in lost:
            continue
        if sequence in stream.sent:
            recovered |= took(repair, sequence, stream.sent[sequence])
        else:
            recovered |= {each.sequence: each.data for each in repair.parity(sequence, stream.parities[sequence])}
    if mixed:  # what is late may be recovered before it comes
        assert set(recovered) >= stream.follows(lost)
    else:
        assert set(recovered) == stream.follows(lost)
    assert recovered == {each: stream.plain[each] for each in recovered}


def test_many_frames_and_wrapped_numbers_leave_nothing_behind() -> None:
    repair, random, recovered = Repair(SSRC), Random(3), 0
    at = FIRST
    for _ in range(400):
        plain = [write_packet(media(at + each, random.randbytes(50)), IDS) for each in range(4)]
        lost = random.randrange(4)
        for each in set(range(4)) - {lost}:
            assert not took(repair, at + each, in_red(read_packet(plain[each], IDS), each))
        found = repair.parity(at + 4, parity_of(plain, at, range(4)))
        assert [(each.sequence, each.data) for each in found] == [(at + lost, plain[lost])]
        recovered += len(found)
        at += 5
    assert recovered == 400
    assert len(repair) <= MOST_PACKETS


def took_again(repair: Repair, sequence: int, data: bytes) -> dict[int, bytes]:
    data = sent_again(data, 9)
    return {each.sequence: each.data for each in repair.again(sequence, read_packet(data, IDS), data)}


def test_what_was_sent_again_helps_to_recover_the_others_though_its_header_is_another() -> None:
    packets = [media(each, bytes((each,)) * 9, marker=each == 3) for each in range(1, 4)]
    plain = [write_packet(each, IDS) for each in packets]
    for first, here, last in ((1, 2, 3), (2, 3, 1), (3, 1, 2)):
        repair = Repair(SSRC)
        assert took(repair, here, in_red(packets[here - 1], 77)) == {}
        assert repair.parity(4, parity_of(plain, 1, range(3))) == ()
        assert took_again(repair, first, in_red(packets[first - 1], 5)) == {last: plain[last - 1]}
        assert took_again(repair, last, in_red(packets[last - 1], 6)) == {}


def test_what_is_sent_again_to_fill_the_line_displaces_nothing() -> None:
    repair = Repair(SSRC)
    plain = [write_packet(media(each, b"abc"), IDS) for each in range(1000, 1003)]
    for each in (0, 1):
        took(repair, 1000 + each, in_red(read_packet(plain[each], IDS), 5))
    for each in range(500, 500 + MOST_PACKETS):
        assert took_again(repair, each, in_red(media(each, b"old"), 5)) == {}
    (found,) = repair.parity(1003, parity_of(plain, 1000, range(3)))
    assert found.data == plain[2]


def test_where_headers_differ_nothing_is_made_of_what_was_sent_again() -> None:
    for mids in (("1", "", ""), ("", "1", ""), ("", "", "1"), ("1", "1", "")):
        packets = [media(at + 1, bytes((at,)) * 9, mid=mid) for at, mid in enumerate(mids)]
        plain = [write_packet(each, IDS) for each in packets]
        repair = Repair(SSRC)
        took(repair, 2, in_red(packets[1], 77))
        repair.parity(4, parity_of(plain, 1, range(3)))
        assert took_again(repair, 1, in_red(packets[0], 5)) == {}
    repair = Repair(SSRC)
    assert took_again(repair, 1, in_red(packets[0], 5)) == {}
    assert repair.parity(3, parity_of(plain[:2], 1, range(2))) == (), "nothing tells what its header was"


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        GOOD[:13],
        GOOD[:-1],
        bytes((GOOD[0] | 0x80,)) + GOOD[1:],  # an extension nobody defined
        bytes((GOOD[0] | 0x40,)) + GOOD[1:],  # a longer mask that is not there
        GOOD[:12] + bytes(2) + GOOD[14:],  # covers nothing
        GOOD[:12] + b"\x00\x01" + GOOD[14:],  # covers what is to come
        GOOD[:2] + b"\xf0\x00" + GOOD[4:],  # covers what is long past
        GOOD[:10] + b"\xff\xff" + GOOD[12:],  # covers more than it holds
        GOOD[:10] + struct.pack("!H", 1501) + GOOD[12:14] + bytes(1501),
    ],
)
def test_what_is_no_parity_packet_is_refused(payload: bytes) -> None:
    assert Repair(SSRC).parity(10, GOOD) == ()
    repair = Repair(SSRC)
    with pytest.raises(PacketError):
        repair.parity(10, payload)
    assert len(repair) == 0


def test_a_length_that_cannot_be_is_not_believed() -> None:
    repair = Repair(SSRC)
    took(repair, 8, in_red(media(8, b"abc"), 1))
    assert repair.parity(10, GOOD[:8] + b"\x7f\xff" + GOOD[10:]) == ()


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 300), st.binary(max_size=40) | st.integers(0, 63).map(lambda at: GOOD[: at // 2]))
        | st.tuples(
            st.integers(0, 300),
            st.binary(min_size=14, max_size=14).map(lambda head: head[:10] + b"\0\x08" + head[12:] + bytes(12)),
        ),
        max_size=200,
    ),
    st.sets(st.integers(0, 300)),
)
def test_garbage_is_refused_or_waits_in_its_bounds(parities: list[tuple[int, bytes]], here: set[int]) -> None:
    repair = Repair(SSRC)
    for sequence in here:
        took(repair, sequence, in_red(media(sequence, b"x" * (sequence % 7)), sequence))
    for sequence, payload in parities:
        try:
            found = repair.parity(sequence, payload)
        except PacketError:
            continue
        assert all(12 <= len(each.data) <= 1512 and each.sequence < sequence for each in found)
        assert len(repair) <= MOST_PACKETS + MOST_WAITING
