# SPDX-License-Identifier: EUPL-1.2
"""How loud it is: a bar with words, and a button on either side."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.volume import STEPS, clamped
from ui.touch.box import Box
from ui.touch.i18n import Words
from ui.touch.theme import Size, Theme
from ui.touch.widgets.bar import Bar
from ui.touch.widgets.button import Button
from ui.touch.widgets.icons import minus, plus
from ui.touch.widgets.part import Part
from ui.touch.widgets.prompt import Prompt, holds, text_height

SIGNED_FROM_MM = 40.0
"""A narrower button has room for its word alone."""
BAR_MM = 6.0


class Volume(Part):
    """``on_change`` is given the step that is wished for; what is shown is what it was last told."""

    def __init__(self, theme: Theme, words: Words, on_change: Callable[[int], None]) -> None:
        super().__init__()
        self.theme = theme
        self._words = words
        self._on_change = on_change
        self._step = -1
        self.quieter = Button(theme, "quieter", words("how-to.quieter"), lambda: self._change(-1), icon=minus)
        self.text = Prompt(theme, "", ident="volume-words", size=Size.BODY, align="center")
        self.bar = Bar(theme, "volume")
        self.louder = Button(theme, "louder", words("how-to.louder"), lambda: self._change(1), icon=plus)
        for part in (self.quieter, self.text, self.bar, self.louder):
            self.add_widget(part)

    def show(self, step: int) -> None:
        """Show ``step`` of `kiosk.volume`."""
        if step == self._step:
            return
        self._step = step
        self.text.say(self._words("how-to.volume", step=str(step + 1), steps=str(STEPS)))
        self.bar.show((step + 1) / STEPS)
        self.quieter.enable(step > 0)
        self.louder.enable(step < STEPS - 1)

    def _change(self, by: int) -> None:
        self._on_change(clamped(self._step + by))

    def fits_in(self, box: Box) -> bool:
        """Tell whether the words are large enough there."""
        less, words, _bar, more = self._divide(box)
        inner = less.inset(self.theme.mm(2.2), self.theme.mm(1)), more.inset(self.theme.mm(2.2), self.theme.mm(1))
        return (
            holds(self.text, words)
            and holds(self.quieter.label, inner[0])
            and holds(self.louder.label, inner[1])
            and min(less.h, more.h) >= self.theme.target
        )

    def _divide(self, box: Box) -> tuple[Box, Box, Box, Box]:
        """Find a place for: quieter, the words, the bar, louder."""
        mm, target = self.theme.mm, self.theme.target
        high = text_height(self.theme, self.text.text, Size.BODY, box.w)
        if box.h >= target + high + mm(BAR_MM) + mm(5):
            words, rest = box.cut_top(high, mm(1.5))
            bar, rest = rest.cut_top(mm(BAR_MM), mm(3))
            less, more = rest.cut_top(min(rest.h, max(target, mm(26))))[0].columns(2, mm(4))
            return less, words, bar, more
        line = box.cut_top(max(target, min(box.h, mm(26))))[0] if box.h > target else box
        wide = max(target, line.w * 0.25)
        less, middle = line.cut_left(wide, mm(4))
        more, middle = middle.cut_right(wide, mm(4))
        words, bar = middle.cut_top(middle.h * 0.55, mm(1))
        return less, words, bar.centred(bar.w, min(bar.h, mm(BAR_MM))), more

    def draw(self) -> None:
        if self.hidden:
            return
        less, words, bar, more = self._divide(self.box)
        signed = less.w > self.theme.mm(SIGNED_FROM_MM) and not self.theme.large_mm
        self.quieter.icon, self.louder.icon = (minus, plus) if signed else (None, None)
        self.quieter.place(less)
        self.text.place(words)
        self.bar.place(bar)
        self.louder.place(more)
