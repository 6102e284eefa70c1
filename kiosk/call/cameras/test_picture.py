# SPDX-License-Identifier: EUPL-1.2
"""A drawn person who waves, under a millisecond stripe: a camera for demonstrations, tests and benches.

Everything is drawn once at the start; a frame then costs a copy, the arm's few rows and the stripe.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from kiosk.call.cameras import stripe
from kiosk.call.cameras.camera import CapturedFrame, Pacer
from kiosk.call.cameras.drawn import chroma, paste, to_i420
from kiosk.call.cameras.orders import Item, Orders, Still, detail
from kiosk.clock import Clock, SystemClock

PHASES = 12
WAVE_S = 1.6
"""One wave of the hand, there and back."""
SHARPNESS = 2
"""Drawn this much larger and scaled down, for smooth edges."""

_WALL_TOP, _WALL_FOOT = (196, 220, 214), (238, 226, 202)
_SKIN, _SKIN_SHADE, _HAIR, _CARDIGAN, _BLOUSE = (
    (236, 190, 160), (216, 164, 134), (206, 206, 212), (62, 92, 128), (240, 240, 236)
)  # fmt: skip
_ARM_BOX = (0.55, 0.26, 0.95, 1.0)
"""The part of the picture in which the arm moves: left, top, right, bottom, as shares of width and height."""


class TestPicture:
    """Frames of ``width`` x ``height`` at ``fps``, drawn for the wall clock's time of capture."""

    __test__ = False  # it is a camera, whatever pytest makes of the name

    def __init__(
        self,
        width: int,
        height: int,
        fps: int,
        clock: Clock | None = None,
        *,
        orders: Orders | None = None,
        skin: bool = False,
    ) -> None:
        self._usual, self._fps = (width // 4 * 4, height // 4 * 4), fps
        large = detail(width, height)
        self._large = large[0] // 4 * 4, large[1] // 4 * 4
        self._clock = clock or SystemClock()
        self._orders = orders or Orders()
        self._draw_all = draw_skin if skin else _draw_all
        self._drawn: dict[tuple[int, int], _Drawn] = {}

    def frames(self, stopping: threading.Event) -> Iterator[Item]:
        """Yield frames at their pace until ``stopping`` is set; larger ones while somebody looks closer."""
        pacer = Pacer(self._fps)
        while pacer.wait(stopping):
            wall_ms, now_s = int(self._clock.now().timestamp() * 1000), time.monotonic()
            if self._orders.still.is_set():
                self._orders.still.clear()
                yield Still(self.draw(wall_ms, now_s, self._large))
            yield self.draw(wall_ms, now_s, self._large if self._orders.lens.close else self._usual)

    def draw(self, wall_ms: int, time_s: float, size: tuple[int, int] | None = None) -> CapturedFrame:
        """Draw the frame of wall time ``wall_ms``; at most 2 ms at 640x360 on a laptop."""
        width, height = size or self._usual
        if (width, height) not in self._drawn:
            self._drawn[width, height] = self._draw_all(width, height)
        still, arms, box = self._drawn[width, height]
        planes = still.copy()
        swing = (1 - math.cos(2 * math.pi * (wall_ms / 1000 % WAVE_S) / WAVE_S)) / 2
        paste(planes, height, arms[round(swing * (PHASES - 1))], box)
        stripe.encode(planes[:height], wall_ms)
        _grey_stripe(planes, width, height)
        return CapturedFrame(planes, width, height, time_s)


_Drawn = tuple[NDArray[np.uint8], list[NDArray[np.uint8]], tuple[int, int, int, int]]
"""The still part of the picture, the arm in each phase, and where it goes."""


def draw_skin(width: int, height: int) -> _Drawn:
    """Draw what a camera held to the skin sees: pores, and a mole in whose middle something moves."""
    random = np.random.default_rng(7)
    grain = random.normal(0, 5, (height, width, 1))
    across, down = np.meshgrid(np.linspace(-1.6, 1.6, width), np.linspace(-0.9, 0.9, height))
    mole = np.clip(1.3 - 3 * np.hypot(across, 1.25 * down) + 0.15 * np.sin(9 * np.arctan2(down, across)), 0, 1)
    colour = np.array(_SKIN) + mole[..., None] * (np.array((92, 58, 44)) - np.array(_SKIN)) + grain
    still = to_i420(np.clip(colour, 0, 255))
    side = height // 8 // 4 * 4
    left, top = (width - side) // 2 // 4 * 4, (height - side) // 2 // 4 * 4
    box = (left, top, left + side, top + side)
    beats = [to_i420(np.full((side, side, 3), 40 + 3 * phase)) for phase in range(PHASES)]
    return still, beats, box


def _draw_all(width: int, height: int) -> _Drawn:
    big = _person(width * SHARPNESS, height * SHARPNESS)
    box = tuple(
        int(share * side) // 4 * 4 for share, side in zip(_ARM_BOX, (width, height, width, height), strict=True)
    )
    left, top, right, bottom = box
    arms = []
    for phase in range(PHASES):
        waving = big.copy()
        _arm(ImageDraw.Draw(waving), width * SHARPNESS, height * SHARPNESS, phase / (PHASES - 1))
        small = waving.resize((width, height), Image.Resampling.BOX, box=None)
        arms.append(to_i420(np.asarray(small)[top:bottom, left:right]))
    still = to_i420(np.asarray(big.resize((width, height), Image.Resampling.BOX)))
    return still, arms, (left, top, right, bottom)


def _person(width: int, height: int) -> Image.Image:
    picture = _wall(width, height)
    draw = ImageDraw.Draw(picture)
    x, unit = width * 0.46, height / 100

    def ellipse(cx: float, cy: float, rx: float, ry: float, colour: tuple[int, int, int]) -> None:
        draw.ellipse((x + (cx - rx) * unit, (cy - ry) * unit, x + (cx + rx) * unit, (cy + ry) * unit), fill=colour)

    ellipse(0, 112, 44, 42, _CARDIGAN)
    ellipse(0, 98, 13, 32, _BLOUSE)
    draw.rectangle((x - 7 * unit, 58 * unit, x + 7 * unit, 78 * unit), fill=_SKIN_SHADE)
    ellipse(0, 20, 9, 8, _HAIR)
    ellipse(0, 42, 23, 24, _HAIR)
    ellipse(0, 47, 18, 22, _SKIN)
    draw.chord((x - 20 * unit, 20 * unit, x + 20 * unit, 52 * unit), 195, 345, fill=_HAIR)
    for side in (-1, 1):
        ellipse(side * 7.5, 46, 1.6, 1.9, (60, 60, 70))
        draw.ellipse((x + (side * 7.5 - 5) * unit, 41 * unit, x + (side * 7.5 + 5) * unit, 51 * unit),
                     outline=(110, 90, 80), width=max(1, int(0.8 * unit)))  # fmt: skip
        ellipse(side * 10.5, 55, 3, 2, (232, 170, 150))
    draw.arc((x - 7 * unit, 50 * unit, x + 7 * unit, 62 * unit), 30, 150, fill=(160, 80, 80), width=int(1.2 * unit) + 1)
    return picture


def _wall(width: int, height: int) -> Image.Image:
    down = np.linspace(0, 1, height)[:, None, None]
    rows = np.array(_WALL_TOP) * (1 - down) + np.array(_WALL_FOOT) * down
    picture = Image.fromarray(np.broadcast_to(rows, (height, width, 3)).astype(np.uint8))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0.06 * width, 0.16 * height, 0.26 * width, 0.6 * height), fill=(250, 250, 246))
    draw.rectangle((0.075 * width, 0.185 * height, 0.245 * width, 0.575 * height), fill=(170, 206, 232))
    draw.polygon(
        [(0.075 * width, 0.575 * height), (0.14 * width, 0.4 * height), (0.19 * width, 0.48 * height),
         (0.245 * width, 0.43 * height), (0.245 * width, 0.575 * height)], fill=(120, 160, 122),
    )  # fmt: skip
    return picture


def _arm(draw: ImageDraw.ImageDraw, width: int, height: int, swing: float) -> None:
    unit = height / 100
    elbow = (0.46 * width + 46 * unit, 88 * unit)
    angle = math.radians(-108 + 46 * swing)
    wrist = (elbow[0] + 34 * unit * math.cos(angle), elbow[1] + 34 * unit * math.sin(angle))
    palm = (elbow[0] + 42 * unit * math.cos(angle), elbow[1] + 42 * unit * math.sin(angle))
    draw.line([(0.46 * width + 32 * unit, 104 * unit), elbow, wrist], fill=_CARDIGAN, width=int(13 * unit),
              joint="curve")  # fmt: skip
    draw.line([wrist, palm], fill=_SKIN, width=int(7 * unit))
    radius = 5.5 * unit
    draw.ellipse((palm[0] - radius, palm[1] - radius, palm[0] + radius, palm[1] + radius), fill=_SKIN)
    for finger in (-42, -18, 4, 26, 62):
        at = angle + math.radians(finger)
        reach = (7 if finger == 62 else 11) * unit
        tip = (palm[0] + reach * math.cos(at), palm[1] + reach * math.sin(at))
        draw.line([palm, tip], fill=_SKIN, width=int(3 * unit))


def _grey_stripe(planes: NDArray[np.uint8], width: int, height: int) -> None:
    for plane in chroma(planes, height):
        plane[: stripe.height_of(height) // 2, : width // 2] = 128
