# SPDX-License-Identifier: EUPL-1.2
"""A ring that empties while one waits, with the minutes and seconds that are left in it; a tick when they are over."""

from __future__ import annotations

from typing import Any

from kivy.graphics import Color, SmoothLine

from ui.touch.theme import Size, Theme
from ui.touch.units import minutes
from ui.touch.widgets.icons import tick
from ui.touch.widgets.part import NOWHERE, Part
from ui.touch.widgets.prompt import Prompt, line_width

RING_MM = 2.6
INSIDE = 1.6
"""The figures keep so many times the ring's width from its edge."""


class Countdown(Part):
    """``whole_s``: how long all of it takes."""

    role = "progress"

    def __init__(self, theme: Theme, ident: str, whole_s: float) -> None:
        super().__init__(ident)
        self.theme = theme
        self.whole_s = whole_s
        self.left_s = 0
        self.time = Prompt(theme, "", ident=f"{ident}-time", size=Size.LEAD, align="center")
        self.time.role = "text"
        self.add_widget(self.time)

    @property
    def share(self) -> float:
        return min(1.0, self.left_s / self.whole_s) if self.whole_s > 0 else 0.0

    @property
    def least_side(self) -> int:
        """The ring must be so large for its figures not to be made smaller."""
        figures = line_width(self.theme, "00:00"[: max(4, len(self.time.text))], Size.LEAD)
        return figures + round(2 * INSIDE * self.theme.mm(RING_MM)) + self.theme.mm(1)

    def show(self, left_s: int) -> None:
        """Show how long it is still."""
        if left_s != self.left_s or not self.time.text:
            self.left_s = left_s
            self.time.text = minutes(left_s)
            self.draw()

    def draw(self) -> None:
        if self.hidden:
            return
        colours, width = self.theme.colours, self.theme.mm(RING_MM)
        side = min(self.box.w, self.box.h)
        disc = self.box.centred(side, side)
        circle = (disc.x + side / 2, disc.y + side / 2, (side - width) / 2)
        self.canvas.before.clear()
        with self.canvas.before:
            Color(*colours.pine_tint.rgba)
            SmoothLine(circle=circle, width=width / 2)
            if self.share > 0:
                Color(*colours.pine.rgba)
                SmoothLine(circle=(*circle, 360 * (1 - self.share), 360), width=width / 2)
            else:
                tick(disc.centred(side * 0.5, side * 0.5), colours.pine)
        self.time.box = NOWHERE
        self.time.place(disc.inset(width * INSIDE) if self.share > 0 else NOWHERE)

    def describe(self) -> dict[str, Any]:
        return {"state": f"{self.share:.2f}"}
