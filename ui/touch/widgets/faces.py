# SPDX-License-Identifier: EUPL-1.2
"""An answer as a face and in words, from sad to glad."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.graphics import Color, SmoothEllipse, SmoothLine

from ui.touch.box import Box
from ui.touch.theme import Colour, Size, Theme
from ui.touch.widgets.button import Touchable
from ui.touch.widgets.part import NOWHERE, card
from ui.touch.widgets.prompt import Prompt, narrowest, text_height, text_width

BEND = {1: -1.0, 2: -0.55, 3: 0.0, 4: 0.55, 5: 1.0}
"""How far the corners of the mouth stand above its middle, by the number of stars."""
_STEPS = 16
NO_END = 1 << 20
SMALLEST_MM = 8.0
ENOUGH = 0.8
"""Words may be made so much smaller before faces stand without them; never large ones."""


class Face(Touchable):
    """One answer. ``stars``: 1 to 5."""

    def __init__(self, theme: Theme, stars: int, on_tap: Callable[[], None]) -> None:
        super().__init__(f"rate-{stars}", on_tap)
        self.theme = theme
        self.stars = stars
        self.bare = False
        """It stands without its words, which are spoken all the same."""
        self.most = NO_END
        """The face is no larger beside the words: all have the same size."""
        self.label = Prompt(theme, "", align="center")
        self.label.role = ""
        self.add_widget(self.label)

    def say(self, text: str) -> None:
        """Name the answer."""
        self.label.say(text)

    def draw(self) -> None:
        if self.hidden:
            return
        theme, colours = self.theme, self.theme.colours
        ground = colours.surface_pressed if self.pressed else colours.surface
        inner = self.box.inset(theme.mm(2), theme.mm(2))
        if self.box.w > self.box.h * 1.4:
            place, words = inner.cut_left(min(self.most, self.side_in(self.box)), theme.mm(3))
        else:
            words, place = inner.cut_bottom(self._words_px(inner), theme.mm(1))
        if self.bare:
            place, words = inner, NOWHERE
        side = min(place.w, place.h, theme.mm(26), NO_END if self.bare else self.most)
        self.canvas.before.clear()
        with self.canvas.before:
            card(self.box, ground, theme.radius, colours.edge, max(2, theme.mm(0.5)))
            face(place.centred(side, side), colours.ink, BEND[self.stars])
        self.label.align = "left" if self.box.w > self.box.h * 1.4 else "center"
        self.label.place(words)

    def _words_px(self, inner: Box) -> int:
        """Measure how much of the height words below the face have; large ones what they need."""
        theme = self.theme
        usual = round(min(inner.h * 0.45, theme.mm(24)))
        needed = text_height(theme, self.label.text, Size.BODY, inner.w) if theme.large_mm else 0
        return max(usual, min(needed, inner.h - theme.mm(SMALLEST_MM + 1)))

    def side_in(self, box: Box) -> int:
        """Measure how large the face can be beside the words."""
        theme = self.theme
        inner = box.inset(theme.mm(2), theme.mm(2))
        if theme.large_mm and box.w <= box.h * 1.4:
            return min(inner.w, inner.h - self._words_px(inner) - theme.mm(1))
        needed = narrowest(theme, self.label.text, Size.BODY, inner.h) + theme.mm(1)
        return min(inner.h, max(theme.mm(SMALLEST_MM), inner.w - needed - theme.mm(3)))

    def fits_in(self, box: Box) -> bool:
        """Tell whether words and face have room beside each other."""
        theme = self.theme
        inner = box.inset(theme.mm(2), theme.mm(2))
        if theme.large_mm and box.w <= box.h * 1.4:  # the face is above the words
            high = text_height(theme, self.label.text, Size.BODY, inner.w) + theme.mm(SMALLEST_MM + 1)
            return text_width(theme, self.label.text, Size.BODY) <= inner.w and high <= inner.h
        least = 1.0 if theme.large_mm else ENOUGH
        needed = round(narrowest(theme, self.label.text, Size.BODY, inner.h) * least) + theme.mm(1)
        high = text_height(theme, self.label.text, Size.BODY, inner.w) if needed > inner.w else 0
        return needed + theme.mm(3) + theme.mm(SMALLEST_MM) <= inner.w and high <= inner.h

    def describe(self) -> dict[str, Any]:
        return {**self.label.describe(), **super().describe()}


def face(box: Box, colour: Colour, bend: float) -> None:
    """Draw a round face; ``bend``: of its mouth, from -1 (down) to 1 (up)."""
    u = box.w / 24
    x, y = box.x, box.y
    Color(*colour.rgba)
    SmoothLine(circle=(x + 12 * u, y + 12 * u, 10.5 * u), width=0.8 * u)
    for eye in (8.4, 15.6):
        SmoothEllipse(pos=(x + (eye - 1.3) * u, y + 13.7 * u), size=(2.6 * u, 2.6 * u))
    middle = 7.6 - 1.4 * bend
    steps = ((2 * step / _STEPS) - 1 for step in range(_STEPS + 1))
    mouth = [(x + (12 + 5.2 * at) * u, y + (middle + 2.8 * bend * at * at) * u) for at in steps]
    SmoothLine(points=[c for point in mouth for c in point], width=0.9 * u, cap="round", joint="round")
