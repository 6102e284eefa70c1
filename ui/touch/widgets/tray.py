# SPDX-License-Identifier: EUPL-1.2
"""Buttons in rows, each as wide as its words need; where there is no room for all, the others are one touch away."""

from __future__ import annotations

from collections.abc import Sequence

from ui.touch.box import Box
from ui.touch.i18n import Words
from ui.touch.theme import Theme
from ui.touch.widgets.button import Button, Kind
from ui.touch.widgets.part import NOWHERE, Part
from ui.touch.widgets.prompt import even, text_height, text_width
from ui.touch.widgets.toggle import Toggle

SQUEEZED = 0.92
"""Words may be made so much smaller before buttons go to another page; never with large text."""
GAP_MM = 2.5

Row = list[Button]


class Tray(Part):
    """``buttons`` in the order of reading."""

    def __init__(self, theme: Theme, words: Words, ident: str) -> None:
        super().__init__(ident)
        self.theme = theme
        self.buttons: tuple[Button, ...] = ()
        self.more = Button(theme, f"{ident}-more", words("call.more"), self._turn)
        self.add_widget(self.more)
        self._page = 0

    def fill(self, buttons: Sequence[Button]) -> None:
        """Hold these from now on, and let go of any other."""
        if tuple(buttons) == self.buttons:
            return
        for button in (*self.buttons, self.more):
            if button.parent is self:
                self.remove_widget(button)
                button.place(NOWHERE)
        self.buttons, self._page = tuple(buttons), 0
        for button in (*self.buttons, self.more):
            if button.parent is not None:
                button.parent.remove_widget(button)
            self.add_widget(button)
        self.box = NOWHERE

    @property
    def gap(self) -> int:
        return self.theme.mm(GAP_MM)

    def rows_for(self, width: int, most: int) -> int:
        """Count the rows in which all buttons stand at this width; ``most`` if that is too few."""
        return min(most, len(self._rows(self.buttons, width)))

    def width_of(self, buttons: Sequence[Button]) -> int:
        """Measure how wide ``buttons`` are in one row."""
        return sum(needed(button) for button in buttons) + self.gap * (len(buttons) - 1)

    def height_for(self, rows: int) -> int:
        return rows * self.theme.target + (rows - 1) * self.gap if rows else 0

    def fits(self, buttons: Sequence[Button], width: int) -> bool:
        """Tell whether all ``buttons`` would stand in one row at this width."""
        return len(self._rows(buttons, width)) <= 1

    def draw(self) -> None:
        if self.hidden:
            return
        count = max(1, (self.box.h + self.gap) // (self.theme.target + self.gap))
        pages = self._pages(count)
        self._page %= len(pages)
        shown = pages[self._page]
        for button in (*self.buttons, self.more):
            if not any(button in row for row in shown):
                button.place(NOWHERE)
        for row, place in zip(shown, self.box.rows(count if len(pages) > 1 else len(shown), self.gap), strict=False):
            self._spread(row, place)

    def _spread(self, row: Row, place: Box) -> None:
        """Give each what it needs, and share out what is left; all are squeezed alike where that is too much."""
        rest, widths = place, self._widths([needed(button) for button in row], place.w - self.gap * (len(row) - 1))
        for number, (button, wide) in enumerate(zip(row, widths, strict=True)):
            piece, rest = rest.cut_left(wide, self.gap) if number < len(row) - 1 else (rest, NOWHERE)
            button.place(piece)
        if not self.theme.large_mm:
            even(button.label for button in row)

    def _widths(self, needs: list[int], room: int) -> list[float]:
        """Share out ``room``; where it is too little words are squeezed, but no button below a target's width."""
        spare, least = room - sum(needs), self.theme.target
        if spare >= 0:
            return [need + spare / len(needs) for need in needs]
        above = [need - least for need in needs]
        left = max(0, room - least * len(needs)) / max(1, sum(above))
        return [least + more * left for more in above]

    def _rows(self, buttons: Sequence[Button], width: int) -> list[Row]:
        """Fill row after row."""
        rows: list[Row] = []
        left = 0
        for button in buttons:
            need = needed(button)
            if not rows or left < need + self.gap:
                rows.append([button])
                left = width - need
            else:
                rows[-1].append(button)
                left -= need + self.gap
        return rows

    def _pages(self, count: int) -> list[list[Row]]:
        """Divide the buttons into pages of ``count`` rows; each page but an only one ends with the way to the next."""
        everything = self._rows(self.buttons, self.box.w)
        if len(everything) <= count:
            return [everything]
        pages: list[list[Row]] = []
        rest = list(self.buttons)
        while rest:
            fitting = (n for n in range(len(rest), 0, -1) if self._fill(rest[:n], count) is not None)
            taken = next(fitting, 1)
            pages.append(self._fill(rest[:taken], count) or [[*rest[:taken], self.more]])
            rest = rest[taken:]
        return pages

    def _fill(self, buttons: list[Button], count: int) -> list[Row] | None:
        rows = self._rows([*buttons, self.more], self.box.w)
        return rows if len(rows) <= count else None

    def reading(self) -> list[Part]:
        """What ends the visit comes last: a press too early must not."""
        return sorted(super().reading(), key=lambda part: isinstance(part, Button) and part.look is Kind.END.value)

    def _turn(self) -> None:
        self._page += 1
        self.draw()


def needed(button: Button) -> int:
    """Measure the least width at which the words of ``button`` stand in a target's height; a switch has two words."""
    theme = button.theme
    words = button.words if isinstance(button, Toggle) else (button.label.text,)
    return max(theme.target, *(_needed(button, text) for text in words))


def _needed(button: Button, text: str) -> int:
    theme, size = button.theme, button.label.text_size
    scale = 1.0 if theme.large_mm else SQUEEZED
    around = 2 * theme.mm(2.2) + (theme.mm(7.5) + theme.mm(2) if button.icon is not None else 0)
    height = theme.target - 2 * theme.mm(0.2 if theme.large_mm else 1)
    width = round(text_width(theme, text, size) * scale)
    while text_height(theme, text, size, width, scale) > height and width < theme.mm(200):
        width += theme.mm(1.5)
    return width + around + 2
