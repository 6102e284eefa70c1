# SPDX-License-Identifier: EUPL-1.2
"""One result, large: what it is, its numbers, and beside it the way to measure it again."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.messages import InstrumentView
from ui.touch.i18n import Words
from ui.touch.theme import Size, Theme
from ui.touch.widgets.button import Button
from ui.touch.widgets.part import Part, card
from ui.touch.widgets.prompt import Prompt, text_height
from ui.touch.widgets.readings import parts

BUTTON_MM = 48.0


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
        self.again = Button(theme, f"retake-{view.number}", "", on_again)
        for part in (self.name, self.numbers, self.again):
            self.add_widget(part)
        self.show(view)

    def show(self, view: InstrumentView) -> None:
        """Take a later view of the same instrument."""
        colours = self.theme.colours
        written = "   ".join(parts(view, self.words.language)) if view.done else ""
        self.numbers.text_size = Size.TITLE if written else Size.BODY
        self.numbers.say(written or self.words("review.not-measured"), colours.ink if written else colours.quiet)
        key = (view.retake or "guide.retake") if written else "review.measure"
        self.again.say(self.words(key))
        told = f"{self.words(key)}, {self.words(view.title)}"
        self.again.spoken = self.words("speech.button", text=told)  # several stand on one screen

    def draw(self) -> None:
        if self.hidden:
            return
        theme = self.theme
        width = max(theme.target, min(theme.mm(BUTTON_MM), round(self.box.w * 0.3)))
        if theme.large_mm:
            width = min(max(width, self.again.width_for(self.box.h)), round(self.box.w * 0.4))
        again, place = self.box.cut_right(width, theme.mm(2))
        self.canvas.before.clear()
        with self.canvas.before:
            card(place, theme.colours.surface, theme.radius)
        inner = place.inset(theme.mm(4), theme.mm(0.8))
        line = text_height(theme, self.name.text, Size.BODY, inner.w) if theme.large_mm else 0
        upper, lower = inner.cut_top(max(inner.h * 0.42, line))
        self.name.place(upper)
        self.numbers.place(lower)
        self.again.place(again)
