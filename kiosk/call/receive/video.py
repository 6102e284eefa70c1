# SPDX-License-Identifier: EUPL-1.2
"""The GP's picture, from the track to the ring."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from aiortc import MediaStreamTrack
from aiortc.mediastreams import MediaStreamError
from av import VideoFrame

from kiosk.call.cameras.camera import CapturedFrame
from kiosk.call.cameras.i420 import captured, ring_box
from kiosk.frames import MAX_HEIGHT_PX, MAX_WIDTH_PX

MAX_PIXELS = MAX_WIDTH_PX * MAX_HEIGHT_PX


async def show_video(track: MediaStreamTrack, show: Callable[[CapturedFrame], None]) -> None:
    """Read ``track`` to its end and ``show`` each frame, made to fit a ring.

    The track is always read, for aiortc queues without bound what is not; a large picture is scaled in a thread, and
    what arrives meanwhile is dropped.
    """
    scaling: asyncio.Task[CapturedFrame] | None = None
    try:
        while True:
            frame = await track.recv()
            if not isinstance(frame, VideoFrame):
                continue
            if scaling is not None and scaling.done():
                show(scaling.result())
                scaling = None
            if frame.width * frame.height <= MAX_PIXELS:
                show(_fitted(frame))
            elif scaling is None:
                scaling = asyncio.create_task(asyncio.to_thread(_fitted, frame))
    except MediaStreamError:
        return


def _fitted(frame: VideoFrame) -> CapturedFrame:
    return captured(frame, *ring_box(frame.width, frame.height), time_s=time.monotonic())
