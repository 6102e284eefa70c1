# SPDX-License-Identifier: EUPL-1.2
"""Which language: each by its own name, no flags."""

from __future__ import annotations

from kiosk.messages import Action, LanguageView
from ui.touch.box import Box
from ui.touch.i18n import Words, own_name
from ui.touch.screens.base import Screen
from ui.touch.theme import Size
from ui.touch.widgets.button import Kind
from ui.touch.widgets.part import NOWHERE
from ui.touch.widgets.prompt import holds, text_height, text_width

FEW = 3
"""So many stand in one row."""
LINE_MM = 9.0


class Language(Screen):
    def build(self, view: LanguageView) -> None:
        self.titles = [
            self.prompt(
                f"title-{language}",
                Words(language)("language.title"),
                align="center",
                valign="bottom",
                colour=self.theme.colours.quiet,
            )
            for language in view.languages
        ]
        self.buttons = [
            self.button(
                f"language-{language}",
                own_name(language),
                lambda language=language: self.send(Action.CHOOSE_LANGUAGE, language),  # type: ignore[misc]
                kind=Kind.PRIMARY,
                size=Size.TITLE if len(view.languages) <= FEW else Size.LEAD,
            )
            for language in view.languages
        ]

    def arrange(self, body: Box) -> None:
        mm = self.theme.mm
        if len(self.buttons) > FEW or body.upright_shape:
            self._arrange_many(body)
            return
        column = body.columns(len(self.titles), mm(4))[0]
        tallest = max(text_height(self.theme, each.text, Size.BODY, column.w) for each in self.titles)
        titled = body.h - tallest >= self.theme.target + mm(4)
        head, rest = body.cut_top(max(mm(20), tallest) if titled else 0, mm(1))
        for prompt, column in zip(self.titles, head.columns(len(self.titles), mm(4)), strict=True):
            prompt.place(column if titled else NOWHERE)
        row = rest.cut_top(min(rest.h - mm(4), mm(52)), 0)[0]
        for button, column in zip(self.buttons, row.columns(len(self.buttons), mm(6)), strict=True):
            button.place(column)

    def _arrange_many(self, body: Box) -> None:
        """Put each language's words right above its button, in rows."""
        mm = self.theme.mm
        columns = FEW if body.w > body.h else 2 if len(self.buttons) > FEW else 1
        rows = -(-len(self.buttons) // columns)
        whole = body.inset(0, mm(1))
        cells = [cell for row in whole.rows(rows, mm(2.5)) for cell in row.columns(columns, mm(6))]
        self._size_names(cells[0].w - mm(5))
        for prompt, button, cell in zip(self.titles, self.buttons, cells, strict=False):
            high = text_height(self.theme, prompt.text, Size.BODY, cell.w) if self.theme.large_mm else 0
            words, place = cell.cut_top(max(mm(LINE_MM), high), mm(0.5))
            if self.theme.large_mm and (not holds(prompt, words) or place.h < self.theme.target):
                words, place = NOWHERE, cell  # the name of a language says it
            prompt.place(words)
            button.place(place.cut_top(min(place.h, mm(52)))[0])

    def _size_names(self, width: int) -> None:
        """Write all names in the one size in which the longest has room."""
        names = [button.label for button in self.buttons]
        longest = max(text_width(self.theme, name.text, Size.LEAD) for name in names)
        for name in names:
            name.text_size = Size.LEAD if longest <= width else Size.BODY
            name.box = NOWHERE
