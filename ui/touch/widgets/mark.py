# SPDX-License-Identifier: EUPL-1.2
"""A mark to be touched in its middle: a cross in a ring."""

from __future__ import annotations

from typing import Any

from kivy.graphics import Color, Line, Rectangle

from ui.touch.theme import Theme
from ui.touch.widgets.part import Part

SIZE_MM = 20.0


class Mark(Part):
    """It takes no touch itself: wherever one touches, it was this that was meant."""

    role = "mark"

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__("mark")
        self.theme = theme
        self.name = name

    def draw(self) -> None:
        self.canvas.clear()
        if self.hidden:
            return
        box, thick = self.box, max(2, self.theme.mm(0.5))
        x, y = box.x + box.w / 2, box.y + box.h / 2
        with self.canvas:
            Color(*self.theme.colours.ink.rgba)
            Rectangle(pos=(box.x, y - thick / 2), size=(box.w, thick))
            Rectangle(pos=(x - thick / 2, box.y), size=(thick, box.h))
            Line(circle=(x, y, box.w * 0.3), width=thick / 2)

    def describe(self) -> dict[str, Any]:
        return {"text": self.name}
