# SPDX-License-Identifier: EUPL-1.2
"""Draws shapes on a sheet of 160 by 100, wherever and however large it is; the origin is the bottom left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from kivy.graphics import (
    Color,
    PopMatrix,
    PushMatrix,
    Rotate,
    SmoothEllipse,
    SmoothLine,
    SmoothRoundedRectangle,
    SmoothTriangle,
)

from ui.touch.box import Box
from ui.touch.palette import STANDARD, Colour, Palette

WIDTH, HEIGHT = 160.0, 100.0


class Pen:
    """A pen over the open canvas."""

    def __init__(self, box: Box, colours: Palette = STANDARD) -> None:
        self.colours = colours
        sheet = box.fitted(WIDTH / HEIGHT)
        self.u = sheet.w / WIDTH
        self._x, self._y = sheet.x, sheet.y

    def colour(self, colour: Colour, alpha: float = 1.0) -> None:
        """Draw in ``colour`` from now on."""
        Color(*colour.faded(alpha))

    def block(self, x: float, y: float, w: float, h: float, *radius: float) -> None:
        """Draw a rectangle with round corners: one radius for all, or four from the top left clockwise."""
        corners = [max(0.4, r) * self.u for r in (radius or (0.4,))]
        SmoothRoundedRectangle(pos=self._at(x, y), size=(w * self.u, h * self.u), radius=corners)

    def disc(self, x: float, y: float, radius: float) -> None:
        """Draw a disc around a middle."""
        self.oval(x - radius, y - radius, 2 * radius, 2 * radius)

    def oval(self, x: float, y: float, w: float, h: float) -> None:
        """Draw an ellipse in a rectangle."""
        SmoothEllipse(pos=self._at(x, y), size=(w * self.u, h * self.u))

    def line(self, points: Sequence[tuple[float, float]], width: float = 2.0) -> None:
        """Draw a line through ``points``."""
        SmoothLine(points=[c for x, y in points for c in self._at(x, y)], width=width / 2 * self.u, joint="round")

    def arc(self, x: float, y: float, radius: float, first: float, last: float, width: float = 2.0) -> None:
        """Draw part of a circle; angles in degrees, clockwise from the top."""
        SmoothLine(circle=(*self._at(x, y), radius * self.u, first, last), width=width / 2 * self.u)

    def triangle(self, *points: tuple[float, float]) -> None:
        """Draw a triangle."""
        SmoothTriangle(points=[c for x, y in points for c in self._at(x, y)])

    @contextmanager
    def turned(self, degrees: float, x: float, y: float) -> Iterator[None]:
        """Turn what is drawn inside around a point, against the clock."""
        PushMatrix()
        Rotate(angle=degrees, origin=self._at(x, y))
        yield
        PopMatrix()

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return (self._x + x * self.u, self._y + y * self.u)
