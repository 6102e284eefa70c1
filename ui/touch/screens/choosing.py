# SPDX-License-Identifier: EUPL-1.2
"""What screens share that ask one question with a few answers, each a large picture: a touch is the answer."""

from __future__ import annotations

import math
from collections.abc import Iterable
from enum import StrEnum
from functools import partial
from typing import ClassVar

from kiosk.messages import Action
from ui.touch.box import Box
from ui.touch.screens.base import Screen
from ui.touch.theme import Size
from ui.touch.widgets.picture_tile import PictureTile

BEST_SHAPE = 1.1
"""Width over height of a card with a picture above a line of words."""


class Choosing(Screen):
    """Base of these screens: ``name`` begins their keys, each answer is a key of `SCENES` as well."""

    name: ClassVar[str]
    action_of: ClassVar[Action]
    """What an answer sends, with its value."""

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
        mm = self.theme.mm
        head, rest = body.cut_top(min(body.h * 0.34, mm(26 if self.texts else 16)), mm(2))
        self.stack(head, (self.title, *self.texts), gap_mm=1.5, centre=True)
        rest = rest.cut_bottom(mm(1))[1]
        for tile, cell in zip(self.tiles.values(), grid(rest, len(self.tiles), mm(3.5)), strict=True):
            tile.place(cell)


def grid(box: Box, count: int, gap: int, best: float = BEST_SHAPE) -> list[Box]:
    """Divide ``box`` into so many cells, in as many columns as bring their shape nearest to ``best``."""

    def shape(columns: int) -> tuple[float, float]:
        rows = -(-count // columns)
        width, height = (box.w - gap * (columns - 1)) / columns, (box.h - gap * (rows - 1)) / rows
        return (abs(math.log(max(width, 1) / max(height, 1) / best)), columns)

    whole = [columns for columns in range(1, count + 1) if count % columns == 0]
    columns = min(whole, key=shape) if count < 5 else min(range(1, count + 1), key=shape)
    rows = box.rows(-(-count // columns), gap)
    return [cell for row in rows for cell in row.columns(columns, gap)][:count]
