# SPDX-License-Identifier: EUPL-1.2
"""Letters to write to the GP with: keys of 20 mm in the order of the alphabet, divided into pages where they are many.

Each key is told at once, so that the GP reads letter by letter. What was written stands in the conversation.
"""

from __future__ import annotations

from collections.abc import Callable

from ui.touch.box import Box
from ui.touch.i18n import Words
from ui.touch.letters import Page, cased, letter_count, pages
from ui.touch.theme import Size, Theme
from ui.touch.widgets.button import Button, Kind
from ui.touch.widgets.call_icons import new_line, space_bar
from ui.touch.widgets.icons import Icon, erasing
from ui.touch.widgets.part import Part, card
from ui.touch.widgets.prompt import line_width

BACKSPACE, LINE_END = "\u0008", "\u2028"
GAP_MM = 1.0
WIDE_FROM = 6
"""From so many columns on the space bar has two places."""


class SignKey(Button):
    """A key with a sign drawn on it; its words are for speech."""

    def draw(self) -> None:
        ground = self.paint(self.look.pressed if self.pressed else self.look.ground)
        self.canvas.before.clear()
        if self.hidden:
            return
        edge = self.paint(self.look.edge) if self.look.edge else None
        with self.canvas.before:
            card(self.box, ground, self.theme.radius, edge, max(2, self.theme.mm(0.5)))
            side = min(self.theme.mm(12), self.box.h, self.box.w)
            assert self.icon is not None
            self.icon(self.box.centred(side, side), self.paint(self.look.text))


class LetterPad(Part):
    """``on_type`` is given what a key writes, as T.140 has it."""

    def __init__(self, theme: Theme, words: Words, on_type: Callable[[str], None]) -> None:
        super().__init__("letter-pad")
        self.theme = theme
        self.language = words.language
        self._on_type = on_type
        self.line = ""
        """What is being written."""
        self._page = 0
        self._pages: tuple[Page, ...] = ()
        self._capacity = 0
        self._rows: list[list[Part]] = []
        self.keys: dict[str, Button] = {}
        self.turn = Button(theme, "pad-page", "", self._turn, size=Size.LEAD)
        self.space = self._sign("pad-space", words("pad.space"), space_bar, " ")
        self.erase = self._sign("erase", words("pad.erase"), erasing(mirrored=words.right_to_left), BACKSPACE)
        self.end = self._sign("pad-line", words("pad.line"), new_line, LINE_END, Kind.PRIMARY)
        for key in self.controls:
            self.add_widget(key)

    @property
    def controls(self) -> tuple[Button, ...]:
        return (self.turn, self.space, self.erase, self.end)

    def _sign(self, ident: str, words: str, icon: Icon, sign: str, kind: Kind = Kind.SECONDARY) -> Button:
        return SignKey(self.theme, ident, words, lambda: self._on_type(sign), kind=kind, icon=icon)

    # ------------------------------------------------------------------------------------------ how large

    @property
    def _step(self) -> int:
        return self.theme.target + self.gap

    @property
    def gap(self) -> int:
        return self.theme.mm(GAP_MM)

    def count_in(self, length: int) -> int:
        """Count the keys that stand beside each other, or under each other, in ``length``."""
        return max(1, (length + self.gap) // self._step)

    def columns_for(self, height: int) -> int:
        """Count the columns with which all letters stand on one page so high."""
        return -(-self.cells // self.count_in(height))

    def rows_for(self, columns: int, height: int) -> int:
        """Count the rows that the fullest page has: letters are divided evenly, so that may be less than fits."""
        most, letters = self.count_in(height), letter_count(self.language)
        others = len(self.controls) + (columns >= WIDE_FROM)
        count = -(-letters // max(1, most * columns - others))
        return min(most, -(-(-(-letters // count) + others) // columns))

    @property
    def cells(self) -> int:
        """Count the places that all letters and controls need together; the space bar is a wide one."""
        return letter_count(self.language) + len(self.controls) + 1

    def length_of(self, count: int) -> int:
        """Measure so many keys beside each other."""
        return count * self._step - self.gap

    # ------------------------------------------------------------------------------------------ places

    def draw(self) -> None:
        if self.hidden:
            return
        columns = self.count_in(self.box.w)
        rows = self.rows_for(columns, self.box.h)
        cells = [cell for line in self.box.rows(rows, self.gap) for cell in line.columns(columns, self.gap)]
        places = self._control_places(cells, columns)
        self._divide(max(1, len(cells) - len(places) - (columns >= WIDE_FROM)))
        signs = self._pages[self._page].signs
        for sign, key in self.keys.items():
            if sign not in signs:
                key.place(Box(0, 0, 0, 0))
        for sign, cell in zip(signs, cells, strict=False):
            self._key(sign).place(cell)
        for key, place in zip(self.controls, places, strict=True):
            key.place(place)
        in_order = [*(self.keys[sign] for sign in signs), *self.controls]
        self._rows = _by_row(in_order)

    def _control_places(self, cells: list[Box], columns: int) -> list[Box]:
        """Give them the last places of the grid; they stand in the same ones on every page."""
        if columns < WIDE_FROM:
            return cells[-4:]
        turn, first, second, erase_at, end = cells[-5:]
        left = min(first.x, second.x)
        wide = Box(left, first.y, max(first.right, second.right) - left, first.h, mirrored=first.mirrored)
        return [turn, wide, erase_at, end]

    def _divide(self, capacity: int) -> None:
        if capacity != self._capacity:
            self._capacity, self._page = capacity, 0
            self._pages = pages(self.language, capacity)
        name = self._pages[(self._page + 1) % len(self._pages)].name
        wide = line_width(self.theme, name, Size.LEAD) > self.theme.target - 2 * self.theme.mm(2.2)
        self.turn.say(name.replace("–", "–\n") if wide else name)

    def _key(self, sign: str) -> Button:
        if sign not in self.keys:
            key = Button(self.theme, f"key-{sign}", sign.upper(), lambda: self._type(sign), size=Size.DISPLAY)
            self.keys[sign] = key
            self.add_widget(key)
        return self.keys[sign]

    def _turn(self) -> None:
        self._page = (self._page + 1) % len(self._pages)
        self.draw()

    def _type(self, sign: str) -> None:
        self._on_type(cased(sign, self.line))

    # ------------------------------------------------------------------------------------------ reading

    def reading(self) -> list[Part]:
        """The letters in their order, then what ends words and lines."""
        signs = self._pages[self._page].signs if self._pages else ""
        return [*(self.keys[sign] for sign in signs if sign in self.keys), *self.controls]

    def pad_rows(self) -> list[list[Part]]:
        return self._rows


def _by_row(keys: list[Button]) -> list[list[Part]]:
    rows: dict[int, list[Part]] = {}
    for key in keys:
        rows.setdefault(key.box.y, []).append(key)
    return list(rows.values())
