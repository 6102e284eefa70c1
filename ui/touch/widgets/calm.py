# SPDX-License-Identifier: EUPL-1.2
"""Something quiet to look at while one waits: a low sun over hills and water, moving too slowly to be seen."""

from __future__ import annotations

import math

from kivy.graphics import Color, Rectangle, ScissorPop, ScissorPush, SmoothEllipse, SmoothRoundedRectangle

from ui.touch.theme import Theme
from ui.touch.widgets.part import Part

ROUND_S = 900.0
"""How long the sun takes there and back."""
STEP_S = 4.0
"""How often it is drawn anew: a step is a fraction of a millimetre."""
STILL = 0.3
"""Where everything stands for whoever wants nothing to move."""


class Calm(Part):
    """Decoration: it says nothing, and nothing is lost without it."""

    role = ""
    spoken = ""

    def __init__(self, theme: Theme, *, still: bool) -> None:
        super().__init__("calm")
        self.theme = theme
        self.phase = STILL
        self._still = still
        self._began_s: float | None = None
        self._drawn_s = 0.0

    def tick(self, now_s: float) -> None:
        """Move on, now and then."""
        if self._still:
            return
        if self._began_s is None:
            self._began_s = self._drawn_s = now_s
        elif now_s - self._drawn_s >= STEP_S:
            self._drawn_s = now_s
            self.phase = (STILL + (now_s - self._began_s) / ROUND_S) % 1.0
            self.draw()

    def draw(self) -> None:
        self.canvas.clear()
        if self.hidden:
            return
        x, y, w, h = self.box.x, self.box.y, self.box.w, self.box.h
        colours, swing = self.theme.colours, math.sin(2 * math.pi * self.phase)
        side = min(h * 0.42, w * 0.2)
        with self.canvas:
            ScissorPush(x=x, y=y, width=w, height=h)
            Color(*colours.dusk.rgba)
            Rectangle(pos=(x, y), size=(w, h))
            Color(*colours.sun.rgba)
            SmoothEllipse(pos=(x + w * (0.56 + 0.16 * swing), y + h * (0.36 + 0.12 * swing)), size=(side, side))
            self._hill(colours.hill_far.rgba, 0.36, -0.62, 0.95, 1.05)
            self._hill(colours.hill_near.rgba, -0.35, -0.9, 1.15, 1.25)
            Color(*colours.dusk.rgba)
            Rectangle(pos=(x, y), size=(w, h * 0.16))
            Color(*colours.hill_far.rgba)
            for place, (left, long) in enumerate(((0.12, 0.22), (0.46, 0.3), (0.74, 0.16))):
                shift = 0.03 * math.sin(2 * math.pi * (self.phase * 2 + place / 3))
                SmoothRoundedRectangle(
                    pos=(x + w * (left + shift), y + h * (0.03 + 0.045 * place)), size=(w * long, max(2.0, h * 0.014))
                )
            ScissorPop()

    def _hill(self, colour: tuple[float, ...], left: float, low: float, wide: float, high: float) -> None:
        x, y, w, h = self.box.x, self.box.y, self.box.w, self.box.h
        Color(*colour)
        SmoothEllipse(pos=(x + w * left, y + h * low), size=(w * wide, h * high), segments=200)
