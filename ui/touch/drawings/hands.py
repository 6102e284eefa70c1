# SPDX-License-Identifier: EUPL-1.2
"""Two hands, palm to palm, and warmth around them."""

from __future__ import annotations

from ui.touch.drawings.pen import Pen


def hands(pen: Pen) -> None:
    for side in (1, -1):
        with pen.turned(side * 8, 80, 10):
            _hand(pen, side)
    pen.colour(pen.colours.glow)
    for x in (26, 40, 120, 134):
        pen.line([(x, 30), (x + 4, 38), (x, 46), (x - 4, 54), (x, 62), (x + 4, 70)], 3.6)


def _hand(pen: Pen, side: int) -> None:
    """One hand from the side, its palm at the middle and its fingers up; ``side``: 1 the right one."""
    colours = pen.colours
    skin, shade = (colours.skin_shade, colours.skin) if side > 0 else (colours.skin, colours.skin_shade)
    left = 80.0 if side > 0 else 66.0
    pen.colour(skin)
    pen.block(left, 14, 14, 80, 7)
    pen.block(left - (0 if side > 0 else 7), 12, 21, 44, 7)
    pen.colour(shade)
    pen.line([(80 + side * 10, 50), (80 + side * 6, 30)], 1.6)
    pen.colour(colours.hill_near if side > 0 else colours.hill_far)
    pen.block(left - (1 if side > 0 else 9), 0, 24, 20, 3)
