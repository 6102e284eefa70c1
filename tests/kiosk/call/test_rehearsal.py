# SPDX-License-Identifier: EUPL-1.2
"""The self-test's camera and sound: a real studio with rooms and cameras made by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.call import rehearsal, studio
from kiosk.call.cameras.camera import CapturedFrame
from kiosk.call.cameras.look import LEAST_LOOKS, judge, look
from kiosk.call.measure import Measure
from kiosk.call.probe import Probe
from kiosk.call.rehearsal import Rehearsal
from kiosk.call.sound.card import FRAME_SAMPLES, RATE_HZ, ProcessingState, Samples, silence
from kiosk.call.sound.tone import heard, notes
from kiosk.call.studio import Studio
from kiosk.clock import SystemClock
from kiosk.messages import DevicesTried, Message, SourceState, StopTrying, TryDevices
from kiosk.selftest.report import Check, Outcome, Reason, Result
from kiosk.settings import CameraSection, SoundSection, StationSection, StationSettings

Room = Callable[[Samples], Samples]
"""What the microphone hears of what the loudspeaker plays."""


def hiss(seed: int = 1, level: float = 30.0) -> Room:
    noise = np.random.default_rng(seed)
    return lambda _: np.rint(noise.normal(scale=level, size=FRAME_SAMPLES)).astype(np.int16)


def echoing(gain: float = 0.05) -> Room:
    """A room with a hiss, whose microphone hears the loudspeaker 60 ms late."""
    late = [silence()] * 3
    quiet = hiss()

    def hear(played: Samples) -> Samples:
        late.append(played)
        sound: Samples = np.rint(quiet(played) + late.pop(0) * gain).astype(np.int16)
        return sound

    return hear


def humming(hertz: float) -> Room:
    """A fridge that hums at a note's pitch all the time."""
    at = [0]

    def hear(_: Samples) -> Samples:
        begin, at[0] = at[0], at[0] + FRAME_SAMPLES
        wave = np.sin(2 * np.pi * hertz * np.arange(begin, at[0]) / RATE_HZ)
        sound: Samples = np.rint(3000 * wave).astype(np.int16)
        return sound

    return hear


class HandMadeCard:
    """A sound card whose turns come as fast as the loop allows."""

    processing = ProcessingState.OFF
    echo_return_loss_db: float | None = None
    speaker_delay_s = 0.0

    def __init__(self, room: Room, microphone: SourceState, speaker: SourceState) -> None:
        self.microphone, self.speaker = SourceState.OFF, SourceState.OFF
        self._then = (microphone, speaker)
        self._room = room
        self._task: asyncio.Task[None] | None = None
        self.lowered = False
        self.loudest = 0

    def start(self, deliver: Callable[[Samples], None], render: Callable[[], Samples]) -> None:
        self.microphone, self.speaker = self._then
        if self._task is None:
            self._task = asyncio.create_task(self._turns(deliver, render))

    def start_speaker(self, render: Callable[[], Samples]) -> None:
        pass

    def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def set_stethoscope(self, on: bool) -> None:
        self.lowered = on

    async def _turns(self, deliver: Callable[[Samples], None], render: Callable[[], Samples]) -> None:
        while True:
            played = render()
            if self.lowered:
                played = np.rint(played * 0.1).astype(np.int16)
            self.loudest = max(self.loudest, int(np.abs(played.astype(np.int32)).max()))
            if self.microphone is SourceState.OK:
                deliver(self._room(played))
            await asyncio.sleep(0)


class Stand:
    """A studio and the rehearsal in it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, room: Room, folder: Path, **changes: Any) -> None:
        states = (changes.pop("microphone", SourceState.OK), changes.pop("speaker", SourceState.OK))
        self.card = HandMadeCard(room, *states)
        monkeypatch.setattr(studio, "choose_sound", lambda *_: self.card)
        monkeypatch.setattr(rehearsal, "LOOK_S", 0.7)
        clock = SystemClock()
        plan = StationSettings(
            station=StationSection(runtime=folder),
            camera=CameraSection(kind="test"),
            sound=SoundSection(kind="portaudio"),
        )
        self.settings = type(plan)(**{**{name: getattr(plan, name) for name in plan.__struct_fields__}, **changes})
        self.studio = Studio(self.settings, clock, Measure(Probe("", clock), clock), lambda: None)
        self.told: list[Message] = []
        self.done = asyncio.Event()
        self.rehearsal = Rehearsal(self.studio, self.settings, self._tell, asyncio.ensure_future)

    def _tell(self, message: Message) -> None:
        self.told.append(message)
        self.done.set()

    async def results(self) -> dict[Check, Result]:
        self.studio.preview(True)
        try:
            self.rehearsal.take(TryDevices(id="one"))
            async with asyncio.timeout(20):
                await self.done.wait()
        finally:
            self.studio.close()
        (message,) = self.told
        assert isinstance(message, DevicesTried) and message.id == "one"
        assert all(result.sound for result in message.results)
        return {result.check: result for result in message.results}


async def test_a_room_that_works_passes_softly(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stand = Stand(monkeypatch, echoing(), tmp_path)
    results = await stand.results()
    assert {check: result.outcome for check, result in results.items()} == {
        Check.CAMERA: Outcome.PASSED,
        Check.SOUND: Outcome.PASSED,
    }
    assert 2000 < stand.card.loudest < 3277, "a tenth of full scale at most"
    assert not stand.card.lowered, "it is as it was"


async def test_a_loudspeaker_that_nobody_hears_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    results = await Stand(monkeypatch, hiss(), tmp_path).results()
    assert results[Check.SOUND].reason is Reason.NOTHING_HEARD
    assert results[Check.CAMERA].outcome is Outcome.PASSED, "one failure does not hide the other part"


@pytest.mark.parametrize(
    ("changes", "outcome", "reason"),
    [
        ({"microphone": SourceState.MISSING}, Outcome.FAILED, Reason.NO_MICROPHONE),
        ({"speaker": SourceState.MISSING}, Outcome.FAILED, Reason.NO_LOUDSPEAKER),
        ({"sound": SoundSection(kind="none")}, Outcome.SKIPPED, Reason.NOT_WANTED),
        ({"sound": SoundSection(kind="speech")}, Outcome.SKIPPED, Reason.SIMULATED),
        ({"sound": SoundSection(kind="portaudio", headphones=True)}, Outcome.SKIPPED, Reason.HEADPHONES),
    ],
)
async def test_what_is_not_there_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, changes: dict[str, Any], outcome: Outcome, reason: Reason
) -> None:
    result = (await Stand(monkeypatch, hiss(), tmp_path, **changes).results())[Check.SOUND]
    assert (result.outcome, result.reason) == (outcome, reason)


async def test_a_camera_that_is_not_wanted_or_not_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    no_camera = CameraSection(kind="none")
    results = await Stand(monkeypatch, hiss(), tmp_path, camera=no_camera, sound=SoundSection(kind="none")).results()
    assert results[Check.CAMERA].reason is Reason.NOT_WANTED
    absent = CameraSection(kind="v4l2", path=str(tmp_path / "no-such-device"))
    results = await Stand(monkeypatch, hiss(), tmp_path, camera=absent, sound=SoundSection(kind="none")).results()
    assert results[Check.CAMERA].reason is Reason.NO_CAMERA


async def test_somebody_who_comes_ends_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(rehearsal, "ROOM_FRAMES", 10**9)
    stand = Stand(monkeypatch, echoing(), tmp_path)
    stand.studio.preview(True)
    stand.rehearsal.take(TryDevices(id="one"))
    async with asyncio.timeout(10):
        while not stand.card.lowered:
            await asyncio.sleep(0.01)
    stand.rehearsal.take(StopTrying())
    async with asyncio.timeout(10):
        while stand.card.lowered:
            await asyncio.sleep(0.01)
    stand.studio.close()
    assert stand.told == []


# ------------------------------------------------------------------------------------------ the ear


def listened(room: Room, before_s: float = 0.5) -> bool:
    quiet = np.concatenate([room(silence()) for _ in range(round(before_s * 50))])
    frames = [*notes(), *([silence()] * 45)]
    return heard(quiet, np.concatenate([room((frame * 0.1).astype(np.int16)) for frame in frames]))


@given(st.integers(0, 10_000), st.floats(1, 3000))
@settings(max_examples=15, deadline=None)
def test_noise_is_no_note(seed: int, level: float) -> None:
    assert not listened(hiss(seed, level))


@pytest.mark.parametrize("hertz", [50.0, 440.0, 880.0, 1320.0])
def test_a_hum_is_no_note(hertz: float) -> None:
    assert not listened(humming(hertz))


@given(st.floats(0.02, 3.0))
@settings(max_examples=8, deadline=None)
def test_loud_or_soft_it_is_heard(gain: float) -> None:
    assert listened(echoing(gain))


def test_nothing_is_heard_of_too_little_sound() -> None:
    nothing = np.zeros(0, dtype=np.int16)
    assert not heard(nothing, nothing)
    assert not heard(nothing, silence())


# ------------------------------------------------------------------------------------------ the look


def picture(mean: float, spread: float, seed: int = 0) -> CapturedFrame:
    noise = np.random.default_rng(seed).normal(mean, spread, size=(36, 64)).clip(0, 255).astype(np.uint8)
    return CapturedFrame(np.concatenate([noise, np.full((18, 64), 128, dtype=np.uint8)]), 64, 36, 0.0)


def test_pictures_are_judged() -> None:
    alive = [look(picture(100, 30, seed)) for seed in range(LEAST_LOOKS)]
    assert judge(alive) is Reason.NONE
    assert judge(alive[:-1]) is Reason.NO_PICTURE
    assert judge([alive[0]] * LEAST_LOOKS) is Reason.FROZEN
    assert judge([look(picture(17, 1, seed)) for seed in range(LEAST_LOOKS)]) is Reason.BLACK
    dark_room = [look(picture(18, 9, seed)) for seed in range(LEAST_LOOKS)]
    assert judge(dark_room) is Reason.NONE, "a lamp's light is something"
    assert judge([*(look(picture(16, 0)) for _ in range(20)), *alive]) is Reason.NONE, "it adapts to the light first"
