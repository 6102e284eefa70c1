# SPDX-License-Identifier: EUPL-1.2
"""Cameras: each kind, and the thread that runs them and looks for them again."""

from __future__ import annotations

import asyncio
import fractions
import sys
import threading
import time
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import av
import numpy as np
import pytest

from kiosk.call.cameras import camera as camera_module
from kiosk.call.cameras.camera import CameraError, CameraReason, CameraThread, CapturedFrame, NoCamera
from kiosk.call.cameras.choose import FirstOf, choose_camera
from kiosk.call.cameras.i420 import fit, for_ring, video_frame
from kiosk.call.cameras.picamera2 import PiCamera, unpad
from kiosk.call.cameras.v4l2 import V4l2
from kiosk.call.cameras.video_file import VideoFile
from kiosk.messages import SourceState
from kiosk.settings import CameraSection
from tests.kiosk.call.wait import until


def grey(value: int, width: int = 64, height: int = 48) -> CapturedFrame:
    planes = np.full((height * 3 // 2, width), value, dtype=np.uint8)
    return CapturedFrame(planes, width, height, time.monotonic())


class Moody:
    """A camera that gives a few frames each time it is opened, and then fails; ``there`` is whether it opens."""

    def __init__(self, there: bool = True, frames: int = 3) -> None:
        self.there, self.count, self.opened = there, frames, 0

    def frames(self, stopping: threading.Event) -> Iterator[CapturedFrame]:
        self.opened += 1
        if not self.there:
            raise CameraError("No camera.", reason=CameraReason.ABSENT)
        for value in range(self.count):
            if stopping.wait(0.005):
                return
            yield grey(value)
        raise CameraError("Unplugged.", reason=CameraReason.STOPPED)


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camera_module, "FIRST_PAUSE_S", 0.02)
    monkeypatch.setattr(camera_module, "LONGEST_PAUSE_S", 0.05)


async def test_an_unplugged_camera_is_failed_and_found_again() -> None:
    states: list[SourceState] = []
    source = Moody()
    camera = CameraThread(source, lambda: states.append(camera.state))
    camera.start()
    camera.start()
    await until(lambda: states[:3] == [SourceState.OK, SourceState.FAILED, SourceState.OK])
    camera.stop()
    await until(lambda: states[-1] is SourceState.OFF)
    assert camera.pictures.item is None


async def test_a_camera_that_comes_late_is_found() -> None:
    states: list[SourceState] = []
    source = Moody(there=False, frames=1000)
    camera = CameraThread(source, lambda: states.append(camera.state))
    camera.start()
    await until(lambda: source.opened > 2)
    assert states == [SourceState.MISSING]
    source.there = True
    number, picture = await asyncio.wait_for(camera.pictures.after(0), 5)
    assert number >= 1 and picture.width == 64
    await until(lambda: states == [SourceState.MISSING, SourceState.OK])
    camera.stop()


async def test_only_the_newest_picture_is_kept_while_the_loop_is_held_up() -> None:
    camera = CameraThread(Moody(frames=10_000), lambda: None)
    camera.start()
    await asyncio.wait_for(camera.pictures.after(0), 5)
    time.sleep(0.1)
    number, _ = await asyncio.wait_for(camera.pictures.after(camera.pictures.number - 1), 5)
    assert number > 5
    camera.stop()


async def test_starting_and_stopping_often_leaves_no_threads() -> None:
    before = threading.active_count()
    camera = choose_camera(CameraSection(kind="test", width_px=160, height_px=120), lambda: None)
    for _ in range(200):
        camera.start()
        await asyncio.sleep(0)
        camera.stop()
    await until(lambda: threading.active_count() <= before)
    camera.start()
    await asyncio.wait_for(camera.pictures.after(camera.pictures.number), 5)
    camera.stop()
    await until(lambda: threading.active_count() <= before)


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film.webm"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libvpx", rate=20)
        stream.width, stream.height, stream.pix_fmt = 640, 480, "yuv420p"
        for index in range(10):
            planes = np.full((720, 640), 20 * index + 20, dtype=np.uint8)
            frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
            frame.pts, frame.time_base = index, fractions.Fraction(1, 20)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def test_a_film_loops_at_its_pace(film: Path) -> None:
    stopping, shades, start_s = threading.Event(), [], time.monotonic()
    for frame in VideoFile(str(film), 320, 240, 30).frames(stopping):
        assert (frame.width, frame.height) == (320, 240)
        shades.append(int(frame.planes[:240].mean()))
        if len(shades) == 15:
            stopping.set()
    assert 0.55 < time.monotonic() - start_s < 5
    assert shades[0] < 60 < shades[9] and shades[11] < 80


@pytest.mark.parametrize("content", [None, b"", b"rubbish" * 99])
def test_a_film_that_is_none_is_a_missing_camera(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "film"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CameraError):
        next(VideoFile(str(path), 320, 240, 30).frames(threading.Event()))


def test_no_webcam(tmp_path: Path) -> None:
    for source in (V4l2("", 640, 360, 30, folder=tmp_path), V4l2(str(tmp_path / "video0"), 640, 360, 30)):
        with pytest.raises(CameraError) as problem:
            next(source.frames(threading.Event()))
        assert problem.value.reason is CameraReason.ABSENT


def test_the_first_camera_that_gives_pictures_is_taken() -> None:
    absent, there = Moody(there=False), Moody(frames=2)
    pictures = FirstOf((absent, there)).frames(threading.Event())
    assert int(next(pictures).planes[0, 0]) == 0
    next(pictures)
    with pytest.raises(CameraError, match="Unplugged"):
        next(pictures)
    with pytest.raises(CameraError, match="There is no camera"):
        next(FirstOf((absent, absent)).frames(threading.Event()))


@pytest.mark.parametrize("kind", ["auto", "test", "file", "v4l2", "picamera2", "none"])
async def test_every_kind_can_be_chosen(kind: str) -> None:
    camera = choose_camera(CameraSection(kind=kind), lambda: None)
    assert camera.state is SourceState.OFF
    assert isinstance(camera, NoCamera) == (kind == "none")
    if kind == "none":
        camera.start()
        camera.stop()


class FakePicamera2:
    """The library's interface as far as it is used: padded rows, sensor time, requests that must be given back."""

    made: ClassVar[list[FakePicamera2]] = []

    def __init__(self, number: int) -> None:
        self.calls: list[str] = []
        self.held = 0
        FakePicamera2.made.append(self)

    def create_video_configuration(self, **options: Any) -> dict[str, Any]:
        return options

    def configure(self, options: dict[str, Any]) -> None:
        assert options["lores"]["format"] == "YUV420"

    def capture_request(self, wait: bool) -> FakePicamera2:
        return self

    def wait(self, job: FakePicamera2, timeout: float) -> FakePicamera2:
        self.held += 1
        if len(self.calls) > 3:
            raise RuntimeError("the ribbon came loose")
        self.calls.append("frame")
        return job

    def make_array(self, name: str) -> Any:
        return np.arange(96 * 72, dtype=np.int64).reshape(72, 96).astype(np.uint8)

    def get_metadata(self) -> dict[str, int]:
        return {"SensorTimestamp": time.clock_gettime_ns(time.CLOCK_BOOTTIME) - 30_000_000}

    def release(self) -> None:
        self.held -= 1

    def start(self) -> None:
        self.calls.append("start")

    def stop(self) -> None:
        self.calls.append("stop")

    def close(self) -> None:
        self.calls.append("close")


def test_the_pi_camera_gives_its_requests_back_and_closes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "picamera2", types.SimpleNamespace(Picamera2=FakePicamera2))
    frames = []
    with pytest.raises(CameraError) as problem:
        for frame in PiCamera(64, 48, 30).frames(threading.Event()):
            frames.append(frame)
            assert 0.02 < time.monotonic() - frame.time_s < 0.5
    assert problem.value.reason is CameraReason.STOPPED
    assert [frame.planes.shape for frame in frames] == [(72, 64)] * 3
    library = FakePicamera2.made[-1]
    assert library.calls[-2:] == ["stop", "close"]


def test_without_picamera2_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "picamera2", None)
    with pytest.raises(CameraError) as problem:
        next(PiCamera(64, 48, 30).frames(threading.Event()))
    assert problem.value.reason is CameraReason.NO_LIBRARY


def test_padding_is_cut_off_every_plane() -> None:
    y = np.tile(np.r_[np.full(6, 1), np.full(2, 99)], (4, 1))
    chroma = [np.tile(np.r_[np.full(3, value), np.full(1, 99)], (2, 1)) for value in (2, 3)]
    padded = np.concatenate([y, *(plane.reshape(-1, 8) for plane in chroma)]).astype(np.uint8)
    cut = unpad(padded, 6, 4)
    assert cut.shape == (6, 6)
    assert cut.reshape(-1).tolist() == [1] * 24 + [2] * 6 + [3] * 6
    assert unpad(cut, 6, 4) is cut


@pytest.mark.parametrize(
    ("size", "box", "fitted"),
    [
        ((640, 360), (1280, 720), (640, 360)),
        ((1920, 1080), (1280, 720), (1280, 720)),
        ((3840, 2160), (1280, 720), (1280, 720)),
        ((1081, 1921), (720, 1280), (720, 1278)),
        ((1, 1), (10, 10), (2, 2)),
        ((100_000, 2), (1280, 720), (1280, 2)),
    ],
)
def test_fit(size: tuple[int, int], box: tuple[int, int], fitted: tuple[int, int]) -> None:
    width, height = fit(*size, *box)
    assert abs(width - fitted[0]) <= 2 and abs(height - fitted[1]) <= 2
    assert width % 2 == height % 2 == 0 and width <= box[0] and height <= box[1]


def test_a_large_picture_is_made_to_fit_a_ring() -> None:
    assert (for_ring(grey(50, 1920, 1080)).width, for_ring(grey(50, 1080, 1920)).height) == (1280, 1280)
    small = grey(50)
    assert for_ring(small) is small
    assert video_frame(small).to_ndarray().tolist() == small.planes.tolist()
