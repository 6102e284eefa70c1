# SPDX-License-Identifier: EUPL-1.2
"""Many short lines to read, under each other: as many as there is room for, and page by page what there is more of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kivy.graphics import Color, Rectangle

from ui.touch.box import Box
from ui.touch.theme import Size, Theme
from ui.touch.widgets.icons import attention, tick
from ui.touch.widgets.part import NOWHERE, Part
from ui.touch.widgets.prompt import Prompt

ROW_MM = 9.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """What a line says. ``head``: a few words before it; ``good``: True and False have a sign, None has none."""

    ident: str
    head: str
    text: str
    good: bool | None = None


class Line(Part):
    """A row: its head at the start, the words after it."""

    role = "text"

    def __init__(self, theme: Theme, row: Row, head_share: float, *, signed: bool) -> None:
        super().__init__(row.ident)
        self.theme = theme
        self.row = row
        self.text = f"{row.head}: {row.text}"
        self._share = head_share
        self._signed = signed
        self.head = Prompt(theme, row.head, size=Size.NOTE, colour=theme.colours.quiet, valign="middle")
        self.label = Prompt(theme, row.text, size=Size.NOTE, valign="middle")
        for prompt in (self.head, self.label):
            prompt.role = ""
            self.add_widget(prompt)

    def draw(self) -> None:
        theme = self.theme
        self.canvas.before.clear()
        with self.canvas.before:
            Color(*theme.colours.edge.rgba)
            Rectangle(pos=(self.box.x, self.box.y), size=(self.box.w, max(1, theme.mm(0.2))))
        place = self.box.inset(0, theme.mm(0.6))
        sign, place = place.cut_left(theme.mm(6), theme.mm(2)) if self._signed else (place, place)
        if self.row.good is not None:
            side = min(sign.w, sign.h)
            with self.canvas.before:
                if self.row.good:
                    tick(sign.centred(side, side), theme.colours.pulse)
                else:
                    attention(sign.centred(side, side), theme.colours.brick)
        head, words = place.cut_left(place.w * self._share, theme.mm(3))
        self.head.place(head)
        self.label.place(words)

    def describe(self) -> dict[str, Any]:
        head, label = self.head.describe(), self.label.describe()
        sign = "none" if self.row.good is None else "good" if self.row.good else "trouble"
        return {**label, "text": self.text, "fits": head["fits"] and label["fits"], "sign": sign}


class Lines(Part):
    """The lines of one page. ``head_share``: how much of the width the heads take; ``row_mm``: how high a line is."""

    role = "list"

    def __init__(self, theme: Theme, head_share: float = 0.3, row_mm: float = ROW_MM) -> None:
        super().__init__("lines")
        self.theme = theme
        self._share, self._row_mm = head_share, row_mm
        self._rows: tuple[Row, ...] = ()
        self.page = 0
        self.lines: list[Line] = []

    @property
    def pages(self) -> int:
        """How many pages there are, as large as this place is."""
        return max(1, -(-len(self._rows) // self._room))

    def show(self, rows: Sequence[Row]) -> None:
        """Show these, from the first page on if they are others."""
        if tuple(rows) == self._rows:
            return
        self._rows, self.page = tuple(rows), 0
        self._lay_out()

    def turn(self, by: int) -> None:
        """Show another page; there is nothing before the first and beyond the last."""
        self.page = min(max(self.page + by, 0), self.pages - 1)
        self._lay_out()

    def draw(self) -> None:
        if not self.hidden:
            self.page = min(self.page, self.pages - 1)
            self._lay_out()

    def hide(self) -> None:
        for line in self.lines:
            line.place(NOWHERE)

    @property
    def _room(self) -> int:
        return max(1, self.box.h // self.theme.mm(self._row_mm))

    def _lay_out(self) -> None:
        for line in self.lines:
            self.remove_widget(line)
        self.lines = []
        if self.hidden:
            return
        height, rest = self.theme.mm(self._row_mm), self.box
        for row in self._rows[self.page * self._room : (self.page + 1) * self._room]:
            place, rest = rest.cut_top(height)
            self._put(row, place)

    def _put(self, row: Row, place: Box) -> None:
        signed = any(each.good is not None for each in self._rows)
        line = Line(self.theme, row, self._share, signed=signed)
        self.lines.append(line)
        self.add_widget(line)
        line.place(place)
