# SPDX-License-Identifier: EUPL-1.2
"""The Raspberry Pi's camera through picamera2 (libcamera).

Untested on hardware: written from the library's source, no Raspberry Pi was at hand. Two streams come of one exposure:
`lores`, as large as the picture is sent, and `main`. Boards of the Pi 5's kind crop each stream by itself: there `main`
is cut in the sensor to where one looks, with all the detail the sensor has, and `lores` stays whole for the patient.
Older boards crop both streams alike: there `main` is larger and the cut is made here, unless an encoder is fed by the
camera itself (`encoded`), in which case both are cropped.
"""

from __future__ import annotations

import importlib
import threading
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from kiosk.call.cameras.camera import CameraError, CameraReason, CapturedFrame, captured_s
from kiosk.call.cameras.orders import Item, Orders, Shot, Still, detail
from kiosk.call.cameras.zoom import Look, closer, window
from kiosk.call.send.pictures.hardware import HardwareEncoder, find_hardware

CAPTURE_S = 2.0
STILL_S = 5.0

Rectangle = tuple[int, int, int, int]


class PiCamera:
    """Frames of camera ``number`` at ``width`` x ``height``."""

    def __init__(self, width: int, height: int, fps: int, number: int = 0, orders: Orders | None = None) -> None:
        self._width, self._height, self._fps, self._number = width // 2 * 2, height // 2 * 2, fps, number
        self._orders = orders or Orders()
        self._crop: Rectangle | None = None
        self.encoded = False
        """An encoder is fed by the camera itself: what it sees must be cropped in the sensor."""
        self._hardware: HardwareEncoder | None = None

    def frames(self, stopping: threading.Event) -> Iterator[Item]:
        """Yield the camera's frames; raises `CameraError` when there is none, or when it stops."""
        camera, video = self._open()
        try:
            camera.start()
            while not stopping.is_set():
                if self._orders.still.is_set():
                    self._orders.still.clear()
                    yield Still(self._still(camera, video))
                if self._hardware is not None:
                    self._hardware.follow(camera)
                yield self._take(camera)
        except (RuntimeError, OSError, TimeoutError) as problem:
            raise CameraError(
                "The camera stopped.", reason=CameraReason.STOPPED, hint="Check its ribbon cable."
            ) from problem
        finally:
            if self._hardware is not None:
                self._hardware.stop(camera)
            camera.stop()
            camera.close()

    def _open(self) -> tuple[Any, Any]:
        """Open the camera; also return its configuration, to come back to after a still."""
        try:
            library = importlib.import_module("picamera2")
        except (ImportError, OSError) as problem:
            raise CameraError(
                "picamera2 is not installed.", reason=CameraReason.NO_LIBRARY, hint="Install python3-picamera2."
            ) from problem
        try:
            camera = library.Picamera2(self._number)
            video = self._configuration(camera, library)
            camera.configure(video)
        except (RuntimeError, IndexError, OSError) as problem:
            raise CameraError(
                "There is no Raspberry Pi camera.", reason=CameraReason.ABSENT, hint="Check its ribbon cable."
            ) from problem
        self._crop = None
        return camera, video

    def _configuration(self, camera: Any, library: Any) -> Any:
        size = (self._width, self._height)
        platform = getattr(getattr(library.Picamera2, "platform", None), "name", "")
        feed = self._orders.hardware
        self._hardware = find_hardware(library, feed, size, self._fps) if feed is not None else None
        if self._hardware is not None:
            self.encoded = True
        return camera.create_video_configuration(
            main={"size": size if platform == "PISP" or self.encoded else detail(*size), "format": "YUV420"},
            lores={"size": size, "format": "YUV420"},
            controls={"FrameRate": float(self._fps)},
            buffer_count=6 if self.encoded else 4,  # an encoder holds one or two
            queue=False,
        )

    # ------------------------------------------------------------------------------------------------ looking closer

    def _aim(self, camera: Any, look: Look) -> None:
        """Crop in the sensor where the board can, and tell it only what changes."""
        controls = camera.camera_controls
        apart = "ScalerCrops" in controls
        if not apart and not self.encoded:
            return
        whole: Rectangle = tuple(controls["ScalerCrop"][2])
        left, top, *size = window(look, whole[2], whole[3])
        crop = (whole[0] + left, whole[1] + top, size[0], size[1]) if look.close else whole
        if crop == (self._crop or whole):
            return
        self._crop = crop
        camera.set_controls({"ScalerCrops": [crop, whole]} if apart else {"ScalerCrop": crop})

    def _take(self, camera: Any) -> Item:
        look = self._orders.lens.look(time.monotonic())
        self._aim(camera, look)
        request = camera.wait(camera.capture_request(wait=False), timeout=CAPTURE_S)
        try:
            # Mapped buffers are uncached: each is copied whole once, and the padding of its rows cut off afterwards.
            own = np.array(request.make_array("lores"), copy=True)
            main = np.array(request.make_array("main"), copy=True) if look.close and not self.encoded else None
            metadata = request.get_metadata()
            wide, high = request.config["main"]["size"]
        finally:
            request.release()
        at_s = captured_s(metadata.get("SensorTimestamp"))
        whole = CapturedFrame(unpad(own, self._width, self._height), self._width, self._height, at_s)
        if main is None:
            return Shot(whole, whole)
        picture = CapturedFrame(unpad(main, wide, high), wide, high, at_s)
        cropped = "ScalerCrops" in camera.camera_controls
        return Shot(picture if cropped else closer(picture, look, self._width, self._height), whole)

    # ------------------------------------------------------------------------------------------------ stills

    def _still(self, camera: Any, video: Any) -> CapturedFrame:
        """Switch to the whole sensor for one picture and back.

        The camera is stopped in between and the large buffer given back first: the library's own advice against a
        fragmented memory of the graphics processor.
        """
        self._orders.pausing = True
        try:
            if self._hardware is not None:
                self._hardware.stop(camera)
            mode = camera.create_still_configuration(main={"format": "YUV420"}, buffer_count=1)
            job = camera.switch_mode_capture_request_and_stop(mode, wait=False)
            request = camera.wait(job, timeout=STILL_S)
            try:
                padded = np.array(request.make_array("main"), copy=True)
                width, height = request.config["main"]["size"]
            finally:
                request.release()
            camera.configure(video)
            camera.start()
        finally:
            self._orders.pausing = False
        self._crop = None
        width, height = width // 2 * 2, height // 2 * 2
        return CapturedFrame(unpad(padded, width, height), width, height, time.monotonic())


def unpad(padded: np.ndarray[Any, np.dtype[np.uint8]], width: int, height: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Cut the padding off I420 rows.

    libcamera pads to its stride: ``padded`` has height*3/2 rows of the stride, with U and V in halves of it.
    """
    stride = padded.shape[1]
    if stride == width:
        return padded
    halves = padded[height:].reshape(2 * (height // 2), stride // 2)[:, : width // 2]
    return np.concatenate([padded[:height, :width].reshape(-1), halves.reshape(-1)]).reshape(height * 3 // 2, width)
