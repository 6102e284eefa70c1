# SPDX-License-Identifier: EUPL-1.2
"""Head and shoulders, seen from the front: the people of several pictures."""

from __future__ import annotations

from enum import Enum

from ui.touch.drawings.pen import Pen
from ui.touch.palette import Colour


class Hair(Enum):
    """How somebody is told from somebody else."""

    DARK = "dark"
    GREY = "grey"
    FAIR = "fair"
    LONG = "long"


def bust(pen: Pen, x: float, y: float, tall: float, shirt: Colour, hair: Hair = Hair.DARK) -> None:
    """Draw a person with the middle at ``x`` and the lower edge at ``y``; 54 wide where 80 are high."""
    k = tall / 80
    _hair(pen, x, y, k, hair)
    pen.colour(shirt)
    pen.block(x - 27 * k, y, 54 * k, 35 * k, 22 * k, 22 * k, 1, 1)
    pen.colour(pen.colours.skin_shade)
    pen.block(x - 6.5 * k, y + 27 * k, 13 * k, 16 * k, 1, 1, 6 * k, 6 * k)
    pen.colour(pen.colours.skin)
    pen.oval(x - 14.5 * k, y + 37 * k, 29 * k, 34 * k)
    _fringe(pen, x, y, k, hair)
    pen.colour(pen.colours.ink)
    for side in (-1, 1):
        pen.disc(x + side * 5.5 * k, y + 55 * k, 1.7 * k)
    pen.arc(x, y + 51 * k, 7 * k, 128, 232, 1.8 * k)


def _colour(pen: Pen, hair: Hair) -> Colour:
    colours = pen.colours
    return {Hair.GREY: colours.edge, Hair.FAIR: colours.sun}.get(hair, colours.amber)


def _hair(pen: Pen, x: float, y: float, k: float, hair: Hair) -> None:
    """What lies behind the head."""
    pen.colour(_colour(pen, hair))
    if hair is Hair.LONG:
        pen.block(x - 18 * k, y + 28 * k, 36 * k, 48 * k, 18 * k, 18 * k, 8 * k, 8 * k)
    else:
        pen.oval(x - 16.5 * k, y + 44 * k, 33 * k, 32 * k)


def _fringe(pen: Pen, x: float, y: float, k: float, hair: Hair) -> None:
    """What lies over the forehead."""
    pen.colour(_colour(pen, hair))
    pen.block(x - 13 * k, y + 62.5 * k, 26 * k, 9 * k, 9 * k, 9 * k, 5 * k, 2 * k)
