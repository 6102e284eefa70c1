# SPDX-License-Identifier: EUPL-1.2
"""The strip at the edge of every screen: where one is, and whom to ring. In the same place always.

It lies at the top; where a panel is low it stands at the end of the lines, for height is what such a panel lacks.
"""

from __future__ import annotations

from kivy.graphics import Color, Rectangle

from ui.touch.box import Box
from ui.touch.i18n import Words
from ui.touch.text.wrap import unbroken
from ui.touch.theme import Size, Theme
from ui.touch.widgets.part import NOWHERE, Part
from ui.touch.widgets.prompt import Prompt, holds, line_width, text_height

EDGE_MM = 0.6
"""The least space between a number and the edge of a strip that stands."""
SMALLEST = 0.8
"""Name and number that had to be smaller than so do not both stand there."""
LOW_MM = 105.0
"""True millimetres of a panel's height below which the strip stands upright."""


class Header(Part):
    def __init__(self, theme: Theme, words: Words, station_name: str, phone: str) -> None:
        super().__init__("header")
        self.theme = theme
        self.name = Prompt(theme, station_name, ident="station", colour=theme.colours.quiet)
        self.phone = Prompt(theme, words("help", phone=phone) if phone else "", ident="help")
        self._number = phone
        self.inner = NOWHERE
        """Where its words stand; the rest of the strip is the emergency button's."""
        self.add_widget(self.name)
        self.add_widget(self.phone)

    def reserve(self, inner: Box) -> None:
        """Take the place for the words; called before the strip is placed."""
        self.inner = inner

    def draw(self) -> None:
        upright, line = self.box.h > self.box.w, max(1, self.theme.mm(0.3))
        edge = self.box.cut_left(line)[0] if upright else self.box.cut_bottom(line)[0]
        self.canvas.before.clear()
        with self.canvas.before:
            Color(*self.theme.colours.hairline.rgba)
            Rectangle(pos=(edge.x, edge.y), size=(edge.w, edge.h))
        if upright or not self._holds_both():
            # there is room for what one may need; where one is stands in the emergency's own place as well
            self.phone.valign = "top" if upright else "middle"
            self._place_phone(self._widened() if upright else self.inner)
            self.name.place(NOWHERE if self.phone.text or upright else self._room_for(self.name, self.inner))
        else:
            upper, lower = self.inner.cut_top(self.inner.h * (0.5 if self.phone.text else 1.0))
            self.name.place(upper)
            self.phone.place(lower)

    def _place_phone(self, place: Box) -> None:
        """Place the sentence with the number, or what of it has room where it is large: the number at least."""
        sentence = self.phone.text
        head, colon, _rest = sentence.partition(":")
        for text in (sentence, f"{head}{colon} {self._number}" if colon else sentence, self._number):
            self.phone.text = self._divided(text, place)
            room = self._room_for(self.phone, place)
            if room != NOWHERE:
                self.phone.spoken = None if text == sentence else sentence
                self.phone.place(room)
                return
        self.phone.text = sentence
        self.phone.place(NOWHERE)

    def _divided(self, text: str, place: Box) -> str:
        """Divide a number too long for its line where one pauses, if there is room for another line."""
        divided = text.replace("-", "- ")
        held = text_height(self.theme, divided, Size.BODY, place.w) <= place.h
        return divided if held and self._breaks(text, place.w) else text

    def _breaks(self, text: str, width: int) -> bool:
        """Tell whether a number in ``text`` has no room on a line of its own."""
        return any(line_width(self.theme, piece, Size.BODY) > width for piece in unbroken(text))

    def _room_for(self, prompt: Prompt, place: Box) -> Box:
        """Give large words no place where they would have to be smaller: number and name stand with the emergency."""
        return NOWHERE if self.theme.large_mm and not holds(prompt, place) else place

    def _widened(self) -> Box:
        """Give a number that is not to be broken the whole width of a strip that stands."""
        strip = self.box.inset(self.theme.mm(EDGE_MM), 0)
        return strip.cut_top(self.box.top - self.inner.y)[0].cut_bottom(self.inner.h)[0]

    def _holds_both(self) -> bool:
        """Tell whether each has room on a line without being made much smaller; with large text not at all."""
        least = 1.0 if self.theme.large_mm else SMALLEST
        return all(
            line_width(self.theme, prompt.text, Size.BODY) * least <= self.inner.w for prompt in (self.name, self.phone)
        )


def upright(theme: Theme, panel: Box) -> bool:
    """Tell whether the strip stands upright on ``panel``."""
    return panel.h < LOW_MM * theme.px_per_mm and panel.w > panel.h


def strip(theme: Theme, panel: Box, word_px: int = 0) -> tuple[Box, Box]:
    """Return the strip's place and what is left of ``panel``; ``word_px``: as wide as a button that stands must be."""
    if upright(theme, panel):
        return panel.cut_right(max(theme.target, word_px) + 2 * theme.mm(2), 0)
    return panel.cut_top(theme.target + 2 * theme.mm(1), theme.mm(1))
