# SPDX-License-Identifier: EUPL-1.2
"""The drawn GP: seen in the ring where a real one is seen, heard by the loudspeaker, gone when she shall be gone."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import numpy as np
import pytest

from kiosk.call import stand_in
from kiosk.call.cameras.drawn_gp import HEIGHT_PX, WIDTH_PX, DrawnGp
from kiosk.call.measure import Measure
from kiosk.call.probe import Probe
from kiosk.call.sound.card import FRAME_SAMPLES, Samples, silence
from kiosk.call.stand_in import StandInGp, openness, synthesised
from kiosk.call.studio import Studio
from kiosk.clock import SystemClock
from kiosk.frames import RingReader
from kiosk.messages import HangUp, MakeOffer, Preview, StandIn
from kiosk.settings import CameraSection, SoundSection, StationSettings
from kiosk.stand_in import Sentence
from kiosk.voices import VOICES
from tests.kiosk.call.station import FakeStation
from tests.kiosk.call.wait import until


class Stage:
    """A studio with the stand-in in it, and what the patient sees and hears of her."""

    def __init__(self, folder: Path) -> None:
        clock = SystemClock()
        settings = StationSettings(camera=CameraSection(kind="none"), sound=SoundSection(kind="none"))
        self.studio = Studio(settings, clock, Measure(Probe("", clock), clock), lambda: None)
        self.seen = RingReader(folder / "remote")
        self.studio.set_rings(folder / "own", self.seen.path)
        self.tasks: set[asyncio.Task[None]] = set()
        self.gp = StandInGp(self.studio, clock, self._spawn)

    def _spawn(self, work: object) -> asyncio.Task[None]:
        task: asyncio.Task[None] = asyncio.create_task(work)  # type: ignore[arg-type]
        self.tasks.add(task)
        return task

    def heard(self) -> Samples:
        """Take the next 20 ms as the sound card's thread would."""
        return self.studio._render()

    async def close(self) -> None:
        self.gp.stop()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        self.studio.close()


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    stage = Stage(tmp_path)
    yield stage
    await stage.close()


def voice_of(seconds: float) -> Callable[[str, str], object]:
    """Make a voice in the synthesiser's place."""
    sound = np.full(round(seconds * 50) * FRAME_SAMPLES, 6000, dtype=np.int16)

    async def speak(text: str, language: str) -> Samples:
        assert text and language == "sv"
        return sound

    return speak


async def test_her_picture_moves_where_a_real_one_would_be_and_goes(stage: Stage) -> None:
    stage.gp.take(StandIn(on=True))
    await until(lambda: stage.seen.newest() is not None)
    first = stage.seen.newest()
    assert first is not None and (first.width, first.height) == (WIDTH_PX, HEIGHT_PX)
    await until(lambda: (now := stage.seen.newest()) is not None and now.planes != first.planes)
    stage.gp.take(StandIn(on=False))
    assert stage.seen.newest() is None
    await asyncio.gather(*stage.tasks, return_exceptions=True)
    assert stage.seen.newest() is None, "nothing comes late"


async def test_what_she_says_is_heard_and_is_over(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stand_in, "synthesised", voice_of(0.2))
    stage.gp.take(StandIn(on=True, language="sv", sentence=Sentence.READ))
    await until(lambda: bool(stage.heard().any()))
    await until(lambda: not stage.heard().any())


async def test_stopped_in_the_middle_of_a_sentence_she_is_silent_at_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stand_in, "synthesised", voice_of(60))
    stage.gp.take(StandIn(on=True, language="sv", sentence=Sentence.READ))
    await until(lambda: bool(stage.heard().any()))
    stage.gp.stop()
    assert not stage.heard().any()


async def test_any_other_message_is_none_of_hers(stage: Stage) -> None:
    stage.gp.take(Preview(on=True))
    assert not stage.tasks


def test_her_mouth_follows_her_voice() -> None:
    assert openness(silence()) == 0
    assert openness(np.full(FRAME_SAMPLES, 300, dtype=np.int16)) < openness(
        np.full(FRAME_SAMPLES, 3000, dtype=np.int16)
    )
    assert openness(np.full(FRAME_SAMPLES, 30000, dtype=np.int16)) == 1


def test_she_blinks_sways_and_opens_her_mouth() -> None:
    drawn = DrawnGp()
    looks = [drawn.draw(time_s, open_) for time_s, open_ in ((1.0, 0.0), (1.0, 1.0), (3.75, 0.0), (3.0, 0.0))]
    assert len({look.planes.tobytes() for look in looks}) == 4
    assert drawn.draw(1.0, 0.0).planes.tobytes() == looks[0].planes.tobytes()


async def test_without_a_voice_or_a_program_there_is_no_sound(tmp_path: Path) -> None:
    assert await synthesised("Bures!", "se") is None
    assert await synthesised("Hej!", "sv", str(tmp_path / "none")) is None
    program = tmp_path / "mute"
    program.write_text("#!/bin/sh\n/bin/cat >/dev/null\n")
    program.chmod(0o755)
    assert await synthesised("Hej!", "sv", str(program)) is None


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed; ./run installs it")
async def test_espeak_speaks_for_her() -> None:
    assert "sv" in VOICES
    sound = await synthesised("Hej!", "sv")
    assert sound is not None and len(sound) % FRAME_SAMPLES == 0 and np.abs(sound).max() > 1000


# ------------------------------------------------------------------------------------------------ the real process


@pytest.fixture
async def station(tmp_path: Path) -> AsyncIterator[FakeStation]:
    station = FakeStation(tmp_path)
    await station.open()
    await station.start()
    yield station
    await station.end()


@pytest.mark.system
@pytest.mark.parametrize("ends", ["hang-up", "a real call", "the station is gone"])
async def test_the_call_process_shows_her_until_something_real_happens(station: FakeStation, ends: str) -> None:
    station.send(StandIn(on=True, language="sv", sentence=Sentence.GREETING))
    picture = await station.remote_picture()
    await station.remote_picture(picture.sequence)
    if ends == "hang-up":
        station.send(HangUp())
    elif ends == "a real call":
        station.send(MakeOffer(call_id="one"))
    else:
        await station.away()
    await until(lambda: station.remote.newest() is None)
