# SPDX-License-Identifier: EUPL-1.2
"""The strip at the top of every screen: where one is, and whom to ring. In the same place always."""

from __future__ import annotations

from kivy.graphics import Color, Rectangle

from ui.touch.i18n import Words
from ui.touch.theme import Theme
from ui.touch.widgets.part import Part
from ui.touch.widgets.prompt import Prompt


class Header(Part):
    def __init__(self, theme: Theme, words: Words, station_name: str, phone: str) -> None:
        super().__init__("header")
        self.theme = theme
        self.name = Prompt(theme, station_name, ident="station", colour=theme.colours.quiet)
        self.phone = Prompt(theme, words("help", phone=phone) if phone else "", ident="help", align="right")
        self.add_widget(self.name)
        self.add_widget(self.phone)

    def draw(self) -> None:
        self.canvas.before.clear()
        with self.canvas.before:
            Color(*self.theme.colours.hairline.rgba)
            Rectangle(pos=(self.box.x, self.box.y), size=(self.box.w, max(1, self.theme.mm(0.3))))
        inner = self.box.inset(self.theme.margin, 0)
        left, right = inner.cut_left(inner.w * 0.52, self.theme.mm(4))
        self.name.place(left)
        self.phone.place(right)
