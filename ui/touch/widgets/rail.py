# SPDX-License-Identifier: EUPL-1.2
"""The numbered instruments in a row: which is shown, which are done, which cannot measure. A touch shows one.

Where there is no room for targets of full size the row only shows, and one goes from one to the next by its button.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kiosk.messages import InstrumentView
from ui.touch.box import Box
from ui.touch.i18n import Words
from ui.touch.theme import Size, Theme
from ui.touch.widgets.button import Touchable
from ui.touch.widgets.icons import attention, tick
from ui.touch.widgets.part import NOWHERE, Part, card
from ui.touch.widgets.prompt import Prompt, holds, line_width, text_height

ROOMY, LEAST_HIGH_MM = 0.9, 15.0
"""Names may be made so much smaller beside their number; below it in a tile so high."""
WORDS_FROM_MM = 36.0
"""Tiles at least so wide have room for a name beside the number."""


class Tile(Touchable):
    """One instrument: its number, how it stands, and its name where there is room."""

    def __init__(self, theme: Theme, number: int, name: str, on_tap: Callable[[], None]) -> None:
        super().__init__(f"tile-{number}", on_tap)
        self.theme = theme
        self.name = name
        self.shown = self.done = self.trouble = False
        self.named = True
        self.stacked = False
        """Its name stands below the number."""
        self.number = Prompt(theme, str(number), size=Size.LEAD, align="center", colour=theme.colours.surface)
        self.label = Prompt(theme, name, size=Size.BODY)
        for prompt in (self.number, self.label):
            prompt.role = ""
            self.add_widget(prompt)

    def show(self, view: InstrumentView, *, shown: bool) -> None:
        """Take the instrument's view."""
        state = (shown, view.done, view.trouble)
        if state != (self.shown, self.done, self.trouble):
            self.shown, self.done, self.trouble = state
            self.draw()

    def has_room(self, box: Box) -> bool:
        """Tell whether the name has room in ``box``."""
        theme = self.theme
        inner = box.inset(theme.mm(2.4), theme.mm(1.8))
        if not theme.large_mm:
            words = self._stacked(inner)[2] if self.stacked else self._beside(inner)[2]
            return line_width(theme, self.name, Size.BODY) * ROOMY <= words.w
        words = self._parts(inner, named=True)[2]
        return box.w >= theme.mm(WORDS_FROM_MM) and (not theme.large_mm or holds(self.label, words))

    def draw(self) -> None:
        theme = self.theme
        if self.hidden:
            return
        colours = theme.colours
        ground = colours.surface_pressed if self.pressed else colours.pine_tint if self.shown else colours.surface
        width = max(2, theme.mm(1.0 if self.shown else 0.5))
        inner = self.box.inset(theme.mm(2.4), theme.mm(1.8))
        disc, sign, words = self._parts(inner, named=self.named)
        self.canvas.before.clear()
        with self.canvas.before:
            card(self.box, ground, theme.radius, colours.pine if self.shown else colours.edge, width)
            card(disc, colours.pine, disc.h / 2)
            if self.done:
                tick(sign, colours.pine)
            elif self.trouble:
                attention(sign, colours.brick)
        self.number.place(disc)
        self.label.place(words)

    def _parts(self, inner: Box, *, named: bool) -> tuple[Box, Box, Box]:
        """Divide a tile: disc and sign under each other, words beside; where it is low or narrow side by side."""
        mm, signed = self.theme.mm, self.done or self.trouble
        if named and not self.theme.large_mm:
            return self._stacked(inner) if self.stacked else self._beside(inner)
        if not named and inner.h > inner.w:  # sign below the number, each as wide as the tile
            side = min(mm(9), inner.w, (inner.h - mm(0.8)) // 2)
            disc, below = inner.centred(inner.w, 2 * side + mm(0.8) if signed else side).cut_top(side, mm(0.8))
            return disc.centred(side, side), below.centred(side * 0.9, side * 0.9), NOWHERE
        if named and inner.h >= mm(16):
            side = min(mm(8), (inner.h - mm(0.8)) // 2)
            column, words = inner.cut_left(side, mm(2.4))
            disc, below = column.cut_top(side, mm(0.8)) if signed else (column, column)
            return disc.centred(side, side), below.centred(side * 0.9, side * 0.9), words
        side = min(mm(9), inner.h, (inner.w - mm(0.8)) // 2)
        left, rest = inner.cut_left(side if named else (inner.w - mm(0.8)) // 2, mm(0.8))
        right, words = rest.cut_left(side if signed else 0, mm(1)) if named else (rest, NOWHERE)
        return left.centred(side, side), right.centred(side * 0.9, side * 0.9), words

    def _beside(self, inner: Box) -> tuple[Box, Box, Box]:
        """Disc, words, and the sign where the tile ends."""
        side = min(self.theme.mm(9), inner.h)
        disc, rest = inner.cut_left(side, self.theme.mm(2))
        sign, words = rest.cut_right(round(side * 0.9), self.theme.mm(1))
        return disc.centred(side, side), sign.centred(sign.w, sign.w), words

    def _stacked(self, inner: Box) -> tuple[Box, Box, Box]:
        """Disc and sign above the words, where these have no room beside them."""
        line = text_height(self.theme, self.name, Size.BODY, 1 << 20)
        side = max(1, min(self.theme.mm(8), inner.h - line))
        upper, words = inner.cut_top(side, self.theme.mm(0.3))
        return upper.cut_left(side)[0], upper.cut_right(side)[0].centred(side * 0.9, side * 0.9), words

    def describe(self) -> dict[str, Any]:
        state = "done" if self.done else "trouble" if self.trouble else "open"
        label = self.label.describe() if self.label.box.w else {"fits": True, "scale": 1.0}
        text = f"{self.number.text} {self.name}"
        return {**label, **super().describe(), "text": text, "state": f"{state} shown" if self.shown else state}


class Rail(Part):
    """The row of tiles; one alone needs none."""

    role = "list"

    def __init__(self, theme: Theme, words: Words, on_choose: Callable[[int], None]) -> None:
        super().__init__("rail")
        self.theme = theme
        self._words = words
        self._on_choose = on_choose
        self.tiles: list[Tile] = []

    @property
    def needed(self) -> bool:
        return len(self.tiles) > 1

    def show(self, views: tuple[InstrumentView, ...], shown: int) -> bool:
        """Take the views; tell whether there are now other tiles than before."""
        names = [self._words(f"short.{view.capability}") for view in views]
        other = names != [tile.name for tile in self.tiles]
        if other:
            self._make(names)
        for tile, view in zip(self.tiles, views, strict=True):
            tile.show(view, shown=view.number == shown)
        return other

    def _make(self, names: list[str]) -> None:
        for tile in self.tiles:
            self.remove_widget(tile)
        self.tiles = [
            Tile(self.theme, number, name, lambda number=number: self._on_choose(number))  # type: ignore[misc]
            for number, name in enumerate(names, start=1)
        ]
        for tile in self.tiles:
            self.add_widget(tile)
        self.box = NOWHERE

    def draw(self) -> None:
        if self.hidden:
            return
        gap = min(self.theme.gap, max(1, (self.box.w - len(self.tiles) * self.theme.target) // len(self.tiles)))
        places = self.box.columns(len(self.tiles), gap)
        named = self._named(places)
        for tile, place in zip(self.tiles, places, strict=True):
            tile.named = named
            large = place.w >= self.theme.target and place.h >= self.theme.target
            tile.enabled = large
            tile.role = "button" if large else "image"
            tile.place(place)

    def _named(self, places: list[Box]) -> bool:
        """Tell whether all names have room: beside their numbers, or below them."""
        ways = (False,) if self.theme.large_mm or self.box.h < self.theme.mm(LEAST_HIGH_MM) else (False, True)
        for stacked in ways:
            for tile in self.tiles:
                tile.stacked = stacked
            if all(tile.has_room(place) for tile, place in zip(self.tiles, places, strict=True)):
                return True
        return False
