# SPDX-License-Identifier: EUPL-1.2
"""The way to the next page: one button that says which page this is; after the last comes the first again."""

from __future__ import annotations

from collections.abc import Callable

from ui.touch.box import Box
from ui.touch.i18n import Words
from ui.touch.theme import Theme
from ui.touch.widgets.button import Button
from ui.touch.widgets.icons import pointing
from ui.touch.widgets.part import NOWHERE, Part
from ui.touch.widgets.prompt import holds, line_width

WIDE_MM = 96.0
FLAT = 1.2
"""A place so many times as wide as high gives up a column for the button, not a row."""


class Pager(Button):
    """Belongs to one stack of texts at a time; out of sight where one page is enough.

    ``seated``: it stands at the foot of the screen, among the ways on, and takes no room from the texts; ``signed``:
    with a sign and the number of the page, where the words would have no room.
    """

    def __init__(self, theme: Theme, words: Words, on_turn: Callable[[], None]) -> None:
        super().__init__(theme, "page", words("page.more", page="1/2"), self._turn_on)
        self._words = words
        self._on_turn = on_turn
        self._arrow = pointing(before=False, mirrored=words.right_to_left)
        self.owner: Part | None = None
        self.seated = self.signed = False
        self.number = 0
        self.count = 1

    def sit(self, fits: Callable[[], bool]) -> None:
        """Find out whether there is a seat at the foot, in words or with a sign; ``fits`` measures the foot with it."""
        for self.signed in (False, True):
            self._word(self.number + 1, self.count)
            self.seated = fits()
            if self.seated:
                return

    def stand(self) -> None:
        """Have no seat."""
        self.seated = self.signed = False

    def _word(self, number: int, count: int) -> None:
        """Say which page it is, without drawing."""
        page = f"{number}/{max(2, count)}"
        self.spoken = self._words("page.more", page=page)
        self.icon = self._arrow if self.signed else None
        self.label.text = page if self.signed else self.spoken

    def strip(self, place: Box) -> tuple[Box, Box]:
        """Cut the button's own place off ``place``, if it needs one; return it, and what is left."""
        if self.seated:
            return NOWHERE, place
        if place.w >= place.h * FLAT:
            return place.cut_right(self._narrow, self.theme.mm(3))
        strip, rest = place.cut_bottom(self.theme.target, self.theme.mm(2))
        return strip.cut_right(min(strip.w, self.theme.mm(WIDE_MM)))[0], rest

    @property
    def _narrow(self) -> int:
        return self.theme.target + self.theme.mm(4)

    def turn(self, owner: Part, count: int, strip: Box) -> int:
        """Stand in ``strip``, or wherever it is seated; return which of ``count`` pages is shown, from 0."""
        self.owner, self.count = owner, count
        self.number %= count
        if not self.seated:
            self.signed = strip.h > strip.w or self._crowded(strip)
        self._word(self.number + 1, count)
        self.label.place(NOWHERE)
        self.place(NOWHERE)
        if not self.seated:
            self.place(strip)
        return self.number

    def _crowded(self, strip: Box) -> bool:
        """Tell whether large words have no room in ``strip``."""
        self.signed = False
        self._word(self.number + 1, self.count)
        return bool(self.theme.large_mm) and not holds(self.label, self._inside(strip))

    def _draw_icon(self, inner: Box) -> Box:
        """The arrow stands above the number where there is more height than width."""
        beside = inner.w - self.theme.mm(9.5)
        if self.box.w > self.box.h and line_width(self.theme, self.label.text, self.label.text_size) <= beside:
            return super()._draw_icon(inner)
        words, rest = inner.cut_bottom(inner.h * 0.5)
        side = min(rest.w, rest.h, self.theme.mm(14))
        self._arrow(rest.cut_bottom(side)[0].centred(side, side), self.paint(self.look.text))
        return words

    def release(self, owner: Part) -> None:
        """Go away, if ``owner`` had it."""
        if self.owner is owner:
            self.owner, self.number = None, 0
            self.place(NOWHERE)

    def _turn_on(self) -> None:
        self.number += 1
        self._on_turn()
