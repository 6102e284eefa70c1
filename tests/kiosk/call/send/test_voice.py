# SPDX-License-Identifier: EUPL-1.2
"""The voice on its way out: what Opus is told, what is repeated, and how a stethoscope sounds."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.call.libopus import OpusDecoder, has_correction, packet_samples
from kiosk.call.rtp.red import unpack
from kiosk.call.send.voice import LONGEST_RED_BYTES, VoicePayload, VoiceSender
from kiosk.call.sound.card import FRAME_SAMPLES, RATE_HZ, Samples, silence
from kiosk.call.sound.speech import Speech


def tone(hertz: float, peak: float = 8000) -> Iterator[Samples]:
    """Give a tone, for ever."""
    at = np.arange(FRAME_SAMPLES)
    while True:
        yield (peak * np.sin(2 * np.pi * hertz * at / RATE_HZ)).astype(np.int16)
        at = at + FRAME_SAMPLES


def speech(frames: int) -> list[Samples]:
    source = Speech("sv")
    source.prepare()
    return [source.frame(at_ms) for at_ms in range(20, 20 * frames + 20, 20)]


def noise(seed: int) -> Samples:
    return np.random.default_rng(seed).integers(-20_000, 20_000, FRAME_SAMPLES, dtype=np.int16)


def sent(sender: VoiceSender, source: Iterator[Samples], frames: int) -> list[VoicePayload]:
    return [sender.encode(next(source)) for _ in range(frames)]


def decoded(payloads: list[VoicePayload]) -> Samples:
    decoder = OpusDecoder()
    return np.concatenate([decoder.decode(each.payload) for each in payloads])


def test_speech_is_mono_20_ms_of_32_kbit_with_correction() -> None:
    sender = VoiceSender()
    sender.set(expected_loss=0.05)
    payloads = [sender.encode(each) for each in speech(200)]
    assert all(packet_samples(each.payload) == FRAME_SAMPLES and not each.red for each in payloads)
    assert not any(each.payload[0] & 0x04 for each in payloads)  # the stereo bit (RFC 6716, section 3.1)
    assert 24_000 < sum(len(each.payload) for each in payloads) * 8 / 4 < 36_000
    assert sum(has_correction(each.payload) for each in payloads) > 120


@pytest.mark.parametrize(("level", "copies"), [(-1, 0), (0, 0), (1, 1), (2, 2), (9, 2)])
def test_a_packet_repeats_as_many_as_it_is_told(level: int, copies: int) -> None:
    sender = VoiceSender(opus_type=111)
    sender.set(red_level=level)
    plain: list[bytes] = []
    for each in speech(8):
        payload = sender.encode(each)
        assert payload.red is (min(len(plain), copies) > 0)
        if not payload.red:
            plain.append(payload.payload)
            continue
        *older, newest = unpack(payload.payload)
        assert all(block.payload_type == 111 for block in (*older, newest))
        assert [block.payload for block in older] == plain[-copies:]
        assert [block.timestamp_offset for block in older] == [960 * back for back in range(len(older), 0, -1)]
        assert newest.timestamp_offset == 0
        plain.append(newest.payload)
    assert len(plain) == 8


def test_after_a_gap_old_frames_are_placed_where_they_were_or_left_out() -> None:
    sender = VoiceSender()
    sender.set(red_level=2)
    for timestamp in (0, 960):
        sender.encode(noise(1), timestamp)
    behind_one = unpack(sender.encode(noise(2), 960 * 3).payload)
    assert [block.timestamp_offset for block in behind_one] == [1920, 0]
    assert not sender.encode(noise(3), 960 * 100).red
    assert not sender.encode(noise(4), 0).red  # a clock that goes back: nothing is older
    assert sender.encode(noise(5)).red


def test_repeating_stops_and_begins_at_once() -> None:
    sender, source = VoiceSender(), tone(300)
    assert [each.red for each in sent(sender, source, 3)] == [False] * 3
    sender.set(red_level=1)
    assert len(unpack(sender.encode(next(source)).payload)) == 2
    sender.set(red_level=0)
    assert not sender.encode(next(source)).red


def test_the_rate_changes_while_it_runs() -> None:
    sender = VoiceSender()
    sizes = []
    for bitrate_bps in (32_000, 128_000, 16_000):
        sender.set(bitrate_bps=bitrate_bps)
        sizes.append(sum(len(sender.encode(noise(seed)).payload) for seed in range(50)) * 8)
    assert [size == pytest.approx(wanted, rel=0.35) for size, wanted in zip(sizes, (32e3, 128e3, 16e3), strict=True)]
    assert sizes[2] < sizes[0] < sizes[1]


def level_db(sound: Samples) -> float:
    return 20 * math.log10(float(np.sqrt(np.mean(sound.astype(np.float64) ** 2))) + 1e-9)


def test_a_stethoscope_keeps_the_heart_and_the_whole_band() -> None:
    levels = {}
    for stethoscope in (False, True):
        for hertz in (30, 15_000):
            sender, source = VoiceSender(), tone(hertz)
            sender.set(stethoscope=stethoscope, bitrate_bps=96_000 if stethoscope else 32_000)
            payloads = sent(sender, source, 60)
            levels[stethoscope, hertz] = level_db(decoded(payloads)[-20 * FRAME_SAMPLES :])
    whole = 20 * math.log10(8000 / math.sqrt(2))
    assert levels[True, 30] == pytest.approx(whole, abs=1)
    assert levels[True, 15_000] == pytest.approx(whole, abs=1)
    assert levels[False, 30] < whole - 6


def test_a_stethoscope_gets_at_least_64_kbit_and_no_correction() -> None:
    sender = VoiceSender()
    sender.set(stethoscope=True, bitrate_bps=20_000, expected_loss=0.2)
    payloads = [sender.encode(noise(seed)) for seed in range(60)][5:]
    assert not any(has_correction(each.payload) for each in payloads)
    assert sum(len(each.payload) for each in payloads) * 8 / len(payloads) * 50 > 55_000


@pytest.mark.parametrize("hertz", [120, 315])  # neither begins anew with every frame, as 200 Hz would
def test_changing_to_a_stethoscope_and_back_does_not_click(hertz: int) -> None:
    sender, source = VoiceSender(), tone(hertz)
    payloads = sent(sender, source, 20)
    for stethoscope in (True, False, True):
        sender.set(stethoscope=stethoscope, bitrate_bps=96_000 if stethoscope else 32_000)
        payloads += sent(sender, source, 20)
    steepest = 8000 * 2 * math.pi * hertz / RATE_HZ
    assert np.abs(np.diff(decoded(payloads).astype(np.float64))).max() < 4 * steepest


@given(
    bitrate_bps=st.integers(-(10**9), 10**9),
    loss=st.floats(),
    red=st.integers(-9, 9),
    stethoscope=st.booleans(),
    timestamps=st.lists(st.integers(-(2**40), 2**40) | st.integers(0, 9000), max_size=6),
)
@settings(deadline=None, max_examples=60)
def test_whatever_it_is_told_every_packet_is_opus_and_fits(
    bitrate_bps: int, loss: float, red: int, stethoscope: bool, timestamps: list[int]
) -> None:
    sender = VoiceSender()
    for index, timestamp in enumerate([None, None, *timestamps]):
        sender.set(bitrate_bps=bitrate_bps, expected_loss=loss, red_level=red, stethoscope=stethoscope)
        payload = sender.encode(noise(index) if index % 2 else silence(), timestamp)
        assert len(payload.payload) < LONGEST_RED_BYTES + 8
        blocks = [block.payload for block in unpack(payload.payload)] if payload.red else [payload.payload]
        assert all(packet_samples(block) == FRAME_SAMPLES for block in blocks)
