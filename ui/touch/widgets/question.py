# SPDX-License-Identifier: EUPL-1.2
"""A question that must be answered before anything else can be touched."""

from __future__ import annotations

from typing import Any

from kivy.graphics import Color, Rectangle

from ui.touch.theme import Size, Theme
from ui.touch.widgets.button import Button
from ui.touch.widgets.part import Part, card
from ui.touch.widgets.prompt import Prompt


class Question(Part):
    """A card over the whole panel: a heading, a sentence, perhaps something more, and buttons left to right."""

    modal = True
    role = "dialog"

    def __init__(
        self, theme: Theme, ident: str, title: str, body: str, buttons: list[Button], extra: Part | None = None
    ) -> None:
        super().__init__(ident)
        self.theme = theme
        self.title = Prompt(theme, title, ident=f"{ident}-title", size=Size.TITLE, align="center")
        self.body = Prompt(theme, body, ident=f"{ident}-text", size=Size.LEAD, align="center", valign="top")
        self.buttons = buttons
        self.extra = extra
        for part in (self.title, self.body, extra, *buttons):
            if part is not None:
                self.add_widget(part)

    def draw(self) -> None:
        theme = self.theme
        width = min(self.box.w - 2 * theme.margin, theme.mm(170))
        place = self.box.centred(width, min(self.box.h - 2 * theme.margin, theme.mm(130 if theme.large_mm else 96)))
        self.canvas.before.clear()
        with self.canvas.before:
            Color(*theme.colours.night.faded(0.82))
            Rectangle(pos=(self.box.x, self.box.y), size=(self.box.w, self.box.h))
            card(place, theme.colours.paper, theme.mm(5), theme.colours.edge, max(2, theme.mm(0.5)))
        inner = place.inset(theme.mm(7), theme.mm(6))
        bottom, inner = inner.cut_bottom(max(theme.target, theme.mm(22)), theme.mm(4))
        for button, column in zip(self.buttons, bottom.columns(len(self.buttons), theme.mm(6)), strict=True):
            button.place(column)
        if self.extra is not None:
            strip, inner = inner.cut_bottom(theme.mm(6), theme.mm(4))
            self.extra.place(strip)
        head, rest = inner.cut_top(inner.h * 0.45, theme.mm(2))
        self.title.place(head)
        self.body.place(rest)

    def on_touch_down(self, touch: Any) -> bool:
        super().on_touch_down(touch)
        return True
