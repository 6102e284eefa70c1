# SPDX-License-Identifier: EUPL-1.2
"""An arm whose sleeve has been pulled up above the elbow."""

from __future__ import annotations

from ui.touch.drawings.pen import Pen

ELBOW = (62.0, 26.0)
LEAN = 24.0


def sleeve(pen: Pen) -> None:
    colours = pen.colours
    pen.colour(colours.hairline)
    pen.block(8, 4, 144, 6, 3)
    pen.colour(colours.skin)
    with pen.turned(LEAN, *ELBOW):
        pen.block(51, 18, 22, 60, 11)
    pen.block(51, 14, 70, 22, 11)
    pen.block(110, 16, 32, 15, 7.5)
    pen.colour(colours.skin_shade)
    pen.line([(127, 23.5), (141, 23.5)], 1.2)
    with pen.turned(LEAN, *ELBOW):
        pen.colour(colours.hill_far)
        pen.block(46, 74, 32, 30, 4)
        for y, wide, colour in ((72, 32, colours.hill_near), (65, 34, colours.hill_far), (58, 32, colours.hill_near)):
            pen.colour(colour)
            pen.block(62 - wide / 2, y, wide, 9, 4.5)
    pen.colour(colours.glow)
    pen.line([(96, 52), (80, 86)], 5)
    pen.triangle((75.5, 96), (72, 80), (88.5, 87))
