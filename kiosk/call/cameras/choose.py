# SPDX-License-Identifier: EUPL-1.2
"""Which cameras: by settings; for the room also the first one that gives pictures."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

from kiosk.call.cameras.camera import CameraError, CameraReason, CapturedFrame
from kiosk.call.cameras.examination import Examination, usb_examination
from kiosk.call.cameras.orders import Item, Orders
from kiosk.call.cameras.picamera2 import PiCamera
from kiosk.call.cameras.test_picture import TestPicture
from kiosk.call.cameras.thread import Camera, CameraThread, FrameSource, NoCamera
from kiosk.call.cameras.torch import NoTorch, V4l2Torch
from kiosk.call.cameras.v4l2 import V4l2
from kiosk.call.cameras.video_file import VideoFile
from kiosk.call.latest import Latest
from kiosk.call.send.pictures.hardware_feed import HardwareFeed
from kiosk.settings import CameraSection, ExaminationCameraSection

Slots = tuple[Latest[CapturedFrame], Latest[CapturedFrame]]
Kinds = dict[str, Callable[[], FrameSource]]


class FirstOf:
    """Tries one kind after the other each time it is opened, so that a camera plugged in later is found."""

    def __init__(self, sources: tuple[FrameSource, ...]) -> None:
        self._sources = sources

    def frames(self, stopping: threading.Event) -> Iterator[Item]:
        """Yield frames of the first source that has any; raises `CameraError` when it stops, or when none has."""
        for source in self._sources:
            seen = False
            try:
                for frame in source.frames(stopping):
                    seen = True
                    yield frame
            except CameraError:
                if seen:
                    raise
        raise CameraError("There is no camera.", reason=CameraReason.ABSENT, hint="Plug one in, or set camera.kind.")


def choose_camera(settings: CameraSection, changed: Callable[[], None], slots: Slots | None = None) -> Camera:
    """Make the camera that ``settings`` ask for; ``changed`` is called in the event loop when its state changes."""
    if settings.kind == "none":
        return NoCamera(slots)
    size = (settings.width_px, settings.height_px)
    shape = (*size, settings.fps)
    orders = Orders()
    if settings.encoder == "auto" and settings.kind in ("auto", "picamera2"):
        orders.hardware = HardwareFeed()
    kinds: Kinds = {
        "test": lambda: TestPicture(*shape, orders=orders),
        "file": lambda: VideoFile(settings.path, *shape, orders=orders),
        "v4l2": lambda: V4l2(settings.path, *shape, orders=orders),
        "picamera2": lambda: PiCamera(*shape, orders=orders),
        "auto": lambda: FirstOf((PiCamera(*shape, orders=orders), V4l2(settings.path, *shape, orders=orders))),
    }
    return CameraThread(kinds[settings.kind](), changed, orders=orders, size=size, slots=slots)


def choose_examination(settings: ExaminationCameraSection, changed: Callable[[], None], slots: Slots) -> Examination:
    """Make the camera held by hand that ``settings`` ask for; it is absent where there is none."""
    size = (settings.width_px, settings.height_px)
    shape = (*size, settings.fps)
    orders = Orders()
    if settings.kind == "none":
        return Examination(NoCamera(slots), lambda: False, NoTorch())
    kinds: Kinds = {
        "test": lambda: TestPicture(*shape, orders=orders, skin=True),
        "file": lambda: VideoFile(settings.path, *shape, orders=orders),
        "v4l2": lambda: V4l2(settings.path, *shape, orders=orders),
    }
    camera = CameraThread(kinds[settings.kind](), changed, orders=orders, size=size, slots=slots)
    camera.show(False)
    if settings.kind == "v4l2":
        return Examination(camera, usb_examination(settings.path), V4l2Torch(settings.path))
    return Examination(camera, lambda: True, NoTorch())
