# SPDX-License-Identifier: EUPL-1.2
"""Which size and frame rate a bit rate is enough for: a smaller sharp picture shows more than a large mush.

The figures are x264's superfast on talking heads; 640x360 at 30 frames is good from 350 kb/s and usable from 220.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

REFERENCE_BPS, REFERENCE_PIXELS, REFERENCE_FPS = 350_000, 640 * 360, 30.0
SIZE_POWER, RATE_POWER = 0.8, 0.6
"""Twice the pixels need less than twice the bits, twice the frames much less."""
USABLE_SHARE = 0.63
"""Of what a rung is good from: below this the picture falls apart and a lower rung shows more."""
LINES = (1080, 720, 540, 360, 270, 180, 144)
"""Of the shorter side, where the source has that many."""
FEWEST_LINES = 144
STEPS = ((270, 20.0), (180, 20.0), (180, 15.0), (144, 15.0), (144, 10.0), (144, 7.5))
"""Below full motion: the shorter side, and frames per second."""
UP_AFTER_S = 2.5
UP_MARGIN = 1.05
DOWN_MARGIN = 1.1
"""A new rung is usable with so much to spare, or the next small drop would be the next keyframe."""
AGAIN_AFTER_S = 8.0
"""After having had to step down, going up waits so much longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """A size, even in both directions, and a frame rate."""

    width: int
    height: int
    fps: float

    @property
    def good_bps(self) -> float:
        """From what rate on this is a good picture."""
        size = (self.width * self.height / REFERENCE_PIXELS) ** SIZE_POWER
        return float(REFERENCE_BPS * size * (self.fps / REFERENCE_FPS) ** RATE_POWER)

    @property
    def usable_bps(self) -> float:
        """From what rate on this is better than the rung below."""
        return USABLE_SHARE * self.good_bps


def rungs(width: int, height: int, fps: float) -> tuple[Rung, ...]:
    """List the rungs of a source from the highest to the lowest; none is larger or quicker than the source."""
    short = min(width, height)
    sizes = [lines for lines in LINES if FEWEST_LINES <= lines < short]
    full = [Rung(width=_even(width), height=_even(height), fps=fps)]
    full += [_scaled(width, height, lines, fps) for lines in sizes if lines >= 270]
    low = [_scaled(width, height, min(lines, short), min(fps, step)) for lines, step in STEPS]
    path = [*full, *low]
    return (path[0], *(b for a, b in pairwise(path) if b.good_bps < a.good_bps))


class Ladder:
    """Down at once, up when the rate has been enough for a while; each change of size costs a keyframe."""

    def __init__(self, width: int, height: int, fps: float) -> None:
        self.rungs = rungs(width, height, fps)
        self._at: int | None = None
        self._enough_since_s: float | None = None
        self._lowered_s = -math.inf

    def rung(self, video_bps: float, now_s: float) -> Rung:
        """Return the rung for a rate; call it whenever the rate changes, and every second or so."""
        if self._at is None:
            self._at = self._best(video_bps)
        elif video_bps < self.rungs[self._at].usable_bps and self._at < len(self.rungs) - 1:
            self._at = max(self._at + 1, self._best(video_bps, DOWN_MARGIN * USABLE_SHARE))
            self._enough_since_s, self._lowered_s = None, now_s
        elif self._at > 0 and video_bps >= UP_MARGIN * self.rungs[self._at - 1].good_bps:
            self._rise(video_bps, now_s)
        else:
            self._enough_since_s = None
        return self.rungs[self._at]

    def _rise(self, video_bps: float, now_s: float) -> None:
        if self._enough_since_s is None:
            self._enough_since_s = now_s
        if now_s < self._enough_since_s + UP_AFTER_S:
            return
        best = self._best(video_bps, UP_MARGIN)
        at = self._at or 0
        if now_s < self._lowered_s + AGAIN_AFTER_S and best >= at - 1:
            return  # one rung is not worth going up and down for; several are
        self._at = min(at, best)
        self._enough_since_s = None

    def _best(self, video_bps: float, share: float = 1.0) -> int:
        """Return the highest rung that the rate is enough for."""
        for at, rung in enumerate(self.rungs):
            if video_bps >= share * rung.good_bps:
                return at
        return len(self.rungs) - 1


def _scaled(width: int, height: int, lines: int, fps: float) -> Rung:
    """Scale a size to so many lines of its shorter side."""
    short = min(width, height)
    return Rung(width=_even(width * lines / short), height=_even(height * lines / short), fps=fps)


def _even(size: float) -> int:
    return max(2, 2 * round(size / 2))
