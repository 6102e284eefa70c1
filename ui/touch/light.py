# SPDX-License-Identifier: EUPL-1.2
"""Whether a person can be seen well in her own picture, from its luminance alone. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

_STEPS_X, _STEPS_Y = 48, 27
_MIDDLE_X, _MIDDLE_Y = (0.3, 0.7), (0.2, 0.9)
"""Where somebody who sits before the camera is: shares of the picture's sides."""
DARK = 58.0
"""Mean luminance of a face (BT.601, 16 to 235) below which its features go under."""
BACKLIT_BELOW, BACKLIT_BY = 105.0, 60.0
"""A face is backlit if it is darker than the one and what is around it lighter by the other."""
BURNT = 232
"""A sample as bright as this has no drawing left."""
MOST_BURNT = 0.3
STEADY = 2
"""So many looks in a row must agree before something else is said."""


class Light(StrEnum):
    """What is said of the light."""

    UNKNOWN = "unknown"
    """There is no picture."""
    GOOD = "good"
    DARK = "dark"
    BRIGHT = "bright"
    BACKLIT = "backlit"


def judge(luma: bytes | memoryview, width: int, height: int) -> Light:
    """Judge a picture by its plane of luminance, a byte a pixel, row after row."""
    if min(width, height) < 2 or len(luma) < width * height:
        return Light.UNKNOWN
    middle: list[int] = []
    around: list[int] = []
    for x, y, inside in _grid():
        sample = luma[int(y * height) * width + int(x * width)]
        (middle if inside else around).append(sample)
    face, room = sum(middle) / len(middle), sum(around) / len(around)
    if sum(sample >= BURNT for sample in middle) > MOST_BURNT * len(middle):
        return Light.BRIGHT
    if face < BACKLIT_BELOW and room - face >= BACKLIT_BY:
        return Light.BACKLIT
    return Light.DARK if face < DARK else Light.GOOD


def _grid() -> Iterator[tuple[float, float, bool]]:
    for row in range(_STEPS_Y):
        for column in range(_STEPS_X):
            x, y = (column + 0.5) / _STEPS_X, (row + 0.5) / _STEPS_Y
            yield x, y, _MIDDLE_X[0] <= x < _MIDDLE_X[1] and _MIDDLE_Y[0] <= y < _MIDDLE_Y[1]


class LightWatch:
    """Says something else only when it has been so for a while: a hand before the camera is no dusk."""

    def __init__(self) -> None:
        self.light = Light.UNKNOWN
        self._next, self._times = Light.UNKNOWN, 0

    def look(self, seen: Light) -> Light:
        """Take one more look; return what is said now."""
        self._times = self._times + 1 if seen is self._next else 1
        self._next = seen
        if self._times >= STEADY or self.light is Light.UNKNOWN:
            self.light = seen
        return self.light
