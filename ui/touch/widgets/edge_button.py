# SPDX-License-Identifier: EUPL-1.2
"""A button in the strip at the edge of every screen, where room is scarce."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ui.touch.box import Box
from ui.touch.text.direction import plain
from ui.touch.theme import Size, Theme
from ui.touch.widgets.button import LEAST_MARGIN_MM, Button, Kind
from ui.touch.widgets.icons import Icon
from ui.touch.widgets.part import NOWHERE
from ui.touch.widgets.prompt import Prompt, holds, text_height, text_width

WIDEST = 0.24
"""Share of a strip that a button may have."""


SQUEEZED, STANDING = 0.75, 0.87
"""Words may be made so much smaller before something else stands for them; a strip that stands is wide enough for
more."""
SIGN_MM = 12.0
"""A sign that stands alone."""


class EdgeButton(Button):
    """Its sign stands above the words where they have no room beside it.

    Where large words have no room at all ``short`` stands for them, or the sign alone; they are spoken all the same.
    """

    def __init__(
        self,
        theme: Theme,
        ident: str,
        text: str,
        on_tap: Callable[[], None],
        *,
        icon: Icon,
        kind: Kind = Kind.SECONDARY,
        short: str = "",
    ) -> None:
        super().__init__(theme, ident, text, on_tap, kind=kind, icon=icon)
        self.short = Prompt(theme, short, colour=self.paint(self.look.text), align="center")
        self.short.role = ""
        self.add_widget(self.short)

    def _inside(self, box: Box) -> Box:
        """Give a long word the margin, before it is made smaller."""
        inner = super()._inside(box)
        if _undivided(self.theme, self.label.text) <= inner.w:
            return inner
        return box.inset(self.theme.mm(LEAST_MARGIN_MM), inner.y - box.y)

    def _draw_icon(self, inner: Box) -> Box:
        sign, words = self._divide(inner, self.label)
        brief = not self._holds(words)
        self.short.place(NOWHERE)
        if brief and self.short.text:
            sign, place = self._below(inner)
            self.short.place(place)
        elif brief:
            side = min(self.theme.mm(SIGN_MM), inner.w, inner.h)
            sign = inner.centred(side, side)
        assert self.icon is not None
        self.icon(sign, self.paint(self.look.text))
        return NOWHERE if brief else words

    def _holds(self, words: Box) -> bool:
        """Tell whether the words can stand there: as they should with large text, without it not much smaller."""
        if self.theme.large_mm:
            return holds(self.label, words)
        return text_width(self.theme, self.label.text, Size.BODY) * SQUEEZED <= words.w

    def _divide(self, inner: Box, prompt: Prompt) -> tuple[Box, Box]:
        """Find the places of the sign and of ``prompt`` beside it, or below it."""
        mm = self.theme.mm
        if _undivided(self.theme, prompt.text) <= inner.w - mm(9.5):
            sign, words = inner.cut_left(min(mm(7.5), inner.h), mm(2))
            return sign.centred(sign.w, sign.w), words
        return self._below(inner)

    def _below(self, inner: Box) -> tuple[Box, Box]:
        mm = self.theme.mm
        if self.theme.large_mm:
            inner = inner.inset(0, min(mm(1.5), inner.h * 0.05))
        else:  # sign and words together, in the middle
            words_px = text_height(self.theme, self.label.text, Size.BODY, inner.w) + 2
            inner = inner.centred(inner.w, round(min(inner.h, min(mm(9), inner.h * 0.45) + mm(1) + words_px)))
        sign, words = inner.cut_top(min(mm(9), inner.h * 0.45), mm(1))
        return sign.centred(sign.h, sign.h), words

    def width_in(self, usual: float, most: float) -> int:
        """Measure how wide it stands in a strip that lies, as ``usual`` or as its words need, but not above ``most``.

        Where large words have no room even so it is as wide as what stands for them.
        """
        theme = self.theme
        wide = max(theme.target, round(min(usual, most)))
        if not theme.large_mm:
            return wide
        least = _undivided(theme, self.label.text) + 2 * theme.mm(LEAST_MARGIN_MM)
        if least <= most:
            return max(wide, least)
        return max(theme.target, text_width(theme, self.short.text, Size.BODY) + 2 * theme.mm(LEAST_MARGIN_MM))

    @property
    def standing_px(self) -> int:
        """How wide it is in a strip that stands, where a word may be divided; large words have others for them."""
        theme = self.theme
        if theme.large_mm:
            return theme.target
        words = math.ceil(text_width(theme, self.label.text, Size.BODY) * STANDING)
        return max(theme.target, words + 2 * theme.mm(LEAST_MARGIN_MM))

    def describe(self) -> dict[str, Any]:
        if self.short.hidden:
            return super().describe()
        drawn = {key: value for key, value in self.short.describe().items() if key != "text"}
        return {**super().describe(), **drawn}


def _undivided(theme: Theme, text: str) -> int:
    """Measure the longest word of ``text``: where there is room for it it is not divided."""
    return text_width(theme, plain(text), Size.BODY)


def cut_for(button: EdgeButton, strip: Box, panel: Box) -> tuple[Box, Box]:
    """Cut the place of ``button`` off a strip at the edge of ``panel``; return it and what is left."""
    theme = button.theme
    if strip.h > strip.w:
        return strip.cut_top(theme.target, theme.mm(3))
    needed = _undivided(theme, button.label.text) + theme.mm(14.5)
    return strip.cut_right(button.width_in(needed, round(panel.w * WIDEST)), theme.mm(3))
