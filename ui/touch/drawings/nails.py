# SPDX-License-Identifier: EUPL-1.2
"""Two fingertips: a painted nail, crossed out, and a bare one with a tick."""

from __future__ import annotations

from ui.touch.drawings.pen import Pen
from ui.touch.palette import Colour


def nails(pen: Pen) -> None:
    colours = pen.colours
    _finger(pen, 46, colours.glow)
    _finger(pen, 114, colours.nail)
    pen.colour(colours.brick)
    pen.line([(16, 64), (76, 10)], 5)
    pen.line([(16, 10), (76, 64)], 5)
    pen.colour(colours.pulse)
    pen.line([(98, 24), (110, 12), (134, 40)], 6)


def _finger(pen: Pen, x: float, nail: Colour) -> None:
    pen.colour(pen.colours.skin)
    pen.block(x - 20, 0, 40, 96, 20, 20, 1, 1)
    pen.colour(pen.colours.skin_shade)
    pen.block(x - 15, 50, 30, 40, 15, 15, 9, 9)
    pen.colour(nail)
    pen.block(x - 13.5, 52, 27, 37, 13.5, 13.5, 8, 8)
