# SPDX-License-Identifier: EUPL-1.2
"""The receiving half of a connection with a browser that protects its picture by parity packets."""

from __future__ import annotations

from itertools import count

import pytest

from kiosk.call.receive.pictures import Codec, EncodedPicture
from kiosk.call.receive.receiving import Receiving
from kiosk.call.receive.voice import VoiceReceiver
from kiosk.call.rtp.packet import RtpPacket, read_packet, write_packet
from kiosk.call.rtp.rtcp import KeyframeRequest, Nack, read_rtcp
from kiosk.call.transport import Format, IncomingTerms
from tests.kiosk.call.receive.parity import (
    FIRST,
    GOOD,
    IDS,
    RED,
    RED_RTX,
    RTX,
    SSRC,
    ULPFEC,
    VP8,
    in_red,
    media,
    parity_of,
    sent_again,
)
from tests.kiosk.call.receive.simulation import vp8_payload


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
    browser.arrive(sent_again(lost[1], 1))
    assert len(browser.pictures) == 2, "with one of them, the other follows"
    assert (browser.receiving.statistics.recovered, browser.receiving.statistics.fec) == (1, 1)
    browser.arrive(sent_again(lost[0], 2))
    assert len(browser.pictures) == 2
    lost = browser.send(4, {1, 2, 4})
    for number, data in enumerate(lost[:2]):
        assert len(browser.pictures) == 2
        browser.arrive(sent_again(data, number))
    assert (browser.receiving.statistics.recovered, browser.receiving.statistics.fec) == (4, 1)
    browser.send(4, {2})
    assert len(browser.pictures) == 4 and browser.receiving.statistics.fec == 2


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
