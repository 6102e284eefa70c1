# SPDX-License-Identifier: EUPL-1.2
"""A headset with its cable and plug, and the socket it goes into."""

from __future__ import annotations

from ui.touch.drawings.pen import Pen


def headset(pen: Pen) -> None:
    colours = pen.colours
    pen.colour(colours.clip)
    pen.arc(56, 50, 34, -92, 92, 7)
    for x in (14, 80):
        pen.block(x, 26, 19, 34, 8)
    pen.colour(colours.clip_light)
    for x in (28, 76):
        pen.block(x, 29, 8, 28, 4)
    pen.colour(colours.ink)
    pen.line([(24, 26), (24, 12), (70, 12), (104, 30), (116, 30)], 2.6)
    pen.colour(colours.edge)
    pen.block(114, 26, 14, 8, 2)
    pen.block(127, 28, 8, 4, 1)
    pen.colour(colours.plate or colours.pine_tint)
    pen.block(138, 12, 18, 36, 4)
    pen.colour(colours.ink)
    pen.disc(147, 30, 5)
