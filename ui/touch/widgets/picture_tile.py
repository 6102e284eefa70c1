# SPDX-License-Identifier: EUPL-1.2
"""A choice one can see: a large card with a picture and words, marked if it is the one that was chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ui.touch.box import Box
from ui.touch.drawings.scenes import SCENES, draw_scene
from ui.touch.theme import Size, Theme
from ui.touch.widgets.button import Touchable
from ui.touch.widgets.icons import tick
from ui.touch.widgets.part import card
from ui.touch.widgets.prompt import Prompt, holds, scale_in, text_height, text_width

UPRIGHT = 1.6
"""A card that is less wide than so many times its height has the picture above the words, a wider one beside them."""
SMALLEST_PICTURE_MM = 14.0
ROOMY_MM = 45.0
"""A card so high has room to spare."""


class PictureTile(Touchable):
    """``scene`` is a key of `SCENES`. The picture says nothing that the words do not, so it has no name of its own."""

    def __init__(self, theme: Theme, ident: str, scene: str, text: str, on_tap: Callable[[], None]) -> None:
        super().__init__(ident, on_tap)
        self.theme = theme
        self.scene = scene
        self.chosen = False
        self.label = Prompt(theme, text, size=Size.BODY, align="center", colour=theme.colours.ink)
        self.label.role = ""
        self.add_widget(self.label)

    def choose(self, chosen: bool) -> None:
        """Mark it as the one that was chosen, or not."""
        if chosen != self.chosen:
            self.chosen = chosen
            self.draw()

    def draw(self) -> None:
        if self.hidden:
            return
        theme, colours = self.theme, self.theme.colours
        ground = colours.surface_pressed if self.pressed else colours.pine_tint if self.chosen else colours.surface
        edge = colours.pine if self.chosen else colours.edge
        picture, words = divide(theme, self.label, inside(theme, self.box))
        self.canvas.before.clear()
        with self.canvas.before:
            card(self.box, ground, theme.radius, edge, max(2, theme.mm(1.2 if self.chosen else 0.5)))
            if self.scene in SCENES:
                draw_scene(self.scene, picture, theme)
            if self.chosen:
                self._draw_mark()
        self.label.place(words)

    def fits_in(self, box: Box) -> bool:
        """Tell whether the words are large enough there."""
        touchable = min(box.w, box.h) >= self.theme.target
        return touchable and holds(self.label, divide(self.theme, self.label, inside(self.theme, box))[1])

    def scale_in(self, box: Box) -> float:
        """Measure how large the words would be there; 0: it could not be touched."""
        if min(box.w, box.h) < self.theme.target:
            return 0.0
        return scale_in(self.label, divide(self.theme, self.label, inside(self.theme, box))[1])

    def _draw_mark(self) -> None:
        """A tick in the corner, for colour alone would not say it; beside words on the picture, clear of them."""
        beside = self.label.align == "left"
        side, place = self.theme.mm(7 if beside else 9), self.box.inset(self.theme.mm(1.5 if beside else 2.5))
        strip = place.cut_top(side)[0]
        corner = (strip.cut_left if beside else strip.cut_right)(side)[0]
        card(corner, self.theme.colours.pine, side / 2)
        tick(corner.inset(side * 0.16), self.theme.colours.surface)

    def describe(self) -> dict[str, Any]:
        return {**self.label.describe(), **super().describe(), "chosen": self.chosen}


def inside(theme: Theme, box: Box) -> Box:
    """Leave a margin inside a card, more where there is room."""
    return box.inset(theme.mm(2.5), theme.mm(3 if box.h >= theme.mm(ROOMY_MM) else 1.5))


def divide(theme: Theme, label: Prompt, inner: Box) -> tuple[Box, Box]:
    """Give the words of ``label`` what they need, and the picture the rest; the picture's place stands first."""
    picture, words = inner.cut_left(min(inner.h * 1.4, inner.w * 0.36), theme.mm(2.5))
    needed = text_height(theme, label.text, label.text_size, inner.w) + theme.mm(0.5)
    fits_beside = text_width(theme, label.text, label.text_size) <= words.w
    fits_below = inner.h - needed >= theme.mm(SMALLEST_PICTURE_MM)
    if inner.w < UPRIGHT * inner.h or (fits_below and not fits_beside):
        words, picture = inner.cut_bottom(min(needed, max(0, inner.h - theme.mm(SMALLEST_PICTURE_MM))), theme.mm(1.5))
        label.align = "center"
    else:
        label.align = "left"
    return picture, words
