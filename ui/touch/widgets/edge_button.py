# SPDX-License-Identifier: EUPL-1.2
"""A button in the strip at the edge of every screen, where room is scarce."""

from __future__ import annotations

from ui.touch.box import Box
from ui.touch.theme import Size
from ui.touch.widgets.button import Button
from ui.touch.widgets.prompt import text_width

LEAST_MARGIN_MM = 0.8
"""Space beside a word that would have no room with the usual margin."""
WIDEST = 0.24
"""Share of a strip that a button may have."""


class EdgeButton(Button):
    """Its sign stands above the words where they have no room beside it."""

    def _inside(self, box: Box) -> Box:
        """Give a long word the margin, before it is made smaller."""
        inner = super()._inside(box)
        if text_width(self.theme, self.label.text, Size.BODY) <= inner.w:
            return inner
        return box.inset(self.theme.mm(LEAST_MARGIN_MM), inner.y - box.y)

    def _draw_icon(self, inner: Box) -> Box:
        beside = inner.w - self.theme.mm(9.5)
        if text_width(self.theme, self.label.text, Size.BODY) <= beside:
            return super()._draw_icon(inner)
        place, rest = inner.cut_top(min(self.theme.mm(9), inner.h * 0.45), self.theme.mm(1))
        assert self.icon is not None
        self.icon(place.centred(place.h, place.h), self.paint(self.look.text))
        return rest


def cut_for(button: Button, strip: Box, panel: Box) -> tuple[Box, Box]:
    """Cut the place of ``button`` off a strip at the edge of ``panel``; return it and what is left."""
    theme = button.theme
    if strip.h > strip.w:
        return strip.cut_top(theme.target, theme.mm(3))
    needed = text_width(theme, button.label.text, Size.BODY) + theme.mm(14.5)
    return strip.cut_right(max(theme.target, min(needed, round(panel.w * WIDEST))), theme.mm(3))
