# SPDX-License-Identifier: EUPL-1.2
"""A Raspberry Pi 4 as far as picamera2 shows it: a camera, and an encoder that it feeds.

What the encoder gives is made by x264, so that a decoder can tell whether it is whole; it says level 4.0 as the real
one does, comes a picture late as the real one does, and takes its rate and keyframes from the same two calls.
"""

from __future__ import annotations

import struct
import sys
import threading
import time
import types
from collections import deque
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kiosk.call.cameras.camera import CapturedFrame
from kiosk.call.cameras.test_picture import TestPicture
from kiosk.call.send.pictures import hardware
from kiosk.call.send.pictures.h264_packets import split_units
from kiosk.call.send.pictures.hardware import (
    V4L2_CID_MPEG_VIDEO_BITRATE,
    V4L2_CID_MPEG_VIDEO_FORCE_KEY_FRAME,
    VIDIOC_S_CTRL,
)
from kiosk.call.send.pictures.x264 import X264Encoder

LEVEL_4 = 0x28


class Output:
    """`picamera2.outputs.Output`."""

    def __init__(self, pts: None = None) -> None:
        self.recording = False

    def start(self) -> None:
        self.recording = True

    def stop(self) -> None:
        self.recording = False

    def outputframe(
        self,
        frame: bytes,
        keyframe: bool = True,
        timestamp: int | None = None,
        packet: None = None,
        audio: bool = False,
    ) -> None:
        raise NotImplementedError


class H264Encoder:
    """`picamera2.encoders.H264Encoder` of a board that has one."""

    made: list[H264Encoder]

    def __init__(
        self,
        bitrate: int | None = None,
        repeat: bool = True,
        iperiod: int | None = None,
        framerate: float | None = None,
        enable_sps_framerate: bool = False,
        qp: int | None = None,
        profile: str | None = None,
    ) -> None:
        assert repeat and profile == "constrained baseline" and framerate is not None
        self.bitrate, self.iperiod, self.framerate = bitrate or 0, iperiod, framerate
        self.running = False
        self.firsttimestamp: int | None = None
        self.vd = types.SimpleNamespace(encoder=self)
        self.rates: list[int] = [self.bitrate]
        self.forced = 0
        self.mute = self.deaf = False
        """Gives empty pictures; does not hear that a keyframe is wanted."""
        self._force = True
        self._coming: deque[tuple[bytes, bool, int]] = deque()
        self._codec = X264Encoder()
        self.output: Any = None
        H264Encoder.made.append(self)

    def force(self) -> None:
        self.forced += 1
        self._force = not self.deaf

    def encode(self, picture: CapturedFrame, sensor_us: int) -> None:
        if self.firsttimestamp is None:
            self.firsttimestamp = sensor_us
        self._codec.set_rate(self.bitrate, self.framerate)
        data = b"" if self.mute else self._codec.encode(picture, keyframe=self._force)
        key, self._force = self._force, False
        while self._coming:
            frame, keyframe, timestamp = self._coming.popleft()
            self.output.outputframe(frame, keyframe, timestamp, None, False)
        self._coming.append((_at_level_4(data), key, sensor_us - self.firsttimestamp))


def _at_level_4(data: bytes) -> bytes:
    units = [bytes((*unit[:3], LEVEL_4)) + unit[4:] if unit[0] & 31 == 7 else unit for unit in split_units(data)]
    return b"".join(b"\0\0\0\1" + unit for unit in units)


class Forcing(H264Encoder):
    """One of a library that knows keyframes."""

    def force_key_frame(self) -> None:
        self.force()


Forcing.__name__ = "H264Encoder"


@cache
def _source(width: int, height: int) -> TestPicture:
    return TestPicture(width, height, 30)


def drawn(width: int, height: int, time_s: float) -> CapturedFrame:
    """Draw what is seen then."""
    return CapturedFrame(_source(width, height).draw(int(time_s * 1000), 0.0).planes, width, height, time_s)


class Picamera2:
    """`picamera2.Picamera2`; `expose` is one picture of the camera, which `wait` waits for."""

    made: list[Picamera2]
    platform = types.SimpleNamespace(name="VC4")
    clock: Callable[[], float] = staticmethod(lambda: time.clock_gettime(time.CLOCK_BOOTTIME))

    def __init__(self, number: int = 0) -> None:
        self.config: dict[str, Any] = {}
        self.encoders: list[H264Encoder] = []
        self.stopped: list[H264Encoder] = []
        self.loose = threading.Event()
        """The ribbon came loose."""
        self.calls: list[str] = []
        self._sensor_s = 0.0
        Picamera2.made.append(self)

    def expose(self) -> CapturedFrame:
        width, height = self.config["main"]["size"]
        self._sensor_s = self.clock()
        picture = drawn(width, height, self._sensor_s)
        for encoder in self.encoders:
            encoder.encode(picture, int(self._sensor_s * 1e6))
        return picture

    def start_encoder(self, encoder: H264Encoder, output: Output, name: str) -> None:
        assert isinstance(output, Output) and name == "main" and self.config["main"]["format"] == "YUV420"
        encoder.output, encoder.running = output, True
        output.start()
        self.encoders.append(encoder)

    def stop_encoder(self, encoder: H264Encoder) -> None:
        if not encoder.running:
            raise RuntimeError("Encoder already stopped")
        encoder.running = False
        encoder.output.stop()
        self.encoders.remove(encoder)
        self.stopped.append(encoder)

    def create_video_configuration(self, **options: Any) -> dict[str, Any]:
        return options

    def create_still_configuration(self, **options: Any) -> dict[str, Any]:
        options["main"]["size"] = (400, 300)
        return options

    def configure(self, options: dict[str, Any]) -> None:
        self.config = options

    @property
    def camera_controls(self) -> dict[str, Any]:
        return {"ScalerCrop": ((0, 0, 64, 64), (0, 0, 4000, 3000), (0, 375, 4000, 2250))}

    def set_controls(self, controls: dict[str, Any]) -> None:
        self.calls.append("controls")

    def capture_request(self, wait: bool) -> Picamera2:
        return self

    def switch_mode_capture_request_and_stop(self, options: dict[str, Any], wait: bool) -> Picamera2:
        assert not self.encoders, "an encoder is fed with pictures of another size"
        self.config = options
        self.calls.append("still")
        return self

    def wait(self, job: Picamera2, timeout: float) -> Picamera2:
        if self.loose.wait(1 / 30):
            raise RuntimeError("the ribbon came loose")
        self.last = self.expose()
        return self

    def make_array(self, name: str) -> Any:
        width, height = self.config[name]["size"]
        return (
            self.last.planes
            if (width, height) == (self.last.width, self.last.height)
            else np.zeros((height * 3 // 2, width), np.uint8)
        )

    def get_metadata(self) -> dict[str, int]:
        return {"SensorTimestamp": int(self._sensor_s * 1e9)}

    def release(self) -> None:
        self.calls.append("release")

    def start(self) -> None:
        self.calls.append("start")

    def stop(self) -> None:
        self.calls.append("stop")

    def close(self) -> None:
        self.calls.append("close")


def ioctl(vd: Any, request: int, data: bytes) -> bytes:
    control, value = struct.unpack("=Ii", data)
    assert request == VIDIOC_S_CTRL and vd.encoder.running
    if control == V4L2_CID_MPEG_VIDEO_BITRATE:
        vd.encoder.bitrate = value
        vd.encoder.rates.append(value)
    else:
        assert (control, value) == (V4L2_CID_MPEG_VIDEO_FORCE_KEY_FRAME, 1)
        vd.encoder.force()
    return data


def install(monkeypatch: pytest.MonkeyPatch, folder: Path, kind: type[H264Encoder] = H264Encoder) -> types.ModuleType:
    """Make this machine a Raspberry Pi 4."""
    H264Encoder.made, Picamera2.made = [], []
    library: Any = types.ModuleType("picamera2")
    library.Picamera2 = Picamera2
    encoders: Any = types.ModuleType("picamera2.encoders")
    encoders.H264Encoder = kind
    outputs: Any = types.ModuleType("picamera2.outputs")
    outputs.Output = Output
    for module in (library, encoders, outputs):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    device = folder / "video11"
    device.touch()
    monkeypatch.setattr(hardware, "DEVICE", device)
    monkeypatch.setattr(hardware, "fcntl", types.SimpleNamespace(ioctl=ioctl))
    found: types.ModuleType = library
    return found
