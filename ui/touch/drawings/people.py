# SPDX-License-Identifier: EUPL-1.2
"""Whom a visit is about, and who is there. The patient wears green; whom a picture is about wears yellow if not she."""

from __future__ import annotations

from ui.touch.drawings.bust import Hair, bust
from ui.touch.drawings.pen import Pen


def oneself(pen: Pen) -> None:
    """One person with a hand on the heart."""
    bust(pen, 80, 0, 92, pen.colours.hill_far)
    pen.colour(pen.colours.hill_near)
    pen.line([(108, 4), (92, 15)], 12)
    pen.colour(pen.colours.skin)
    pen.disc(91, 16, 6)
    pen.line([(90, 14), (80, 20)], 5)
    pen.line([(90, 17), (81, 24)], 5)
    for x, y in ((80, 20), (81, 24)):
        pen.disc(x, y, 2.5)


def child(pen: Pen) -> None:
    """A grown-up behind a child."""
    bust(pen, 62, 0, 98, pen.colours.hill_far, Hair.LONG)
    bust(pen, 104, 0, 62, pen.colours.sun, Hair.FAIR)


def helped(pen: Pen) -> None:
    """Somebody old, and somebody beside with an arm around the shoulders."""
    bust(pen, 52, 0, 94, pen.colours.hill_far)
    bust(pen, 106, 0, 82, pen.colours.sun, Hair.GREY)
    pen.colour(pen.colours.hill_near)
    pen.line([(64, 9), (86, 15), (103, 16)], 11)
    pen.disc(64, 9, 5.5)
    pen.colour(pen.colours.skin)
    pen.disc(107, 16, 6.5)


def alone(pen: Pen) -> None:
    """One person."""
    bust(pen, 80, 0, 92, pen.colours.hill_far)


def relative(pen: Pen) -> None:
    """Two people and a heart."""
    bust(pen, 46, 0, 82, pen.colours.hill_far)
    bust(pen, 114, 0, 82, pen.colours.sun, Hair.LONG)
    pen.colour(pen.colours.glow)
    for side in (-1, 1):
        pen.disc(80 + side * 4.6, 86, 5.6)
    pen.triangle((70.6, 83), (89.4, 83), (80, 71))


def carer(pen: Pen) -> None:
    """Somebody, and one in white with a cross on the chest."""
    bust(pen, 46, 0, 82, pen.colours.hill_far)
    pen.colour(pen.colours.edge)
    pen.block(84, 0, 60, 40, 26, 26, 1, 1)
    bust(pen, 114, 0, 86, pen.colours.snow, Hair.LONG)
    pen.colour(pen.colours.pine)
    pen.block(123, 11, 5, 15, 1)
    pen.block(118, 16, 15, 5, 1)


def interpreter(pen: Pen) -> None:
    """Two people who talk, one in straight lines, one in waves."""
    bust(pen, 40, 0, 68, pen.colours.hill_far)
    bust(pen, 120, 0, 68, pen.colours.sun, Hair.LONG)
    for x, tip, colour in ((56, 52, pen.colours.hill_near), (84, 108, pen.colours.amber)):
        pen.colour(colour)
        pen.block(x - (8 if x < 80 else 0), 66, 32, 30, 7)
        pen.triangle((tip, 58), (tip + 9, 70), (tip - 3, 70))
    pen.colour(pen.colours.surface)
    for y in (75, 81, 87):
        pen.line([(53, y), (75, y)], 2.2)
    for y in (76, 86):
        pen.line([(89, y), (93, y + 4), (97, y), (101, y + 4), (105, y), (109, y + 4)], 2.2)
