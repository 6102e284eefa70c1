# SPDX-License-Identifier: EUPL-1.2
"""A whole call in simulated time: what is promised on bad lines holds for the parts together, in seconds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from kiosk.call.rtp.packet import HeaderIds, is_rtcp, read_packet
from kiosk.call.rtp.rtcp import KeyframeRequest, Nack, read_rtcp
from kiosk.call.transport import IncomingTerms
from kiosk.line_quality import CallMode
from tests.kiosk.call.two_ends import H264, IDS, OPUS, RED, RTX, UNTOLD, Call, End, concealed, fps, frozen, gaps_s

FULL_RATE_BPS, LOW_RATE_BPS = 2_000_000, 300_000


def called(seconds: float, *, seed: int = 1, loss: float = 0.0) -> Call:
    call = Call(seed)
    for line in call.lines:
        line.loss = loss
    call.run(seconds)
    return call


def ages_s(end: End, since_s: float = 0.0, until_s: float = 1e9) -> list[float]:
    return sorted(age_s for at_s, age_s in end.shown if since_s <= at_s < until_s)


def ends(call: Call) -> tuple[End, End]:
    return call.near, call.far


def test_on_a_clean_line_every_picture_is_shown_as_it_comes_and_no_speech_is_made_up() -> None:
    call = called(4)
    for end in ends(call):
        assert fps(end, 1, 4) == pytest.approx(30, abs=0.5)
        assert max(gaps_s([at_s for at_s, _ in end.shown])) < 0.06
        assert ages_s(end)[-1] < 0.08
        assert concealed(end) == 0
        assert end.voice.playout_delay_s < 0.05
        assert end.receiving.statistics.nacks == end.receiving.statistics.plis == 0
        assert end.sending.statistics.keyframes == 1


@pytest.mark.parametrize(
    ("loss", "least_fps", "most_frozen", "most_concealed"),
    [(0.05, 29, 0.0, 0.005), (0.10, 28, 0.02, 0.01), (0.20, 20, 0.08, 0.02)],
)
def test_a_line_that_loses_costs_neither_pictures_nor_speech(
    loss: float, least_fps: float, most_frozen: float, most_concealed: float
) -> None:
    call = called(8, seed=4, loss=loss)
    for end in ends(call):
        assert fps(end, 1, 8) >= least_fps
        assert frozen(end, 1, 8) <= most_frozen
        assert concealed(end) <= most_concealed
        assert ages_s(end)[len(end.shown) // 2] < 0.3
        assert end.receiving.statistics.recovered > 10
        assert end.sending.controller.target_bps > 500_000, "loss alone is no congestion"


def test_when_the_line_narrows_the_picture_goes_on_and_is_soon_in_time_again_and_when_it_widens_full_again() -> None:
    call = Call(1, size=(640, 360))
    for line in call.lines:
        line.rate_bps, line.delay_s = FULL_RATE_BPS, 0.025
    call.run(3)
    full = call.near.sending.rung
    assert full is not None and full.width == 640
    for line in call.lines:
        line.rate_bps = LOW_RATE_BPS
    call.run(7)
    for end in ends(call):
        assert frozen(end, 3, 10) <= 0.25
        assert frozen(end, 5, 10) <= 0.1
        assert max(gaps_s([at_s for at_s, _ in end.shown if at_s > 2.5])) <= 1.5
        assert concealed(end) <= 0.09, "what stood in the queue when it filled up, and no more"
        assert ages_s(end, 6, 10)[-1] < 0.3
        assert 100_000 < end.sending.controller.target_bps < 330_000
    for line in call.lines:
        line.rate_bps = FULL_RATE_BPS
    call.run(3)
    for _ in range(12):
        call.run(0.25)
        for end in ends(call):
            assert end.sending.controller.target_bps > 1_000_000, "a burst is no reason to leave what was won"
    for end in ends(call):
        assert frozen(end, 11, 15) == 0


def test_after_five_seconds_of_silence_both_ends_soon_see_a_fresh_picture() -> None:
    call = called(4)
    for line in call.lines:
        line.dark = True
    call.run(5)
    seen = [len(end.shown) for end in ends(call)]
    for line in call.lines:
        line.dark = False
    call.run(3)
    for end, before in zip(ends(call), seen, strict=True):
        fresh = [at_s - 9 for at_s, age_s in end.shown[before:] if age_s < 0.4]
        assert fresh[0] <= 0.4
        assert fps(end, 10, 12) > 25
        assert end.receiving.statistics.plis < 20, "silence is not shouted at"


@pytest.mark.parametrize("voice_ids", [IDS, UNTOLD], ids=["told-of-all", "told-of-the-picture"])
def test_a_line_too_narrow_for_a_picture_shows_it_again_when_it_widens(voice_ids: HeaderIds) -> None:
    call = Call(1, size=(640, 360), voice_ids=voice_ids)
    for line in call.lines:
        line.rate_bps = FULL_RATE_BPS
    call.run(3)
    for line in call.lines:
        line.rate_bps = 60_000
    call.run(10)
    for end in ends(call):
        assert end.sending.allocation.mode is CallMode.AUDIO_ONLY
        assert end.sending.controller.target_bps < 100_000
    for line in call.lines:
        line.rate_bps = FULL_RATE_BPS
    call.run(10)
    for end in ends(call):
        assert end.sending.allocation.mode is CallMode.FULL
        assert fps(end, 20, 23) > 25


def test_a_voice_that_no_feedback_tells_of_carries_no_number_and_is_no_loss() -> None:
    call = Call(1, voice_ids=UNTOLD)
    numbered: Counter[int] = Counter()

    def watch(data: bytes) -> bool:
        if not is_rtcp(data):
            packet = read_packet(data, IDS)
            numbered[packet.payload_type] += packet.transport_sequence is not None
        return False

    call.out.lose = watch
    for _ in range(6):
        call.run(1)
        assert [end.sending.controller.loss for end in ends(call)] == [0.0, 0.0]
    assert numbered[OPUS.payload_type] == numbered[RED.payload_type] == 0 < numbered[H264.payload_type]
    for end in ends(call):
        acknowledged_bps = end.sending.controller.acknowledged_bps
        assert fps(end, 1, 6) == pytest.approx(30, abs=0.5)
        assert end.sending.controller.target_bps > 600_000
        assert acknowledged_bps is not None and acknowledged_bps > 400_000, "the voice counts as what arrives"


def test_where_no_feedback_tells_of_the_voice_the_line_is_known_without_a_picture_too() -> None:
    call = Call(1, voice_ids=UNTOLD)
    call.run(3)
    for end in ends(call):
        end.sending.limit(1_500_000, picture=False)
    call.run(3)
    for line in call.lines:
        line.rate_bps = 60_000
    call.run(10)
    for end in ends(call):
        assert end.sending.controller.target_bps < 100_000
        assert end.sending.allocation.red_level == 0, "what would be too much for it is left out"


def first_keyframe_lost() -> Callable[[bytes], bool]:
    """Lose every packet of the first picture, and its repetitions."""
    stamps: list[int] = []

    def lose(data: bytes) -> bool:
        if is_rtcp(data):
            return False
        packet = read_packet(data, IDS)
        if packet.payload_type in (H264.payload_type, RTX.payload_type):
            stamps.append(packet.timestamp)
        return packet.timestamp in stamps[:1]

    return lose


def test_a_lost_keyframe_is_sent_again_and_only_once() -> None:
    call = Call(1)
    call.out.lose = first_keyframe_lost()
    call.run(4)
    assert call.far.shown[0][0] < 0.8
    assert call.near.sending.statistics.keyframes == 2
    assert fps(call.far, 1, 4) > 29
    assert frozen(call.near, 1, 4) == 0


def test_a_far_line_that_loses_shows_everything_a_little_later() -> None:
    call = Call(3)
    for line in call.lines:
        line.delay_s, line.loss = 0.1, 0.03
    call.run(8)
    for end in ends(call):
        assert fps(end, 1, 8) > 28
        assert frozen(end, 1, 8) <= 0.10
        assert concealed(end) <= 0.01
        assert end.sending.rtt_s == pytest.approx(0.2, abs=0.03)


def test_packets_that_overtake_one_another_or_come_twice_are_in_order_and_once() -> None:
    call = Call(5)
    for line in call.lines:
        line.jitter_s, line.copies = 0.03, 0.2
    call.run(8)
    for end in ends(call):
        times = [at_s for at_s, _ in end.shown]
        assert fps(end, 1, 8) > 29
        assert frozen(end, 1, 8) == 0
        assert len(end.whole_s) <= end.other.frames, "a copy is no second picture"
        assert times == sorted(times)
        assert concealed(end) <= 0.002
        assert end.voice.statistics.packets_duplicate > 0
        assert end.receiving.statistics.plis == 0
        assert end.receiving.statistics.nacked < 100, "what is only late is hardly asked for"


def test_the_counts_of_both_ends_and_of_the_line_agree() -> None:
    call = Call(7)
    heard: Counter[str] = Counter()

    def listen(data: bytes) -> bool:
        if is_rtcp(data):
            for record in read_rtcp(data):
                heard["nacks"] += isinstance(record, Nack)
                heard["nacked"] += len(record.sequences) if isinstance(record, Nack) else 0
                heard["plis"] += isinstance(record, KeyframeRequest)
        return False

    call.back.lose = listen
    call.out.loss = 0.08
    call.run(6)
    sent, received = call.near.sending.statistics, call.far.receiving.statistics
    assert sent.sent_bytes + call.near.reports_bytes == call.out.sent_bytes
    assert sent.sent_bytes == sent.voice_bytes + sent.video_bytes + sent.padding_bytes
    assert heard == {"nacks": received.nacks, "nacked": received.nacked, "plis": received.plis}
    assert sent.nacks == received.nacks, "nothing is lost on the way back"
    video, far = call.near.sending.video, call.far.receiving
    assert video is not None and far.pictures is not None
    assert call.near.encoded_bytes == pytest.approx(video.payload_bytes, rel=0.05)
    source = far._video_source
    assert source is not None
    assert source.reception.received + source.reception.lost == pytest.approx(video.packets, abs=3)
    assert source.reception.lost / video.packets == pytest.approx(0.08, abs=0.05)
    assert sent.loss is not None


@pytest.mark.parametrize("agreed", [True, False])
def test_voice_is_asked_for_again_only_where_that_was_agreed(agreed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    call = Call(1)
    voice = (RED, replace(OPUS, can_nack=agreed))
    call.far.receiving.begin(IncomingTerms(kind="audio", mid="a", formats=voice, ids=IDS))
    monkeypatch.setattr(call.far.voice, "missing", lambda now_s: (7,))
    call.run(1)
    assert (call.far.receiving.statistics.nacked > 0) is agreed
