# SPDX-License-Identifier: EUPL-1.2
"""Sitting still before the cuff: a picture, what to do, and how long it is still."""

from __future__ import annotations

from ui.touch.box import Box
from ui.touch.drawings.scenes import draw_scene
from ui.touch.i18n import Words
from ui.touch.theme import Size, Theme
from ui.touch.widgets.countdown import Countdown
from ui.touch.widgets.part import NOWHERE, Part, card
from ui.touch.widgets.prompt import Prompt, holds, text_height

FLAT = 2.4
"""A card so many times as wide as high has everything beside each other."""
TALL = 1.2
"""A place so many times as high as wide has the ring below the picture."""
WORDS_FROM_MM = 60.0
"""A lower card leaves out the words under the ring: the figures in it say it."""


class RestCard(Part):
    """``whole_s``: how long the rest takes from its beginning."""

    def __init__(self, theme: Theme, words: Words, whole_s: float) -> None:
        super().__init__()
        self.theme = theme
        self._words = words
        self.label = Prompt(theme, words("prepare.rest"), ident="item-rest", align="center")
        self.ring = Countdown(theme, "rest", whole_s)
        self.left = Prompt(theme, "", ident="rest-words", align="center", valign="top")
        for part in (self.label, self.ring, self.left):
            self.add_widget(part)

    def show(self, left_s: int) -> None:
        """Show how long it is still; 0: it is over."""
        self.ring.show(left_s)
        text = self._words("prepare.left") if left_s else ""
        if text != self.left.text:
            self.left.text = text
            self.left.place(NOWHERE)
            self.draw()

    def fits_in(self, box: Box) -> bool:
        """Tell whether the words are large enough there."""
        _picture, ring, label = self._divide(box)
        return holds(self.label, label) and min(ring.w, ring.h) >= self.ring.least_side

    def _divide(self, box: Box) -> tuple[Box, Box, Box]:
        """Find a place for the picture, the ring and the words."""
        theme = self.theme
        inner = box.inset(theme.mm(3), theme.mm(2.5))
        if inner.w > FLAT * inner.h:
            picture, rest = inner.cut_left(min(inner.h * 1.5, inner.w * 0.3), theme.mm(3))
            ring, label = rest.cut_right(min(inner.h * 1.6, rest.w * 0.45), theme.mm(3))
            return picture, ring, label
        high = text_height(theme, self.label.text, Size.BODY, inner.w) + theme.mm(0.5)
        label, upper = inner.cut_bottom(min(high, inner.h * 0.45), theme.mm(2))
        if upper.h > TALL * upper.w:
            spare = upper.h - theme.mm(3) - self.ring.least_side
            picture, ring = upper.cut_top(max(upper.h * 0.2, min(upper.h * 0.4, spare)), theme.mm(3))
        else:
            ring, picture = upper.cut_right(max(upper.w * 0.5 - theme.mm(3), self._ring_width(upper)), theme.mm(3))
        return picture, ring, label

    def _ring_width(self, place: Box) -> int:
        """Measure what the ring must have for its figures to be large."""
        return min(self.ring.least_side, place.w, place.h) if self.theme.large_mm else 0

    def draw(self) -> None:
        if self.hidden:
            return
        theme = self.theme
        picture, ring, label = self._divide(self.box)
        self.canvas.before.clear()
        with self.canvas.before:
            card(self.box, theme.colours.surface, theme.radius)
            draw_scene("rest", picture, theme)
        self.label.place(label)
        self._place_ring(ring)

    def _place_ring(self, place: Box) -> None:
        theme = self.theme
        high = text_height(theme, self.left.text, Size.BODY, place.w)
        crowded = place.h - high - theme.mm(1) < self.ring.least_side
        if not high or crowded or self.box.h < theme.mm(WORDS_FROM_MM):
            self.left.place(NOWHERE)
            self.ring.place(place)
            return
        words, above = place.cut_bottom(min(high, place.h * 0.45), theme.mm(1))
        side = min(above.h, above.w)
        middle = above.centred(side, side)
        self.ring.place(middle)
        self.left.place(words)
