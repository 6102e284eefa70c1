# SPDX-License-Identifier: EUPL-1.2
"""A finger in an oximeter's clip, seen from the side; the light is on when the sensor sees it."""

from __future__ import annotations

from ui.touch.drawings.pen import Pen


def finger_clip(pen: Pen, lit: bool) -> None:
    pen.colour(pen.colours.clip)
    pen.block(52, 6, 86, 30, 5, 5, 16, 10)
    pen.colour(pen.colours.skin_shade)
    pen.block(0, 34, 122, 28, 0, 15, 15, 0)
    pen.colour(pen.colours.skin)
    pen.block(0, 37, 122, 25, 0, 15, 13, 0)
    pen.colour(pen.colours.nail)
    pen.block(97, 50, 21, 10, 3, 9, 3, 3)
    pen.colour(pen.colours.clip)
    pen.block(52, 62, 86, 30, 10, 16, 5, 5)
    pen.block(124, 26, 14, 46, 4)
    pen.colour(pen.colours.clip_light)
    pen.block(66, 70, 44, 15, 3)
    pen.colour(pen.colours.glow if lit else pen.colours.clip_light)
    pen.block(92, 59, 14, 5, 2.5)
    pen.block(92, 34, 14, 5, 2.5)
    if lit:
        pen.colour(pen.colours.glow, 0.22)
        pen.block(90, 36, 18, 26, 4)
