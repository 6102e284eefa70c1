# SPDX-License-Identifier: EUPL-1.2
"""One thing to do, and whether it has been done: a ring, or a tick in its place. To be read, not touched."""

from __future__ import annotations

from typing import Any

from kivy.graphics import Color, SmoothLine

from ui.touch.box import Box
from ui.touch.theme import Theme
from ui.touch.widgets.icons import tick
from ui.touch.widgets.part import Part
from ui.touch.widgets.prompt import Prompt, holds

SIGN_MM = 7.0


class TaskLine(Part):
    role = "text"

    def __init__(self, theme: Theme, ident: str, text: str) -> None:
        super().__init__(ident)
        self.theme = theme
        self.done = False
        self.label = Prompt(theme, text)
        self.label.role = ""
        self.add_widget(self.label)

    def mark(self, done: bool) -> None:
        """Tick it off, or not."""
        if done != self.done:
            self.done = done
            self.label.say(self.label.text, self.theme.colours.quiet if done else self.theme.colours.ink)
            self.draw()

    def fits_in(self, box: Box) -> bool:
        """Tell whether the words are large enough there."""
        return holds(self.label, self._divide(box)[1])

    def _divide(self, box: Box) -> tuple[Box, Box]:
        side = self.theme.mm(SIGN_MM)
        sign, words = box.cut_left(side, self.theme.mm(2.5))
        return sign.centred(min(side, box.h), min(side, box.h)), words

    def draw(self) -> None:
        self.canvas.before.clear()
        if self.hidden:
            return
        sign, words = self._divide(self.box)
        with self.canvas.before:
            if self.done:
                tick(sign, self.theme.colours.pulse)
            else:
                Color(*self.theme.colours.edge.rgba)
                ring = (sign.x + sign.w / 2, sign.y + sign.h / 2, sign.w * 0.34)
                SmoothLine(circle=ring, width=max(1.0, self.theme.mm(0.3)))
        self.label.place(words)

    def describe(self) -> dict[str, Any]:
        return {**self.label.describe(), "state": "done" if self.done else ""}
