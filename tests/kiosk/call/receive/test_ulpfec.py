# SPDX-License-Identifier: EUPL-1.2
"""Parity packets: every lost packet that follows from the rest is there again, byte for byte, and nothing else is."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from itertools import count
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.call.receive.pictures import Codec, EncodedPicture
from kiosk.call.receive.receiving import Receiving
from kiosk.call.receive.ulpfec import MOST_PACKETS, MOST_WAITING, Kept, Repair, without_red
from kiosk.call.receive.voice import VoiceReceiver
from kiosk.call.rtp.packet import HeaderIds, PacketError, RtpPacket, read_packet, write_packet
from kiosk.call.rtp.rtcp import KeyframeRequest, Nack, read_rtcp
from kiosk.call.transport import Format, IncomingTerms
from tests.kiosk.call.receive.simulation import vp8_payload

IDS = HeaderIds(mid=1, transport_sequence=5)
SSRC, FIRST = 0x01020304, 65_530
"""Streams begin just before their numbers wrap."""
VP8 = Format(name="VP8", payload_type=97, can_nack=True)
RTX = Format(name="RTX", payload_type=98, repairs=97)
RED = Format(name="RED", payload_type=101)
RED_RTX = Format(name="RTX", payload_type=102, repairs=101)
ULPFEC = Format(name="ULPFEC", payload_type=103)


def media(sequence: int, payload: bytes, *, timestamp: int = 90_000, marker: bool = False, mid: str = "") -> RtpPacket:
    return RtpPacket(97, sequence % 65_536, timestamp, SSRC, payload, marker, transport_sequence=0, mid=mid)


def in_red(packet: RtpPacket, number: int) -> bytes:
    """Put RED around a packet, with its transport-wide number, as it leaves."""
    red = RtpPacket(
        RED.payload_type,
        packet.sequence,
        packet.timestamp,
        packet.ssrc,
        bytes((packet.payload_type,)) + packet.payload,
        packet.marker,
        transport_sequence=number,
        mid=packet.mid,
        padding_bytes=packet.padding_bytes,
    )
    return write_packet(red, IDS)


def parity_of(packets: Sequence[bytes], base: int, mask: Sequence[int]) -> bytes:
    """Protect packets as RFC 5109 section 8 tells, byte by byte; ``mask``: distances from ``base``."""
    sums = bytearray(8)
    body = bytearray(max(len(each) for each in packets) - 12)
    for each in packets:
        for at, byte in enumerate(each[:2] + struct.pack("!H", len(each) - 12) + each[4:8]):
            sums[at] ^= byte
        for at, byte in enumerate(each[12:]):
            body[at] ^= byte
    long = max(mask) > 15
    bits = sum(1 << (47 if long else 15) - each for each in mask)
    head = bytes((sums[0] & 0x3F | (0x40 if long else 0), sums[1])) + struct.pack("!H", base % 65_536)
    head += bytes(sums[4:8]) + bytes(sums[2:4]) + struct.pack("!H", len(body))
    return head + bits.to_bytes(6 if long else 2, "big") + bytes(body)


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
    kept = Kept(data=data, head_bytes=head_bytes, transport_sequence_at=packet.transport_sequence_at)
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
    repair, recovered = Repair(SSRC), {}
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


def test_what_was_sent_again_is_not_recovered_and_does_not_mislead() -> None:
    plain = [write_packet(media(each, bytes((each,)) * 9), IDS) for each in range(1, 4)]
    repair = Repair(SSRC)
    took(repair, 1, in_red(read_packet(plain[0], IDS), 1))
    assert repair.parity(4, parity_of(plain, 1, range(3))) == ()
    repair.came_again(2)
    assert took(repair, 3, in_red(read_packet(plain[2], IDS), 3)) == {}
    assert took(repair, 2, in_red(read_packet(plain[1], IDS), 2)) == {}


GOOD = parity_of([write_packet(media(each, b"abc"), IDS) for each in (8, 9)], 8, (0, 1))


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


# ------------------------------------------------------------------------------------------- in the receiving half


class Browser:
    """Sends pictures of VP8 in RED, each followed by parity packets, to a station on a line that loses what is told."""

    def __init__(self, formats: tuple[Format, ...] = (VP8, RTX, RED, RED_RTX, ULPFEC)) -> None:
        self.pictures: list[EncodedPicture] = []
        self.whole_s: list[float] = []
        self.nacked: set[int] = set()
        self.asked_for_keyframe = False
        self.receiving = Receiving(1, VoiceReceiver(), self._whole)
        self.receiving.begin(IncomingTerms(kind="video", mid="1", formats=formats, ids=IDS))
        self.now_s = 10.0
        self._sequence, self._number, self._wide = FIRST, 0, count()

    def _whole(self, picture: EncodedPicture, codec: Codec) -> None:
        self.pictures.append(picture)
        self.whole_s.append(self.now_s)

    def arrive(self, data: bytes) -> None:
        self.now_s += 0.001
        self.receiving.rtp(data, self.now_s)
        self.wait(0)

    def wait(self, pause_s: float) -> None:
        self.now_s += pause_s
        for data in self.receiving.due(self.now_s):
            for record in read_rtcp(data):
                self.nacked |= set(record.sequences) if isinstance(record, Nack) else set()
                self.asked_for_keyframe |= isinstance(record, KeyframeRequest)

    def send(self, pieces: int, lost: set[int], parities: int = 1) -> list[bytes]:
        """Send a picture; ``lost`` counts its packets, parity packets after the pieces. Return what was lost."""
        packets = [
            media(
                self._sequence + each,
                vp8_payload(self._number, each, pieces, key=not self._number),
                timestamp=3000 * self._number,
                marker=each == pieces - 1,
            )
            for each in range(pieces)
        ]
        plain = [write_packet(each, IDS) for each in packets]
        sent = [in_red(each, next(self._wide)) for each in packets]
        for at in range(parities):
            mask = [each for each in range(pieces) if each % parities == at] or [0]
            payload = bytes((ULPFEC.payload_type,)) + parity_of([plain[each] for each in mask], self._sequence, mask)
            number = (self._sequence + pieces + at) % 65_536
            packet = RtpPacket(101, number, 3000 * self._number, SSRC, payload, transport_sequence=next(self._wide))
            sent.append(write_packet(packet, IDS))
        for at, data in enumerate(sent):
            if at not in lost:
                self.arrive(data)
        self._sequence += len(sent)
        self._number += 1
        self.now_s += 0.02
        return [data for at, data in enumerate(sent) if at in lost]

    def again(self, data: bytes, number: int) -> None:
        packet = read_packet(data, IDS)
        payload = packet.sequence.to_bytes(2, "big") + packet.payload
        self.arrive(write_packet(RtpPacket(102, number, packet.timestamp, SSRC + 1, payload, packet.marker), IDS))


@pytest.mark.parametrize("pieces", [1, 2, 5])
def test_a_picture_that_lost_a_packet_is_whole_with_its_parity_packet_and_nothing_is_asked_for(pieces: int) -> None:
    browser = Browser()
    browser.send(pieces, set())
    for number in range(60):
        browser.send(pieces, {number % pieces})
        assert len(browser.pictures) == number + 2
        assert browser.now_s - browser.whole_s[-1] < 0.021
    assert len({len(each.data) for each in browser.pictures}) == 1
    assert not browser.nacked and not browser.asked_for_keyframe
    statistics = browser.receiving.statistics
    assert (statistics.fec, statistics.refused, statistics.recovered) == (60, 0, 0)


def test_a_repaired_packet_is_not_asked_for_any_more() -> None:
    browser = Browser()
    browser.send(3, set())
    (data,) = browser.send(9, {1})
    assert browser.nacked == {read_packet(data, IDS).sequence}, "seven packets came after it, in more than 6 ms"
    browser.nacked.clear()
    for _ in range(20):
        browser.wait(0.02)
    assert not browser.nacked and len(browser.pictures) == 2


def test_a_lost_parity_packet_is_of_no_consequence() -> None:
    browser = Browser()
    for number in range(60):
        browser.send(3, {3} if number else set())
        assert len(browser.pictures) == number + 1
    assert not browser.nacked and not browser.asked_for_keyframe
    for number in range(60):
        browser.send(3, {3}, parities=2)  # the second parity packet shows that the first is missing
        assert len(browser.pictures) == number + 61
    browser.wait(0.03)
    assert not browser.asked_for_keyframe
    assert browser.receiving.pictures is not None and browser.receiving.pictures.held_packets <= 1


def test_what_does_not_follow_is_asked_for_and_comes_again_in_red() -> None:
    browser = Browser()
    browser.send(4, set())
    lost = browser.send(4, {1, 2})
    assert len(browser.pictures) == 1
    browser.wait(0.01)
    assert browser.nacked == {read_packet(each, IDS).sequence for each in lost}
    for number, data in enumerate(lost):
        browser.again(data, number)
    assert len(browser.pictures) == 2
    assert browser.receiving.statistics.recovered == 2
    assert browser.receiving.statistics.fec == 0
    browser.send(4, {2})
    assert len(browser.pictures) == 3 and browser.receiving.statistics.fec == 1


def test_a_browser_that_wants_no_parity_packets_sends_its_pictures_as_before() -> None:
    browser = Browser((VP8, RTX))
    for number in range(3):
        payload = vp8_payload(number, 0, 1, key=not number)
        browser.arrive(write_packet(media(number, payload, timestamp=3000 * number, marker=True), IDS))
    assert len(browser.pictures) == 3


@pytest.mark.parametrize(
    "payload",
    [b"\xe1\0\0\0", b"\x65\x61abc", b"\x66\x61abc", b"\x60abc", b"\x00", b"\x67" + GOOD[:-1], b"\x67"],
    ids=["two blocks", "red", "rtx", "not agreed on", "nothing known", "parity cut off", "parity of nothing"],
)
def test_what_does_not_belong_into_red_is_refused(payload: bytes) -> None:
    browser = Browser()
    browser.send(2, set())
    browser.arrive(write_packet(RtpPacket(101, (FIRST + 3) % 65_536, 3000, SSRC, payload), IDS))
    assert browser.receiving.statistics.refused == 1


def test_red_without_content_is_padding() -> None:
    browser = Browser()
    browser.send(2, set())
    browser.arrive(write_packet(RtpPacket(101, (FIRST + 3) % 65_536, 3000, SSRC, b"", padding_bytes=200), IDS))
    assert browser.receiving.statistics.refused == 0 and not browser.nacked


def test_a_packet_that_follows_from_false_ones_is_refused() -> None:
    browser = Browser()
    browser.send(1, set())
    false = [write_packet(media(FIRST + 2, b"abc", timestamp=1 << 31), IDS)]
    payload = b"\x67" + parity_of(false, FIRST + 2, (0,))
    browser.arrive(write_packet(RtpPacket(101, (FIRST + 3) % 65_536, 3000, SSRC, payload), IDS))
    assert browser.receiving.statistics.refused == 1 and browser.receiving.statistics.fec == 0
