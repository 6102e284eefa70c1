# SPDX-License-Identifier: EUPL-1.2
"""I420 pictures: from and to the frames of PyAV, and fitted into a box."""

from __future__ import annotations

import time
from typing import cast

import numpy as np
from av import VideoFrame
from numpy.typing import NDArray

from kiosk.call.cameras.camera import CapturedFrame
from kiosk.frames import MAX_HEIGHT_PX, MAX_WIDTH_PX


def captured(frame: VideoFrame, width: int, height: int, time_s: float | None = None) -> CapturedFrame:
    """Copy ``frame``, scaled to fit into ``width`` x ``height``, as captured now or at ``time_s``."""
    fitted = fit(frame.width, frame.height, width, height)
    if fitted != (frame.width, frame.height) or frame.format.name != "yuv420p":
        frame = frame.reformat(width=fitted[0], height=fitted[1], format="yuv420p")
    return CapturedFrame(planes_of(frame), *fitted, time.monotonic() if time_s is None else time_s)


def planes_of(frame: VideoFrame) -> NDArray[np.uint8]:
    """Copy the planes of a yuv420p ``frame`` of even sides into one array of height*3/2 rows."""
    return cast("NDArray[np.uint8]", frame.to_ndarray())


def video_frame(picture: CapturedFrame) -> VideoFrame:
    """Copy ``picture`` into a frame for an encoder, which may write on it."""
    return VideoFrame.from_ndarray(picture.planes, format="yuv420p")


def for_ring(picture: CapturedFrame) -> CapturedFrame:
    """Make ``picture`` small enough for a ring, upright or lying; usually it is already."""
    if picture.width * picture.height <= MAX_WIDTH_PX * MAX_HEIGHT_PX:
        return picture
    return captured(video_frame(picture), *ring_box(picture.width, picture.height), picture.time_s)


def ring_box(width: int, height: int) -> tuple[int, int]:
    """Tell the largest picture of that orientation that a ring takes."""
    return (MAX_HEIGHT_PX, MAX_WIDTH_PX) if height > width else (MAX_WIDTH_PX, MAX_HEIGHT_PX)


def fit(width: int, height: int, most_wide: int, most_high: int) -> tuple[int, int]:
    """Find the largest even size of the same shape that fits; never larger than it was."""
    share = min(1.0, most_wide / width, most_high / height)
    return max(2, int(width * share) // 2 * 2), max(2, int(height * share) // 2 * 2)
