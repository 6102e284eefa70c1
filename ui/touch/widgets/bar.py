# SPDX-License-Identifier: EUPL-1.2
"""A bar: how much of something is left, or there."""

from __future__ import annotations

from typing import Any

from ui.touch.theme import Theme
from ui.touch.widgets.part import Part, card


class Bar(Part):
    """A share of the whole, 0…1. ``shown``: whoever has it finds a place for it."""

    role = "progress"

    def __init__(self, theme: Theme, ident: str) -> None:
        super().__init__(ident)
        self.theme = theme
        self.share = 1.0
        self.shown = True

    def show(self, share: float) -> None:
        """Show ``share`` of the whole."""
        before, self.share = self.share, min(1.0, max(0.0, share))
        if round(before * self.box.w) != round(self.share * self.box.w):
            self.draw()

    def draw(self) -> None:
        self.canvas.clear()
        colours = self.theme.colours
        with self.canvas:
            card(self.box, colours.surface, self.box.h / 2, colours.edge, max(2, self.theme.mm(0.4)))
            inner = self.box.inset(self.theme.mm(0.9))
            if self.share > 0:
                filled = inner.cut_left(max(inner.h, self.share * inner.w))[0]
                card(filled, colours.pine, inner.h / 2)

    def describe(self) -> dict[str, Any]:
        return {"state": f"{self.share:.2f}"}
