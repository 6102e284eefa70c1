# SPDX-License-Identifier: EUPL-1.2
"""Rectangles that layouts cut pieces off. Pixels; the origin is the bottom left, as in Kivy.

Layouts are written once, for languages that run from left to right. A mirrored box, and every piece of it, takes left
for right when something is cut off it: "left" is the side where reading begins. What has its own order in every
language (digits, keypads, curves) asks for it `upright`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

UPRIGHT = 1.1
"""Height to width."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: left, bottom, width, height. ``mirrored``: reading begins at the right."""

    x: int
    y: int
    w: int
    h: int
    mirrored: bool = field(default=False, kw_only=True, compare=False)

    @property
    def top(self) -> int:
        return self.y + self.h

    @property
    def right(self) -> int:
        return self.x + self.w

    @property
    def upright(self) -> Box:
        """The same place, cut from left to right in every language."""
        return replace(self, mirrored=False)

    def _piece(self, x: int, y: int, w: int, h: int) -> Box:
        """Give a piece whose ``x`` was reckoned for a box that is not mirrored."""
        x = self.x + self.right - x - w if self.mirrored else x
        return Box(x, y, w, h, mirrored=self.mirrored)

    def turned(self, inner: Box) -> Box:
        """Put ``inner``, reckoned from the left, where it belongs in this box."""
        return self._piece(inner.x, inner.y, inner.w, inner.h)

    def cut_top(self, height: float, gap: float = 0) -> tuple[Box, Box]:
        """Return the piece cut off at the top, and the rest below a gap."""
        piece, rest = round(height), max(0, self.h - round(height) - round(gap))
        return self._piece(self.x, self.top - piece, self.w, piece), self._piece(self.x, self.y, self.w, rest)

    def cut_bottom(self, height: float, gap: float = 0) -> tuple[Box, Box]:
        """Return the piece cut off at the bottom, and the rest above a gap."""
        piece, rest = round(height), max(0, self.h - round(height) - round(gap))
        return self._piece(self.x, self.y, self.w, piece), self._piece(self.x, self.top - rest, self.w, rest)

    def cut_left(self, width: float, gap: float = 0) -> tuple[Box, Box]:
        """Return the piece cut off where reading begins, and the rest beyond a gap."""
        piece, rest = round(width), max(0, self.w - round(width) - round(gap))
        return self._piece(self.x, self.y, piece, self.h), self._piece(self.right - rest, self.y, rest, self.h)

    def cut_right(self, width: float, gap: float = 0) -> tuple[Box, Box]:
        """Return the piece cut off where reading ends, and the rest beyond a gap."""
        piece, rest = round(width), max(0, self.w - round(width) - round(gap))
        return self._piece(self.right - piece, self.y, piece, self.h), self._piece(self.x, self.y, rest, self.h)

    @property
    def upright_shape(self) -> bool:
        """Whether it is clearly higher than wide: then things stand under each other rather than beside."""
        return self.h > self.w * UPRIGHT

    def split(self, beside: float, below: float, gap: float) -> tuple[Box, Box]:
        """Divide in two: the first has this share of the width, or of the height where it is upright."""
        if self.upright_shape:
            return self.cut_top(self.h * below, gap)
        return self.cut_left(self.w * beside, gap)

    def inset(self, horizontal: float, vertical: float | None = None) -> Box:
        """Shrink on all sides."""
        dx, dy = round(horizontal), round(horizontal if vertical is None else vertical)
        return self._piece(self.x + dx, self.y + dy, max(0, self.w - 2 * dx), max(0, self.h - 2 * dy))

    def columns(self, count: int, gap: float) -> list[Box]:
        """Divide into ``count`` equal columns, in the order of reading."""
        width = (self.w - gap * (count - 1)) / count
        edges = [(round(i * (width + gap)), round(i * (width + gap) + width)) for i in range(count)]
        return [self._piece(self.x + left, self.y, right - left, self.h) for left, right in edges]

    def rows(self, count: int, gap: float) -> list[Box]:
        """Divide into ``count`` equal rows, top to bottom."""
        height = (self.h - gap * (count - 1)) / count
        edges = [
            (round(self.top - i * (height + gap) - height), round(self.top - i * (height + gap))) for i in range(count)
        ]
        return [self._piece(self.x, low, self.w, high - low) for low, high in edges]

    def centred(self, width: float, height: float) -> Box:
        """Put a rectangle of this size in the middle."""
        w, h = round(width), round(height)
        return Box(self.x + (self.w - w) // 2, self.y + (self.h - h) // 2, w, h, mirrored=self.mirrored)

    def fitted(self, aspect: float) -> Box:
        """Put the largest rectangle of this shape (width / height) in the middle."""
        width = min(float(self.w), self.h * aspect)
        return self.centred(width, width / aspect)

    def contains(self, x: float, y: float) -> bool:
        return self.x <= x < self.right and self.y <= y < self.top
