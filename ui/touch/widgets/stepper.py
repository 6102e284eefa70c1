# SPDX-License-Identifier: EUPL-1.2
"""Something that has more or less of it: words, a bar, and a button on either side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ui.touch.box import Box
from ui.touch.theme import Size, Theme
from ui.touch.widgets.bar import Bar
from ui.touch.widgets.button import Button
from ui.touch.widgets.icons import minus, plus
from ui.touch.widgets.levelled import Levelled
from ui.touch.widgets.prompt import Prompt, holds, text_height, text_width

Places = tuple[Box, Box, Box, Box]

SIGNED_FROM_MM = 40.0
"""A narrower button has room for its word alone."""
SIGN_MM = 14.0
"""What a sign takes beside a word, with the margins."""
BAR_MM = 6.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Ends:
    """Idents and words of the buttons for less and for more."""

    less: str
    more: str
    less_text: str
    more_text: str


class Stepper(Levelled):
    """``on_change`` is given the step that is wished for; what is shown is what it was last told."""

    def __init__(self, theme: Theme, ident: str, ends: Ends, steps: int, on_change: Callable[[int], None]) -> None:
        super().__init__()
        self.theme = theme
        self._steps = steps
        self._on_change = on_change
        self._step = -1
        self.less = Button(theme, ends.less, ends.less_text, lambda: self._change(-1), icon=minus)
        self.text = Prompt(theme, "", ident=f"{ident}-words", size=Size.BODY, align="center")
        self.bar = Bar(theme, ident)
        self.more = Button(theme, ends.more, ends.more_text, lambda: self._change(1), icon=plus)
        for part in (self.less, self.text, self.bar, self.more):
            self.add_widget(part)

    def tell(self, step: int, text: str) -> None:
        """Show ``step``, from 0, and what it is called."""
        if step == self._step:
            return
        self._step = step
        self.text.say(text)
        self.bar.show((step + 1) / self._steps)
        self.less.enable(step > 0)
        self.more.enable(step < self._steps - 1)

    def _change(self, by: int) -> None:
        self._on_change(min(max(self._step + by, 0), self._steps - 1))

    def fits_in(self, box: Box, row_px: int = 0) -> bool:
        """Tell whether the words are large enough there."""
        return self._holds(self._divide(box, row_px))

    def row_in(self, box: Box) -> Box:
        """Tell where its first button is in ``box`` if nothing stands beside it."""
        return self._divide(box, 0)[0]

    def _holds(self, places: Places) -> bool:
        less, words, _bar, more = places
        mm = self.theme.mm
        return (
            holds(self.text, words)
            and holds(self.less.label, less.inset(mm(2.2), mm(1)))
            and holds(self.more.label, more.inset(mm(2.2), mm(1)))
            and min(less.h, more.h) >= self.theme.target
        )

    def _divide(self, box: Box, row_px: int) -> Places:
        """Find a place for: less, the words, the bar, more. Beside each other if there is room for the words."""
        mm, target = self.theme.mm, self.theme.target
        high = text_height(self.theme, self.text.text, Size.BODY, box.w)
        on_one_line = self._on_one_line(box, row_px)
        if self._holds(on_one_line) or box.h < target + high + mm(BAR_MM) + mm(5):
            return on_one_line
        words, rest = box.cut_top(high, mm(1.5))
        bar, rest = rest.cut_top(mm(BAR_MM), mm(3))
        row = rest.cut_bottom(min(rest.h, row_px)) if row_px else rest.cut_top(min(rest.h, max(target, mm(26))))
        less, more = row[0].columns(2, mm(2 if self.theme.large_mm else 4))
        return less, words, bar, more

    def _on_one_line(self, box: Box, row_px: int) -> Places:
        mm, target = self.theme.mm, self.theme.target
        line = box.cut_top(max(target, min(box.h, mm(26))))[0] if box.h > target else box
        line = box.cut_bottom(row_px)[0] if row_px else line
        wide = max(target, line.w * 0.25, min(line.w * 0.36, self._longest_word + mm(5)))
        less, middle = line.cut_left(wide, mm(4))
        more, middle = middle.cut_right(wide, mm(4))
        high = text_height(self.theme, self.text.text, Size.BODY, middle.w)
        words, bar = middle.cut_top(max(middle.h * 0.55, min(high, middle.h - mm(BAR_MM + 1))), mm(1))
        return less, words, bar.centred(bar.w, min(bar.h, mm(BAR_MM))), more

    @property
    def _longest_word(self) -> int:
        return max(text_width(self.theme, each.label.text, Size.BODY) for each in (self.less, self.more))

    def draw(self) -> None:
        if self.hidden:
            return
        less, words, bar, more = self._divide(self.room, self.row_px)
        mm = self.theme.mm
        signed = less.w > max(mm(SIGNED_FROM_MM), self._longest_word + mm(SIGN_MM)) and not self.theme.large_mm
        self.less.icon, self.more.icon = (minus, plus) if signed else (None, None)
        self.less.place(less)
        self.text.place(words)
        self.bar.place(bar)
        self.more.place(more)
