# SPDX-License-Identifier: EUPL-1.2
"""The mark of keys and switches: a dark ring around a light one, so that one of them stands out from any ground.

Dark and light are at least 9:1 apart, so that any colour is 3:1 from one of the two (EN 301 549 11.1.4.11, 11.2.4.7).
"""

from __future__ import annotations

import math
from typing import Any

from kivy.graphics import Color, Line, SmoothTriangle

from ui.touch.box import Box
from ui.touch.theme import Colour, Theme
from ui.touch.widgets.part import NOWHERE, Part, card

RING_MM = 1.2
"""Each ring's true thickness, on every panel."""


class FocusFrame(Part):
    """Stands above everything and takes no touch. ``back``: choosing it goes out of the row it is around."""

    role = "focus"

    def __init__(self, theme: Theme) -> None:
        super().__init__("focus")
        self.theme = theme
        self.ring_px = math.ceil(RING_MM * theme.px_per_mm)
        self.marked: tuple[str, ...] = ()
        self.back = False

    def show(self, marked: tuple[str, ...], place: Box, panel: Box, *, back: bool = False) -> None:
        """Mark ``place``, which must stay inside ``panel``; without a size nothing is marked."""
        if place.w <= 0 or place.h <= 0:
            marked, place = (), NOWHERE
        else:
            place = _within(_grown(place, self.ring_px), panel)
        changed = (marked, back) != (self.marked, self.back)
        self.marked, self.back = marked, back
        if changed and place == self.box:
            self.draw()
        self.place(place)

    def draw(self) -> None:
        self.canvas.clear()
        if self.hidden:
            return
        with self.canvas:
            self._ring(self.box, self.theme.colours.night)
            self._ring(self.box.inset(self.ring_px), self.theme.colours.on_night)
            if self.back:
                self._arrow()

    def hide(self) -> None:
        self.canvas.clear()

    def _ring(self, box: Box, colour: Colour) -> None:
        """Draw a ring of true thickness just inside ``box``."""
        width = self.ring_px
        middle = box.inset(width / 2)
        Color(*colour.rgba)
        Line(rectangle=(middle.x, middle.y, middle.w, middle.h), width=width / 2, joint="miter", cap="none", close=True)

    def _arrow(self) -> None:
        """An arrow on a disc: out of here again."""
        side = self.theme.mm(10)
        disc = Box(self.box.x + (self.box.w - side) // 2, self.box.top - side - 2 * self.ring_px, side, side)
        card(disc, self.theme.colours.night, side / 2, self.theme.colours.on_night, self.ring_px)
        tip, end = (0.72, 0.34) if self.box.mirrored else (0.28, 0.66)
        left, right = disc.x + side * tip, disc.x + side * end
        middle, half = disc.y + side / 2, side * 0.24
        Color(*self.theme.colours.on_night.rgba)
        SmoothTriangle(points=(left, middle, right, middle + half, right, middle - half))

    def describe(self) -> dict[str, Any]:
        return {"state": " ".join(self.marked), "back": self.back}


def _grown(box: Box, by: int) -> Box:
    return Box(box.x - by, box.y - by, box.w + 2 * by, box.h + 2 * by)


def _within(box: Box, panel: Box) -> Box:
    x, y = max(box.x, panel.x), max(box.y, panel.y)
    return Box(x, y, min(box.right, panel.right) - x, min(box.top, panel.top) - y, mirrored=panel.mirrored)
