# SPDX-License-Identifier: EUPL-1.2
"""A shoe that has been taken off, and a coat on its hook."""

from __future__ import annotations

from ui.touch.drawings.pen import Pen


def shoes(pen: Pen) -> None:
    colours = pen.colours
    pen.colour(colours.hairline)
    pen.block(6, 4, 148, 5, 2)
    _shoe(pen, 84)
    pen.colour(colours.clip)
    pen.block(20, 93, 36, 4, 2)
    pen.line([(38, 93), (38, 84)], 3)
    _coat(pen)


def _shoe(pen: Pen, x: float) -> None:
    colours = pen.colours
    pen.colour(colours.amber)
    pen.block(x + 4, 14, 26, 34, 5, 3, 2, 2)
    pen.block(x + 4, 14, 58, 17, 8, 16, 2, 2)
    pen.colour(colours.dusk)
    pen.block(x, 9, 64, 7, 2, 3, 2, 2)
    pen.colour(colours.snow)
    for step in range(3):
        pen.line([(x + 24 + step * 6, 36 - step * 4), (x + 32 + step * 6, 33 - step * 4)], 2)


def _coat(pen: Pen) -> None:
    colours = pen.colours
    pen.colour(colours.hill_near)
    pen.line([(26, 76), (16, 40)], 11)
    pen.line([(50, 76), (60, 40)], 11)
    pen.colour(colours.hill_far)
    pen.block(20, 24, 36, 60, 10, 10, 3, 3)
    pen.colour(colours.hill_near)
    pen.line([(38, 26), (38, 80)], 1.6)
    pen.colour(colours.sun)
    for y in (38, 52, 66):
        pen.disc(41.5, y, 1.9)
