# SPDX-License-Identifier: EUPL-1.2
"""The board's encoder and the slot it fills."""

from __future__ import annotations

import asyncio
import threading
import time
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kiosk.call.send.pictures import hardware
from kiosk.call.send.pictures.hardware import INTRA_S, RATE_STEP_BPS, HardwareEncoder, find_hardware
from kiosk.call.send.pictures.hardware_feed import MOST_WAITING, HardwareFeed, floor_bps
from kiosk.call.send.pictures.hardware_unit import HardwareUnit
from tests.kiosk.call import pi

SIZE, FPS = (320, 180), 30
ME, OTHER = "me", "other"


def unit(number: int, *, keyframe: bool = False) -> HardwareUnit:
    return HardwareUnit(data=bytes((number,)), keyframe=keyframe, time_s=float(number), width=320, height=180)


def feed_of(owner: str = ME) -> HardwareFeed:
    feed = HardwareFeed()
    feed.show(True)
    feed.ready(SIZE)
    feed.aim(owner, 300_000)
    return feed


async def taken(feed: HardwareFeed, owner: str = ME) -> list[int]:
    """Take all that waits."""
    numbers = []
    try:
        while True:
            numbers.append((await asyncio.wait_for(feed.take(owner), 0.02)).data[0])
    except TimeoutError:
        return numbers


# ------------------------------------------------------------------------------------------------ the slot


@pytest.mark.parametrize(
    ("size", "rate_bps"),
    [((1280, 720), 600_000), ((960, 540), 350_000), ((640, 360), 150_000), ((320, 180), 150_000),
     ((800, 600), 350_000), ((1920, 1080), 1_350_000)],
)  # fmt: skip
def test_the_least_rate_grows_with_the_picture(size: tuple[int, int], rate_bps: int) -> None:
    assert floor_bps(*size) == rate_bps


async def test_nothing_comes_before_a_keyframe() -> None:
    feed = feed_of()
    for each in (unit(1), unit(2), unit(3, keyframe=True), unit(4)):
        feed.put(each)
    assert await taken(feed) == [3, 4]


Step = Callable[[HardwareFeed], None]
GAPS: dict[str, tuple[Step, ...]] = {
    "hidden": (lambda feed: feed.show(False), lambda feed: feed.show(True)),
    "rested": (lambda feed: feed.rest(ME), lambda feed: feed.aim(ME, 200_000)),
    "released": (lambda feed: feed.release(ME), lambda feed: feed.aim(ME, 200_000)),
    "stopped": (lambda feed: feed.ready(None), lambda feed: feed.ready(SIZE)),
    "overflowed": (MOST_WAITING + 1) * (lambda feed: feed.put(unit(5)),),
}


@pytest.mark.parametrize("gap", GAPS)
async def test_after_a_gap_it_begins_anew(gap: str) -> None:
    feed = feed_of()
    feed.put(unit(1, keyframe=True))
    feed.take_wish()
    for step in GAPS[gap]:
        step(feed)
    assert feed.take_wish()
    for each in (unit(6), unit(7, keyframe=True), unit(8)):
        feed.put(each)
    assert await taken(feed) == [7, 8]


async def test_a_hidden_camera_gives_nothing_not_even_what_waited() -> None:
    feed = feed_of()
    feed.put(unit(1, keyframe=True))
    feed.show(False)
    feed.put(unit(2, keyframe=True))
    assert feed.size is None and await taken(feed) == []


async def test_a_picture_is_for_whoever_has_the_encoder() -> None:
    feed = feed_of()
    other = asyncio.create_task(feed.take(OTHER))
    mine = asyncio.create_task(feed.take(ME))
    await asyncio.sleep(0)
    feed.put(unit(1, keyframe=True))
    assert (await asyncio.wait_for(mine, 2)).data == b"\1"
    assert not other.done() and not feed.free_for(OTHER)
    feed.rest(OTHER)
    feed.release(OTHER)
    assert feed.wanted_bps == 300_000 and not feed.free_for(OTHER)
    feed.release(ME)
    assert feed.free_for(OTHER) and feed.wanted_bps is None
    other.cancel()


async def test_many_pictures_from_a_thread_take_bounded_memory() -> None:
    feed = feed_of()

    def fill() -> None:
        for number in range(2000):
            feed.put(unit(number % 256, keyframe=number % 50 == 0))

    work = threading.Thread(target=fill)
    work.start()
    await asyncio.to_thread(work.join, 10)
    assert len(feed._units) <= MOST_WAITING
    assert len(await taken(feed)) <= MOST_WAITING


# ------------------------------------------------------------------------------------------------ the encoder


def started(
    monkeypatch: pytest.MonkeyPatch, folder: Path, kind: type[pi.H264Encoder] = pi.H264Encoder
) -> tuple[Any, HardwareFeed, HardwareEncoder]:
    """A camera whose encoder is wanted, after its first picture."""
    library: Any = pi.install(monkeypatch, folder, kind)
    feed = feed_of()
    camera = library.Picamera2()
    camera.configure({"main": {"size": SIZE, "format": "YUV420"}})
    encoder = find_hardware(library, feed, SIZE, FPS)
    assert encoder is not None
    film(camera, encoder)
    return camera, feed, encoder


def film(camera: Any, encoder: HardwareEncoder, count: int = 1) -> None:
    for _ in range(count):
        encoder.follow(camera)
        camera.expose()


@pytest.mark.parametrize("kind", [pi.H264Encoder, pi.Forcing])
async def test_rate_and_keyframes_reach_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: type[pi.H264Encoder]
) -> None:
    camera, feed, encoder = started(monkeypatch, tmp_path, kind)
    (made,) = pi.H264Encoder.made
    assert (made.bitrate, made.framerate, made.iperiod) == (300_000, FPS, INTRA_S * FPS)
    feed.aim(ME, 200_001)
    film(camera, encoder, 3)
    feed.aim(ME, 1)
    film(camera, encoder, 3)
    assert made.rates == [300_000, 200_000 + RATE_STEP_BPS, floor_bps(*SIZE)]
    assert made.forced == 0
    feed.want_keyframe()
    film(camera, encoder, 3)
    assert made.forced == 1


async def test_a_picture_has_the_time_of_its_capture(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    camera, feed, encoder = started(monkeypatch, tmp_path)
    captured_s = [time.monotonic()]
    for age_s in (0.25, 0.2, 0.15):
        camera.clock = lambda age_s=age_s: time.clock_gettime(time.CLOCK_BOOTTIME) - age_s
        captured_s.append(time.monotonic() - age_s)
        film(camera, encoder)
    times = [(await asyncio.wait_for(feed.take(ME), 2)).time_s for _ in range(3)]
    assert times[1:] == pytest.approx(captured_s[1:3], abs=0.03)


@pytest.mark.parametrize(
    "odd", [(b"", True, 0), (None, True, 0), (b"\0\0\1\x65x", True, 0, None, True), (b"\0\0\1\x09", True, None)]
)
async def test_what_is_no_picture_is_left_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, odd: Any) -> None:
    _, feed, _ = started(monkeypatch, tmp_path)
    pi.H264Encoder.made[0].output.outputframe(*odd)
    assert await taken(feed) == []


async def test_it_runs_only_while_it_is_wanted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    camera, feed, encoder = started(monkeypatch, tmp_path)
    feed.rest(ME)
    film(camera, encoder)
    assert pi.H264Encoder.made[0].running and pi.H264Encoder.made[0].bitrate == floor_bps(*SIZE)
    feed.release(ME)
    film(camera, encoder, 2)
    assert camera.stopped == pi.H264Encoder.made
    feed.aim(ME, 300_000)
    film(camera, encoder, 2)
    assert len(pi.H264Encoder.made) == 2
    encoder.stop(camera)
    encoder.stop(camera)
    assert feed.size is None and not camera.encoders


async def test_what_comes_after_it_was_stopped_is_left_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    camera, feed, encoder = started(monkeypatch, tmp_path)
    feed.release(ME)
    film(camera, encoder, 2)
    feed.aim(ME, 300_000)
    film(camera, encoder, 2)
    assert len(await taken(feed)) == 1
    old, _ = pi.H264Encoder.made
    old.output.outputframe(b"\0\0\1\x65old", True, 0)
    assert await taken(feed) == []


def fails(*_: object, **__: object) -> None:
    raise OSError(16, "busy")


@pytest.mark.parametrize("call", ["start_encoder", "stop_encoder", "ioctl"])
async def test_an_encoder_that_fails_is_told_once_and_left(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, call: str, caplog: pytest.LogCaptureFixture
) -> None:
    camera, feed, encoder = started(monkeypatch, tmp_path)
    if call == "ioctl":
        monkeypatch.setattr(hardware, "fcntl", types.SimpleNamespace(ioctl=fails))
        feed.aim(ME, 200_000)
    else:
        feed.release(ME)
        film(camera, encoder)
        feed.aim(ME, 300_000)
        monkeypatch.setattr(camera, call, fails)
        if call == "stop_encoder":
            film(camera, encoder)
            feed.release(ME)
    film(camera, encoder, 3)
    assert feed.size is None
    assert [record.getMessage() for record in caplog.records] == ["encoder-away"]


async def test_other_boards_have_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    library: Any = pi.install(monkeypatch, tmp_path)
    feed = HardwareFeed()
    assert find_hardware(library, feed, SIZE, FPS) is not None
    monkeypatch.setattr(library.Picamera2, "platform", types.SimpleNamespace(name="PISP"))
    assert find_hardware(library, feed, SIZE, FPS) is None


async def test_without_its_device_or_with_software_of_that_name_there_is_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class LibavH264Encoder(pi.H264Encoder):
        pass

    feed = HardwareFeed()
    library: Any = pi.install(monkeypatch, tmp_path, LibavH264Encoder)
    assert find_hardware(library, feed, SIZE, FPS) is None
    library = pi.install(monkeypatch, tmp_path)
    (tmp_path / "video11").unlink()
    assert find_hardware(library, feed, SIZE, FPS) is None
