# SPDX-License-Identifier: EUPL-1.2
"""A question that must be answered before anything else can be touched."""

from __future__ import annotations

from typing import Any

from kivy.graphics import Color, Rectangle

from ui.touch.box import Box
from ui.touch.theme import Size, Theme
from ui.touch.widgets.button import Button
from ui.touch.widgets.emergency import OPEN
from ui.touch.widgets.header import strip
from ui.touch.widgets.part import Part, card
from ui.touch.widgets.prompt import Prompt, holds, text_height

LARGE_MM = 130.0
"""True millimetres of height, with large text."""


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

    def reading(self) -> list[Part]:
        """Whoever is asked can have help in an emergency as well: its button stands above any question."""
        root: Part = self
        while isinstance(root.parent, Part):
            root = root.parent
        return [*super().reading(), *(part for part in Part.reading(root) if part.ident == OPEN)]

    def draw(self) -> None:
        self._arrange(strip(self.theme, self.box)[1])
        crowded = [not holds(prompt, prompt.box) for prompt in (self.title, self.body)]
        if self.theme.large_mm and any(crowded) and not self.box.upright_shape:
            self._arrange(self.box)

    def _arrange(self, clear: Box) -> None:
        """Put the card in the middle of ``clear``, which should be clear of the way to help."""
        theme = self.theme
        large = bool(theme.large_mm)
        width = min(clear.w - 2 * theme.margin, clear.w if large else theme.mm(170))
        most = max(theme.mm(130), round(LARGE_MM * theme.px_per_mm)) if large else theme.mm(96)
        place = clear.centred(width, min(clear.h - 2 * theme.mm(1 if large else 3), most))
        self.canvas.before.clear()
        with self.canvas.before:
            Color(*theme.colours.night.faded(0.82))
            Rectangle(pos=(self.box.x, self.box.y), size=(self.box.w, self.box.h))
            card(place, theme.colours.paper, theme.mm(5), theme.colours.edge, max(2, theme.mm(0.5)))
        inner = place.inset(theme.mm(5 if large else 7), theme.mm(4 if large else 6))
        high = max(theme.target, theme.mm(22))
        bottom, rest = inner.cut_bottom(high, theme.mm(4))
        places = bottom.columns(len(self.buttons), theme.mm(6))
        narrow = any(button.width_for(high) > column.w for button, column in zip(self.buttons, places, strict=True))
        if theme.large_mm and narrow and self.box.upright_shape:
            gap = theme.mm(3)
            bottom, rest = inner.cut_bottom(len(self.buttons) * (high + gap) - gap, theme.mm(4))
            places = bottom.rows(len(self.buttons), gap)
        inner = rest
        for button, column in zip(self.buttons, places, strict=True):
            button.place(column)
        if self.extra is not None:
            row, inner = inner.cut_bottom(theme.mm(6), theme.mm(4))
            self.extra.place(row)
        head, rest = inner.cut_top(self._head_px(inner), theme.mm(2))
        self.title.place(head)
        self.body.place(rest)

    def _head_px(self, inner: Box) -> int:
        """Measure the heading's place; a large sentence below it has what the heading does not need."""
        usual = round(inner.h * 0.45)
        if not self.theme.large_mm:
            return usual
        return min(usual, text_height(self.theme, self.title.text, self.title.text_size, inner.w))

    def on_touch_down(self, touch: Any) -> bool:
        super().on_touch_down(touch)
        return True
