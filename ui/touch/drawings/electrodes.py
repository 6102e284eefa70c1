# SPDX-License-Identifier: EUPL-1.2
"""A chest with the electrodes in their places, and the curve they give."""

from __future__ import annotations

from ui.touch.drawings.pen import Pen

PLACES = ((50.0, 74.0), (90.0, 74.0), (90.0, 28.0))


def electrodes(pen: Pen, lit: bool) -> None:
    pen.colour(pen.colours.skin_shade)
    pen.block(16, 0, 18, 78, 9, 9, 0.4, 0.4)
    pen.block(106, 0, 18, 78, 9, 9, 0.4, 0.4)
    pen.colour(pen.colours.skin)
    pen.block(60, 78, 20, 22, 3)
    pen.block(22, 62, 96, 26, 16, 16, 4, 4)
    pen.block(33, 0, 74, 80, 4)
    pen.colour(pen.colours.clip)
    for x, y in PLACES:
        pen.line([(x, y), (132, 20)], 1.6)
    for x, y in PLACES:
        pen.colour(pen.colours.surface)
        pen.disc(x, y, 7)
        pen.colour(pen.colours.glow if lit else pen.colours.pine)
        pen.disc(x, y, 3.6)
    pen.colour(pen.colours.clip)
    pen.block(122, 6, 36, 28, 5)
    pen.colour(pen.colours.pine_tint)
    pen.block(126, 11, 28, 18, 2)
    pen.colour(pen.colours.pulse)
    pen.line([(127, 19), (134, 19), (137, 26), (141, 13), (144, 19), (153, 19)], 1.6)
