# SPDX-License-Identifier: EUPL-1.2
"""Somebody who sits still with a straight back, the feet on the floor, and a clock."""

from __future__ import annotations

from ui.touch.drawings.pen import Pen


def resting(pen: Pen) -> None:
    colours = pen.colours
    pen.colour(colours.hairline)
    pen.block(8, 2, 144, 5, 2)
    _chair(pen)
    _sitter(pen)
    pen.colour(colours.clip)
    pen.disc(122, 72, 22)
    pen.colour(colours.surface)
    pen.disc(122, 72, 18)
    pen.colour(colours.glow)
    pen.line([(122, 84), (122, 72), (131, 67)], 3.4)
    pen.colour(colours.clip)
    pen.disc(122, 72, 2.6)


def _chair(pen: Pen) -> None:
    pen.colour(pen.colours.clip_light)
    pen.block(29, 7, 4.5, 30, 1)
    pen.block(61, 7, 4.5, 30, 1)
    pen.block(28, 33, 40, 6, 2)
    pen.block(28, 33, 6, 42, 2)


def _sitter(pen: Pen) -> None:
    colours = pen.colours
    pen.colour(colours.dusk)
    pen.block(70, 7, 12, 38, 6, 6, 1, 1)
    pen.block(36, 37, 46, 13, 6)
    pen.colour(colours.clip)
    pen.block(70, 6, 21, 7, 2, 6, 1, 1)
    pen.colour(colours.hill_far)
    pen.block(35, 38, 22, 40, 10, 10, 3, 3)
    pen.colour(colours.skin_shade)
    pen.block(42, 73, 9, 10, 2)
    pen.colour(colours.skin)
    pen.oval(39.5, 77, 17, 19)
    pen.colour(colours.amber)
    pen.block(37.5, 89, 18, 8.5, 8, 6, 1, 2)
    pen.block(37.5, 80, 7, 14, 4, 2, 3, 5)
    pen.colour(colours.ink)
    pen.disc(52.5, 86.5, 1.1)
    pen.colour(colours.hill_near)
    pen.line([(47, 70), (50, 55), (62, 52)], 7.5)
    pen.disc(47, 70, 3.75)
    pen.colour(colours.skin)
    pen.disc(67, 52, 4.4)
