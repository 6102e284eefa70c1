# SPDX-License-Identifier: EUPL-1.2
"""How good the line is: four bars and one word, so that neither colour nor reading is needed.

Where a sentence beside it says why, the bars stand alone and leave the sentence their room: it covers less of a face.
"""

from __future__ import annotations

from typing import Any

from kivy.graphics import Color, Line, SmoothRoundedRectangle

from kiosk.line_quality import Grade
from ui.touch.box import Box
from ui.touch.i18n import Words
from ui.touch.theme import Size, Theme
from ui.touch.widgets.part import NOWHERE, Part, card
from ui.touch.widgets.prompt import Prompt, line_width, text_height

FILLED = {Grade.GOOD: 4, Grade.FAIR: 3, Grade.POOR: 2, Grade.BAD: 1}
BARS = 4


class LineQuality(Part):
    """Sits in the upper right corner of the place it is given."""

    role = "image"

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__("line-quality")
        self.theme = theme
        self.words = words
        self.grade = Grade.GOOD
        self.brief = False
        """Bars only."""
        self.word = Prompt(theme, words(f"line.{self.grade}"), ident="line-word")
        self.add_widget(self.word)
        self.spoken = words("speech.line", quality=self.word.text)

    @property
    def width_px(self) -> int:
        """How wide it is with the longest of its words, so that nothing moves when the word changes."""
        if self.brief:
            return int(self._bars_px + 2 * self.theme.mm(2))
        longest = max(line_width(self.theme, self.words(f"line.{grade}"), Size.BODY) for grade in Grade)
        return int(longest + self._bars_px + 3 * self.theme.mm(2))

    @property
    def _bars_px(self) -> int:
        return int(self.theme.mm(6))

    def shorten(self, brief: bool) -> None:
        """Leave the word out, or put it back."""
        self.brief = brief
        if not self.hidden:
            self.draw()

    def show(self, grade: Grade) -> None:
        if grade is not self.grade:
            self.grade = grade
            self.word.text = self.words(f"line.{grade}")
            self.spoken = self.words("speech.line", quality=self.word.text)
            if not self.hidden:
                self.draw()

    def draw(self) -> None:
        self.canvas.before.clear()
        theme = self.theme
        height = text_height(theme, self.word.text, Size.BODY, self.box.w) + 2 * theme.mm(1)
        place = self.box.cut_right(self.width_px)[0].cut_top(height)[0]
        bars = place.inset(theme.mm(2), theme.mm(1.4)).cut_left(self._bars_px)[0]
        rest = place.inset(theme.mm(2), 0).cut_left(self._bars_px, theme.mm(2))[1]
        with self.canvas.before:
            card(place, self.theme.colours.surface, theme.radius)
            self._draw_bars(bars)
        if not self.brief:
            self.word.box = NOWHERE
        self.word.place(NOWHERE if self.brief else rest)

    def _draw_bars(self, box: Box) -> None:
        gap = self.theme.mm(0.6)
        width = (box.w - (BARS - 1) * gap) / BARS
        for number in range(1, BARS + 1):
            x, height = box.x + (number - 1) * (width + gap), box.h * number / BARS
            Color(*self.theme.colours.ink.rgba)
            if number <= FILLED[self.grade]:
                SmoothRoundedRectangle(pos=(x, box.y), size=(width, height), radius=[width / 4])
            else:
                Line(rounded_rectangle=(x, box.y, width, height, width / 4), width=1.1)

    def describe(self) -> dict[str, Any]:
        return {"text": self.word.text, "state": self.grade.value}
