# SPDX-License-Identifier: EUPL-1.2
"""A telephone with keys, and its receiver lifted."""

from __future__ import annotations

from ui.touch.drawings.pen import Pen


def telephone(pen: Pen) -> None:
    colours = pen.colours
    pen.colour(colours.clip)
    pen.block(38, 8, 84, 50, 16, 16, 7, 7)
    pen.colour(colours.surface)
    for row in range(3):
        for column in range(3):
            pen.block(62 + column * 13, 14 + row * 12, 10, 8, 2)
    pen.colour(colours.clip_light)
    with pen.turned(9, 80, 80):
        pen.block(30, 74, 100, 13, 7)
        pen.block(28, 62, 26, 20, 8)
        pen.block(106, 62, 26, 20, 8)
