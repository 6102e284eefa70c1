# SPDX-License-Identifier: EUPL-1.2
"""What the station says, over the GP's voice and without a call."""

from __future__ import annotations

import asyncio
import wave
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from kiosk.call.measure import Measure
from kiosk.call.probe import Probe
from kiosk.call.sound import prompts
from kiosk.call.sound.card import FRAME_SAMPLES, Samples, level_dbfs, silence
from kiosk.call.sound.prompts import LINGER_S, RELEASE_FRAMES, REMAP_S, Prompts
from kiosk.call.studio import Studio
from kiosk.clock import ManualClock, SystemClock
from kiosk.messages import SourceState
from kiosk.prompts_ring import PromptsWriter, prompts_path
from kiosk.settings import CameraSection, SoundSection, StationSection, StationSettings
from kiosk.volume import START, STEPS
from tests.kiosk.call.wait import until


def tone(frames: int, amplitude: int, hertz: float = 440.0) -> Samples:
    at = np.arange(frames * FRAME_SAMPLES) / 48_000
    return np.asarray(np.rint(amplitude * np.sin(2 * np.pi * hertz * at)), dtype=np.int16)


class Mixer:
    """A ring, and what makes of it and a steady voice what is played."""

    def __init__(self, folder: Path) -> None:
        self.clock = ManualClock()
        self.writer = PromptsWriter(folder / "p")
        self.prompts = Prompts(folder / "p", self.clock)
        self.prompts.wanted()

    def play(self, frames: int, voice: int = 8000) -> list[Samples]:
        return [self.prompts.mix(np.full(FRAME_SAMPLES, voice, dtype=np.int16)) for _ in range(frames)]


@pytest.fixture
def mixer(tmp_path: Path) -> Mixer:
    return Mixer(tmp_path)


def test_a_voice_alone_passes_untouched(mixer: Mixer) -> None:
    voice = tone(1, 9000)
    assert mixer.prompts.mix(voice) is voice


def test_the_voice_stands_back_by_twelve_decibels_and_comes_back(mixer: Mixer) -> None:
    mixer.writer.write(bytes(2 * FRAME_SAMPLES * 5))
    during = mixer.play(5)
    assert during[0][0] == 8000
    assert 20 * np.log10(during[-1][-1] / 8000) == pytest.approx(-12, abs=0.1)
    after = mixer.play(RELEASE_FRAMES + 1)
    assert after[0][-1] < 8000 and after[-1][-1] == 8000
    whole = np.concatenate(during + after).astype(int)
    assert np.abs(np.diff(whole)).max() < 20, "nothing jumps"


def test_what_is_said_is_added(mixer: Mixer) -> None:
    said = tone(4, 6000)
    mixer.writer.write(said.tobytes())
    played = np.concatenate(mixer.play(5, voice=0))
    assert np.array_equal(played[: len(said)], said) and not played[len(said) :].any()


def test_the_volume_is_for_both_and_nothing_is_cut_off(mixer: Mixer) -> None:
    mixer.writer.set_volume(STEPS - 1)
    mixer.play(2)
    loud = mixer.prompts.mix(tone(1, 2000))
    assert level_dbfs(loud) - level_dbfs(tone(1, 2000)) == pytest.approx(12, abs=0.1)
    mixer.writer.write(tone(3, 20_000).tobytes())
    loudest = np.concatenate(mixer.play(3, voice=0))
    assert 30_000 < np.abs(loudest.astype(int)).max() <= 32_767
    assert np.abs(np.diff(loudest.astype(int))).max() < 8000, "bent, not folded over"
    mixer.writer.set_volume(0)
    mixer.play(RELEASE_FRAMES + 2)
    assert level_dbfs(mixer.prompts.mix(tone(1, 8000))) - level_dbfs(tone(1, 8000)) == pytest.approx(-8, abs=0.1)
    mixer.writer.set_volume(START)
    mixer.play(2)
    assert mixer.prompts.mix(silence()).any() == np.False_


def test_the_loudspeaker_is_wanted_a_little_longer_than_something_is_said(mixer: Mixer) -> None:
    assert not mixer.prompts.wanted()
    mixer.writer.write(tone(2, 100).tobytes())
    assert mixer.prompts.wanted()
    mixer.play(2)
    mixer.clock.advance(LINGER_S - 0.1)
    assert mixer.prompts.wanted()
    mixer.clock.advance(0.2)
    assert not mixer.prompts.wanted()


def test_a_ui_that_comes_later_is_found(tmp_path: Path) -> None:
    clock = ManualClock()
    found = Prompts(tmp_path / "p", clock)
    assert not found.wanted()
    PromptsWriter(tmp_path / "p").write(tone(1, 100).tobytes())
    clock.advance(REMAP_S)
    assert found.wanted()


class Room:
    """A studio whose runtime folder has the ring."""

    def __init__(self, folder: Path, microphone: str = "speech") -> None:
        clock = SystemClock()
        path = prompts_path(folder)
        path.parent.mkdir()
        self.writer = PromptsWriter(path)
        settings = StationSettings(
            station=StationSection(runtime=folder),
            camera=CameraSection(kind="none"),
            sound=SoundSection(kind=microphone),
        )
        self.studio = Studio(settings, clock, Measure(Probe("", clock), clock), lambda: None)
        self.watching = asyncio.create_task(self.studio.watch_prompts())

    def states(self) -> tuple[SourceState, SourceState]:
        return self.studio.sources.microphone, self.studio.sources.speaker

    def close(self) -> None:
        self.watching.cancel()
        self.studio.close()


@pytest.fixture
async def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Room]:
    monkeypatch.setattr(prompts, "LINGER_S", 0.1)
    room = Room(tmp_path)
    yield room
    room.close()


async def test_without_a_call_the_loudspeaker_opens_alone_and_closes_again(room: Room) -> None:
    assert room.states() == (SourceState.OFF, SourceState.OFF)
    number = room.writer.write(tone(10, 5000).tobytes())
    await until(lambda: room.states() == (SourceState.OFF, SourceState.OK))
    await until(lambda: room.writer.played(number) == 10 * FRAME_SAMPLES)
    await until(lambda: room.states() == (SourceState.OFF, SourceState.OFF))


async def test_a_call_takes_over_from_the_loudspeaker_and_goes_on_speaking(room: Room) -> None:
    number = room.writer.write(tone(100, 5000).tobytes())
    await until(lambda: room.writer.played(number) > 0)
    room.studio.in_call(True)
    await until(lambda: room.states() == (SourceState.OK, SourceState.OK))
    await until(lambda: room.writer.played(number) == 100 * FRAME_SAMPLES)
    assert room.states() == (SourceState.OK, SourceState.OK)
    room.studio.in_call(False)
    await until(lambda: room.states() == (SourceState.OFF, SourceState.OFF))


class Ear:
    """Hears like a connection."""

    def __init__(self) -> None:
        self.loudest = 0
        self.frames = 0

    def hear(self, samples: Samples) -> None:
        self.frames += 1
        self.loudest = max(self.loudest, int(np.abs(samples.astype(int)).max()))

    def set_stethoscope(self, on: bool) -> None: ...


async def test_what_is_said_is_not_sent_to_the_gp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The microphone of this room hears nothing: whatever the GP were sent would come from the prompts."""
    path = tmp_path / "quiet.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(bytes(96_000))
    room = Room(tmp_path)
    room.close()
    settings = StationSettings(
        station=StationSection(runtime=tmp_path),
        camera=CameraSection(kind="none"),
        sound=SoundSection(
            kind="file", path=str(path), echo_cancellation=False, noise_suppression=False, gain_control=False
        ),
    )
    clock, ear = SystemClock(), Ear()
    studio = Studio(settings, clock, Measure(Probe("", clock), clock), lambda: None)
    studio.media(lambda picture: None, asyncio.create_task).listen(ear)
    watching = asyncio.create_task(studio.watch_prompts())
    number = room.writer.write(tone(25, 12_000).tobytes())
    studio.in_call(True)
    await until(lambda: room.writer.played(number) == 25 * FRAME_SAMPLES)
    frames = ear.frames
    await until(lambda: ear.frames > frames + 5)
    watching.cancel()
    studio.close()
    assert ear.loudest == 0
