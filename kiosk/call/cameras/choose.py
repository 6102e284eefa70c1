# SPDX-License-Identifier: EUPL-1.2
"""Which camera: by settings, or the first one that gives pictures."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

from kiosk.call.cameras.camera import (
    Camera,
    CameraError,
    CameraReason,
    CameraThread,
    CapturedFrame,
    FrameSource,
    NoCamera,
)
from kiosk.call.cameras.picamera2 import PiCamera
from kiosk.call.cameras.test_picture import TestPicture
from kiosk.call.cameras.v4l2 import V4l2
from kiosk.call.cameras.video_file import VideoFile
from kiosk.settings import CameraSection


class FirstOf:
    """Tries one kind after the other each time it is opened, so that a camera plugged in later is found."""

    def __init__(self, sources: tuple[FrameSource, ...]) -> None:
        self._sources = sources

    def frames(self, stopping: threading.Event) -> Iterator[CapturedFrame]:
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


def choose_camera(settings: CameraSection, changed: Callable[[], None]) -> Camera:
    """Make the camera that ``settings`` ask for; ``changed`` is called in the event loop when its state changes."""
    size = (settings.width_px, settings.height_px, settings.fps)
    kinds: dict[str, Callable[[], FrameSource]] = {
        "test": lambda: TestPicture(*size),
        "file": lambda: VideoFile(settings.path, *size),
        "v4l2": lambda: V4l2(settings.path, *size),
        "picamera2": lambda: PiCamera(*size),
        "auto": lambda: FirstOf((PiCamera(*size), V4l2(settings.path, *size))),
    }
    if settings.kind == "none":
        return NoCamera()
    return CameraThread(kinds[settings.kind](), changed)
