# SPDX-License-Identifier: EUPL-1.2
"""An encoder of FFmpeg whose rate and size change while it runs.

Some changes it takes while it is open, others need it opened anew, which costs a keyframe. Where that is depends on the
codec: `Limits` says it. Another pace is always one of the others, for an encoder spends its bits by the picture.
"""

from __future__ import annotations

import fractions
from dataclasses import dataclass
from typing import Any, cast

import av
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType

from kiosk.call.cameras.camera import CapturedFrame
from kiosk.call.cameras.i420 import video_frame
from kiosk.call.formats import PICTURE_RATE_HZ


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Within which shares of the rate it was opened with an encoder can go on."""

    least: float
    most: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Opening:
    """What an encoder is opened with: ``bitrate_bps`` at ``fps``."""

    width: int
    height: int
    bitrate_bps: int
    fps: float


class LiveEncoder:
    """The common part: when to open anew, scaling, time. A codec says how it is opened."""

    codec_name: str
    limits: Limits

    def __init__(self) -> None:
        self._opening: Opening | None = None
        self._context: Any = None
        self._width = self._height = 0
        self._bitrate_bps, self._fps = 300_000, 30.0
        self._pts = -1
        self.opened = 0
        """How often it was opened."""

    def set_size(self, width: int, height: int) -> None:
        self._width, self._height = width, height

    def set_rate(self, bitrate_bps: int, fps: float) -> None:
        self._bitrate_bps, self._fps = bitrate_bps, fps

    def encode(self, picture: CapturedFrame, *, keyframe: bool) -> bytes:
        width, height = (self._width, self._height) if self._width else (picture.width, picture.height)
        wanted = Opening(width=width, height=height, bitrate_bps=self._bitrate_bps, fps=self._fps)
        if not self._fits(wanted):
            self._open(wanted)
        self._adjust(wanted)
        frame = video_frame(picture)
        if (picture.width, picture.height) != (width, height):
            frame = frame.reformat(width=width, height=height, interpolation="BILINEAR")
        self._pts = max(self._pts + 1, int(picture.time_s * PICTURE_RATE_HZ))
        frame.pts, frame.time_base = self._pts, fractions.Fraction(1, PICTURE_RATE_HZ)
        frame.pict_type = PictureType.I if keyframe else PictureType.NONE
        return b"".join(bytes(packet) for packet in self._context.encode(frame))

    def open(self, opening: Opening) -> VideoCodecContext:
        """Make the codec's context."""
        raise NotImplementedError

    def _fits(self, wanted: Opening) -> bool:
        opened = self._opening
        if opened is None or (opened.width, opened.height, opened.fps) != (wanted.width, wanted.height, wanted.fps):
            return False
        return self.limits.least * opened.bitrate_bps <= wanted.bitrate_bps <= self.limits.most * opened.bitrate_bps

    def _open(self, wanted: Opening) -> None:
        self._opening, self.opened = wanted, self.opened + 1
        self._context = self.open(wanted)

    def _adjust(self, wanted: Opening) -> None:
        self._context.bit_rate = wanted.bitrate_bps


def new_context(name: str, opening: Opening, options: dict[str, str]) -> VideoCodecContext:
    """Make a context that gives every picture at once."""
    context = cast(VideoCodecContext, av.CodecContext.create(name, "w"))
    context.width, context.height, context.pix_fmt = opening.width, opening.height, "yuv420p"
    context.time_base = fractions.Fraction(1, PICTURE_RATE_HZ)
    context.framerate = fractions.Fraction(opening.fps).limit_denominator(1000)
    context.bit_rate = opening.bitrate_bps
    context.thread_count, context.thread_type = 1, "SLICE"
    context.options = options
    return context
