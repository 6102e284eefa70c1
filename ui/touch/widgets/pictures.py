# SPDX-License-Identifier: EUPL-1.2
"""Drawn pictures: the landscape of the first screen, and what a guide shows of an instrument."""

from __future__ import annotations

from typing import Any

from kivy.graphics import Color, Rectangle, ScissorPop, ScissorPush, SmoothEllipse

from ui.touch.box import Box
from ui.touch.drawings import DRAWINGS
from ui.touch.drawings.pen import HEIGHT, WIDTH, Pen
from ui.touch.theme import Theme
from ui.touch.widgets.part import Part, card

PLATE_MM = 2.0


class Landscape(Part):
    """A low sun over hills, at rest."""

    def __init__(self, ident: str, theme: Theme) -> None:
        super().__init__(ident)
        self.theme = theme

    def sun(self) -> Box:
        """Tell where the sun stands."""
        side = round(min(self.box.h * 0.36, self.box.w * 0.26))
        disc = Box(round(self.box.x + self.box.w * 0.69), round(self.box.y + self.box.h * 0.38), side, side)
        return self.box.turned(disc)

    def draw(self) -> None:
        x, y, w, h = self.box.x, self.box.y, self.box.w, self.box.h
        colours = self.theme.colours
        self.canvas.clear()
        with self.canvas:
            Color(*colours.dusk.rgba)
            Rectangle(pos=(x, y), size=(w, h))
            Color(*colours.sun.rgba)
            disc = self.sun()
            SmoothEllipse(pos=(disc.x, disc.y), size=(disc.w, disc.h))
            ScissorPush(x=x, y=y, width=w, height=h)
            for colour, left, low, wide, high in (
                (colours.hill_far, 0.5, -0.72, 0.95, 1.05),
                (colours.hill_near, -0.42, -1.0, 1.2, 1.155),
                (colours.hill_near, 0.3, -1.12, 1.25, 1.25),
            ):
                Color(*colour.rgba)
                SmoothEllipse(pos=(x + w * left, y + h * low), size=(w * wide, h * high), segments=240)
            ScissorPop()


class Picture(Part):
    """A guide's picture. ``lit``: the instrument is at work."""

    role = "image"

    def __init__(self, ident: str, theme: Theme | None = None) -> None:
        super().__init__(ident)
        self.theme = theme
        self.key = self.name = ""
        self.lit = False

    def show(self, key: str, name: str, *, lit: bool) -> None:
        """Show the picture ``key``, which is called ``name``; nothing for one that is not known."""
        if (key, name, lit) != (self.key, self.name, self.lit):
            self.key, self.name, self.lit = key, name, lit
            self.draw()

    def draw(self) -> None:
        self.canvas.clear()
        drawing = DRAWINGS.get(self.key)
        if drawing is None or self.box.w <= 0 or self.box.h <= 0:
            return
        with self.canvas:
            drawing(Pen(self._plate()), self.lit)

    def _plate(self) -> Box:
        """Draw what the picture stands on, if anything; return the place for the picture."""
        plate = self.theme.colours.plate if self.theme is not None else None
        if self.theme is None or plate is None:
            return self.box
        place = self.box.fitted(WIDTH / HEIGHT)
        card(place, plate, self.theme.radius)
        return place.inset(self.theme.mm(PLATE_MM))

    def describe(self) -> dict[str, Any]:
        return {"text": self.name, "state": "lit" if self.lit else "dark", "key": self.key}


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
            card(self.box, self.theme.colours.pine, self.box.h / 2)
        self.prompt.place(self.box)
