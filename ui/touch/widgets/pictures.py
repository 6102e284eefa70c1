# SPDX-License-Identifier: EUPL-1.2
"""Drawn pictures: the landscape of the first screen, and how a finger goes into the clip."""

from __future__ import annotations

from typing import Any

from kivy.graphics import Color, Rectangle, ScissorPop, ScissorPush, SmoothEllipse, SmoothRoundedRectangle

from ui.touch import theme as t
from ui.touch.box import Box
from ui.touch.theme import Theme
from ui.touch.widgets.part import Part, card


class Landscape(Part):
    """A low sun over hills, at rest."""

    def sun(self) -> Box:
        """Tell where the sun stands."""
        side = round(min(self.box.h * 0.36, self.box.w * 0.26))
        return Box(round(self.box.x + self.box.w * 0.69), round(self.box.y + self.box.h * 0.38), side, side)

    def draw(self) -> None:
        x, y, w, h = self.box.x, self.box.y, self.box.w, self.box.h
        self.canvas.clear()
        with self.canvas:
            Color(*t.DUSK.rgba)
            Rectangle(pos=(x, y), size=(w, h))
            Color(*t.SUN.rgba)
            disc = self.sun()
            SmoothEllipse(pos=(disc.x, disc.y), size=(disc.w, disc.h))
            ScissorPush(x=x, y=y, width=w, height=h)
            for colour, left, low, wide, high in (
                (t.HILL_FAR, 0.5, -0.72, 0.95, 1.05),
                (t.HILL_NEAR, -0.42, -1.0, 1.2, 1.155),
                (t.HILL_NEAR, 0.3, -1.12, 1.25, 1.25),
            ):
                Color(*colour.rgba)
                SmoothEllipse(pos=(x + w * left, y + h * low), size=(w * wide, h * high), segments=240)
            ScissorPop()


class FingerClip(Part):
    """A finger in an oximeter's clip, seen from the side. ``lit``: the sensor sees it."""

    role = "image"

    def __init__(self, theme: Theme, ident: str, name: str) -> None:
        super().__init__(ident)
        self.theme = theme
        self.name = name
        self.lit = False

    def light(self, lit: bool) -> None:
        """Show whether the sensor sees the finger."""
        if lit != self.lit:
            self.lit = lit
            self.draw()

    def draw(self) -> None:
        self.canvas.clear()
        place = self.box.fitted(1.6)
        u, x, y = place.w / 160, place.x, place.y

        def block(px: float, py: float, w: float, h: float, radius: list[float]) -> None:
            SmoothRoundedRectangle(pos=(x + px * u, y + py * u), size=(w * u, h * u), radius=[r * u for r in radius])

        with self.canvas:
            Color(*t.CLIP.rgba)
            block(52, 6, 86, 30, [5, 5, 16, 10])
            Color(*t.SKIN_SHADE.rgba)
            block(0, 34, 122, 28, [0, 15, 15, 0])
            Color(*t.SKIN.rgba)
            block(0, 37, 122, 25, [0, 15, 13, 0])
            Color(*t.NAIL.rgba)
            block(97, 50, 21, 10, [3, 9, 3, 3])
            Color(*t.CLIP.rgba)
            block(52, 62, 86, 30, [10, 16, 5, 5])
            block(124, 26, 14, 46, [4])
            Color(*t.CLIP_LIGHT.rgba)
            block(66, 70, 44, 15, [3])
            self._draw_light(block)

    def _draw_light(self, block: Any) -> None:
        Color(*(t.GLOW if self.lit else t.CLIP_LIGHT).rgba)
        block(92, 59, 14, 5, [2.5])
        block(92, 34, 14, 5, [2.5])
        if self.lit:
            Color(*t.GLOW.faded(0.22))
            block(90, 36, 18, 26, [4])

    def describe(self) -> dict[str, Any]:
        return {"text": self.name, "state": "lit" if self.lit else "dark"}


class Numeral(Part):
    """A number in a disc: which instrument is meant."""

    def __init__(self, theme: Theme, prompt: Part) -> None:
        super().__init__()
        self.theme = theme
        self.prompt = prompt
        self.add_widget(prompt)

    def draw(self) -> None:
        self.canvas.before.clear()
        with self.canvas.before:
            card(self.box, t.PINE, self.box.h / 2)
        self.prompt.place(self.box)
