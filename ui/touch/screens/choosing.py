# SPDX-License-Identifier: EUPL-1.2
"""What screens share that ask one question with a few answers, each a large picture: a touch is the answer."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import partial
from typing import ClassVar

from kiosk.messages import Action
from ui.touch.box import Box
from ui.touch.screens.base import Screen
from ui.touch.screens.shelf import BEST_SHAPE, shelve
from ui.touch.theme import Size
from ui.touch.widgets.part import Part
from ui.touch.widgets.picture_tile import PictureTile
from ui.touch.widgets.prompt import even, text_height


class Choosing(Screen):
    """Base of these screens: ``name`` begins their keys, each answer is a key of `SCENES` as well."""

    name: ClassVar[str]
    action_of: ClassVar[Action]
    """What an answer sends, with its value."""
    shape: ClassVar[float] = BEST_SHAPE
    """Width over height that a card had best have."""

    def offer(self, answers: Iterable[StrEnum], ident: str, *texts: str) -> None:
        """Make the question and its answers; called from `build`."""
        self.title = self.prompt("title", self.words(f"{self.name}.title"), Size.TITLE)
        self.texts = [
            self.prompt(f"text-{number}", text, Size.BODY, colour=self.theme.colours.quiet)
            for number, text in enumerate(texts, start=1)
        ]
        self.tiles: dict[StrEnum, PictureTile] = {}
        for answer in answers:
            words, choose = self.words(f"{self.name}.{answer}"), partial(self._choose, answer)
            tile = PictureTile(self.theme, f"{ident}-{answer}", answer, words, choose)
            self.tiles[answer] = tile
            self.add_widget(tile)

    def mark(self, chosen: StrEnum | None) -> None:
        """Mark the answer that was given before."""
        for answer, tile in self.tiles.items():
            tile.choose(answer == chosen)

    def _choose(self, answer: StrEnum) -> None:
        self.send(self.action_of, answer.value)

    def arrange(self, body: Box) -> None:
        mm, theme = self.theme.mm, self.theme
        tiles: list[Part] = [*self.tiles.values()]
        if theme.large_mm:
            high = text_height(theme, self.title.text, Size.TITLE, body.w)
            head, rest = body.cut_top(min(high, body.h * 0.34), mm(1))
            self.title.place(head)
            cards = [*tiles, *self.texts]
        else:
            usual = max(mm(26 if self.texts else 16), self.high((self.title, *self.texts), body.w, 1.5))
            head, rest = body.cut_top(min(body.h * 0.34, usual), mm(2))
            self.stack(head, (self.title, *self.texts), gap_mm=1.5, centre=True)
            cards = tiles
        chosen = next((tile for tile in self.tiles.values() if tile.chosen), None)
        shelve(theme, self.pager, self, rest.cut_bottom(mm(1))[1], cards, self.shape, first=chosen)
        if not theme.large_mm:
            even(tile.label for tile in self.tiles.values())
