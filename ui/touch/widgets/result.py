# SPDX-License-Identifier: EUPL-1.2
"""One result, large: what it is, its numbers, and beside it the way to measure it again."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.messages import InstrumentView
from ui.touch.box import Box
from ui.touch.i18n import Words
from ui.touch.theme import Size, Theme
from ui.touch.widgets.button import Button
from ui.touch.widgets.part import Part, card
from ui.touch.widgets.prompt import Prompt, line_width, text_height
from ui.touch.widgets.readings import NARROW, RIGHT_TO_LEFT_MARK, beside, parts

GAP = "   "
BUTTON_MM = 48.0
ROOMY_MM = 24.0
"""A card so high has space above and below the words."""


class Result(Part):
    """A card with name and numbers, and a button. The numbers are for this person's ears alone."""

    def __init__(self, theme: Theme, words: Words, view: InstrumentView, on_again: Callable[[], None]) -> None:
        super().__init__(f"result-{view.number}")
        self.theme = theme
        self.words = words
        self.name = Prompt(theme, words(view.title), ident=f"name-{view.number}", colour=theme.colours.quiet)
        self.numbers = Prompt(theme, "", ident=f"numbers-{view.number}", size=Size.TITLE)
        self.numbers.role = "text"
        self.numbers.private = True
        self._written = ""
        self.again = Button(theme, f"retake-{view.number}", "", on_again)
        for part in (self.name, self.numbers, self.again):
            self.add_widget(part)
        self.show(view)

    def show(self, view: InstrumentView) -> None:
        """Take a later view of the same instrument."""
        colours = self.theme.colours
        written = beside(self.words, parts(view, self.words.language), GAP) if view.done else ""
        self.numbers.text_size = Size.TITLE if written else Size.BODY
        self._written = written or self.words("review.not-measured")
        self.numbers.say(self._written, colours.ink if written else colours.quiet)
        key = (view.retake or "guide.retake") if written else "review.measure"
        self.again.say(self.words(key))
        told = f"{self.words(key)}, {self.words(view.title)}"
        self.again.spoken = self.words("speech.button", text=told)  # several stand on one screen
        if self.theme.large_mm and not self.hidden:
            self.draw()

    def draw(self) -> None:
        if self.hidden:
            return
        theme = self.theme
        again, place = self._divide(self.box)
        self.canvas.before.clear()
        with self.canvas.before:
            card(place, theme.colours.surface, theme.radius)
        inner = self._inside(place)
        high = round(inner.h * 0.42)
        if theme.large_mm:
            self._break_units(inner.w)
            name = text_height(theme, self.name.text, Size.BODY, inner.w)
            high = max(name, min(high, inner.h - self._numbers_px(inner.w)))
        upper, lower = inner.cut_top(high)
        self.name.place(upper)
        self.numbers.place(lower)
        self.again.place(again)

    def _divide(self, box: Box) -> tuple[Box, Box]:
        """Give the button its place where a row ends, and the card the rest."""
        theme = self.theme
        width = max(theme.target, min(theme.mm(BUTTON_MM), round(box.w * 0.3)))
        if theme.large_mm:
            width = min(max(theme.target, self.again.width_for(theme.target)), round(box.w * 0.4))
        return box.cut_right(width, theme.mm(2))

    def _inside(self, place: Box) -> Box:
        mm, large = self.theme.mm, bool(self.theme.large_mm)
        return place.inset(mm(3 if large else 4), mm(0.8 if large or place.h < mm(ROOMY_MM) else 2))

    def height_for(self, width: int) -> int:
        """Measure how high a row so wide must be for large words, each as many lines as they need."""
        theme = self.theme
        inner = self._inside(self._divide(Box(0, 0, width, theme.target))[1])
        self._break_units(inner.w)
        name = text_height(theme, self.name.text, Size.BODY, inner.w)
        return name + self._numbers_px(inner.w) + 2 * theme.mm(0.8)

    def _numbers_px(self, width: int) -> int:
        size = self.numbers.text_size
        return text_height(self.theme, self.numbers.text, size, width, self.theme.least_scale(size))

    def _break_units(self, width: int) -> None:
        """Put numbers below each other where a line has no room for all, and a unit below its number if need be."""
        text = self._written
        if self._wide(text) > width:
            mark = RIGHT_TO_LEFT_MARK if text.startswith(RIGHT_TO_LEFT_MARK) else ""
            lines = (line if self._wide(line) <= width else line.replace(NARROW, "\n") for line in text.split(GAP))
            text = "\n".join(mark + line.removeprefix(mark) for line in "\n".join(lines).split("\n"))
        self.numbers.say(text)

    def _wide(self, text: str) -> float:
        size = self.numbers.text_size
        return line_width(self.theme, text, size) * self.theme.least_scale(size)
