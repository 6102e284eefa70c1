# SPDX-License-Identifier: EUPL-1.2
"""Somebody under a measuring rod, the slider on the head."""

from __future__ import annotations

from ui.touch.drawings.figure import figure
from ui.touch.drawings.pen import Pen


def height(pen: Pen, lit: bool) -> None:
    pen.colour(pen.colours.clip)
    pen.block(40, 2, 84, 6, 2)
    pen.block(110, 6, 8, 92, 2)
    pen.colour(pen.colours.pine_tint)
    for mark in range(11):
        pen.line([(110.5, 14 + mark * 7.6), (114.5 if mark % 2 else 117, 14 + mark * 7.6)], 1.2)
    figure(pen, 78, 8, 76)
    pen.colour(pen.colours.pine)
    pen.block(64, 84.5, 52, 5, 1.5)
    pen.block(107, 80, 14, 14, 3)
