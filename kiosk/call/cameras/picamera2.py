# SPDX-License-Identifier: EUPL-1.2
"""The Raspberry Pi's camera through picamera2 (libcamera).

Untested on hardware: written from the library's interface, no Raspberry Pi was at hand. The `lores` stream is taken
because it is the one the older boards can give as YUV420; `main` stays free for an encoder fed by the camera itself.
"""

from __future__ import annotations

import importlib
import threading
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from kiosk.call.cameras.camera import CameraError, CameraReason, CapturedFrame

CAPTURE_S = 2.0


class PiCamera:
    """Frames of camera ``number`` at ``width`` x ``height``."""

    def __init__(self, width: int, height: int, fps: int, number: int = 0) -> None:
        self._width, self._height, self._fps, self._number = width // 2 * 2, height // 2 * 2, fps, number

    def frames(self, stopping: threading.Event) -> Iterator[CapturedFrame]:
        """Yield the camera's frames; raises `CameraError` when there is none, or when it stops."""
        camera = self._open()
        try:
            camera.start()
            while not stopping.is_set():
                yield self._take(camera)
        except (RuntimeError, OSError, TimeoutError) as problem:
            raise CameraError(
                "The camera stopped.", reason=CameraReason.STOPPED, hint="Check its ribbon cable."
            ) from problem
        finally:
            camera.stop()
            camera.close()

    def _open(self) -> Any:
        try:
            library = importlib.import_module("picamera2")
        except (ImportError, OSError) as problem:
            raise CameraError(
                "picamera2 is not installed.", reason=CameraReason.NO_LIBRARY, hint="Install python3-picamera2."
            ) from problem
        try:
            camera = library.Picamera2(self._number)
            size = {"size": (self._width, self._height)}
            camera.configure(
                camera.create_video_configuration(
                    main={**size, "format": "YUV420"},
                    lores={**size, "format": "YUV420"},
                    controls={"FrameRate": float(self._fps)},
                    buffer_count=4,
                    queue=False,
                )
            )
        except (RuntimeError, IndexError, OSError) as problem:
            raise CameraError(
                "There is no Raspberry Pi camera.", reason=CameraReason.ABSENT, hint="Check its ribbon cable."
            ) from problem
        return camera

    def _take(self, camera: Any) -> CapturedFrame:
        request = camera.wait(camera.capture_request(wait=False), timeout=CAPTURE_S)
        try:
            # The mapped buffer is uncached: it is copied whole once, and the padding of its rows cut off afterwards.
            padded = np.array(request.make_array("lores"), copy=True)
            sensor_ns = request.get_metadata().get("SensorTimestamp")
        finally:
            request.release()
        age_s = (time.clock_gettime_ns(time.CLOCK_BOOTTIME) - sensor_ns) / 1e9 if sensor_ns else 0.0
        planes = unpad(padded, self._width, self._height)
        return CapturedFrame(planes, self._width, self._height, time.monotonic() - max(0.0, age_s))


def unpad(padded: np.ndarray[Any, np.dtype[np.uint8]], width: int, height: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Cut the padding off I420 rows.

    libcamera pads to its stride: ``padded`` has height*3/2 rows of the stride, with U and V in halves of it.
    """
    stride = padded.shape[1]
    if stride == width:
        return padded
    halves = padded[height:].reshape(2 * (height // 2), stride // 2)[:, : width // 2]
    return np.concatenate([padded[:height, :width].reshape(-1), halves.reshape(-1)]).reshape(height * 3 // 2, width)
