# SPDX-License-Identifier: EUPL-1.2
"""A finger on keys, and what it wrote above them."""

from __future__ import annotations

from ui.touch.drawings.pen import Pen


def typing(pen: Pen) -> None:
    colours = pen.colours
    pen.colour(colours.pine)
    pen.block(14, 64, 132, 30, 8)
    pen.colour(colours.surface)
    for x, wide in ((24, 30), (60, 20), (86, 38)):
        pen.block(x, 76, wide, 6, 3)
    pen.colour(colours.clip)
    pen.block(14, 6, 132, 50, 6)
    pen.colour(colours.surface)
    for row in range(2):
        for column in range(6):
            pen.block(20 + column * 20.5, 12 + row * 21, 17, 17, 3)
    pen.colour(colours.skin)
    pen.line([(112, 0), (96, 22), (92, 40)], 11)
    pen.colour(colours.nail)
    pen.disc(91.5, 42, 3.4)
