# SPDX-License-Identifier: EUPL-1.2
"""What the GP asks for just now, in large words over the picture: she pressed a button, the words are the patient's."""

from __future__ import annotations

from typing import Any

from kiosk.messages import CallView
from ui.touch.i18n import Words
from ui.touch.theme import Size, Theme
from ui.touch.widgets.part import NOWHERE, Part, card
from ui.touch.widgets.prompt import Prompt, text_height

MOST_HIGH = 0.5
"""How much of a large picture it may take: the GP's face is below it."""
SMALL_MM = 70.0
"""A picture less wide than this is small: the words take all of it, and are as large as other words."""


class Guidance(Part):
    """A strip at the top of the place it is given; nothing where nothing is asked."""

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__("guidance")
        self.theme = theme
        self.words = words
        self.text = ""
        self._count = 0
        self.taken_px = 0
        """How high its strip is."""
        self.prompt = Prompt(theme, ident="guidance-words", size=Size.LEAD, align="center")
        self.prompt.role = "notice"
        self.add_widget(self.prompt)

    def show(self, view: CallView) -> None:
        text = self.words(f"guidance.{view.guidance}") if view.guidance is not None else ""
        if (text, view.guidance_count) != (self.text, self._count):
            self.text, self._count = text, view.guidance_count
            self.draw()

    def height_for(self, width: int) -> int:
        """Measure how high it is so wide, with large text."""
        theme = self.theme
        return text_height(theme, self.text, Size.BODY, max(1, width - 2 * theme.mm(4))) + 2 * theme.mm(1.5)

    def draw(self) -> None:
        self.canvas.before.clear()
        self.prompt.place(NOWHERE)
        self.taken_px = 0
        if self.hidden or not self.text:
            return
        mm = self.theme.mm
        large = bool(self.theme.large_mm)
        size, most = (Size.BODY, 1.0) if large or not self._holds_larger() else (Size.LEAD, MOST_HIGH)
        beside, around = (mm(4), mm(1.5)) if large else self._margins(size)
        wanted = text_height(self.theme, self.text, size, self.box.w - 2 * beside) + 2 * around
        strip = self.box.cut_top(min(wanted, round(self.box.h * most)))[0]
        self.taken_px = strip.h
        with self.canvas.before:
            colours = self.theme.colours
            card(strip, colours.surface, self.theme.radius, edge=colours.pine, edge_width=mm(1))
        self.prompt.text, self.prompt.text_size = self.text, size
        self.prompt.place(strip.inset(beside, around))

    def _margins(self, size: Size) -> tuple[int, int]:
        """Beside the words, and above and below them."""
        mm = self.theme.mm
        return (mm(4), mm(2.5)) if size is Size.LEAD or self.box.w < mm(SMALL_MM) else (mm(2.5), mm(1.5))

    def _holds_larger(self) -> bool:
        """Tell whether a picture is wide and high enough for words larger than others, with the GP's face below."""
        if self.box.w < self.theme.mm(SMALL_MM):
            return False
        beside, around = self._margins(Size.LEAD)
        high = text_height(self.theme, self.text, Size.LEAD, self.box.w - 2 * beside) + 2 * around
        return high <= self.box.h * MOST_HIGH

    def describe(self) -> dict[str, Any]:
        return {"text": self.text, "state": str(self._count)}
