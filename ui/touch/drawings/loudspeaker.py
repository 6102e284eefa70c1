# SPDX-License-Identifier: EUPL-1.2
"""A loudspeaker that sounds."""

from __future__ import annotations

from ui.touch.drawings.pen import Pen


def loudspeaker(pen: Pen) -> None:
    colours = pen.colours
    pen.colour(colours.clip)
    pen.block(36, 34, 24, 32, 4)
    pen.triangle((44, 50), (84, 86), (84, 14))
    pen.colour(colours.clip_light)
    pen.block(82, 14, 6, 72, 2)
    pen.colour(colours.pulse)
    for radius in (16, 30, 44):
        pen.arc(84, 50, radius, 45, 135, 5)
