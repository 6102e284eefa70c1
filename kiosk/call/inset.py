# SPDX-License-Identifier: EUPL-1.2
"""The GP's picture with that of a third participant small in it; without one it is the GP's, untouched.

The small one stands at the left, half way up: the patient's own picture has the corners, words have the edges.
Pure but for the clock it is given.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from kiosk.call.cameras.camera import CapturedFrame
from kiosk.call.cameras.i420 import captured, fit, video_frame
from kiosk.clock import Clock

SHARE = 0.26
"""Of the large picture's sides, for the small one."""
MARGIN = 0.02
STALE_S = 2.0
"""A picture that has stood so long is not shown beside one that moves."""
ALONE_PX = (640, 360)
"""Of the dark picture that the small one stands in while the GP sends none."""
GREY, DARK = 128, 16

Planes = NDArray[np.uint8]


class Inset:
    """``write`` is given each picture as it shall be shown."""

    def __init__(self, write: Callable[[CapturedFrame], None], clock: Clock) -> None:
        self._write, self._clock = write, clock
        self._small: CapturedFrame | None = None
        self._small_s = self._large_s = float("-inf")

    def large(self, picture: CapturedFrame) -> None:
        """Take a picture of the GP."""
        now_s = self._clock.monotonic_s()
        self._large_s = now_s
        if self._small is not None and now_s - self._small_s < STALE_S:
            picture = put_in(picture, self._small)
        self._write(picture)

    def small(self, picture: CapturedFrame) -> None:
        """Take a picture of the third participant; it is shown with the next of the GP's, or alone if none comes."""
        now_s = self._clock.monotonic_s()
        self._small, self._small_s = picture, now_s
        if now_s - self._large_s >= STALE_S:
            self._write(put_in(_dark(*ALONE_PX, picture.time_s), picture))

    def drop_small(self) -> bool:
        """The third participant sends no more; tell whether the GP sends nothing either."""
        self._small, self._small_s = None, float("-inf")
        return self._clock.monotonic_s() - self._large_s >= STALE_S

    def drop_large(self) -> None:
        """The GP sends no more."""
        self._large_s = float("-inf")


def put_in(large: CapturedFrame, small: CapturedFrame) -> CapturedFrame:
    """Copy ``large`` with ``small`` in it, scaled to fit; both stay as they are."""
    width, height = fit(small.width, small.height, int(large.width * SHARE), int(large.height * SHARE))
    if (width, height) != (small.width, small.height):
        small = captured(video_frame(small), width, height, small.time_s)
        width, height = small.width, small.height
    planes = large.planes.copy()
    left, top = _even(large.width * MARGIN), _even((large.height - height) / 2)
    for part, (target, source) in enumerate(zip(_parts(planes, large), _parts(small.planes, small), strict=True)):
        scale = 1 if part == 0 else 2
        x, y = left // scale, top // scale
        target[y : y + height // scale, x : x + width // scale] = source
    return CapturedFrame(planes, large.width, large.height, large.time_s)


def _parts(planes: Planes, picture: CapturedFrame) -> tuple[Planes, Planes, Planes]:
    """Return views of Y, U and V."""
    flat = planes.reshape(-1)
    width, height = picture.width, picture.height
    luma, chroma = width * height, width * height // 4
    return (
        flat[:luma].reshape(height, width),
        flat[luma : luma + chroma].reshape(height // 2, width // 2),
        flat[luma + chroma : luma + 2 * chroma].reshape(height // 2, width // 2),
    )


def _dark(width: int, height: int, time_s: float) -> CapturedFrame:
    planes = np.full((height * 3 // 2, width), GREY, dtype=np.uint8)
    planes[:height] = DARK
    return CapturedFrame(planes, width, height, time_s)


def _even(value: float) -> int:
    return int(value) // 2 * 2
