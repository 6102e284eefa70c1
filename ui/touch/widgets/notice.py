# SPDX-License-Identifier: EUPL-1.2
"""The strip that says what is wrong and what to do about it, in a calm colour; the visit goes on below it."""

from __future__ import annotations

from kiosk.messages import Notice
from ui.touch.i18n import Words
from ui.touch.notices import gravest, sentence
from ui.touch.theme import Size, Theme
from ui.touch.widgets.icons import attention
from ui.touch.widgets.part import Part, card
from ui.touch.widgets.prompt import Prompt, text_height

MOST_LARGE, MOST_SMALL_PANEL = 0.32, 0.42
"""Shares of the height that a large notice may take."""
SHOWN = 2
"""More than two at once nobody reads; the others follow when these are gone."""


class NoticeBar(Part):
    """Up to two notices side by side; one, where text is large."""

    role = "group"

    def __init__(self, theme: Theme, words: Words, notices: tuple[Notice, ...]) -> None:
        super().__init__("notices")
        self.theme = theme
        self.prompts = [
            Prompt(theme, sentence(each, words), ident=f"notice-{each.key}", size=Size.BODY, colour=theme.colours.ink)
            for each in gravest(notices, 1 if theme.large_mm else SHOWN)
        ]
        for prompt in self.prompts:
            prompt.role = "notice"
            self.add_widget(prompt)

    def height_for(self, width: int, most: int) -> int:
        """Measure how high the strip must be; ``most``: the height that there is for it and for what it is about."""
        column = self._text_width(width)
        tallest = max(text_height(self.theme, prompt.text, Size.BODY, column) for prompt in self.prompts)
        high = max(tallest, self.theme.mm(8)) + 2 * self.theme.mm(2)
        share = MOST_LARGE if self.theme.zoom >= 1 else MOST_SMALL_PANEL
        return min(high, round(most * share)) if self.theme.large_mm else high

    def _text_width(self, width: int) -> int:
        count = len(self.prompts)
        return (width - self.theme.gap * (count - 1)) // count - self.theme.mm(14)

    def draw(self) -> None:
        self.canvas.before.clear()
        for prompt, column in zip(self.prompts, self.box.columns(len(self.prompts), self.theme.gap), strict=True):
            with self.canvas.before:
                card(column, self.theme.colours.amber_tint, self.theme.radius)
                sign, rest = column.inset(self.theme.mm(2)).cut_left(self.theme.mm(8), self.theme.mm(2))
                side = min(sign.w, sign.h)
                attention(sign.centred(side, side), self.theme.colours.amber)
            prompt.place(rest)
