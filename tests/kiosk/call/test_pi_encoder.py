# SPDX-License-Identifier: EUPL-1.2
"""The camera of a Raspberry Pi 4 with its encoder, from the library to the slot: what starts, stops and hides it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.call.cameras.cameras import Cameras
from kiosk.call.send.pictures.hardware_feed import HardwareFeed
from kiosk.call.send.pictures.hardware_unit import HardwareUnit
from kiosk.messages import CameraName, SourceState
from kiosk.settings import CameraSection, ExaminationCameraSection, StationSettings
from tests.kiosk.call import pi
from tests.kiosk.call.wait import until

ROOM = CameraSection(kind="picamera2", width_px=320, height_px=180)
ME = "me"


@pytest.fixture
async def cameras(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[Cameras]:
    pi.install(monkeypatch, tmp_path, pi.Forcing)
    examination = ExaminationCameraSection(kind="test", width_px=320, height_px=240)
    cameras = Cameras(StationSettings(camera=ROOM, examination_camera=examination), lambda: None)
    watching = asyncio.create_task(cameras.watch())
    cameras.start()
    await until(lambda: feed_of(cameras).size, 5)
    yield cameras
    watching.cancel()
    cameras.stop()
    await until(lambda: pi.Picamera2.made[-1].calls[-1] == "close", 5)


def feed_of(cameras: Cameras) -> HardwareFeed:
    assert cameras.hardware is not None
    return cameras.hardware


async def next_unit(cameras: Cameras) -> HardwareUnit:
    return await asyncio.wait_for(feed_of(cameras).take(ME), 5)


async def wanted(cameras: Cameras) -> None:
    feed_of(cameras).aim(ME, 300_000)
    assert (await next_unit(cameras)).keyframe


async def test_it_runs_when_it_is_wanted_beside_the_pictures(cameras: Cameras) -> None:
    assert feed_of(cameras).size == (320, 180) and not pi.H264Encoder.made
    await wanted(cameras)
    before = cameras.pictures.number
    units = [await next_unit(cameras) for _ in range(5)]
    assert [each.time_s for each in units] == sorted({each.time_s for each in units})
    await until(lambda: cameras.pictures.number > before + 3, 5)
    main = pi.Picamera2.made[0].config["main"]
    assert main["size"] == (320, 180) and pi.Picamera2.made[0].config["buffer_count"] == 6


async def test_a_camera_that_is_let_go_sends_nothing_more(cameras: Cameras) -> None:
    await wanted(cameras)
    await next_unit(cameras)
    cameras.stop()
    assert feed_of(cameras).size is None
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(feed_of(cameras).take(ME), 0.2)
    await until(lambda: pi.Picamera2.made[0].calls[-1] == "close", 5)
    assert pi.Picamera2.made[0].stopped == pi.H264Encoder.made
    cameras.start()
    assert (await next_unit(cameras)).keyframe


async def test_an_unplugged_camera_gives_its_encoder_back_and_comes_again(cameras: Cameras) -> None:
    await wanted(cameras)
    pi.Picamera2.made[0].loose.set()
    await until(lambda: cameras.state is SourceState.FAILED, 5)
    assert feed_of(cameras).size is None and not pi.Picamera2.made[0].encoders
    await until(lambda: cameras.state is SourceState.OK, 5)
    unit = await next_unit(cameras)
    while not unit.keyframe:  # of the first camera's, if one waited
        unit = await next_unit(cameras)
    assert len(pi.H264Encoder.made) == 2


async def test_while_another_camera_is_shown_it_gives_nothing(cameras: Cameras) -> None:
    await wanted(cameras)
    await until(lambda: cameras.report().examination, 5)
    cameras.choose(CameraName.EXAMINATION)
    await until(lambda: cameras.report().shown is CameraName.EXAMINATION, 5)
    assert feed_of(cameras).size is None
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(feed_of(cameras).take(ME), 0.2)
    cameras.choose(CameraName.ROOM)
    assert (await next_unit(cameras)).keyframe


async def test_it_stands_still_while_a_picture_is_taken(cameras: Cameras) -> None:
    await wanted(cameras)
    still = await cameras.still()
    assert (still.width, still.height) == (400, 300)
    assert len(pi.Picamera2.made[0].stopped) == 1
    unit = await next_unit(cameras)
    while not unit.keyframe:
        unit = await next_unit(cameras)
    assert len(pi.H264Encoder.made) == 2


@pytest.mark.parametrize("section", [{"encoder": "software"}, {"kind": "test"}])
async def test_where_it_may_not_be_used_there_is_none(section: dict[str, Any]) -> None:
    room = CameraSection(**({"kind": "picamera2"} | section))
    assert Cameras(StationSettings(camera=room), lambda: None).hardware is None
