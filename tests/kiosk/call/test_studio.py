# SPDX-License-Identifier: EUPL-1.2
"""What runs when, and what the patient sees of herself."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from kiosk.call.cameras.camera import CapturedFrame
from kiosk.call.measure import Measure
from kiosk.call.probe import Probe
from kiosk.call.sound.card import Samples
from kiosk.call.studio import Studio
from kiosk.clock import SystemClock
from kiosk.frames import RingReader
from kiosk.messages import SourceState
from kiosk.settings import CameraSection, SoundSection, StationSettings
from tests.kiosk.call.wait import until


class Room:
    """A studio with rings in a folder, and the camera at ``film``, which may not exist yet."""

    def __init__(self, folder: Path, camera: CameraSection) -> None:
        self.changes = 0
        clock = SystemClock()
        settings = StationSettings(camera=camera, sound=SoundSection(kind="speech"))
        self.studio = Studio(settings, clock, Measure(Probe("", clock), clock), self._changed)
        self.own, self.remote = RingReader(folder / "own"), RingReader(folder / "remote")
        self.studio.set_rings(self.own.path, self.remote.path)
        self.mirror = asyncio.create_task(self.studio.mirror())

    def _changed(self) -> None:
        self.changes += 1

    def states(self) -> tuple[SourceState, SourceState]:
        return self.studio.sources.camera, self.studio.sources.microphone

    def brightness(self) -> float:
        picture = self.own.newest()
        return float(np.frombuffer(picture.planes[: picture.width * picture.height], np.uint8).mean()) if picture else 0

    def close(self) -> None:
        self.mirror.cancel()
        self.studio.close()


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    room = Room(tmp_path, CameraSection(kind="test", width_px=320, height_px=180))
    yield room
    room.close()


async def test_preview_and_call_each_keep_the_devices_running(room: Room) -> None:
    assert room.states() == (SourceState.OFF, SourceState.OFF)
    room.studio.preview(True)
    await until(lambda: room.states() == (SourceState.OK, SourceState.OK))
    room.studio.in_call(True)
    room.studio.preview(False)
    assert room.states() == (SourceState.OK, SourceState.OK)
    room.studio.in_call(False)
    assert room.states() == (SourceState.OFF, SourceState.OFF)
    assert room.own.newest() is None
    assert room.changes >= 3


async def test_a_camera_that_is_off_shows_so_and_lets_the_device_go(room: Room) -> None:
    room.studio.preview(True)
    await until(lambda: room.brightness() > 100)
    room.studio.set_media(microphone=True, camera=False)
    await until(lambda: 0 < room.brightness() < 60)
    assert room.studio.sources.camera is SourceState.OFF
    room.studio.set_media(microphone=True, camera=True)
    await until(lambda: room.brightness() > 100)


async def test_a_missing_camera_shows_a_still_picture(tmp_path: Path) -> None:
    room = Room(tmp_path, CameraSection(kind="file", path=str(tmp_path / "none"), width_px=320, height_px=180))
    room.studio.preview(True)
    await until(lambda: room.studio.sources.camera is SourceState.MISSING)
    await until(lambda: 0 < room.brightness() < 60)
    room.close()


class Ear:
    """Hears like a connection."""

    def __init__(self) -> None:
        self.loud: list[bool] = []
        self.stethoscope = False

    def hear(self, samples: Samples) -> None:
        self.loud.append(bool(samples.any()))

    def set_stethoscope(self, on: bool) -> None:
        self.stethoscope = on


def listen(room: Room, ear: Ear) -> None:
    room.studio.media(lambda picture: None, asyncio.create_task).listen(ear)


async def test_a_muted_microphone_is_silence_for_every_listener(room: Room) -> None:
    ears = [Ear(), Ear()]
    for ear in ears:
        listen(room, ear)
    room.studio.preview(True)
    await until(lambda: all(any(ear.loud) for ear in ears))
    room.studio.set_media(microphone=False, camera=True)
    for ear in ears:
        ear.loud.clear()
    await until(lambda: all(len(ear.loud) >= 5 for ear in ears))
    assert not any(any(ear.loud) for ear in ears)


async def test_a_new_connection_hears_as_the_one_before(room: Room) -> None:
    first, second, third = Ear(), Ear(), Ear()
    listen(room, first)
    room.studio.set_stethoscope(True)
    listen(room, second)
    assert first.stethoscope and second.stethoscope and room.studio.camera_report.stethoscope_on
    room.studio.reset_tools()
    listen(room, third)
    assert not (first.stethoscope or second.stethoscope or third.stethoscope)


async def test_a_connection_that_is_gone_is_not_listened_for(room: Room) -> None:
    ears = [Ear()]
    listen(room, ears[0])
    room.studio.preview(True)
    await until(lambda: bool(ears[0].loud))
    gone = weakref.ref(ears.pop())
    gc.collect()
    assert gone() is None


async def test_a_stethoscope_is_told_to_every_connection(room: Room) -> None:
    ear = Ear()
    listen(room, ear)
    room.studio.set_stethoscope(True)
    assert ear.stethoscope
    room.studio.reset_tools()
    assert not ear.stethoscope


async def test_rings_given_again_stay_and_others_replace_them(room: Room, tmp_path: Path) -> None:
    picture = CapturedFrame(np.full((6, 4), 9, np.uint8), 4, 4, 0.0)
    room.studio.show(picture)
    room.studio.set_rings(room.own.path, room.remote.path)
    assert room.remote.newest() is not None
    other = RingReader(tmp_path / "other")
    room.studio.set_rings(room.own.path, other.path)
    assert not room.remote.path.exists() and other.newest() is None
    room.studio.show(picture)
    assert other.newest() is not None
    room.studio.blank_remote()
    assert other.newest() is None
