# SPDX-License-Identifier: EUPL-1.2
"""A hand with a cloth that has wiped half a screen, and a bottle to spray from."""

from __future__ import annotations

from ui.touch.drawings.pen import Pen


def wiping(pen: Pen) -> None:
    colours = pen.colours
    pen.colour(colours.clip)
    pen.block(4, 14, 104, 72, 6)
    pen.block(44, 4, 24, 12, 2)
    pen.block(32, 2, 48, 6, 3)
    pen.colour(colours.pine_tint)
    pen.block(10, 20, 92, 60, 3)
    pen.colour(colours.surface)
    pen.block(10, 34, 66, 30, 3)
    _spark(pen, 24, 56, 7)
    _spark(pen, 42, 43, 5)
    _bottle(pen)
    _hand(pen)


def _spark(pen: Pen, x: float, y: float, size: float) -> None:
    pen.colour(pen.colours.sun)
    pen.line([(x - size, y), (x + size, y)], 2.4)
    pen.line([(x, y - size), (x, y + size)], 2.4)


def _hand(pen: Pen) -> None:
    colours = pen.colours
    pen.colour(colours.sun)
    with pen.turned(-14, 74, 48):
        pen.block(54, 28, 42, 40, 8, 5, 9, 5)
    pen.colour(colours.hill_far)
    pen.line([(104, 8), (94, 26)], 20)
    pen.colour(colours.skin)
    pen.line([(93, 28), (82, 44)], 15)
    for dx, dy in ((-17, 9), (-12, 15), (-5, 18)):
        pen.line([(82, 45), (82 + dx, 45 + dy)], 6.4)
    pen.line([(84, 42), (92, 56)], 6)


def _bottle(pen: Pen) -> None:
    colours = pen.colours
    pen.colour(colours.hill_near)
    pen.block(122, 4, 30, 52, 9, 9, 3, 3)
    pen.colour(colours.surface)
    pen.block(126, 16, 22, 22, 2)
    pen.colour(colours.pulse)
    pen.block(134.5, 19, 5, 16, 1)
    pen.block(129, 24.5, 16, 5, 1)
    pen.colour(colours.clip)
    pen.block(132, 55, 10, 12, 1)
    pen.block(122, 66, 26, 9, 2)
    pen.line([(128, 66), (124, 56)], 3)
