# SPDX-License-Identifier: EUPL-1.2
"""The delay, the buffer, the questions and the decoder of a voice, each by itself."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.call.receive.opus import FADE_TO, VoiceDecoder
from kiosk.call.receive.voice_buffer import MOST_FRAMES, VoiceBuffer, VoiceFrame
from kiosk.call.receive.voice_delay import FIRST_S, LONGEST_S, SHORTEST_S, DelayTarget
from kiosk.call.receive.voice_repairs import MOST_ASKED, MOST_MISSING, VoiceRepairs
from kiosk.call.receive.voice_statistics import VoiceInStatistics
from tests.kiosk.call.receive.voice_line import FRAME, FRAME_S, RATE_HZ, spoken

BASE_S = 1234.5


def fed(target: DelayTarget, delays_s: list[float], start_s: float = 0.0) -> float:
    """Send packets every 20 ms; return when the last one was sent."""
    for number, delay_s in enumerate(delays_s):
        sent_s = start_s + number * FRAME_S
        target.arrived(BASE_S + delay_s, sent_s + BASE_S + delay_s)
    return start_s + len(delays_s) * FRAME_S


def needed(target: DelayTarget) -> float:
    return target.need_s - target.floor_s


def test_a_new_line_is_given_a_little_time_and_a_good_one_little() -> None:
    target = DelayTarget()
    fed(target, [0.0])
    assert needed(target) == pytest.approx(FIRST_S)
    fed(target, [0.001] * 50, 0.02)
    assert needed(target) == pytest.approx(SHORTEST_S)


def test_one_late_packet_in_ten_seconds_is_not_worth_waiting_for_but_five_are() -> None:
    target = DelayTarget()
    end_s = fed(target, [0.0] * 300 + [0.09] + [0.0] * 50)
    assert needed(target) == pytest.approx(SHORTEST_S)
    fed(target, ([0.0] * 5 + [0.09]) * 10, end_s)
    assert needed(target) == pytest.approx(0.09)


def test_a_burst_behind_a_stall_is_one_delay() -> None:
    target = DelayTarget()
    end_s = fed(target, [0.0] * 300)
    stalled = [0.4 - 0.02 * number for number in range(20)]  # all arrive at one moment
    fed(target, stalled + [0.0] * 50, end_s)
    assert needed(target) == pytest.approx(SHORTEST_S)


def test_what_is_recovered_counts_as_often_as_it_is_worth() -> None:
    target = DelayTarget()
    end_s = fed(target, [0.0] * 400)
    for _ in range(3):
        target.recovered(BASE_S + 0.06)
    assert needed(target) == pytest.approx(SHORTEST_S)
    for _ in range(12):
        target.recovered(BASE_S + 0.06)
        end_s = fed(target, [0.0] * 10, end_s)
    assert needed(target) == pytest.approx(0.06)


def test_another_route_is_followed() -> None:
    target = DelayTarget()
    end_s = fed(target, [0.0] * 400)
    fed(target, [0.4] * 20, end_s)
    assert target.need_s == pytest.approx(BASE_S + 0.4 + FIRST_S, abs=0.021)


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.booleans()), max_size=80))
def test_the_need_stays_within_its_bounds(notes: list[tuple[float, float, bool]]) -> None:
    target = DelayTarget()
    for transit_s, arrival_s, recovered in notes:
        if recovered:
            target.recovered(transit_s)
        else:
            target.arrived(transit_s, arrival_s)
        assert SHORTEST_S - 1e-6 <= needed(target) <= LONGEST_S + 1e-6


def frame(timestamp: int, sequence: int | None = 1, samples: int = FRAME) -> VoiceFrame:
    return VoiceFrame(timestamp, samples, b"\x78x", sequence, 0)


@given(st.lists(st.integers(-(2**50), 2**50), max_size=60))
def test_the_buffer_gives_back_in_order(stamps: list[int]) -> None:
    buffer = VoiceBuffer()
    for stamp in stamps:
        buffer.put(frame(stamp))
    assert [buffer.pop().timestamp for _ in range(len(buffer))] == sorted(set(stamps))
    assert buffer.first() is None
    assert buffer.newest() is None


def test_the_buffer_prefers_the_packet_to_its_copy_and_forgets_the_oldest() -> None:
    buffer = VoiceBuffer()
    assert buffer.put(frame(960, None))
    assert not buffer.put(frame(960, 7))
    assert not buffer.put(frame(960, None))
    first = buffer.first()
    assert first is not None
    assert first.sequence == 7
    for number in range(2, MOST_FRAMES + 10):
        buffer.put(frame(number * 960))
    assert len(buffer) == MOST_FRAMES
    assert buffer.drop_until(100 * 960) == 90
    buffer.clear()
    assert len(buffer) == 0


def repairs(rtt_s: float = 0.05) -> tuple[VoiceRepairs, VoiceInStatistics]:
    statistics = VoiceInStatistics()
    asking = VoiceRepairs(statistics)
    asking.rtt_s = rtt_s
    return asking, statistics


def test_a_lost_packet_is_asked_for_a_few_times_while_there_is_time() -> None:
    asking, statistics = repairs()
    asking.arrived(10, 10 * FRAME, FRAME, 0.0)
    assert asking.arrived(12, 12 * FRAME, FRAME, 0.04) == [11 * FRAME]
    asked = [now for now in range(40, 400, 10) if asking.wanted(now / 1000 + 1e-6, 0.3)]
    assert asked == [40, 100, 160]
    assert len(asked) == MOST_ASKED == statistics.packets_asked
    assert statistics.packets_lost == 1
    assert asking.arrived(11, 11 * FRAME, FRAME, 0.2) == []
    assert (statistics.packets_lost, statistics.packets_returned) == (0, 1)
    assert asking.arrived(11, 11 * FRAME, FRAME, 0.2) is None
    assert statistics.packets_duplicate == 1


def test_what_comes_too_late_or_by_itself_is_not_asked_for() -> None:
    asking, _ = repairs(rtt_s=0.2)
    asking.arrived(10, 10 * FRAME, FRAME, 0.0)
    asking.arrived(12, 12 * FRAME, FRAME, 0.04)
    assert asking.wanted(0.04, 0.02) == ()
    asking, _ = repairs()
    asking.arrived(10, 10 * FRAME, FRAME, 0.0)
    asking.arrived(13, 13 * FRAME, FRAME, 0.06)
    asking.restored({11 * FRAME})
    assert asking.wanted(0.06, 1.0) == (12,)


def test_where_packets_overtake_one_another_a_moment_is_waited() -> None:
    asking, _ = repairs()
    for sequence in (10, 12, 11, 14):
        asking.arrived(sequence, sequence * FRAME, FRAME, sequence * 0.02)
    assert asking.wanted(0.281, 1.0) == ()
    assert asking.wanted(0.295, 1.0) == (13,)


def test_a_stray_number_confuses_nobody_and_an_outage_is_counted() -> None:
    asking, statistics = repairs()
    for sequence in (10, 10**9, 11, 12, -(10**9), 13):
        assert asking.arrived(sequence, sequence * FRAME, FRAME, 0.0) == []
    for sequence in (300, 301, 303):
        lost = asking.arrived(sequence, sequence * FRAME, FRAME, 6.0)
    assert lost == [302 * FRAME]
    assert statistics.packets_lost == 300 - 14 + 1


@given(st.lists(st.tuples(st.integers(0, 400), st.floats(0, 10)), max_size=200))
def test_questions_are_bounded(packets: list[tuple[int, float]]) -> None:
    asking, statistics = repairs()
    for sequence, now_s in packets:
        asking.arrived(sequence, sequence * FRAME, FRAME, now_s)
        assert len(asking.wanted(now_s, 1e6)) <= MOST_MISSING
        assert len(asking._missing) <= MOST_MISSING
    assert statistics.packets_asked <= MOST_ASKED * 400


def test_a_guess_goes_on_then_fades_into_the_background() -> None:
    voice = VoiceDecoder()
    for packet in spoken()[:10]:
        sound = voice.decode(packet, FRAME)
    before = float(np.std(sound.astype(float)))
    guess = [voice.conceal(FRAME) for _ in range(20)]
    assert float(np.std(guess[0].astype(float))) > 0.2 * before, "libopus 1.5 guesses more softly than 1.3"
    assert voice.faded
    assert voice.concealed == 20 * FRAME
    late = np.concatenate(guess[FADE_TO // FRAME + 1 :]).astype(float)
    assert 0 < float(np.std(late)) < 200
    step = np.abs(np.diff(np.concatenate(guess).astype(float)))
    assert float(step.max()) < 6000
    voice.decode(spoken()[30], FRAME)
    assert voice.concealed == 0


def test_the_correction_is_nearer_to_the_lost_speech_than_a_guess() -> None:
    packets = spoken()
    corrected = guessed = 0.0
    for lost in range(5, 12):
        voices = [VoiceDecoder() for _ in range(3)]
        for voice in voices:
            for packet in packets[:lost]:
                voice.decode(packet, FRAME)
        true = voices[0].decode(packets[lost], FRAME).astype(float)
        corrected += float(np.mean((voices[1].recover(packets[lost + 1], FRAME) - true) ** 2))
        guessed += float(np.mean((voices[2].conceal(FRAME) - true) ** 2))
    assert corrected < 0.7 * guessed


def test_the_state_comes_back() -> None:
    voice = VoiceDecoder()
    for packet in spoken()[:5]:
        voice.decode(packet, FRAME)
    state = voice.save()
    plain = voice.decode(spoken()[5], FRAME)
    voice.restore(state)
    voice.conceal(FRAME)
    guessed = voice.decode(spoken()[5], FRAME)
    voice.restore(state)
    assert np.array_equal(voice.decode(spoken()[5], FRAME), plain)
    assert not np.array_equal(guessed, plain)


@given(st.binary(max_size=60), st.integers(1, 5760))
def test_any_packet_gives_sound(packet: bytes, samples: int) -> None:
    voice = VoiceDecoder()
    assert 0 < len(voice.decode(packet, samples)) <= 5760
    assert len(voice.recover(packet, samples)) == samples
    assert len(voice.conceal(samples)) == samples


def test_the_background_is_learnt() -> None:
    dice = random.Random(1)
    voice = VoiceDecoder()
    quiet = voice.quiet_peak
    for number in range(300):
        voice._heard(np.array([dice.gauss(0, 100) for _ in range(FRAME // 8)], dtype=np.int16))
        if number == 0:
            assert voice.speaking
    assert voice.quiet_peak >= quiet
    assert RATE_HZ == 50 * FRAME
