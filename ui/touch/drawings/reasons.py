# SPDX-License-Identifier: EUPL-1.2
"""Why somebody comes without an appointment. A red spot or red rays stand where it hurts."""

from __future__ import annotations

from ui.touch.drawings.bust import Hair, bust
from ui.touch.drawings.pen import Pen


def _hurts(pen: Pen, x: float, y: float, radius: float = 6.0) -> None:
    """Mark where it hurts."""
    pen.colour(pen.colours.glow)
    pen.disc(x, y, radius)
    for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1), (0.7, 0.7), (-0.7, 0.7), (0.7, -0.7), (-0.7, -0.7)):
        first, last = radius + 3, radius + 8
        pen.line([(x + dx * first, y + dy * first), (x + dx * last, y + dy * last)], 2.6)


def _body(pen: Pen) -> None:
    """Draw somebody from the head to the hips, seen from the front."""
    colours = pen.colours
    pen.colour(colours.amber)
    pen.oval(68, 74, 24, 25)
    pen.colour(colours.dusk)
    pen.block(59, 0, 42, 14, 2)
    pen.colour(colours.skin)
    for x in (44, 106):
        pen.block(x, 2, 10, 34, 5)
    pen.block(75, 62, 10, 14, 2)
    pen.oval(70, 70, 20, 24)
    pen.colour(colours.hill_near)
    for x in (42, 104):
        pen.block(x, 26, 14, 40, 7)
    pen.colour(colours.hill_far)
    pen.block(52, 10, 56, 58, 16, 16, 5, 5)
    pen.colour(colours.amber)
    pen.block(70.5, 88, 19, 7, 7, 7, 3, 2)


def fever(pen: Pen) -> None:
    """Red cheeks, a scarf, and a thermometer."""
    colours = pen.colours
    bust(pen, 68, 0, 94, colours.hill_far)
    pen.colour(colours.glow, 0.55)
    for side in (-1, 1):
        pen.disc(68 + side * 10, 55.5, 4.6)
    pen.colour(colours.sun)
    pen.block(48, 33, 40, 12, 6)
    pen.block(76, 12, 11, 28, 4)
    pen.colour(colours.clip)
    pen.block(116, 22, 14, 70, 7)
    pen.disc(123, 20, 12)
    pen.colour(colours.snow)
    pen.block(119, 28, 8, 60, 4)
    pen.colour(colours.glow)
    pen.disc(123, 20, 8)
    pen.block(120.5, 22, 5, 52, 2.5)


def breathing(pen: Pen) -> None:
    """Lungs, and breath that comes in short strokes."""
    colours = pen.colours
    pen.colour(colours.clip)
    pen.block(76.5, 54, 7, 40, 3)
    pen.line([(80, 60), (66, 50)], 7)
    pen.line([(80, 60), (94, 50)], 7)
    pen.colour(colours.glow)
    pen.block(40, 8, 34, 60, 24, 8, 10, 16)
    pen.block(86, 8, 34, 60, 8, 24, 16, 10)
    pen.colour(colours.snow, 0.5)
    for side, x in ((-1, 66), (1, 94)):
        pen.line([(x, 50), (x + side * 12, 32), (x + side * 12, 20)], 2.6)
        pen.line([(x + side * 8, 38), (x - side * 1, 24)], 2.6)
    pen.colour(colours.hill_far)
    for y, right in ((88, 118), (80, 126), (72, 116)):
        pen.line([(98, y), (right, y)], 3)


def chest(pen: Pen) -> None:
    """Somebody with a hand on the chest, where it hurts."""
    colours = pen.colours
    bust(pen, 80, 0, 96, colours.hill_far)
    _hurts(pen, 92, 20, 8)
    pen.colour(colours.hill_near)
    pen.line([(52, 2), (70, 14)], 12)
    pen.colour(colours.skin)
    pen.disc(76, 17, 6.5)
    pen.line([(78, 17), (87, 20)], 5)


def stomach(pen: Pen) -> None:
    """Somebody whose stomach hurts."""
    _body(pen)
    _hurts(pen, 80, 26, 8)


def skin(pen: Pen) -> None:
    """An arm with a plaster and a rash."""
    colours = pen.colours
    pen.colour(colours.hill_far)
    pen.block(4, 28, 36, 46, 8)
    pen.colour(colours.skin)
    pen.block(34, 33, 86, 36, 1, 14, 14, 1)
    pen.block(106, 35, 34, 30, 10)
    pen.block(112, 58, 18, 18, 8)
    pen.colour(colours.glow)
    for x, y, radius in ((52, 60, 3), (60, 53, 2.4), (51, 47, 2.6), (61, 43, 3), (57, 62, 1.8)):
        pen.disc(x, y, radius)
    with pen.turned(28, 90, 51):
        pen.colour(colours.amber)
        pen.block(71, 43, 38, 16, 8)
        pen.colour(colours.nail)
        pen.block(82, 43.5, 16, 15, 1)


def pain(pen: Pen) -> None:
    """Somebody whose shoulder and arm hurt."""
    _body(pen)
    _hurts(pen, 102, 58, 6)
    _hurts(pen, 47, 24, 6)


def mood(pen: Pen) -> None:
    """Somebody under a cloud."""
    colours = pen.colours
    bust(pen, 80, 0, 74, colours.hill_far, Hair.LONG)
    pen.colour(colours.skin)
    pen.block(73, 43, 14, 6, 1)
    pen.colour(colours.ink)
    pen.arc(80, 40.5, 6, -48, 48, 1.8)
    pen.colour(colours.clip_light)
    for x, y, radius in ((48, 82, 11), (62, 89, 13), (80, 88, 12), (96, 88, 12), (110, 82, 11)):
        pen.disc(x, y, radius)
    pen.block(44, 73, 70, 16, 8)


def other(pen: Pen) -> None:
    """A sheet with lines, and a box of tablets."""
    colours = pen.colours
    pen.colour(colours.clip)
    pen.block(28, 6, 66, 88, 5)
    pen.colour(colours.snow)
    pen.block(31, 9, 60, 82, 3)
    pen.colour(colours.pine)
    pen.block(41, 72, 5, 13, 1)
    pen.block(37, 76, 13, 5, 1)
    pen.colour(colours.edge)
    for y, right in ((62, 82), (52, 76), (42, 82), (32, 70)):
        pen.line([(40, y), (right, y)], 3.2)
    pen.colour(colours.hill_far)
    pen.block(82, 12, 54, 38, 5)
    for number in range(6):
        pen.colour(colours.sun if number % 2 else colours.snow)
        pen.disc(92 + number % 3 * 17, 22 + number // 3 * 17, 5.6)
