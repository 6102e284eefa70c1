# SPDX-License-Identifier: EUPL-1.2
"""A thermometer; its tip glows while it measures. Where it is held is the device's affair."""

from __future__ import annotations

from ui.touch.drawings.pen import Pen


def thermometer(pen: Pen, lit: bool) -> None:
    with pen.turned(28, 80, 50):
        pen.colour(pen.colours.glow if lit else pen.colours.edge)
        pen.block(6, 46, 20, 8, 4)
        pen.colour(pen.colours.clip_light)
        pen.triangle((18, 44), (18, 56), (54, 62))
        pen.triangle((18, 44), (54, 38), (54, 62))
        pen.block(16, 44.5, 12, 11, 4)
        pen.colour(pen.colours.clip)
        pen.block(44, 36, 108, 28, 14)
        pen.colour(pen.colours.pine_tint)
        pen.block(62, 42, 44, 16, 3)
        pen.colour(pen.colours.pine if lit else pen.colours.clip_light)
        for x in (68, 78, 93):
            pen.block(x, 45, 6, 10, 1.5)
        pen.disc(88.5, 46.4, 1.5)
        pen.colour(pen.colours.sun)
        pen.disc(130, 50, 6)
