# SPDX-License-Identifier: EUPL-1.2
"""What one comes for: a letter with a code, a chair beside somebody on duty, an instrument."""

from __future__ import annotations

from ui.touch.drawings.arm_in_cuff import arm_in_cuff
from ui.touch.drawings.bust import Hair, bust
from ui.touch.drawings.pen import Pen


def with_code(pen: Pen) -> None:
    """A letter with six digits on it."""
    colours = pen.colours
    pen.colour(colours.clip)
    pen.block(24, 8, 112, 84, 6)
    pen.colour(colours.snow)
    pen.block(27, 11, 106, 78, 4)
    pen.colour(colours.edge)
    for y, right in ((78, 100), (70, 84)):
        pen.line([(38, y), (right, y)], 3.4)
    for number in range(6):
        x = 36 + number * 15.2
        pen.colour(colours.hill_far)
        pen.block(x, 28, 12.6, 26, 3)
        pen.colour(colours.sun)
        pen.disc(x + 6.3, 41, 3.6)
    pen.colour(colours.edge)
    pen.line([(38, 19), (112, 19)], 3.4)


def without_code(pen: Pen) -> None:
    """Somebody who comes, and one in white who greets her."""
    colours = pen.colours
    bust(pen, 46, 0, 82, colours.hill_far)
    pen.colour(colours.edge)
    pen.block(84, 0, 60, 40, 26, 26, 1, 1)
    bust(pen, 114, 0, 86, colours.snow, Hair.LONG)
    pen.colour(colours.pine)
    pen.block(123, 11, 5, 15, 1)
    pen.block(118, 16, 15, 5, 1)
    pen.colour(colours.hill_near)
    pen.block(58, 78, 38, 20, 8)
    pen.triangle((64, 70), (72, 82), (62, 82))
    pen.colour(colours.snow)
    for x in (68, 77, 86):
        pen.disc(x, 88, 2.6)


def only_measured(pen: Pen) -> None:
    """An arm in a cuff."""
    arm_in_cuff(pen, False)
