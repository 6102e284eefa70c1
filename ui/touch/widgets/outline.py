# SPDX-License-Identifier: EUPL-1.2
"""Outlines to be held against something real: a card's, or a ruler's."""

from __future__ import annotations

from typing import Any

from kivy.graphics import Color, Line, Rectangle

from kiosk.yardstick import CARD_HEIGHT_MM, LENGTH_MM, Yardstick
from ui.touch.box import Box
from ui.touch.theme import Theme
from ui.touch.widgets.part import Part

RULER_MM = 50
_CORNER_MM = 3.18
"""Radius of a card's corners (ISO/IEC 7810)."""


class Outline(Part):
    """As long as it is told, to the pixel; it stands upright where it has no room to lie."""

    role = "image"

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__("outline")
        self.theme = theme
        self.name = name
        self._yardstick = Yardstick.CARD
        self._length_px = 1

    def show(self, yardstick: Yardstick, length_px: int) -> None:
        """Draw ``yardstick`` so long."""
        if (yardstick, length_px) != (self._yardstick, self._length_px):
            self._yardstick, self._length_px = yardstick, length_px
            self.draw()

    def size_px(self, yardstick: Yardstick, length_px: int) -> tuple[int, int]:
        """Give its length and height."""
        if yardstick is Yardstick.CARD:
            return length_px, round(length_px * CARD_HEIGHT_MM / LENGTH_MM[Yardstick.CARD])
        return length_px, self.theme.mm(12) if length_px else 0

    def draw(self) -> None:
        self.canvas.clear()
        if self.hidden or not self._length_px:
            return
        long, high = self.size_px(self._yardstick, self._length_px)
        upright = long > self.box.w
        place = self.box.centred(high, long) if upright else self.box.centred(long, high)
        with self.canvas:
            Color(*self.theme.colours.ink.rgba)
            if self._yardstick is Yardstick.CARD:
                self._card(place, long)
            else:
                self._ruler(place, upright=upright)

    def _card(self, place: Box, long: int) -> None:
        """The line lies inside: its outer edge is the card's."""
        radius = _CORNER_MM * long / LENGTH_MM[Yardstick.CARD]
        Line(rounded_rectangle=(place.x + 1, place.y + 1, place.w - 2, place.h - 2, radius), width=1)

    def _ruler(self, place: Box, *, upright: bool) -> None:
        """A line every five millimetres, from the first to the last; those of ten are longer."""
        for mark in range(0, RULER_MM + 1, 5):
            share, height = mark / RULER_MM, 1.0 if mark % 10 == 0 else 0.6
            if upright:
                y = min(place.y + round(share * place.h), place.top - 1)
                Rectangle(pos=(place.x, y), size=(place.w * height, 1))
            else:
                x = min(place.x + round(share * place.w), place.right - 1)
                Rectangle(pos=(x, place.y), size=(1, place.h * height))

    def describe(self) -> dict[str, Any]:
        return {"text": self.name, "state": f"{self._yardstick} {self._length_px}"}
