# SPDX-License-Identifier: EUPL-1.2
"""A number that shows that something is going on, such as the pressure in a cuff; a bar where its range is known."""

from __future__ import annotations

from typing import Any

from kiosk.messages import ValueView
from kiosk.reading import Measure
from ui.touch.i18n import Words
from ui.touch.theme import Size, Theme
from ui.touch.units import number, symbol
from ui.touch.widgets.bar import Bar
from ui.touch.widgets.part import NOWHERE, Part, card
from ui.touch.widgets.prompt import text_height
from ui.touch.widgets.value import Value

FULL = {(Measure.CUFF_PRESSURE, "mm[Hg]"): 200.0, (Measure.CUFF_PRESSURE, "kPa"): 26.7}
"""What fills the bar. A cuff seldom goes higher; if it does the bar stays full and the number says the rest."""

LOW_MM = 18.0
"""A lower card has room for the number alone."""

LEAST = 0.8
"""A smaller name takes the place of the bar."""


class Gauge(Part):
    """Number and bar on a card. Without a number there is only the name: the instrument tells nothing on the way."""

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__("gauge")
        self.theme = theme
        self._words = words
        self._text = ""
        self.value = Value(theme, "progress", words("value.cuff-pressure"), "", Size.NUMBER)
        self.bar = Bar(theme, "progress-bar")
        self.bar.share = 0.0
        self.add_widget(self.value)
        self.add_widget(self.bar)

    def show(self, progress: ValueView | None) -> None:
        """Show ``progress``."""
        if progress is None:
            self.value.show("")
            self.bar.show(0.0)
            return
        name = self._words(f"value.{progress.measure}")
        if name != self.value.name_prompt.text:
            self.value.name_prompt.text = name
            self.value.draw_again()
        self.value.show(number(progress.text, self._words.language), symbol(progress.unit))
        full = FULL.get((progress.measure, progress.unit))
        self.bar.show(float(progress.text) / full if full else 0.0)
        self._ranged(full is not None)

    def _ranged(self, ranged: bool) -> None:
        if ranged != self.bar.shown:
            self.bar.shown = ranged
            self.draw()

    def draw(self) -> None:
        if self.hidden:
            return
        self.canvas.before.clear()
        with self.canvas.before:
            card(self.box, self.theme.colours.surface, self.theme.radius)
        rest = self.box
        line = text_height(self.theme, "X", Size.BODY, self.box.w) if self.theme.large_mm else 0
        if self.bar.shown and self.box.h >= max(self.theme.mm(LOW_MM), 2 * line + self.theme.mm(14)):
            strip, rest = rest.cut_bottom(self.theme.mm(5) + self.theme.mm(4))
            self.bar.place(strip.inset(self.theme.mm(4), self.theme.mm(2)))
        else:
            self.bar.place(NOWHERE)
        self.value.box = NOWHERE
        self.value.place(rest)
        told = self.value.describe()
        small = not self.theme.large_mm and self.value.name_prompt.scale < LEAST
        if rest != self.box and (small or not told["fits"]):  # words come before a picture
            self.bar.place(NOWHERE)
            self.value.place(self.box)

    def describe(self) -> dict[str, Any]:
        return {"text": ""}
