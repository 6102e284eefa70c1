# SPDX-License-Identifier: EUPL-1.2
"""An arm at rest on a table with a cuff around the upper arm, and the machine; while it inflates the cuff is full."""

from __future__ import annotations

from ui.touch.drawings.pen import Pen

ELBOW = (58.0, 30.0)
LEAN = 26.0
"""Degrees by which the upper arm leans back."""


def arm_in_cuff(pen: Pen, lit: bool) -> None:
    _picture(pen, full=False)


def cuff_inflating(pen: Pen, lit: bool) -> None:
    _picture(pen, full=True)


def _picture(pen: Pen, *, full: bool) -> None:
    _machine(pen, full=full)
    pen.colour(pen.colours.hairline)
    pen.block(4, 6, 152, 8, 3)
    _arm(pen)
    with pen.turned(LEAN, *ELBOW):
        _cuff(pen, full=full)


def _machine(pen: Pen, *, full: bool) -> None:
    pen.colour(pen.colours.clip)
    pen.line([(58, 72), (76, 86), (98, 78), (112, 66)], 3)
    pen.block(108, 46, 46, 38, 6)
    pen.colour(pen.colours.pine_tint)
    pen.block(114, 58, 34, 20, 3)
    pen.colour(pen.colours.clip_light)
    pen.disc(131, 52, 3)
    pen.colour(pen.colours.glow if full else pen.colours.clip)
    pen.line([(117, 67), (124, 67), (128, 74), (133, 61), (137, 67), (145, 67)], 1.8)


def _arm(pen: Pen) -> None:
    pen.colour(pen.colours.skin_shade)
    with pen.turned(LEAN, *ELBOW):
        pen.block(46, 20, 25, 84, 12)
    pen.block(46, 14, 76, 24, 12)
    pen.colour(pen.colours.skin)
    with pen.turned(LEAN, *ELBOW):
        pen.block(48, 20, 22, 82, 11)
    pen.block(48, 17, 72, 21, 10.5)
    pen.block(108, 19, 30, 15, 7.5)
    pen.colour(pen.colours.skin_shade)
    pen.line([(124, 26), (137, 26)], 1.2)


def _cuff(pen: Pen, *, full: bool) -> None:
    spread = 4.5 if full else 0.0
    if full:
        pen.colour(pen.colours.glow)
        for side, first, last in ((38 - spread, 240, 300), (79 + spread, 60, 120)):
            pen.arc(side + (10 if side < 58 else -10), 66, 17, first, last, 2.4)
    pen.colour(pen.colours.pine)
    pen.block(42 - spread, 48, 33 + 2 * spread, 36, 5 + spread)
    pen.colour(pen.colours.pine_tint)
    pen.block(42 - spread, 63, 33 + 2 * spread, 3, 1)
    pen.colour(pen.colours.sun)
    pen.block(56, 76, 5, 5, 2.5)
