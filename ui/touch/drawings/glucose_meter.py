# SPDX-License-Identifier: EUPL-1.2
"""A drop of blood from a fingertip to the strip of a meter."""

from __future__ import annotations

from ui.touch.drawings.pen import Pen


def glucose_meter(pen: Pen, lit: bool) -> None:
    pen.colour(pen.colours.clip)
    pen.block(90, 12, 52, 80, 16)
    pen.colour(pen.colours.pine_tint)
    pen.block(97, 46, 38, 36, 4)
    pen.colour(pen.colours.pine if lit else pen.colours.clip_light)
    for x in (102, 113, 124):
        pen.block(x, 56, 7, 16, 2)
    pen.colour(pen.colours.clip_light)
    pen.disc(116, 31, 7)
    pen.colour(pen.colours.snow)
    pen.block(58, 22, 36, 11, 1)
    pen.colour(pen.colours.edge)
    pen.line([(58, 22), (90, 22)], 1)
    pen.line([(58, 33), (90, 33)], 1)
    pen.colour(pen.colours.sun)
    pen.block(58, 23, 8, 9, 1)
    _finger(pen)
    pen.colour(pen.colours.glow)
    pen.disc(54, 29.5, 5)
    pen.triangle((49.6, 32), (58.4, 32), (54, 42))


def _finger(pen: Pen) -> None:
    with pen.turned(-38, 36, 52):
        pen.colour(pen.colours.skin_shade)
        pen.block(0, 40, 48, 25, 0.4, 12.5, 12.5, 0.4)
        pen.colour(pen.colours.skin)
        pen.block(0, 43, 48, 22, 0.4, 12, 10, 0.4)
        pen.colour(pen.colours.nail)
        pen.block(27, 54, 17, 9, 3, 8, 3, 3)
