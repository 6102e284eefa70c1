# SPDX-License-Identifier: EUPL-1.2
"""What to do after a measurement that gave no result: calm, and before everything else."""

from __future__ import annotations

from ui.touch.box import Box
from ui.touch.theme import Size, Theme
from ui.touch.widgets.icons import attention
from ui.touch.widgets.part import NOWHERE, Part, card
from ui.touch.widgets.prompt import Prompt


class Advice(Part):
    """A sentence on a card of its own, with the sign for 'something to know'."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.prompt = Prompt(theme, ident="advice", size=Size.LEAD, colour=theme.colours.ink)
        self.add_widget(self.prompt)

    def say(self, text: str) -> None:
        """Show ``text``; nothing where it is empty."""
        if text != self.prompt.text:
            self.prompt.say(text)
            self.draw()

    def room_in(self, box: Box) -> Box:
        """Return the place of the words in ``box``."""
        return self._divide(box)[1]

    def _divide(self, box: Box) -> tuple[Box, Box]:
        mm = self.theme.mm
        return box.inset(mm(3), mm(0.5 if self.theme.large_mm else 1.5)).cut_left(mm(9), mm(3))

    def draw(self) -> None:
        self.canvas.before.clear()
        if not self.prompt.text or self.hidden:
            self.prompt.place(NOWHERE)
            return
        sign, rest = self._divide(self.box)
        with self.canvas.before:
            card(self.box, self.theme.colours.amber_tint, self.theme.radius)
            side = min(sign.w, sign.h)
            attention(sign.centred(side, side), self.theme.colours.amber)
        self.prompt.place(rest)
