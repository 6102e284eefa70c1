# SPDX-License-Identifier: EUPL-1.2
"""A dark screen, which anybody's touch lights again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.graphics import Color, Rectangle

from ui.touch.widgets.button import Touchable


class Blank(Touchable):
    """Over everything: nothing below it is seen or touched."""

    modal = True

    def __init__(self, on_tap: Callable[[], None]) -> None:
        super().__init__("wake", on_tap)

    def tell(self, words: str) -> None:
        """Say what it does to whoever comes to it by keys or switches; empty: nobody does."""
        self.spoken = words or None

    def draw(self) -> None:
        self.canvas.before.clear()
        with self.canvas.before:
            Color(0, 0, 0, 1)
            Rectangle(pos=(self.box.x, self.box.y), size=(self.box.w, self.box.h))

    def on_touch_down(self, touch: Any) -> bool:
        super().on_touch_down(touch)
        return True

    def describe(self) -> dict[str, Any]:
        return {"text": "", **super().describe()}
