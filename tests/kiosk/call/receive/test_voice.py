# SPDX-License-Identifier: EUPL-1.2
"""The whole of a voice's way in, over simulated lines."""

import random
import threading
import time
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.call.receive import voice_buffer
from kiosk.call.receive.voice import MOST_WAITING, VoiceReceiver
from kiosk.call.rtp.red import RedBlock
from tests.kiosk.call.receive.voice_line import (
    FIRST_TIMESTAMP,
    FRAME,
    FRAME_S,
    RATE_HZ,
    TRANSIT_S,
    Line,
    bernoulli,
    encode,
    gilbert,
    speech,
    spoken,
)


def jitter(most_s: float, seed: int = 5) -> Callable[[int], float]:
    dice = random.Random(seed)
    return lambda _number: dice.random() * most_s


def stall(at_s: float, for_s: float) -> Callable[[int], float]:
    """Hold everything back for a while, then deliver it all at once."""
    first, count = round(at_s / FRAME_S), round(for_s / FRAME_S)
    return lambda number: (first + count - number) * FRAME_S if first <= number < first + count else 0.0


@pytest.mark.parametrize("phase_s", [0.001, 0.007, 0.012, 0.019])
def test_a_clean_line_costs_at_most_45_ms(phase_s: float) -> None:
    line = Line(seconds=10, delay_s=jitter(0.005), take_s=lambda turn: phase_s + turn * FRAME_S).run()
    assert line.concealed == 0
    assert float(np.nanmax(line.delays_s[100:])) <= 0.045
    assert line.receiver.statistics.target_s == pytest.approx(0.020, abs=0.006)
    assert line.receiver.playout_delay_s == pytest.approx(line.delay_ms(8, 10) / 1000, abs=0.006)


def test_what_comes_out_is_what_went_in() -> None:
    """Away from the start, where the delay settles, a clean line changes no sample."""
    line = Line(seconds=6).run()
    receiver = VoiceReceiver()
    turns = []
    for number, packet in enumerate((*spoken(), *spoken())):
        receiver.put(number, number * FRAME, packet, number * FRAME_S)
        turns.append(receiver.take(number * FRAME_S + 0.030))
    plain = np.concatenate(turns)
    tail = line.sound[-RATE_HZ:]
    places = [at for at in range(0, len(plain) - len(tail) + 1) if plain[at] == tail[0]]
    assert any(np.array_equal(plain[at : at + len(tail)], tail) for at in places)


@pytest.mark.parametrize(
    ("loss", "red", "most_per_cent"),
    [(0.02, 1, 0.3), (0.05, 1, 0.5), (0.10, 1, 1.0), (0.20, 2, 1.0)],
)
@pytest.mark.parametrize("seed", [1, 2])
def test_copies_make_up_for_random_loss(loss: float, red: int, most_per_cent: float, seed: int) -> None:
    line = Line(seconds=60, red=red, lost=bernoulli(loss, seed), delay_s=jitter(0.005)).run()
    assert line.concealed <= most_per_cent
    assert line.receiver.statistics.red_recovered > 0.5 * loss * 3000
    assert line.delay_ms(5, 60) <= 75


@pytest.mark.parametrize(("loss", "most_per_cent"), [(0.02, 0.5), (0.05, 1.0), (0.10, 2.0)])
def test_correction_alone_makes_up_for_most(loss: float, most_per_cent: float) -> None:
    line = Line(seconds=60, lost=bernoulli(loss, 1), delay_s=jitter(0.005)).run()
    assert line.concealed_speech <= most_per_cent
    assert line.receiver.statistics.fec_recovered > 0.3 * loss * 3000


def test_the_correction_in_a_copy_serves_too() -> None:
    """Two in a row are lost: the next packet's copy of the second corrects the first."""
    line = Line(seconds=20, red=1, lost=lambda number: number % 23 in (11, 12)).run()
    plain = Line(seconds=20, red=1, fec=False, lost=lambda number: number % 23 in (11, 12)).run()
    assert line.receiver.statistics.fec_recovered >= 10
    assert plain.receiver.statistics.fec_recovered == 0
    assert line.concealed < 0.7 * plain.concealed


@pytest.mark.parametrize(("loss", "red", "most_per_cent"), [(0.02, 2, 1.5), (0.05, 2, 2.5), (0.10, 2, 4.5)])
def test_bursts_are_survived(loss: float, red: int, most_per_cent: float) -> None:
    line = Line(seconds=60, red=red, lost=gilbert(loss, 2.5, 1), delay_s=jitter(0.005)).run()
    assert line.concealed <= most_per_cent
    assert line.delay_ms(5, 60) <= 90


@pytest.mark.parametrize("loss", [0.05, 0.20])
def test_what_is_asked_for_again_is_waited_for(loss: float) -> None:
    line = Line(seconds=30, fec=False, rtt_s=0.05, lost=bernoulli(loss, 3), delay_s=jitter(0.005)).run()
    statistics = line.receiver.statistics
    assert line.concealed <= 0.8
    assert statistics.packets_returned >= 0.9 * statistics.packets_asked > 0
    assert line.delay_ms(10, 30) <= 130


def test_what_cannot_come_in_time_is_not_asked_for_nor_waited_for() -> None:
    line = Line(seconds=20, fec=False, rtt_s=0.3, lost=bernoulli(0.05, 3)).run()
    assert line.receiver.statistics.packets_asked == 0
    assert line.delay_ms(5, 20) <= 45


@pytest.mark.parametrize("ordered", [True, False])
@pytest.mark.parametrize(("most_s", "most_delay_ms"), [(0.02, 45), (0.04, 65), (0.08, 105)])
def test_jitter_is_waited_for(most_s: float, most_delay_ms: float, ordered: bool) -> None:
    line = Line(seconds=40, delay_s=jitter(most_s), ordered=ordered).run()
    assert line.concealed <= 0.3
    assert line.delay_ms(5, 40) <= most_delay_ms


def test_after_a_bad_spell_the_delay_comes_down() -> None:
    dice = random.Random(3)
    line = Line(seconds=30, delay_s=lambda number: dice.random() * (0.1 if 500 < number < 600 else 0.005)).run()
    assert line.delay_ms(11, 12) > 80, "it rises within a second"
    assert line.delay_ms(23, 30) <= 45
    assert line.concealed <= 0.5


@pytest.mark.parametrize("at_s", [10.0, 10.15])
def test_a_stall_of_half_a_second_is_made_good_without_losing_speech(at_s: float) -> None:
    line = Line(seconds=20, delay_s=stall(at_s, 0.5)).run()
    statistics = line.receiver.statistics
    assert line.delay_ms(at_s + 5, 20) <= line.delay_ms(5, at_s) + 20
    assert statistics.samples_skipped == 0
    assert statistics.samples_concealed <= 0.55 * RATE_HZ
    assert statistics.samples_removed >= 0.45 * RATE_HZ


@pytest.mark.parametrize("lost", [True, False])
def test_an_outage_of_five_seconds_is_over_at_once(lost: bool) -> None:
    if lost:
        line = Line(seconds=25, lost=lambda number: 500 <= number < 750).run()
    else:
        line = Line(seconds=25, delay_s=stall(10, 5)).run()
    assert line.delay_ms(15.5, 16.5) <= 45
    silent = line.sound[int(10.5 * RATE_HZ) : int(14.9 * RATE_HZ)]
    assert 0 < float(np.abs(silent).max()) < 200, "faint noise, not a dead line"
    back = line.sound[int(15.1 * RATE_HZ) : int(15.6 * RATE_HZ)]
    assert float(np.abs(back).max()) > 3000
    assert line.receiver.statistics.samples_concealed_silent > 4 * RATE_HZ


@pytest.mark.parametrize(("minutes", "ppm"), [(10, 200.0), (3, -200.0)])
def test_minutes_of_drifting_clocks_cost_nothing(minutes: int, ppm: float) -> None:
    line = Line(seconds=minutes * 60, sender_ppm=ppm, delay_s=jitter(0.005)).run()
    assert line.concealed <= 0.02
    assert max(line.delay_ms(at, at + 10) for at in range(10, minutes * 60 - 10, 10)) <= 47
    statistics = line.receiver.statistics
    drift = statistics.samples_removed - statistics.samples_inserted
    assert drift == pytest.approx(ppm * 1e-6 * minutes * 60 * RATE_HZ, abs=0.04 * RATE_HZ)


def test_a_loudspeaker_that_takes_four_frames_at_once_gets_them() -> None:
    line = Line(seconds=20, take_s=lambda turn: 0.007 + turn // 4 * 4 * FRAME_S, delay_s=jitter(0.005)).run()
    assert line.concealed == 0
    assert line.delay_ms(5, 20) <= 80  # its own 60 ms at most, 30 on average


def test_a_loudspeaker_that_stopped_for_a_moment_gets_no_later() -> None:
    line = Line(seconds=20, take_s=lambda turn: 0.007 + turn * FRAME_S + (0.3 if turn >= 500 else 0.0)).run()
    assert line.delay_ms(14, 19) <= 45
    assert line.receiver.statistics.samples_skipped == 0


def test_other_routes_are_followed() -> None:
    slower = Line(seconds=20, delay_s=lambda number: 0.3 if number > 500 else 0.0).run()
    assert slower.delay_ms(12, 20) == pytest.approx(300 + slower.delay_ms(5, 10), abs=25)
    assert slower.receiver.statistics.samples_concealed <= 0.35 * RATE_HZ
    quicker = Line(seconds=20, ordered=False, delay_s=lambda number: 0.0 if number > 500 else 0.3).run()
    assert quicker.delay_ms(14, 20) <= 45


def test_the_voice_waits_for_the_picture() -> None:
    def wait(receiver: VoiceReceiver, now_s: float) -> None:
        receiver.extra_delay_s = 0.15 if 5 < now_s < 12 else 0.0

    line = Line(seconds=20, each_take=wait).run()
    assert line.delay_ms(8, 12) == pytest.approx(line.delay_ms(3, 5) + 150, abs=25)
    assert line.delay_ms(15, 20) <= 45
    assert line.concealed == 0


def narrowing(at_s: float, grows_s: float, most_s: float) -> Callable[[int], float]:
    """Each packet is later than the one before, by ``grows_s`` a second of arrivals, until the queue is full."""
    share = grows_s / (1 - grows_s)
    return lambda number: min(most_s, max(0.0, number * FRAME_S - at_s) * share)


@pytest.mark.parametrize("grows_s", [0.4, 0.57])
def test_speech_is_drawn_out_while_a_line_becomes_narrow(grows_s: float) -> None:
    def spin_out(receiver: VoiceReceiver, now_s: float) -> None:
        receiver.spins_out = 6.19 < now_s < 7.0

    late = narrowing(6.0, grows_s, 0.3)
    made_up = Line(seconds=10, delay_s=late).run()
    drawn_out = Line(seconds=10, delay_s=late, each_take=spin_out).run()
    lost = made_up.receiver.statistics.samples_concealed
    assert lost > 0.1 * RATE_HZ
    assert drawn_out.receiver.statistics.samples_concealed < 0.55 * lost
    assert drawn_out.receiver.statistics.samples_skipped == 0
    assert drawn_out.delay_ms(9.5, 10) < made_up.delay_ms(9.5, 10) + 60


def test_duplicates_are_counted_and_change_nothing() -> None:
    plain = Line(seconds=5).run()
    twice = Line(seconds=5, copied=lambda number: number % 3 == 0).run()
    assert np.array_equal(plain.sound, twice.sound)
    assert twice.receiver.statistics.packets_duplicate == pytest.approx(250 / 3, abs=2)


def test_a_sender_that_pauses_is_not_lost() -> None:
    pauses = np.concatenate((speech(), np.zeros(3 * RATE_HZ, dtype=np.int16)))
    packets = encode(pauses, dtx=True)

    def unsent(number: int) -> bool:
        before = packets[(number - 1) % len(packets)]
        return number > 0 and len(packets[number % len(packets)]) <= 2 and len(before) <= 2

    line = Line(seconds=28, packets=packets, unsent=unsent, delay_s=jitter(0.005)).run()
    assert sum(map(unsent, range(1400))) > 300
    assert line.receiver.statistics.packets_lost == 0
    assert line.concealed == 0
    assert line.delay_ms(5, 28) <= 45


@pytest.mark.parametrize("frame", [120, 480, 1920, 2880])
def test_packets_of_other_lengths_are_played(frame: int) -> None:
    line = Line(seconds=10, packets=encode(speech(), frame=frame), frame=frame, delay_s=jitter(0.005)).run()
    assert line.concealed == 0
    assert line.delay_ms(5, 10) <= 70
    heard = line.sound[5 * RATE_HZ :].astype(float)
    assert float(np.std(heard)) == pytest.approx(float(np.std(speech().astype(float))), rel=0.2)


def test_a_sender_that_begins_anew_is_followed() -> None:
    receiver = VoiceReceiver()
    packets = spoken()
    for number in range(400):
        now_s = number * FRAME_S
        shift = 10**9 if number >= 200 else 0
        receiver.put(number + shift, number * FRAME - shift, packets[number % 200], now_s)
        receiver.take(now_s + 0.01)
    statistics = receiver.statistics
    assert statistics.resets == 1
    assert statistics.packets_discarded == 3
    assert receiver.playing_timestamp is not None
    assert receiver.playing_timestamp < -(10**8)
    assert statistics.samples_concealed <= 0.2 * RATE_HZ


def test_a_lie_about_time_is_dropped() -> None:
    plain = Line(seconds=5).run()
    dice = random.Random(1)

    def lie(receiver: VoiceReceiver, now_s: float) -> None:
        if now_s > 0.5:
            receiver.put(dice.randrange(10**12, 10**13), dice.randrange(10**12), spoken()[3], now_s)

    lied = Line(seconds=5, each_take=lie)
    assert np.array_equal(lied.run().sound[RATE_HZ:], plain.sound[RATE_HZ:])
    assert lied.receiver.statistics.packets_discarded > 200


def test_silence_before_the_first_packet_is_not_concealment() -> None:
    receiver = VoiceReceiver()
    for turn in range(20):
        assert not receiver.take(turn * FRAME_S).any()
    assert receiver.statistics.samples_total == 0
    assert receiver.playing_timestamp is None
    assert receiver.missing(0.5) == ()


def test_nothing_grows_when_nobody_takes() -> None:
    receiver = VoiceReceiver()
    for number in range(3000):
        receiver.put(number, number * FRAME, spoken()[number % 200], number * FRAME_S)
    assert len(receiver._waiting) == MOST_WAITING
    assert receiver.statistics.packets_discarded == 3000 - MOST_WAITING
    receiver.take(60.0)
    assert len(receiver._playout._buffer) <= voice_buffer.MOST_FRAMES
    for turn in range(100):
        receiver.take(60.0 + turn * FRAME_S)
    assert receiver.statistics.samples_concealed <= 2 * RATE_HZ


stamps = st.integers(-(2**40), 2**40) | st.integers(0, 200).map(lambda number: number * FRAME)
payloads = (
    st.binary(max_size=40)
    | st.sampled_from([spoken()[5], spoken()[6][:9], b"\x78", b"\x7b\xbf", bytes(1600), b"\xff" * 1400])
    | st.binary(min_size=1, max_size=3).map(lambda start: start + bytes(300))
)
hostile = st.tuples(stamps, stamps, payloads, st.lists(st.tuples(payloads, st.integers(0, 16383)), max_size=4))


@settings(max_examples=150, deadline=None)
@given(st.lists(hostile, max_size=60), st.floats(0, 1e6))
def test_whatever_comes_20_ms_go_out(
    packets: list[tuple[int, int, bytes, list[tuple[bytes, int]]]], start: float
) -> None:
    receiver = VoiceReceiver()
    for number, (sequence, timestamp, payload, copies) in enumerate(packets):
        now_s = start + number * 0.013
        if copies:
            blocks = [RedBlock(111, copy, offset) for copy, offset in copies]
            receiver.put_red(sequence, timestamp, [*blocks, RedBlock(111, payload)], now_s)
        else:
            receiver.put(sequence, timestamp, payload, now_s)
        receiver.missing(now_s)
        turn = receiver.take(now_s)
        assert turn.shape == (FRAME,)
        assert turn.dtype == np.int16
    assert receiver.statistics.packets_malformed <= len(packets)


def test_threads_do_not_hurt_each_other() -> None:
    receiver, stop = VoiceReceiver(), threading.Event()
    problems: list[BaseException] = []

    def taking() -> None:
        try:
            while not stop.is_set():
                receiver.take(time.monotonic())
        except BaseException as problem:
            problems.append(problem)
            raise

    threads = [threading.Thread(target=taking) for _ in range(2)]
    for thread in threads:
        thread.start()
    start_s = time.monotonic()
    number = 0
    while time.monotonic() < start_s + 0.5:
        receiver.put(number, number * FRAME, spoken()[number % 200], time.monotonic())
        receiver.missing(time.monotonic())
        number += 1
    stop.set()
    for thread in threads:
        thread.join(5)
    assert not problems


def _pitch_hz(sound: np.ndarray[tuple[int], np.dtype[np.int16]]) -> float:
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 2**20))
    return float(np.argmax(spectrum)) * RATE_HZ / 2**20


def test_catching_up_keeps_the_pitch_and_does_not_click() -> None:
    at = np.arange(4 * RATE_HZ) / RATE_HZ
    tone = (6000 * np.sin(2 * np.pi * 220 * at) + 3000 * np.sin(2 * np.pi * 440 * at)).astype(np.int16)
    packets = encode(tone)
    clean = Line(seconds=12, packets=packets).run()
    line = Line(seconds=12, packets=packets, delay_s=stall(5, 0.4)).run()
    assert line.receiver.statistics.samples_removed > 0.3 * RATE_HZ
    quick = line.sound[int(5.45 * RATE_HZ) : int(6.2 * RATE_HZ)]
    assert _pitch_hz(quick) == pytest.approx(220, rel=0.01)
    clicks = float(np.abs(np.diff(quick.astype(float), 2)).max())
    usual = float(np.abs(np.diff(clean.sound[RATE_HZ:].astype(float), 2)).max())
    assert clicks <= 2 * usual


def test_a_turn_is_quick() -> None:
    """A bound with room for a busy machine: the median of a turn, while the line loses a tenth."""
    costs: list[float] = []
    line = Line(seconds=10, red=1, lost=bernoulli(0.1, 1))
    take = line.receiver.take

    def timed(now_s: float) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
        start_s = time.thread_time()
        turn = take(now_s)
        costs.append(time.thread_time() - start_s)
        return turn

    line.receiver.take = timed  # type: ignore[method-assign]
    line.run()
    assert float(np.median(costs)) <= 0.0008


def test_the_stamp_that_is_played_follows_the_sender() -> None:
    line = Line(seconds=4).run()
    last_s = 0.007 + 199 * FRAME_S
    playing = line.receiver.playing_timestamp
    assert playing is not None
    sent_s = (playing - FIRST_TIMESTAMP) / RATE_HZ
    assert last_s - sent_s - TRANSIT_S == pytest.approx(line.receiver.playout_delay_s, abs=0.005)


def test_speech_after_a_stall_is_decoded_as_if_there_had_been_none() -> None:
    def decoded(line: Line) -> list[bytes]:
        voice, pieces = line.receiver._playout._voice, []
        decode = voice.decode

        def noted(packet: bytes, samples: int) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
            sound = decode(packet, samples)
            pieces.append(sound.tobytes())
            return sound

        voice.decode = noted  # type: ignore[method-assign]
        line.run()
        return pieces

    clean, stalled = decoded(Line(seconds=6)), decoded(Line(seconds=6, delay_s=stall(3, 0.3)))
    assert clean[100:250] == stalled[100:250]
