# SPDX-License-Identifier: EUPL-1.2
"""Sound: marker, levels, speech, files and the pace."""

from __future__ import annotations

import asyncio
import fractions
import math
import wave
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.call.sound import marker, speech
from kiosk.call.sound.card import FRAME_SAMPLES, RATE_HZ, SILENCE_DBFS, Samples, level_dbfs, samples_of, silence
from kiosk.call.sound.choose import choose_sound
from kiosk.call.sound.file import SoundFile, decode_sound
from kiosk.call.sound.paced import PacedCard, SoundError
from kiosk.call.sound.turn import Turn
from kiosk.clock import SystemClock
from kiosk.messages import SourceState
from kiosk.settings import SoundSection
from tests.kiosk.call.wait import until

LANGUAGES = ["sv", "nb", "en"]


def spoken(language: str) -> speech.Speech:
    source = speech.Speech(language)
    source.prepare()
    return source


@given(at=st.integers(0, 20_000), loss_db=st.floats(0, 18), piece=st.sampled_from([160, 480, 960, 1024]))
@settings(deadline=None)
def test_the_marker_is_found_where_it_is(at: int, loss_db: float, piece: int) -> None:
    stream = np.random.default_rng(1).normal(0, 30, 30_000)
    stream[at : at + FRAME_SAMPLES] += marker.burst() * 10 ** (-loss_db / 20)
    samples = stream.astype(np.int16)
    detector = marker.MarkerDetector()
    onsets = [onset for i in range(0, len(samples), piece) for onset in detector.feed(samples[i : i + piece])]
    assert len(onsets) == 1
    assert abs(onsets[0] - at) < RATE_HZ * 0.003


@pytest.mark.parametrize("language", LANGUAGES)
def test_speech_holds_a_marker_every_two_seconds_and_no_other(language: str) -> None:
    source, detector = spoken(language), marker.MarkerDetector()
    onsets = [onset for at_ms in range(0, 20_000, 20) for onset in detector.feed(source.frame(at_ms))]
    assert len(onsets) == 10
    for index, onset in enumerate(onsets):
        assert abs(onset / RATE_HZ * 1000 - index * marker.PERIOD_MS) < 3


def test_the_marker_survives_opus() -> None:
    encoder, decoder = av.CodecContext.create("libopus", "w"), av.CodecContext.create("libopus", "r")
    encoder.bit_rate, encoder.format, encoder.layout, encoder.sample_rate = 24_000, "s16", "mono", RATE_HZ
    decoder.format, decoder.layout, decoder.sample_rate = "s16", "mono", RATE_HZ
    source, detector, onsets = spoken("sv"), marker.MarkerDetector(), []
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE_HZ)
    for index in range(500):
        frame = av.AudioFrame.from_ndarray(source.frame(index * 20).reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE_HZ, index * 960, fractions.Fraction(1, RATE_HZ)
        for packet in encoder.encode(frame):
            for decoded in decoder.decode(packet):
                for piece in resampler.resample(decoded):
                    onsets += detector.feed(samples_of(piece))
    assert len(onsets) == 5
    gaps = np.diff(onsets) / RATE_HZ * 1000
    assert np.abs(gaps - marker.PERIOD_MS).max() < 2


@given(heard_ms=st.integers(0, 10**13))
@settings(deadline=None)
def test_offset(heard_ms: int) -> None:
    assert 0 <= marker.offset_ms(heard_ms) < marker.PERIOD_MS


def test_levels() -> None:
    assert level_dbfs(silence()) == SILENCE_DBFS
    assert level_dbfs(np.zeros(0, dtype=np.int16)) == SILENCE_DBFS
    assert math.isclose(level_dbfs(np.full(960, -32768, dtype=np.int16)), 0.0, abs_tol=0.01)
    assert math.isclose(level_dbfs(marker.burst()), marker.LEVEL_DBFS, abs_tol=1)


@pytest.mark.parametrize("without_program", [False, True])
def test_speech_is_about_as_loud_as_it_says(monkeypatch: pytest.MonkeyPatch, without_program: bool) -> None:
    if without_program:
        monkeypatch.setattr("shutil.which", lambda _: None)
    source = spoken("nb")
    frames = np.concatenate([source.frame(at_ms) for at_ms in range(0, 10_000, 20) if at_ms % 2000])
    assert -26 < level_dbfs(frames) < -18


def test_a_file_is_played_over_and_over(tmp_path: Path) -> None:
    path = tmp_path / "tone.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(16_000)
        tone = (8000 * np.sin(np.arange(16_000) * 2 * np.pi * 440 / 16_000)).astype("<i2")
        file.writeframes(np.repeat(tone, 2).tobytes())
    source = SoundFile(str(path))
    assert not source.frame(0).any()
    source.prepare()
    assert level_dbfs(source.frame(500)) > -20
    assert len(decode_sound(str(path))) == pytest.approx(RATE_HZ, abs=100)


@pytest.mark.parametrize("content", [b"", b"rubbish" * 99])
def test_a_file_that_is_none_says_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "none.wav"
    path.write_bytes(content)
    with pytest.raises(SoundError):
        SoundFile(str(path)).prepare()


async def test_the_pace_is_the_clocks_and_a_missing_file_is_told(tmp_path: Path) -> None:
    changes: list[tuple[SourceState, SourceState]] = []
    turn = Turn(SoundSection())
    card = PacedCard(SoundFile(str(tmp_path / "none")), turn, SystemClock(), lambda: changes.append(now()))

    def now() -> tuple[SourceState, SourceState]:
        return card.microphone, card.speaker

    card.start(lambda _: None, silence)
    await until(lambda: card.microphone is SourceState.MISSING)
    card.stop()
    assert now() == (SourceState.OFF, SourceState.OFF)

    heard: list[Samples] = []
    talking = choose_sound(SoundSection(kind="speech"), "en", SystemClock(), lambda: None)
    talking.start(heard.append, silence)
    await until(lambda: heard)
    start_s, before = asyncio.get_running_loop().time(), len(heard)
    await until(lambda: len(heard) >= before + 50)
    assert 0.9 < asyncio.get_running_loop().time() - start_s < 3
    talking.stop()
    count = len(heard)
    await asyncio.sleep(0.1)
    assert len(heard) == count
    assert all(len(frame) == FRAME_SAMPLES for frame in heard)
