# SPDX-License-Identifier: EUPL-1.2
"""Every screen says what stands on it, drawn by the real process; and nobody else hears what is private."""

from __future__ import annotations

import asyncio
import os
import re
import wave
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kiosk import messages as m
from kiosk.preferences import Preferences
from kiosk.prompts_ring import PromptsReader, is_silent, prompts_path
from kiosk.volume import START
from tests.ui.touch.staff_views import STAFF_CASES
from tests.ui.touch.station import PHONE, FakeStation, screen
from tests.ui.touch.views import CASES, GP, call
from ui.touch.i18n import Words
from ui.touch.speech.chime import chime
from ui.touch.speech.pronounce import UNITS, pronounced
from ui.touch.speech.transcript import speakable
from ui.touch.stage_client import StageClient

SPEECH = Preferences(speech=True)
SIGNS = frozenset({"–", "…", "•"})
"""Stand for something that is said in words, or not at all."""
DEADLINE_S = 60.0
PIECE = 960
REPEAT = 268
"""The numeric keypad's star."""


def _unsaid(spoken: dict[str, Any], words: Words) -> list[str]:
    """List the texts on the screen that no utterance contains."""
    everything = " ".join(line["text"] for line in spoken["said"])
    written = (speakable(widget["text"]) for widget in spoken["visible"])
    texts = (words(UNITS[text]) if text in UNITS else pronounced(text, words) for text in written)
    return [text for text in texts if text not in SIGNS and not _contained(text, everything)]


def _contained(text: str, everything: str) -> bool:
    """Tell whether all words of ``text`` are said; numbers and units may be put together anew."""
    return all(word in everything for word in re.findall(r"\w+", text))


def _faults(name: str, spoken: dict[str, Any], words: Words) -> list[str]:
    said = spoken["said"]
    found = [f"'{text}' is not said" for text in _unsaid(spoken, words)]
    turns = [line["turn"] for line in said]
    if turns != sorted(turns):
        found.append("said out of order")
    if name.startswith("staff") or name in STAFF_CASES:
        return [f"{name}: {fault}" for fault in found]
    found += [f"{GP} is said aloud" for line in said if GP in line["text"] and not line["private"]]
    return [f"{name}: {fault}" for fault in found]


@pytest.mark.parametrize("language", ["sv", pytest.param("en", marks=pytest.mark.wide), "ar"])
async def test_every_text_on_every_screen_is_said(display: str, tmp_path: Path, language: str) -> None:
    found, words = [], Words(language)
    async with screen(display, tmp_path) as (station, stage, _process):
        for name, case in (CASES | STAFF_CASES).items():
            station.show(case.view, language, **case.show)
            tag = str(case.view.__struct_config__.tag)
            await stage.wait(tag, language=language, idle="idle_remaining_s" in case.show)
            spoken = await stage.spoken()
            if name not in ("unavailable", "erased"):
                assert spoken["said"], name
            found += _faults(name, spoken, words)
    assert found == [], "\n".join(found)


# ------------------------------------------------------------------------------------------ heard


class Loudspeaker:
    """Plays what the ui says, much quicker than it is said, and keeps how much it was."""

    def __init__(self, runtime: Path) -> None:
        self.path = prompts_path(runtime)
        self.reader = PromptsReader(self.path)
        self.samples = 0
        self.loudest = 0
        self.playing = True

    async def run(self) -> None:
        while True:
            self.reader.look()
            while self.playing and (piece := self.reader.piece(PIECE)) is not None:
                self.samples += PIECE
                self.loudest = max(self.loudest, int(np.abs(np.frombuffer(piece, np.int16).astype(int)).max()))
            await asyncio.sleep(0.01)


async def until(done: Callable[[], bool]) -> None:
    async with asyncio.timeout(DEADLINE_S):
        while not done():
            await asyncio.sleep(0.01)


@asynccontextmanager
async def heard(
    display: str, runtime: Path, *overrides: str
) -> AsyncIterator[tuple[FakeStation, StageClient, Loudspeaker]]:
    loudspeaker = Loudspeaker(runtime)
    playing = asyncio.create_task(loudspeaker.run())
    try:
        async with screen(display, runtime, *overrides) as (station, stage, _process):
            yield station, stage, loudspeaker
    finally:
        playing.cancel()


async def _notices(stage: StageClient) -> set[str]:
    return {widget["id"] for widget in await stage.tree() if widget["role"] == "notice"}


async def test_a_screen_is_heard_when_it_is_wanted_until_somebody_acts(display: str, tmp_path: Path) -> None:
    async with heard(display, tmp_path) as (station, stage, loudspeaker):
        station.show(CASES["code"].view)
        await stage.wait("code")
        assert loudspeaker.samples == 0 and not (await stage.spoken())["on"]
        loudspeaker.playing = False
        station.show(CASES["code"].view, preferences=Preferences(speech=True, volume_step=5))
        await until(lambda: loudspeaker.reader.waiting)
        assert loudspeaker.reader.volume_step == 5
        await stage.tap("key-1")
        await until(lambda: not loudspeaker.reader.waiting and is_silent(loudspeaker.path))
        await until(lambda: loudspeaker.reader.waiting)  # '1 of 6 digits'
        loudspeaker.playing = True
        await until(lambda: loudspeaker.samples > 0 and not loudspeaker.reader.waiting)
        assert 1000 < loudspeaker.loudest < 32_767
        station.show(CASES["code"].view)
        await until(lambda: loudspeaker.reader.volume_step == START)
        await until(lambda: is_silent(loudspeaker.path))
    assert not loudspeaker.path.exists()


async def test_northern_sami_says_so_on_the_screen(display: str, tmp_path: Path) -> None:
    async with heard(display, tmp_path) as (station, stage, loudspeaker):
        station.show(CASES["code"].view, "se", preferences=SPEECH)
        await stage.wait("code", language="se")
        async with asyncio.timeout(DEADLINE_S):
            while "notice-speech-no-voice" not in await _notices(stage):
                await asyncio.sleep(0.05)
        assert loudspeaker.samples == 0
        station.show(CASES["code"].view, "sv", preferences=SPEECH)
        await stage.wait("code", language="sv")
        await until(lambda: loudspeaker.samples > 0)
        assert await _notices(stage) == set()


class Listener:
    """A program in espeak-ng's place: keeps what it is given to say, and makes a moment of sound."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "voice"
        self.folder.mkdir()
        with wave.open(str(self.folder / "sound.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(48_000)
            file.writeframes((8000 * np.sin(np.arange(4800) / 20)).astype("<i2").tobytes())
        program = self.folder / "espeak-ng"
        program.write_text(
            f'#!/bin/sh\nset -e\n{{ echo "$7 $(cat)"; }} >> {self.folder}/said\ncat {self.folder}/sound.wav\n'
        )
        program.chmod(0o755)

    @property
    def said(self) -> list[str]:
        """The voice, and what it said."""
        path = self.folder / "said"
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


@pytest.fixture
def listener(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Listener:
    listener = Listener(tmp_path)
    monkeypatch.setenv("PATH", f"{listener.folder}:{os.environ['PATH']}")
    return listener


async def test_what_is_private_goes_to_a_headset_alone(display: str, tmp_path: Path, listener: Listener) -> None:
    async with heard(display, tmp_path) as (station, stage, _loudspeaker):
        view, words = m.WaitingView(gp_name=GP, waited_s=190), Words("en")
        station.show(view, "en", preferences=SPEECH)
        await stage.wait("waiting", language="en")
        end = f"en-gb {speakable(words('help', phone=PHONE))}"
        await until(lambda: end in listener.said)
        aloud = list(listener.said)
        assert not any(GP in line for line in aloud)
        assert aloud.count(f"en-gb {words('speech.private')}") == 1
        station.show(view, "en")
        station.show(view, "en", preferences=SPEECH, headset=True)
        await until(lambda: listener.said.count(end) == 2)
        whole = listener.said[len(aloud) :]
        assert whole[0] == f"en-gb {words('waiting.soon-title', gp=GP)}"
        assert whole == [f"en-gb {line['text']}" for line in (await stage.spoken())["said"]]


async def test_a_question_and_a_cuff_are_read_at_once(display: str, tmp_path: Path, listener: Listener) -> None:
    async with heard(display, tmp_path) as (station, stage, loudspeaker):
        loudspeaker.playing = False
        words, case = Words("sv"), CASES["waiting"]
        station.show(case.view, preferences=SPEECH)
        await until(lambda: len(listener.said) == 1)
        station.show(case.view, preferences=SPEECH, cuff=1)
        stop = f"sv {words('speech.button', text=words('measure.stop-cuff'))}"
        await until(lambda: listener.said[-1] == stop)
        await stage.wait("waiting")
        await stage.tap("leave")
        loudspeaker.playing = True
        question = f"sv {words('leave.question')}"
        await until(lambda: question in listener.said)
        between = listener.said[listener.said.index(stop) : listener.said.index(question)]
        assert set(between) == {stop}, "it may be said once more with the question, but nothing else before that"


async def test_a_screen_is_read_to_its_end_and_once_more(display: str, tmp_path: Path, listener: Listener) -> None:
    async with heard(display, tmp_path) as (station, stage, _loudspeaker):
        station.show(CASES["goodbye"].view, preferences=SPEECH, headset=True)
        await stage.wait("goodbye")
        said = [f"sv {line['text']}" for line in (await stage.spoken())["said"]]
        await until(lambda: listener.said == said)
        await stage.ask("key", code=REPEAT)
        await until(lambda: listener.said == [*said, *said])


async def test_a_dark_screen_speaks_to_a_headset_alone(display: str, tmp_path: Path) -> None:
    async with heard(display, tmp_path) as (station, stage, loudspeaker):
        station.show(CASES["consent"].view, preferences=SPEECH, blank=True)
        await stage.wait("consent")
        assert not (await stage.spoken())["on"] and loudspeaker.samples == 0
        station.show(CASES["consent"].view, preferences=SPEECH, blank=True, headset=True)
        await until(lambda: loudspeaker.samples > 0)


async def test_keys_say_the_control_they_come_to(display: str, tmp_path: Path) -> None:
    async with heard(display, tmp_path) as (station, stage, loudspeaker):
        station.show(call(), preferences=SPEECH, headset=True)
        await stage.wait("call")
        await until(lambda: loudspeaker.samples > 0)
        loudspeaker.playing = False
        await stage.ask("key", code=270)  # plus: the next control
        await until(lambda: loudspeaker.reader.waiting)
        state = await stage.screen()
        assert len(state["marked"]) == 1


async def test_that_time_runs_out_is_heard_also_without_speech(display: str, tmp_path: Path) -> None:
    async with heard(display, tmp_path) as (station, stage, loudspeaker):
        case, samples = CASES["consent"], len(chime()) // 2
        station.show(case.view)
        await stage.wait("consent")
        assert loudspeaker.samples == 0
        for left_s, times in ((30, 1), (29, 1), (10, 2), (9, 2)):
            station.show(case.view, idle_remaining_s=left_s)
            await stage.wait("consent", idle=True)
            await until(lambda times=times: loudspeaker.samples >= times * samples)  # type: ignore[misc]
            await until(lambda: not loudspeaker.reader.waiting)
            assert loudspeaker.samples < (times + 1) * samples
        station.show(case.view)
        station.show(case.view, idle_remaining_s=30)
        await until(lambda: loudspeaker.samples >= 3 * samples)


async def test_that_time_runs_out_is_heard_and_said(display: str, tmp_path: Path, listener: Listener) -> None:
    async with heard(display, tmp_path) as (station, stage, loudspeaker):
        words, case = Words("sv"), CASES["consent"]
        station.show(case.view, preferences=SPEECH)
        await stage.wait("consent")
        station.show(case.view, preferences=SPEECH, idle_remaining_s=30)
        await until(lambda: f"sv {words('idle.title')}" in listener.said)
        await until(lambda: loudspeaker.samples > len(chime()) // 2)
