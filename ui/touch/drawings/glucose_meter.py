# SPDX-License-Identifier: EUPL-1.2
"""A drop of blood from a fingertip to the strip of a meter."""

from __future__ import annotations

from ui.touch import theme as t
from ui.touch.drawings.pen import Pen


def glucose_meter(pen: Pen, lit: bool) -> None:
    pen.colour(t.CLIP)
    pen.block(90, 12, 52, 80, 16)
    pen.colour(t.PINE_TINT)
    pen.block(97, 46, 38, 36, 4)
    pen.colour(t.PINE if lit else t.CLIP_LIGHT)
    for x in (102, 113, 124):
        pen.block(x, 56, 7, 16, 2)
    pen.colour(t.CLIP_LIGHT)
    pen.disc(116, 31, 7)
    pen.colour(t.SNOW)
    pen.block(58, 22, 36, 11, 1)
    pen.colour(t.EDGE)
    pen.line([(58, 22), (90, 22)], 1)
    pen.line([(58, 33), (90, 33)], 1)
    pen.colour(t.SUN)
    pen.block(58, 23, 8, 9, 1)
    _finger(pen)
    pen.colour(t.GLOW)
    pen.disc(54, 29.5, 5)
    pen.triangle((49.6, 32), (58.4, 32), (54, 42))


def _finger(pen: Pen) -> None:
    with pen.turned(-38, 36, 52):
        pen.colour(t.SKIN_SHADE)
        pen.block(-24, 40, 72, 25, 0.4, 12.5, 12.5, 0.4)
        pen.colour(t.SKIN)
        pen.block(-24, 43, 72, 22, 0.4, 12, 10, 0.4)
        pen.colour(t.NAIL)
        pen.block(27, 54, 17, 9, 3, 8, 3, 3)
