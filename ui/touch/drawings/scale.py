# SPDX-License-Identifier: EUPL-1.2
"""A scale with the places of the feet, seen from above; and somebody standing on it."""

from __future__ import annotations

from ui.touch.drawings.figure import figure
from ui.touch.drawings.pen import Pen


def scale(pen: Pen, lit: bool) -> None:
    pen.colour(pen.colours.clip)
    pen.block(34, 3, 92, 94, 12)
    pen.colour(pen.colours.clip_light)
    pen.block(40, 9, 80, 82, 8)
    pen.colour(pen.colours.pine_tint)
    pen.block(62, 74, 36, 13, 3)
    pen.colour(pen.colours.clip)
    for side in (-1, 1):
        _foot(pen, 80 + side * 18, side)
    pen.line([(70, 80.5), (78, 80.5)], 2.4)
    pen.line([(82, 80.5), (90, 80.5)], 2.4)


def _foot(pen: Pen, x: float, side: int) -> None:
    pen.colour(pen.colours.snow)
    pen.oval(x - 8, 14, 16, 22)
    pen.oval(x - 9.5, 34, 19, 26)
    pen.block(x - 6, 26, 12, 22, 4)
    for toe in range(5):
        radius = 3.4 - toe * 0.4
        pen.disc(x - side * (7.5 - toe * 3.9), 63 - toe * 1.6, radius)


def scale_person(pen: Pen, lit: bool) -> None:
    figure(pen, 80, 14, 82)
    pen.colour(pen.colours.clip)
    pen.block(42, 4, 76, 10, 4, 4, 3, 3)
    pen.colour(pen.colours.pine_tint)
    pen.block(70, 6, 20, 6, 1.5)
