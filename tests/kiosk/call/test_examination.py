# SPDX-License-Identifier: EUPL-1.2
"""The room's camera and the one held by hand: which is shown, what happens when it goes, its light, stills."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from threading import Event as ThreadEvent

import numpy as np
import pytest
from PIL import Image

from kiosk.call.cameras import cameras as cameras_module
from kiosk.call.cameras import choose
from kiosk.call.cameras import thread as thread_module
from kiosk.call.cameras.camera import CameraError, CameraReason, CapturedFrame
from kiosk.call.cameras.cameras import TABLE, Cameras, Event, State
from kiosk.call.cameras.examination import Examination, usb_examination
from kiosk.call.cameras.orders import Item, Orders, Still
from kiosk.call.cameras.still import still_picture
from kiosk.call.cameras.test_picture import TestPicture
from kiosk.call.cameras.thread import CameraThread
from kiosk.call.cameras.torch import V4l2Torch
from kiosk.call.cameras.v4l2 import largest
from kiosk.call.cameras.zoom import bounded
from kiosk.messages import CameraName, SourceState
from kiosk.settings import CameraSection, ExaminationCameraSection, StationSettings
from tests.kiosk.call.wait import until

ROOM, EXAMINATION = CameraName.ROOM, CameraName.EXAMINATION


class Held:
    """A camera in somebody's hand: it can be unplugged; its pictures are 200 bright, a still 250."""

    def __init__(self, orders: Orders) -> None:
        self.plugged, self.opens, self.orders = True, True, orders
        self.lit, self.has_light = False, True

    def frames(self, stopping: ThreadEvent) -> Iterator[Item]:
        if not self.opens:
            raise CameraError("It does not open.", reason=CameraReason.ABSENT)
        while not stopping.wait(0.01):
            if not self.plugged:
                raise CameraError("Unplugged.", reason=CameraReason.STOPPED)
            if self.orders.still.is_set():
                self.orders.still.clear()
                yield Still(_grey(250, 320, 240))
            yield _grey(200, 160, 120)

    def there(self) -> bool:
        return self.has_light

    def switch(self, on: bool) -> bool:
        self.lit = on
        return True


def _grey(value: int, width: int, height: int) -> CapturedFrame:
    import time

    return CapturedFrame(np.full((height * 3 // 2, width), value, np.uint8), width, height, time.monotonic())


class Rig:
    """Cameras with a room that draws, and a held one."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.held = Held(Orders())
        self.changes = 0

        def examination(settings: object, changed: Callable[[], None], slots: choose.Slots) -> Examination:
            camera = CameraThread(
                self.held,
                changed,
                orders=self.held.orders,
                size=(160, 120),
                slots=slots,
            )
            camera.show(False)
            return Examination(camera, lambda: self.held.plugged, self.held)

        monkeypatch.setattr(cameras_module, "choose_examination", examination)
        settings = StationSettings(camera=CameraSection(kind="test", width_px=160, height_px=120))
        self.cameras = Cameras(settings, self._changed)
        self.watching = asyncio.create_task(self.cameras.watch())

    def _changed(self) -> None:
        self.changes += 1

    def brightness(self) -> float:
        item = self.cameras.pictures.item
        return 0.0 if item is None else float(item.planes[: item.height].mean())

    def shows(self, name: CameraName) -> bool:
        return self.cameras.report().shown is name

    async def running(self) -> None:
        self.cameras.start()
        await until(lambda: self.cameras.state is SourceState.OK and self.cameras.report().examination)

    async def to_examination(self) -> None:
        await self.running()
        self.cameras.choose(EXAMINATION)
        await until(lambda: self.shows(EXAMINATION) and self.brightness() == 200)


@pytest.fixture
async def rig(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Rig]:
    monkeypatch.setattr(cameras_module, "LOOK_EVERY_S", 0.02)
    monkeypatch.setattr(cameras_module, "REPEAT_EVERY_S", 0.02)
    monkeypatch.setattr(thread_module, "FIRST_PAUSE_S", 0.02)
    rig = Rig(monkeypatch)
    yield rig
    rig.cameras.stop()
    rig.watching.cancel()


def test_every_state_can_be_left_and_the_room_is_never_lost() -> None:
    assert {state for state, _ in TABLE} == set(State)
    assert all(TABLE[state, Event.DISMISSED] is State.ROOM for state in State if state is not State.ROOM)


async def test_the_examination_camera_takes_over_and_gives_back(rig: Rig) -> None:
    await rig.to_examination()
    assert rig.cameras.state is SourceState.OK
    rig.cameras.choose(ROOM)
    await until(lambda: rig.shows(ROOM) and 0 < rig.brightness() < 199)
    assert not rig.cameras.report().fallen_back


async def test_the_room_is_seen_until_the_other_camera_gives_pictures(rig: Rig) -> None:
    await rig.running()
    rig.held.opens = False
    rig.cameras.choose(EXAMINATION)
    await until(lambda: rig.cameras.report().fallen_back)
    assert rig.shows(ROOM)
    number = rig.cameras.pictures.number
    await until(lambda: rig.cameras.pictures.number > number)


async def test_a_pulled_plug_brings_the_room_back(rig: Rig) -> None:
    await rig.to_examination()
    rig.held.plugged = False
    await until(lambda: rig.shows(ROOM) and rig.cameras.report().fallen_back)
    await until(lambda: 0 < rig.brightness() < 199)
    await until(lambda: not rig.cameras.report().examination)
    rig.cameras.choose(EXAMINATION)
    assert rig.shows(ROOM) and rig.cameras.report().fallen_back
    rig.held.plugged = True
    await until(lambda: rig.cameras.report().examination)


async def test_one_that_never_answers_is_given_up(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cameras_module, "SWITCH_S", 0.05)
    await rig.running()

    def nothing(stopping: ThreadEvent) -> Iterator[Item]:
        stopping.wait(5)
        return iter(())

    rig.held.frames = nothing  # type: ignore[method-assign]
    rig.cameras.choose(EXAMINATION)
    await until(lambda: rig.cameras.report().fallen_back)
    assert rig.shows(ROOM)


async def test_the_light_goes_out_with_the_camera(rig: Rig) -> None:
    await rig.to_examination()
    assert rig.cameras.report().torch
    await rig.cameras.torch(True)
    assert rig.held.lit and rig.cameras.report().torch_on
    rig.cameras.choose(ROOM)
    await until(lambda: not rig.held.lit)
    assert not rig.cameras.report().torch_on
    await rig.cameras.torch(True)
    assert not rig.held.lit and not rig.cameras.report().torch_on


async def test_the_end_of_a_call_forgets_everything(rig: Rig) -> None:
    await rig.to_examination()
    rig.cameras.zoom(0.2, 0.2, 4)
    assert rig.cameras.report().scale == 4
    rig.cameras.stop()
    report = rig.cameras.report()
    assert (report.shown, report.scale, report.zoom, report.still) == (ROOM, 1.0, False, False)
    assert rig.cameras.pictures.item is None and rig.cameras.own.item is None


async def test_each_camera_has_its_own_look(rig: Rig) -> None:
    await rig.running()
    rig.cameras.zoom(0.2, 0.2, 4)
    rig.cameras.choose(EXAMINATION)
    await until(lambda: rig.shows(EXAMINATION))
    assert rig.cameras.report().scale == 1
    rig.cameras.zoom(0.5, 0.5, 2)
    rig.cameras.choose(ROOM)
    assert rig.cameras.report().scale == 4


async def test_the_self_view_stays_whole(rig: Rig) -> None:
    await rig.running()
    rig.cameras.zoom(0.9, 0.9, 8)
    await until(lambda: (sent := rig.cameras.pictures.item) is not None and _stripe_gone(sent))
    own = rig.cameras.own.item
    assert own is not None and not _stripe_gone(own)


def _stripe_gone(picture: CapturedFrame) -> bool:
    """The stripe's blacks and whites stand in the top row of the whole picture only."""
    row = picture.planes[2].astype(int)
    return int(row.max() - row.min()) < 150


async def test_a_still_is_taken_at_its_best_while_pictures_go_on(rig: Rig) -> None:
    await rig.to_examination()
    picture = await rig.cameras.still()
    assert (picture.width, picture.height, int(picture.planes[0, 0])) == (320, 240, 250)
    both = await asyncio.gather(rig.cameras.still(), rig.cameras.still(), return_exceptions=True)
    assert [type(each) for each in both] == [CapturedFrame, CameraError]


async def test_no_still_of_a_camera_that_is_off(rig: Rig) -> None:
    with pytest.raises(CameraError) as problem:
        await rig.cameras.still()
    assert problem.value.reason is CameraReason.OFF


async def test_a_still_that_never_comes_has_a_deadline(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thread_module, "STILL_S", 0.05)
    await rig.to_examination()
    rig.held.orders.still = _Deaf()
    with pytest.raises(CameraError) as problem:
        await rig.cameras.still()
    assert problem.value.reason is CameraReason.TOO_SLOW


class _Deaf(ThreadEvent):
    def is_set(self) -> bool:
        return False


async def test_a_mode_change_repeats_the_last_picture(rig: Rig) -> None:
    await rig.to_examination()
    stuck = ThreadEvent()

    def paused(stopping: ThreadEvent) -> Iterator[Item]:
        yield _grey(200, 160, 120)
        rig.held.orders.pausing = True
        stuck.wait(5)

    rig.cameras.choose(ROOM)
    rig.held.frames = paused  # type: ignore[method-assign]
    rig.cameras.choose(EXAMINATION)
    await until(lambda: rig.held.orders.pausing)
    number = rig.cameras.pictures.number
    await until(lambda: rig.cameras.pictures.number >= number + 3)
    stuck.set()


async def test_the_settings_make_the_cameras(tmp_path: Path) -> None:
    slots = (Cameras(StationSettings(), lambda: None).pictures, Cameras(StationSettings(), lambda: None).own)
    for kind, there in (("none", False), ("test", True), ("file", True), ("v4l2", False)):
        section = ExaminationCameraSection(kind=kind, path=str(tmp_path / "camera"))
        examination = choose.choose_examination(section, lambda: None, slots)
        assert examination.plugged() is there
        assert not examination.torch.there() and examination.torch.switch(False) and not examination.torch.switch(True)
    (tmp_path / "camera").write_bytes(b"")
    assert usb_examination(str(tmp_path / "camera"))() and not usb_examination("")()


def test_a_device_that_is_none_answers_nothing(tmp_path: Path) -> None:
    path = tmp_path / "camera"
    path.write_bytes(b"")
    assert not V4l2Torch(str(path)).there()
    assert largest(str(path)) == largest(str(tmp_path / "none"))


def test_drawn_skin_gains_detail_when_looked_at_closely() -> None:
    orders = Orders()
    frames = TestPicture(160, 120, 200, orders=orders, skin=True).frames(ThreadEvent())
    assert next(frames).width == 160  # type: ignore[union-attr]
    orders.lens.aim(bounded(0.5, 0.5, 3))
    assert next(frames).width == 480  # type: ignore[union-attr]
    orders.still.set()
    still = next(frames)
    assert isinstance(still, Still) and still.picture.width == 480


def test_a_jpeg_says_nothing_but_the_picture() -> None:
    picture = still_picture(_grey(120, 640, 480))
    assert picture is not None
    with Image.open(io.BytesIO(picture.jpeg)) as image:
        assert image.size == (640, 480) and not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_jpeg_is_made_to_fit_or_refused() -> None:
    noise = np.random.default_rng(1).integers(16, 235, (360, 320), dtype=np.uint8)
    frame = CapturedFrame(noise, 320, 240, 0.0)
    best = still_picture(frame)
    assert best is not None
    smaller = still_picture(frame, len(best.jpeg) - 1)
    assert smaller is not None and len(smaller.jpeg) < len(best.jpeg)
    assert still_picture(frame, 1000) is None
