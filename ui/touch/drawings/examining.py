# SPDX-License-Identifier: EUPL-1.2
"""How an assistant examines for the GP: the camera held by hand, the stethoscope, and what to mind with each."""

from __future__ import annotations

from ui.touch.drawings.bust import Hair, bust
from ui.touch.drawings.pen import Pen


def wiping_lens(pen: Pen) -> None:
    """The camera with its lens upwards, and a cloth over it."""
    _camera(pen, 62, 6)
    pen.colour(pen.colours.snow)
    with pen.turned(-18, 100, 70):
        pen.block(74, 58, 56, 30, 6)
    pen.colour(pen.colours.edge)
    for x in (88, 100, 112):
        pen.line([(x, 62), (x + 4, 80)], 2)
    pen.colour(pen.colours.pulse)
    pen.arc(80, 74, 34, 300, 350, 3)


def near(pen: Pen) -> None:
    """An arm with a spot on it, and the camera close above."""
    pen.colour(pen.colours.skin)
    pen.block(10, 8, 140, 30, 15)
    pen.colour(pen.colours.glow)
    pen.disc(80, 27, 5)
    with pen.turned(180, 80, 70):
        _camera(pen, 62, 42)
    pen.colour(pen.colours.pulse)
    for x in (52, 108):
        pen.line([(x, 44), (x, 60)], 2.5)


def doctor(pen: Pen) -> None:
    """One in white who says something."""
    pen.colour(pen.colours.edge)
    pen.block(24, 0, 60, 40, 26, 26, 1, 1)
    bust(pen, 54, 0, 86, pen.colours.snow, Hair.LONG)
    pen.colour(pen.colours.pine)
    pen.block(63, 11, 5, 15, 1)
    pen.block(58, 16, 15, 5, 1)
    pen.colour(pen.colours.hill_near)
    pen.block(92, 52, 52, 38, 8)
    pen.triangle((82, 46), (94, 66), (104, 56))
    pen.colour(pen.colours.surface)
    for y in (64, 71, 78):
        pen.line([(100, y), (136, y)], 2.6)


def on_chest(pen: Pen) -> None:
    """Somebody with the stethoscope's disc on the chest."""
    bust(pen, 80, 0, 98, pen.colours.hill_far)
    pen.colour(pen.colours.ink)
    pen.line([(94, 18), (118, 22), (132, 40), (136, 70)], 4)
    pen.colour(pen.colours.surface)
    pen.disc(90, 18, 11)
    pen.colour(pen.colours.ink)
    pen.arc(90, 18, 11, 0, 360, 3)
    pen.disc(90, 18, 5)


def quiet(pen: Pen) -> None:
    """Somebody with a finger on the lips."""
    bust(pen, 80, 0, 98, pen.colours.hill_far, Hair.GREY)
    pen.colour(pen.colours.skin_shade)
    pen.block(77, 34, 8, 28, 4)
    pen.colour(pen.colours.hill_near)
    pen.line([(112, 6), (92, 30)], 13)
    pen.colour(pen.colours.skin)
    pen.disc(84, 36, 9)


def breathing_out(pen: Pen) -> None:
    """Somebody with an open mouth, and the air before it."""
    bust(pen, 62, 0, 98, pen.colours.hill_far, Hair.FAIR)
    pen.colour(pen.colours.ink)
    pen.oval(57, 52, 10, 9)
    pen.colour(pen.colours.pulse)
    for y in (48, 58, 68):
        pen.line([(98, y), (108, y + 5), (118, y), (128, y + 5), (138, y)], 3)


def _camera(pen: Pen, x: float, y: float) -> None:
    """The handle with the lens at its upper end, 36 wide and 52 high."""
    pen.colour(pen.colours.ink)
    pen.block(x + 6, y, 24, 40, 8)
    pen.colour(pen.colours.edge)
    pen.block(x, y + 30, 36, 22, 9)
    pen.colour(pen.colours.pine)
    pen.disc(x + 18, y + 43, 8)
    pen.colour(pen.colours.surface)
    pen.disc(x + 20.5, y + 45.5, 2.5)
