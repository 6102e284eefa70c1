# SPDX-License-Identifier: EUPL-1.2
"""A standing person, seen from the front: part of several pictures."""

from __future__ import annotations

from ui.touch.drawings.pen import Pen


def figure(pen: Pen, x: float, y: float, tall: float) -> None:
    """Draw a person with the soles at ``y`` and the middle at ``x``."""
    k = tall / 80
    pen.colour(pen.colours.skin)
    pen.disc(x, y + 72 * k, 8 * k)
    for side in (-1, 1):
        pen.block(x + side * 15.5 * k - 3 * k, y + 26 * k, 6 * k, 34 * k, 3 * k)
        pen.block(x + side * 5.5 * k - 5.5 * k, y, 11 * k, 6 * k, 3 * k)
    pen.colour(pen.colours.dusk)
    for side in (-1, 1):
        pen.block(x + side * 5 * k - 4.5 * k, y + 4 * k, 9 * k, 36 * k, 2 * k)
    pen.colour(pen.colours.hill_far)
    pen.block(x - 18.5 * k, y + 48 * k, 37 * k, 14 * k, 7 * k)
    pen.block(x - 11.5 * k, y + 32 * k, 23 * k, 30 * k, 4 * k)
