# SPDX-License-Identifier: EUPL-1.2
"""Looking closer: which part of the picture is sent, how the eye glides there, and the cut itself.

The event loop aims (`Lens.aim`), the camera's thread looks (`Lens.look`). Cameras that can cut in the sensor do so;
the pictures of all others are cut here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiosk.call.cameras.camera import CapturedFrame
from kiosk.call.cameras.i420 import fit, planes_of, video_frame

MAX_SCALE = 8.0
"""A twelve-megapixel sensor still gives 500 columns then; more only shows the grain."""
GLIDE_S = 0.12
"""Time constant of the glide: quick enough to steer by, slow enough to see where one goes."""
CLOSE = 1.02
"""Less than this is the whole picture."""
LEAST_SIDE_PX = 32

Window = tuple[int, int, int, int]
"""Left, top, width, height in pixels, all even."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """The middle of what is seen, as shares of the whole picture, and how much larger it is shown."""

    x: float = 0.5
    y: float = 0.5
    scale: float = 1.0

    @property
    def close(self) -> bool:
        """Tell whether this is less than the whole picture."""
        return self.scale > CLOSE


WHOLE = Look()


def bounded(x: float, y: float, scale: float) -> Look:
    """Make the nearest look that stays inside the picture; what is not a number looks at the whole."""
    if not all(math.isfinite(each) for each in (x, y, scale)):
        return WHOLE
    scale = min(max(scale, 1.0), MAX_SCALE)
    half = 0.5 / scale
    return Look(x=min(max(x, half), 1 - half), y=min(max(y, half), 1 - half), scale=scale)


def between(start: Look, end: Look, share: float) -> Look:
    """Go ``share`` of the way, the scale by ratios, so that coming and going take equally long."""
    scale = start.scale * (end.scale / start.scale) ** share
    return bounded(start.x + (end.x - start.x) * share, start.y + (end.y - start.y) * share, scale)


def window(look: Look, width: int, height: int) -> Window:
    """Cut ``look`` out of a picture of ``width`` x ``height``, keeping its shape."""
    wide = max(min(width, LEAST_SIDE_PX), round(width / look.scale / 2) * 2)
    high = max(min(height, LEAST_SIDE_PX), round(height / look.scale / 2) * 2)
    left = min(max(0, int(look.x * width - wide / 2)), width - wide) // 2 * 2
    top = min(max(0, int(look.y * height - high / 2)), height - high) // 2 * 2
    return left, top, wide, high


class Lens:
    """Where one looks. ``aim`` belongs to the event loop, ``look`` to the camera's thread; each only stores a value."""

    def __init__(self) -> None:
        self.aimed = WHOLE
        self._now = WHOLE
        self._at_s = 0.0

    def aim(self, look: Look) -> None:
        """Glide there from now on."""
        self.aimed = look

    def look(self, now_s: float) -> Look:
        """Tell where the glide is at ``now_s``."""
        aimed, gone_s, self._at_s = self.aimed, max(0.0, now_s - self._at_s), now_s
        if self._now != aimed:
            self._now = between(self._now, aimed, 1 - math.exp(-gone_s / GLIDE_S))
            if _near(self._now, aimed):
                self._now = aimed
        return self._now

    @property
    def close(self) -> bool:
        """Tell whether more detail than the whole picture's is wanted, now or in a moment."""
        return self.aimed.close or self._now.close


def _near(one: Look, other: Look) -> bool:
    """Tell whether the two differ by less than a pixel or so."""
    return abs(one.scale / other.scale - 1) < 0.004 and abs(one.x - other.x) + abs(one.y - other.y) < 0.002 / one.scale


def closer(picture: CapturedFrame, look: Look, width: int, height: int) -> CapturedFrame:
    """Cut ``look`` out of ``picture`` and scale it to what fits into ``width`` x ``height``; about 2 ms for 1080p."""
    size = fit(picture.width, picture.height, width, height)
    if not look.close:
        cut, sides = picture, (picture.width, picture.height)
    else:
        left, top, *rest = window(look, picture.width, picture.height)
        sides = (rest[0], rest[1])
        cut = CapturedFrame(_cut(picture, left, top, *sides), *sides, picture.time_s)
    if sides == size:
        return cut
    scaled = video_frame(cut).reformat(width=size[0], height=size[1])
    return CapturedFrame(planes_of(scaled), *size, picture.time_s)


def _cut(picture: CapturedFrame, left: int, top: int, wide: int, high: int) -> NDArray[np.uint8]:
    luma = picture.planes[top : top + high, left : left + wide]
    chroma = picture.planes[picture.height :].reshape(2, picture.height // 2, picture.width // 2)
    colours = chroma[:, top // 2 : (top + high) // 2, left // 2 : (left + wide) // 2]
    return np.concatenate([luma.reshape(-1), colours.reshape(-1)]).reshape(high * 3 // 2, wide)
