# SPDX-License-Identifier: EUPL-1.2
"""Two questions about the visit, each answered by one of five faces; both may be skipped."""

from __future__ import annotations

import math
from functools import partial

from kiosk.messages import MOST_STARS, Action, RatingView
from ui.touch.box import Box
from ui.touch.screens.base import Leave, Screen
from ui.touch.theme import TARGET_MM, Size
from ui.touch.widgets.button import Kind
from ui.touch.widgets.faces import Face
from ui.touch.widgets.part import NOWHERE
from ui.touch.widgets.prompt import even, text_height, text_width

QUESTIONS = ("help", "media")


class Rating(Screen):
    leave = Leave.NO

    def build(self, view: RatingView) -> None:
        self.title = self.prompt("title", "", Size.TITLE)
        self.note = self.prompt("note", self.words("rating.note"), colour=self.theme.colours.quiet)
        self.faces = [
            Face(self.theme, stars, partial(self.send, Action.RATE, str(stars))) for stars in range(1, MOST_STARS + 1)
        ]
        for each in self.faces:
            self.add_widget(each)
        self.action("continue", self.words("rating.skip"), Action.CONTINUE, Kind.SECONDARY)

    def show(self, view: RatingView) -> None:
        question = QUESTIONS[view.question - 1]
        self.title.text = self.words(f"rating.{question}")
        for each in self.faces:
            each.say(self.words(f"rating.{question}.{each.stars}"))
        if self.box.w:
            self.draw()

    def arrange(self, body: Box) -> None:
        mm, theme = self.theme.mm, self.theme
        for prompt in (self.title, self.note):
            prompt.place(NOWHERE)
        rows = self._wants_rows(body)
        low = rows and body.h * 0.74 < 3 * theme.target + 2 * mm(1.5) + mm(3)
        if theme.large_mm or low or (not rows and self._crowded(body)):
            self._arrange_large(body)
            return
        faces = body.h * (0.74 if rows else 0.6)
        texts, place = body.cut_bottom(mm(3))[1].cut_top(body.h - faces, mm(2))
        self.stack(texts, (self.title, self.note), gap_mm=2.5, centre=True)
        count, gap = len(self.faces), theme.gap if not rows else mm(1.5)
        cells = self._under_each_other(place, gap) if rows else self._in_a_row(place).columns(count, gap)
        for each, cell in zip(self.faces, cells, strict=True):
            each.place(cell)

    def _arrange_large(self, body: Box) -> None:
        """The question above, and the answers in as few columns as there is height for."""
        mm, theme = self.theme.mm, self.theme
        head, place = body.cut_bottom(mm(1))[1].cut_top(
            text_height(theme, self.title.text, Size.TITLE, body.w), mm(1.5)
        )
        self.title.place(head)
        note = text_height(theme, self.note.text, Size.BODY, body.w)
        below = place.cut_top(note, mm(1.5))[1]
        cells = self._cells(below)
        if cells is None:
            cells = self._cells(place)
        else:
            self.note.place(place.cut_top(note)[0])
        bare = cells is None
        if cells is None:
            cells = self._bare(place)
        most = min(each.side_in(cell) for each, cell in zip(self.faces, cells, strict=False))
        for each, cell in zip(self.faces, cells, strict=False):
            each.most, each.bare, each.box = most, bare, NOWHERE  # other words in the same place
            each.place(cell)
        even(each.label for each in self.faces)

    def _bare(self, place: Box) -> list[Box]:
        """Find cells for faces without words: in a row, or in two where each would be less than a target wide."""
        gap, least = self.theme.mm(2), math.ceil(self.theme.px_per_mm * TARGET_MM)
        if (place.w + gap) // (least + gap) >= len(self.faces):
            return place.cut_top(min(place.h, self.theme.mm(40)))[0].columns(len(self.faces), gap)
        half = (len(self.faces) + 1) // 2
        rows = place.cut_top(min(place.h, self.theme.mm(84)))[0].rows(2, gap)
        return [cell for row in rows for cell in row.columns(half, gap)][: len(self.faces)]

    def _cells(self, place: Box) -> list[Box] | None:
        """Find cells in which all words are large; None: there are none."""
        least = self.theme.px_per_mm * TARGET_MM
        for columns in (1, 3, 2):
            rows = place.rows(-(-len(self.faces) // columns), self.theme.mm(1))
            cells = [cell for row in rows for cell in row.columns(columns, self.theme.mm(2))]
            fit = (each.fits_in(cell) for each, cell in zip(self.faces, cells, strict=False))
            if rows[0].h >= least and all(fit):
                return cells
        return None

    def _under_each_other(self, place: Box, gap: float) -> list[Box]:
        """Give each face a row; two share one where a panel is too low for five."""
        count = len(self.faces)
        if place.h >= count * self.theme.target + (count - 1) * gap:
            return place.rows(count, gap)
        return [cell for row in place.rows((count + 1) // 2, gap) for cell in row.columns(2, gap)][:count]

    def _wants_rows(self, body: Box) -> bool:
        """Tell whether the answers stand in rows: a word would not fit its column, and there is height for it."""
        count, theme = len(self.faces), self.theme
        high = count * theme.target + (count - 1) * theme.mm(1.5) <= body.h * 0.74
        return self._column(body) < theme.target or (self._crowded(body) and high)

    def _column(self, body: Box) -> float:
        return (body.w - self.theme.gap * (len(self.faces) - 1)) / len(self.faces)

    def _crowded(self, body: Box) -> bool:
        """Tell whether a word would not fit its column."""
        widest = max(text_width(self.theme, each.label.text, Size.BODY) for each in self.faces)
        return widest + 2 * self.theme.mm(2) > self._column(body)

    def _in_a_row(self, place: Box) -> Box:
        """Give faces no more height than they need."""
        height = min(place.h, self.theme.mm(62))
        return place.cut_top(height)[0]
