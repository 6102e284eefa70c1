# SPDX-License-Identifier: EUPL-1.2
"""The way to the next page: one button that says which page this is; after the last comes the first again."""

from __future__ import annotations

from collections.abc import Callable

from ui.touch.box import Box
from ui.touch.i18n import Words
from ui.touch.theme import Theme
from ui.touch.widgets.button import Button
from ui.touch.widgets.part import NOWHERE, Part

WIDE_MM = 96.0


class Pager(Button):
    """Belongs to one stack of texts at a time; out of sight where one page is enough."""

    def __init__(self, theme: Theme, words: Words, on_turn: Callable[[], None]) -> None:
        super().__init__(theme, "page", "", self._turn_on)
        self._words = words
        self._on_turn = on_turn
        self.owner: Part | None = None
        self.number = 0
        self.count = 1

    def turn(self, owner: Part, count: int, strip: Box) -> int:
        """Stand in ``strip``, at the end of the lines; return which of ``count`` pages is shown, from 0."""
        self.owner, self.count = owner, count
        self.number %= count
        self.say(self._words("page.more", page=f"{self.number + 1}/{count}"))
        self.place(strip.cut_right(min(strip.w, self.theme.mm(WIDE_MM)))[0])
        return self.number

    def release(self, owner: Part) -> None:
        """Go away, if ``owner`` had it."""
        if self.owner is owner:
            self.owner, self.number = None, 0
            self.place(NOWHERE)

    def _turn_on(self) -> None:
        self.number += 1
        self._on_turn()
