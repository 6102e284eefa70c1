# SPDX-License-Identifier: EUPL-1.2
"""One thing that is checked meanwhile: a sign, a sentence, and perhaps a bar."""

from __future__ import annotations

from ui.touch.theme import Size, Theme
from ui.touch.widgets.bar import Bar
from ui.touch.widgets.icons import Icon, attention, tick
from ui.touch.widgets.part import NOWHERE, Part, card
from ui.touch.widgets.prompt import Prompt, text_height

BAR_MM = 4.0


class CheckLine(Part):
    """``bar``: shows a level below the words. ``asks``: a sign for what is not good yet, and no trouble either.

    Without words it is not shown.
    """

    def __init__(self, theme: Theme, ident: str, *, bar: bool = False, asks: Icon | None = None) -> None:
        super().__init__()
        self.theme = theme
        self._asks = asks
        self.good = False
        self.prompt = Prompt(theme, "", ident=ident)
        self.add_widget(self.prompt)
        self.bar = Bar(theme, f"{ident}-bar") if bar else None
        if self.bar is not None:
            self.bar.share = 0.0
            self.add_widget(self.bar)

    def say(self, text: str, *, good: bool) -> bool:
        """Say how it is; tell whether anything changed."""
        changed = (text, good) != (self.prompt.text, self.good)
        self.good = good
        if changed:
            self.prompt.text = text
            self.prompt.place(NOWHERE)
            if not self.hidden:
                self.draw()
        return changed

    def height_for(self, width: int) -> int:
        """Measure how high it must be; 0: there is nothing to say."""
        mm = self.theme.mm
        if not self.prompt.text:
            return 0
        beside = 2 * mm(3) + mm(8) + mm(3)
        high = text_height(self.theme, self.prompt.text, Size.BODY, width - beside)
        return max(high, mm(8)) + (mm(BAR_MM) + mm(1) if self.bar is not None else 0) + 2 * mm(1.5)

    def draw(self) -> None:
        if self.hidden:
            return
        mm, colours = self.theme.mm, self.theme.colours
        trouble = not self.good and self._asks is None
        ground, colour = (colours.amber_tint, colours.amber) if trouble else (colours.surface, colours.pulse)
        self.canvas.before.clear()
        with self.canvas.before:
            card(self.box, ground, self.theme.radius)
            sign, words = self.box.inset(mm(3), mm(1.5)).cut_left(mm(8), mm(3))
            side = min(sign.w, sign.h)
            (tick if self.good else self._asks or attention)(sign.centred(side, side), colour)
        if self.bar is not None:
            place, words = words.cut_bottom(mm(BAR_MM), mm(1))
            self.bar.place(place)
        self.prompt.place(words)
