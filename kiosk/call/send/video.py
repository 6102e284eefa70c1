# SPDX-License-Identifier: EUPL-1.2
"""The patient's picture on its way to the encoder: the newest frame, never a queue."""

from __future__ import annotations

import asyncio
import fractions
import time
from collections.abc import Callable

import numpy as np
from aiortc import MediaStreamTrack
from aiortc.mediastreams import MediaStreamError
from av import VideoFrame
from PIL import Image, ImageDraw

from kiosk.call.cameras.camera import CapturedFrame
from kiosk.call.cameras.i420 import video_frame
from kiosk.call.latest import Latest

CLOCK_HZ = 90_000
STILL_AFTER_S = 0.5
"""Without a new frame for so long, the still picture is sent instead."""
STILL_EVERY_S = 0.2
_BEHIND_Y, _SYMBOL_Y, _GREY = 24, 140, 128


class OutgoingVideo(MediaStreamTrack):
    """One connection's view of the patient's pictures; sends a still 'camera off' picture while there are none.

    RTP time follows the time of capture. ``sent`` is called with the size of each frame.
    """

    kind = "video"

    def __init__(self, pictures: Latest[CapturedFrame], still: CapturedFrame, sent: Callable[[int, int], None]) -> None:
        super().__init__()
        self._pictures, self._still, self._sent = pictures, still, sent
        self._number = 0
        self._start_s = time.monotonic()
        self._pts = -1
        self._quiet = False

    async def recv(self) -> VideoFrame:
        """Wait for the next frame; aiortc calls this as often as it can send."""
        if self.readyState != "live":
            raise MediaStreamError
        try:
            self._number, picture = await asyncio.wait_for(
                self._pictures.after(self._number), STILL_EVERY_S if self._quiet else STILL_AFTER_S
            )
            self._quiet, at_s = False, picture.time_s
        except TimeoutError:
            self._quiet, at_s, picture = True, time.monotonic(), self._still
        frame = video_frame(picture)
        self._pts = max(self._pts + 1, int((at_s - self._start_s) * CLOCK_HZ))
        frame.pts, frame.time_base = self._pts, fractions.Fraction(1, CLOCK_HZ)
        self._sent(picture.width, picture.height)
        return frame


def camera_off(width: int, height: int) -> CapturedFrame:
    """Draw the still picture that stands for a camera that is off: a crossed-out camera on dark grey."""
    width, height = width // 2 * 2, height // 2 * 2
    picture = Image.new("L", (width, height), _BEHIND_Y)
    draw = ImageDraw.Draw(picture)
    unit, x, y = height / 100, width / 2, height / 2
    draw.rounded_rectangle((x - 20 * unit, y - 12 * unit, x + 9 * unit, y + 12 * unit), 3 * unit, fill=_SYMBOL_Y)
    draw.polygon([(x + 11 * unit, y - 3 * unit), (x + 21 * unit, y - 10 * unit), (x + 21 * unit, y + 10 * unit),
                  (x + 11 * unit, y + 3 * unit)], fill=_SYMBOL_Y)  # fmt: skip
    for thick, colour in ((9, _BEHIND_Y), (4, _SYMBOL_Y)):
        draw.line((x - 24 * unit, y + 20 * unit, x + 24 * unit, y - 20 * unit), fill=colour, width=int(thick * unit))
    planes = np.full((height * 3 // 2, width), _GREY, dtype=np.uint8)
    planes[:height] = np.asarray(picture)
    return CapturedFrame(planes, width, height, 0.0)
