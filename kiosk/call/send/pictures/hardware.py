# SPDX-License-Identifier: EUPL-1.2
"""The H.264 encoder of the Pi 4 and older, fed by the camera itself: pictures that cost the processor nothing.

Untested on hardware: written from picamera2's sources (`encoders/v4l2_encoder.py`, `h264_encoder.py`; of 0.3.32, which
brought `force_key_frame`, only its interface was to be had); no Raspberry Pi was at hand. The first things to look at
on one: whether a new rate is followed while the encoder runs, and how soon a keyframe comes after it was asked for.
"""

from __future__ import annotations

import fcntl
import importlib
import struct
from pathlib import Path
from typing import Any

from kiosk.call.cameras.camera import captured_s
from kiosk.call.send.pictures.hardware_feed import HardwareFeed
from kiosk.call.send.pictures.hardware_unit import HardwareUnit, UnitReader
from kiosk.log import EventLog

DEVICE = Path("/dev/video11")
"""Where the library opens the encoder, always."""
BOARDS = "VC4"
"""As `Picamera2.platform` calls the boards that have one; a Pi 5 has none."""
INTRA_S = 10.0
"""A keyframe comes at least so often; those that are needed are asked for."""
RATE_STEP_BPS = 25_000
"""The driver knows no finer one."""
VIDIOC_S_CTRL = 0xC008561C
V4L2_CID_MPEG_VIDEO_BITRATE = 0x009909CF
V4L2_CID_MPEG_VIDEO_FORCE_KEY_FRAME = 0x009909E5

_LOG = EventLog("camera")


def find_hardware(library: Any, feed: HardwareFeed, size: tuple[int, int], fps: float) -> HardwareEncoder | None:
    """Return this board's encoder, for a camera whose main stream has ``size``; None where there is none.

    ``library`` is the module picamera2.
    """
    platform = getattr(getattr(library.Picamera2, "platform", None), "name", "")
    if platform != BOARDS or not DEVICE.exists():
        return None
    try:
        kind = importlib.import_module("picamera2.encoders").H264Encoder
        output = importlib.import_module("picamera2.outputs").Output
    except (ImportError, OSError, AttributeError):
        return None
    # The library falls back to software of the same name, which is slower than ours.
    return None if kind.__name__.startswith("Libav") else HardwareEncoder(kind, output, feed, size, fps)


class HardwareEncoder:
    """Runs in the camera's thread, between its pictures. ``kind`` and ``output`` are the library's classes."""

    def __init__(self, kind: Any, output: Any, feed: HardwareFeed, size: tuple[int, int], fps: float) -> None:
        self._kind, self._output_kind, self._feed = kind, output, feed
        self._size, self._fps = size, fps
        self._encoder: Any = None
        self._rate_bps = 0
        self._failed = False

    def follow(self, camera: Any) -> None:
        """Do what the connection wishes: run or not, at which rate, begin anew."""
        if self._failed:
            return
        self._feed.ready(self._size)
        wanted_bps = self._feed.wanted_bps
        try:
            if wanted_bps is None:
                self._end(camera)
            elif self._encoder is None:
                self._begin(camera, _stepped(wanted_bps))
            else:
                self._adjust(_stepped(wanted_bps))
        except (RuntimeError, OSError, TypeError, ValueError) as problem:
            _LOG.error("encoder-away", problem)
            self._failed = True
            self.stop(camera)

    def stop(self, camera: Any) -> None:
        """Give no more pictures; `follow` begins again."""
        self._feed.ready(None)
        try:
            self._end(camera)
        except (RuntimeError, OSError, ValueError, KeyError, AttributeError) as problem:
            # A start that failed half-way leaves the library without some of what its own stop expects.
            _LOG.error("encoder-away", problem)

    def _begin(self, camera: Any, rate_bps: int) -> None:
        encoder = self._kind(
            bitrate=rate_bps,
            repeat=True,
            iperiod=round(INTRA_S * self._fps),
            framerate=float(self._fps),
            enable_sps_framerate=True,
            profile="constrained baseline",
        )
        self._feed.take_wish()  # the first picture is one
        self._encoder, self._rate_bps = encoder, rate_bps
        camera.start_encoder(encoder, self._output(encoder), name="main")

    def _adjust(self, rate_bps: int) -> None:
        if rate_bps != self._rate_bps:
            self._control(V4L2_CID_MPEG_VIDEO_BITRATE, rate_bps)
            self._rate_bps = rate_bps
        if self._feed.take_wish():
            force = getattr(self._encoder, "force_key_frame", None)
            if force is not None:
                force()
            else:
                self._control(V4L2_CID_MPEG_VIDEO_FORCE_KEY_FRAME, 1)

    def _end(self, camera: Any) -> None:
        encoder, self._encoder = self._encoder, None
        if encoder is not None and encoder.running:
            camera.stop_encoder(encoder)

    def _control(self, control: int, value: int) -> None:
        fcntl.ioctl(self._encoder.vd, VIDIOC_S_CTRL, struct.pack("=Ii", control, value))

    def _output(self, encoder: Any) -> Any:
        """Make an output of the library's kind, which it insists on; it is called in the encoder's own thread."""
        reader = UnitReader(*self._size, self._fps)
        width, height = self._size

        def outputframe(
            own: Any,
            frame: bytes | None,
            keyframe: bool = True,
            timestamp: int | None = None,
            packet: Any = None,
            audio: bool = False,
        ) -> None:
            picture = reader.read(frame) if frame and not audio else None
            if picture is None or self._encoder is not encoder:
                return
            data, whole = picture
            time_s = captured_s(_sensor_ns(encoder.firsttimestamp, timestamp))
            self._feed.put(HardwareUnit(data=data, keyframe=whole, time_s=time_s, width=width, height=height))

        return type("FeedOutput", (self._output_kind,), {"outputframe": outputframe})()


def _sensor_ns(first_us: int | None, since_us: int | None) -> int | None:
    """Turn the library's time, which counts from the encoder's first picture, back into the sensor's."""
    return None if first_us is None or since_us is None else (first_us + since_us) * 1000


def _stepped(rate_bps: int) -> int:
    return -(-rate_bps // RATE_STEP_BPS) * RATE_STEP_BPS
