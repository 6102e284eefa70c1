# SPDX-License-Identifier: EUPL-1.2
"""A sentence that must not be missed: on a card of its own, with a sign before it."""

from __future__ import annotations

from ui.touch.theme import Size, Theme
from ui.touch.widgets.icons import attention
from ui.touch.widgets.part import Part, card
from ui.touch.widgets.prompt import Prompt, text_height


class Signed(Part):
    """Empty words hide it; whoever has it gives it the height it asks for."""

    def __init__(self, theme: Theme, ident: str) -> None:
        super().__init__()
        self.theme = theme
        self.prompt = Prompt(theme, "", ident=ident)
        self.add_widget(self.prompt)

    @property
    def text(self) -> str:
        return self.prompt.text

    def say(self, text: str) -> None:
        """Show another sentence."""
        self.prompt.say(text)

    def height_for(self, width: int) -> int:
        """Measure how high it must be."""
        mm = self.theme.mm
        beside = 2 * mm(2) + mm(9) + mm(3)
        high = text_height(self.theme, self.prompt.text, Size.BODY, width - beside)
        return max(high, mm(9)) + 2 * mm(2)

    def draw(self) -> None:
        mm, colours = self.theme.mm, self.theme.colours
        self.canvas.before.clear()
        with self.canvas.before:
            card(self.box, colours.amber_tint, self.theme.radius)
            sign, words = self.box.inset(mm(2)).cut_left(mm(9), mm(3))
            side = min(sign.w, sign.h)
            attention(sign.centred(side, side), colours.amber)
        self.prompt.place(words)
