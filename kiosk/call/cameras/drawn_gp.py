# SPDX-License-Identifier: EUPL-1.2
"""A drawn GP at her desk, who moves her head, blinks, and opens her mouth while she speaks: for visits to learn from.

Every look of the head is drawn once; a frame then costs a copy and a small part.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from kiosk.call.cameras.camera import CapturedFrame
from kiosk.call.cameras.drawn import Box, Planes, paste, to_i420

WIDTH_PX, HEIGHT_PX = 960, 540
SWAYS = 7
"""Positions of the head from side to side."""
MOUTHS = 4
"""From closed to wide open."""
SWAY_S = 6.0
BLINK_EVERY_S = 3.7
BLINK_S = 0.15
_SHARPNESS = 2
_HEAD: Box = (312, 60, 648, 388)
_SKIN, _SHADE, _HAIR, _COAT, _FOLD, _BLOUSE = (
    (216, 168, 136), (190, 142, 112), (66, 46, 40), (246, 247, 248), (208, 214, 220), (70, 128, 128)
)  # fmt: skip
_BOOKS = ((150, 70, 62), (86, 112, 146), (206, 170, 92), (96, 132, 104), (136, 110, 140), (190, 190, 184))


@dataclass(frozen=True, slots=True)
class _Pen:
    """Draws in hundredths of the picture's height, from its upper edge and the middle of the person."""

    draw: ImageDraw.ImageDraw
    x: float
    y: float
    unit: float

    def ellipse(self, cx: float, cy: float, rx: float, ry: float, colour: tuple[int, int, int]) -> None:
        self.draw.ellipse((*self._at(cx - rx, cy - ry), *self._at(cx + rx, cy + ry)), fill=colour)

    def shape(self, points: list[tuple[float, float]], colour: tuple[int, int, int]) -> None:
        self.draw.polygon([self._at(*point) for point in points], fill=colour)

    def line(self, points: list[tuple[float, float]], colour: tuple[int, int, int], thick: float) -> None:
        self.draw.line([self._at(*point) for point in points], colour, max(1, round(thick * self.unit)), joint="curve")

    def arc(self, box: tuple[float, float, float, float], angles: tuple[int, int], thick: float) -> None:
        places = (*self._at(*box[:2]), *self._at(*box[2:]))
        self.draw.arc(places, *angles, fill=(150, 76, 72), width=max(1, round(thick * self.unit)))

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return self.x + x * self.unit, self.y + y * self.unit


class DrawnGp:
    """Draws the GP; the first time she looks in some way takes a moment longer."""

    def __init__(self) -> None:
        self._room = _room()
        self._still = to_i420(_small(self._room))
        self._heads: dict[tuple[int, int, bool], Planes] = {}

    def draw(self, time_s: float, openness: float) -> CapturedFrame:
        """Draw how she looks at ``time_s`` of the monotonic clock; ``openness`` of her mouth: 0 to 1."""
        swing = (1 - math.cos(2 * math.pi * (time_s % SWAY_S) / SWAY_S)) / 2
        mouth = round(min(1.0, max(0.0, openness)) * (MOUTHS - 1))
        look = (round(swing * (SWAYS - 1)), mouth, time_s % BLINK_EVERY_S < BLINK_S)
        if look not in self._heads:
            self._heads[look] = self._drawn(*look)
        planes = self._still.copy()
        paste(planes, HEIGHT_PX, self._heads[look], _HEAD)
        return CapturedFrame(planes, WIDTH_PX, HEIGHT_PX, time_s)

    def _drawn(self, sway: int, mouth: int, blinks: bool) -> Planes:
        left, top, right, bottom = (each * _SHARPNESS for each in _HEAD)
        part = self._room.crop((left, top, right, bottom))
        unit = self._room.height / 100
        aside = (sway - (SWAYS - 1) / 2) * 0.9 * unit
        pen = _Pen(ImageDraw.Draw(part), self._room.width / 2 - left + aside, -top, unit)
        _head(pen)
        _face(pen, mouth / (MOUTHS - 1), blinks)
        return to_i420(_small(part))


def _small(picture: Image.Image) -> Planes:
    size = (picture.width // _SHARPNESS, picture.height // _SHARPNESS)
    return np.asarray(picture.resize(size, Image.Resampling.BOX))


def _room() -> Image.Image:
    """Draw what keeps still: the wall, the shelf, the plant, and her shoulders."""
    size = (WIDTH_PX * _SHARPNESS, HEIGHT_PX * _SHARPNESS)
    picture = Image.new("RGB", size, (224, 228, 220))
    unit = picture.height / 100
    pen = _Pen(ImageDraw.Draw(picture), picture.width / 2, 0.0, unit)
    pen.shape([(-89, 88), (89, 88), (89, 100), (-89, 100)], (206, 208, 198))
    _shelf(pen)
    _plant(pen)
    _shoulders(pen)
    return picture


def _shelf(pen: _Pen) -> None:
    for row, top in enumerate((14.0, 42.0)):
        pen.shape([(-82, top + 20), (-42, top + 20), (-42, top + 22), (-82, top + 22)], (170, 136, 100))
        for number in range(7):
            left, high = -80 + number * 5.2, 12 + (number * 5 + row * 3) % 7
            colour = _BOOKS[(number + 2 * row) % len(_BOOKS)]
            pen.shape([(left, top + 20), (left, top + 20 - high), (left + 4, top + 20 - high), (left + 4, top + 20)],
                      colour)  # fmt: skip


def _plant(pen: _Pen) -> None:
    for aside, high in ((-13, 42), (-6, 30), (1, 26), (8, 32), (14, 44)):
        pen.shape([(64, 74), (64 + aside - 3, high + 8), (64 + aside, high), (64 + aside + 3, high + 9)], (92, 136, 96))
    pen.shape([(56, 72), (72, 72), (70, 90), (58, 90)], (178, 110, 82))


def _shoulders(pen: _Pen) -> None:
    pen.ellipse(0, 116, 52, 44, _COAT)
    pen.shape([(-12, 74), (12, 74), (9, 101), (-9, 101)], _BLOUSE)
    pen.shape([(-12, 73), (-17, 101), (-4, 101)], _FOLD)
    pen.shape([(12, 73), (17, 101), (4, 101)], _FOLD)
    pen.shape([(-8, 58), (8, 58), (9, 76), (0, 82), (-9, 76)], _SHADE)
    for side in (-1, 1):
        pen.line([(side * 11, 73), (side * 19, 84), (side * 17, 98)], (50, 56, 66), 1.8)
    pen.ellipse(17, 98, 3, 3, (120, 126, 136))


def _head(pen: _Pen) -> None:
    pen.ellipse(0, 38, 24, 25, _HAIR)
    pen.shape([(-24, 38), (24, 38), (23, 62), (15, 66), (-15, 66), (-23, 62)], _HAIR)
    pen.ellipse(0, 44, 18, 23, _SKIN)
    pen.shape([(-19, 36), (-14, 22), (2, 18), (15, 23), (19, 36), (10, 28), (-4, 30)], _HAIR)


def _face(pen: _Pen, openness: float, blinks: bool) -> None:
    for side in (-1, 1):
        pen.line([(side * 4.5, 36.6), (side * 8, 35.4), (side * 11, 36.8)], _HAIR, 1.2)
        if blinks:
            pen.line([(side * 5, 41.5), (side * 10, 41.5)], (110, 80, 66), 1)
        else:
            pen.ellipse(side * 7.5, 41.5, 3, 1.9, (250, 250, 248))
            pen.ellipse(side * 7.5, 41.5, 1.6, 1.7, (64, 48, 42))
        pen.ellipse(side * 11, 50, 3, 2, (222, 156, 130))
    pen.line([(0, 42), (-1.6, 49.5), (1.4, 50)], _SHADE, 1)
    if openness <= 0:
        pen.arc((-6.5, 50, 6.5, 58.5), (25, 155), 1.2)
        return
    pen.ellipse(0, 57, 5.5 - openness, 1 + 2.6 * openness, (150, 76, 72))
    pen.ellipse(0, 57, 4.3 - openness, 0.4 + 1.9 * openness, (92, 36, 38))
