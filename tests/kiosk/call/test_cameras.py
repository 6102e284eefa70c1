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

from kiosk.call.cameras import thread as camera_module
from kiosk.call.cameras.camera import CameraError, CameraReason, CapturedFrame
from kiosk.call.cameras.choose import FirstOf, choose_camera
from kiosk.call.cameras.i420 import fit, for_ring, video_frame
from kiosk.call.cameras.orders import Orders, Still
from kiosk.call.cameras.picamera2 import PiCamera, unpad
from kiosk.call.cameras.thread import CameraThread, NoCamera
from kiosk.call.cameras.v4l2 import V4l2
from kiosk.call.cameras.video_file import VideoFile
from kiosk.call.cameras.zoom import bounded
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
        assert isinstance(frame, CapturedFrame) and (frame.width, frame.height) == (320, 240)
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
    first = next(pictures)
    assert isinstance(first, CapturedFrame) and int(first.planes[0, 0]) == 0
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
    platform: ClassVar[Any] = types.SimpleNamespace(name="VC4")
    MOST = 4
    """The ribbon comes loose after so many requests."""

    def __init__(self, number: int) -> None:
        self.calls: list[str] = []
        self.controls: list[dict[str, Any]] = []
        self.held = self.count = 0
        self.config: dict[str, Any] = {}
        FakePicamera2.made.append(self)

    def create_video_configuration(self, **options: Any) -> dict[str, Any]:
        return options

    def create_still_configuration(self, **options: Any) -> dict[str, Any]:
        options["main"]["size"] = (200, 152)
        return options

    def configure(self, options: dict[str, Any]) -> None:
        self.config = options

    @property
    def camera_controls(self) -> dict[str, Any]:
        crop = ((0, 0, 64, 64), (0, 0, 4000, 3000), (0, 375, 4000, 2250))
        return {"ScalerCrop": crop} | ({"ScalerCrops": crop} if self.platform.name == "PISP" else {})

    def set_controls(self, controls: dict[str, Any]) -> None:
        self.controls.append(controls)

    def capture_request(self, wait: bool) -> FakePicamera2:
        return self

    def switch_mode_capture_request_and_stop(self, options: dict[str, Any], wait: bool) -> FakePicamera2:
        self.config = options
        self.calls.append("still")
        return self

    def wait(self, job: FakePicamera2, timeout: float) -> FakePicamera2:
        self.held += 1
        self.count += 1
        if self.count >= self.MOST:
            raise RuntimeError("the ribbon came loose")
        return job

    def make_array(self, name: str) -> Any:
        width, height = self.config[name]["size"]
        stride = (width + 63) // 32 * 32
        return np.arange(stride * height * 3 // 2, dtype=np.int64).reshape(height * 3 // 2, stride).astype(np.uint8)

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


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> type[FakePicamera2]:
    monkeypatch.setitem(sys.modules, "picamera2", types.SimpleNamespace(Picamera2=FakePicamera2))
    return FakePicamera2


def items(source: PiCamera) -> tuple[list[Any], CameraError]:
    """Take what a camera yields until it fails."""
    taken = []
    with pytest.raises(CameraError) as problem:
        for item in source.frames(threading.Event()):
            taken.append(item)
    return taken, problem.value


def test_the_pi_camera_gives_its_requests_back_and_closes(library: type[FakePicamera2]) -> None:
    start_s = time.monotonic()
    shots, problem = items(PiCamera(64, 48, 30))
    assert problem.reason is CameraReason.STOPPED
    assert [shot.sent.planes.shape for shot in shots] == [(72, 64)] * 3
    assert all(shot.sent is shot.own and start_s - 0.5 < shot.own.time_s < time.monotonic() - 0.02 for shot in shots)
    assert library.made[-1].calls == ["start", "stop", "close"]
    assert library.made[-1].held == 1  # the one that never came
    assert library.made[-1].controls == []


def close_look() -> Orders:
    """Look at the upper left quarter; the glide is over."""
    orders = Orders()
    orders.lens.aim(bounded(0.25, 0.25, 2.0))
    orders.lens.look(time.monotonic())
    return orders


def test_a_pi_5_cuts_one_stream_in_the_sensor(library: type[FakePicamera2], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "platform", types.SimpleNamespace(name="PISP"))
    shots, _ = items(PiCamera(64, 48, 30, orders=close_look()))
    whole = (0, 375, 4000, 2250)
    assert library.made[-1].controls == [{"ScalerCrops": [(0, 375, 2000, 1124), whole]}]
    assert {(shot.sent.width, shot.own.width) for shot in shots} == {(64, 64)}
    assert all(shot.sent is not shot.own for shot in shots)


def test_an_older_pi_cuts_a_larger_picture(library: type[FakePicamera2]) -> None:
    shots, _ = items(PiCamera(64, 48, 30, orders=close_look()))
    assert library.made[-1].controls == []
    assert library.made[-1].config["main"]["size"] == (192, 144)
    assert {shot.sent.planes.shape for shot in shots} == {(72, 64)}


def test_an_older_pi_that_encodes_by_itself_crops_both_streams(library: type[FakePicamera2]) -> None:
    camera = PiCamera(64, 48, 30, orders=close_look())
    camera.encoded = True
    shots, _ = items(camera)
    assert library.made[-1].controls == [{"ScalerCrop": (0, 375, 2000, 1124)}]
    assert all(shot.sent is shot.own for shot in shots)


def test_the_pi_takes_a_still_with_the_whole_sensor_and_goes_on(library: type[FakePicamera2]) -> None:
    orders = Orders()
    orders.still.set()
    (still, *shots), _ = items(PiCamera(64, 48, 30, orders=orders))
    assert isinstance(still, Still) and still.picture.planes.shape == (228, 200)
    assert library.made[-1].calls == ["start", "still", "start", "stop", "close"]
    assert len(shots) == 2 and shots[0].own.width == 64
    assert not orders.still.is_set() and not orders.pausing


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
