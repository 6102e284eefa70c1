# SPDX-License-Identifier: EUPL-1.2
"""A list to choose from, as large tiles: what does not fit is on further pages, one touch away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from ui.touch.box import Box
from ui.touch.theme import Size, Theme
from ui.touch.widgets.button import Button, Touchable
from ui.touch.widgets.icons import attention, tick
from ui.touch.widgets.part import NOWHERE, Part, card
from ui.touch.widgets.prompt import Prompt, even, text_height

COLUMN_MM = 60.0
ROW_MM, HIGHEST_MM = 24.0, 36.0
"""How high a tile is; few of them share out what is left of the height, up to so much each."""


class Sign(Enum):
    """What stands before the words."""

    NONE = "none"
    GOOD = "good"
    TROUBLE = "trouble"


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One thing to choose. ``value`` is told when it is touched; None: it can only be read."""

    ident: str
    title: str
    detail: str = ""
    sign: Sign = Sign.NONE
    value: str | None = None


class ChoiceTile(Touchable):
    """A choice on a card: a line that names it, and one smaller that says more."""

    def __init__(self, theme: Theme, choice: Choice, on_tap: Callable[[], None]) -> None:
        super().__init__(choice.ident, on_tap)
        self.theme = theme
        self.choice = choice
        self.enabled = choice.value is not None
        self.role = "button" if self.enabled else "text"
        self.text = f"{choice.title}. {choice.detail}".removesuffix(" ").removesuffix(".")
        self.label = Prompt(theme, choice.title, size=Size.BODY, valign="middle" if not choice.detail else "bottom")
        self.detail = Prompt(theme, choice.detail, size=Size.NOTE, colour=theme.colours.quiet, valign="top")
        for prompt in (self.label, self.detail):
            prompt.role = ""
            self.add_widget(prompt)

    def draw(self) -> None:
        if self.hidden:
            return
        theme = self.theme
        colours = theme.colours
        ground = colours.surface_pressed if self.pressed else colours.surface if self.enabled else colours.paper
        inner = self.box.inset(theme.mm(3), theme.mm(1.5))
        signed = self.choice.sign is not Sign.NONE
        place, words = inner.cut_left(theme.mm(8) if signed else 0, theme.mm(2.5) if signed else 0)
        self.canvas.before.clear()
        with self.canvas.before:
            card(self.box, ground, theme.radius, colours.edge, max(2, theme.mm(0.5)))
            side = min(place.w, place.h)
            if self.choice.sign is Sign.GOOD:
                tick(place.centred(side, side), colours.pulse)
            elif self.choice.sign is Sign.TROUBLE:
                attention(place.centred(side, side), colours.brick)
        if self.choice.detail:
            above, below = (
                text_height(theme, each.text, each.text_size, words.w) for each in (self.label, self.detail)
            )
            upper, lower = words.cut_top(words.h * above / max(1, above + below))
            self.label.place(upper)
            self.detail.place(lower)
        else:
            self.label.place(words)

    def describe(self) -> dict[str, Any]:
        title, detail = self.label.describe(), self.detail.describe()
        fits = title["fits"] and (detail["fits"] or not self.choice.detail)
        more = {"text": self.text, "fits": fits, "sign": self.choice.sign.value}
        return {**title, **super().describe(), **more, "state": "normal" if self.enabled else "read-only"}


class Choices(Part):
    """The tiles of one page, and the button that shows the next one. ``more``: its words, e.g. 'more ({page})'."""

    role = "list"

    def __init__(self, theme: Theme, on_choose: Callable[[str], None], more: Callable[[str], str]) -> None:
        super().__init__("choices")
        self.theme = theme
        self._on_choose = on_choose
        self._more = more
        self.columns = 2
        """Where the panel is wide enough for so many."""
        self.row_mm = ROW_MM
        self._choices: tuple[Choice, ...] = ()
        self._page = 0
        self.tiles: list[ChoiceTile] = []
        self.next = Button(theme, "more", "", self._turn, size=Size.BODY)
        self.add_widget(self.next)

    def show(self, choices: Sequence[Choice]) -> None:
        """Show these; a tile that stays the same stays, for a finger may be on it."""
        if tuple(choices) == self._choices:
            return
        self._choices = tuple(choices)
        self._lay_out()

    def draw(self) -> None:
        if not self.hidden:
            self._lay_out()

    def reading(self) -> list[Part]:
        return [*self.tiles, self.next]

    def hide(self) -> None:
        for part in (*self.tiles, self.next):
            part.place(NOWHERE)

    def _turn(self) -> None:
        self._page += 1
        self._lay_out()

    def _lay_out(self) -> None:
        if self.hidden:
            return
        cells = self._cells()
        room = len(cells) if len(self._choices) <= len(cells) else max(1, len(cells) - 1)
        pages = max(1, -(-len(self._choices) // room))
        self._page %= pages
        shown = self._choices[self._page * room : (self._page + 1) * room]
        self._keep(shown)
        for tile, cell in zip(self.tiles, cells, strict=False):
            tile.place(cell)
        even(tile.label for tile in self.tiles)
        even(tile.detail for tile in self.tiles if tile.choice.detail)
        self.next.say(self._more(f"{self._page + 1}/{pages}"))
        self.next.place(cells[-1] if pages > 1 else NOWHERE)

    def _keep(self, shown: Sequence[Choice]) -> None:
        known = {tile.choice: tile for tile in self.tiles}
        for choice, tile in known.items():
            if choice not in shown:
                self.remove_widget(tile)
        self.tiles = [known.get(choice) or self._tile(choice) for choice in shown]

    def _tile(self, choice: Choice) -> ChoiceTile:
        tile = ChoiceTile(self.theme, choice, lambda: self._on_choose(choice.value or ""))
        self.add_widget(tile)
        return tile

    def _cells(self) -> list[Box]:
        """Divide the place: columns where the panel is wide enough, rows of a finger's height at least."""
        gap, least = self.theme.mm(2.5), self.theme.target
        height = max(least, self.theme.mm(self.row_mm))
        if 2 * height + gap > self.box.h >= 2 * least + self.theme.mm(1):  # two lower ones rather than one by itself
            height, gap = least, min(gap, self.box.h - 2 * least)
        columns = min(self.columns, max(1, self.box.w // self.theme.mm(COLUMN_MM)))
        rows = max(1, min((self.box.h + gap) // (height + gap), -(-len(self._choices) // columns)))
        height = max(height, min(self.theme.mm(HIGHEST_MM), (self.box.h - gap * rows) // rows))
        used = self.box.cut_top(rows * height + (rows - 1) * gap)[0]
        return [cell for row in used.rows(rows, gap) for cell in row.columns(columns, gap)]
