# SPDX-License-Identifier: EUPL-1.2
"""Rectangles that layouts cut pieces off. Pixels; the origin is the bottom left, as in Kivy."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: left, bottom, width, height."""

    x: int
    y: int
    w: int
    h: int

    @property
    def top(self) -> int:
        return self.y + self.h

    @property
    def right(self) -> int:
        return self.x + self.w

    def cut_top(self, height: float, gap: float = 0) -> tuple[Box, Box]:
        """Return the piece cut off at the top, and the rest below a gap."""
        piece, rest = round(height), max(0, self.h - round(height) - round(gap))
        return Box(self.x, self.top - piece, self.w, piece), Box(self.x, self.y, self.w, rest)

    def cut_bottom(self, height: float, gap: float = 0) -> tuple[Box, Box]:
        """Return the piece cut off at the bottom, and the rest above a gap."""
        piece, rest = round(height), max(0, self.h - round(height) - round(gap))
        return Box(self.x, self.y, self.w, piece), Box(self.x, self.top - rest, self.w, rest)

    def cut_left(self, width: float, gap: float = 0) -> tuple[Box, Box]:
        """Return the piece cut off at the left, and the rest beyond a gap."""
        piece, rest = round(width), max(0, self.w - round(width) - round(gap))
        return Box(self.x, self.y, piece, self.h), Box(self.right - rest, self.y, rest, self.h)

    def cut_right(self, width: float, gap: float = 0) -> tuple[Box, Box]:
        """Return the piece cut off at the right, and the rest beyond a gap."""
        piece, rest = round(width), max(0, self.w - round(width) - round(gap))
        return Box(self.right - piece, self.y, piece, self.h), Box(self.x, self.y, rest, self.h)

    def inset(self, horizontal: float, vertical: float | None = None) -> Box:
        """Shrink on all sides."""
        dx, dy = round(horizontal), round(horizontal if vertical is None else vertical)
        return Box(self.x + dx, self.y + dy, max(0, self.w - 2 * dx), max(0, self.h - 2 * dy))

    def columns(self, count: int, gap: float) -> list[Box]:
        """Divide into ``count`` equal columns, left to right."""
        width = (self.w - gap * (count - 1)) / count
        edges = [(round(self.x + i * (width + gap)), round(self.x + i * (width + gap) + width)) for i in range(count)]
        return [Box(left, self.y, right - left, self.h) for left, right in edges]

    def rows(self, count: int, gap: float) -> list[Box]:
        """Divide into ``count`` equal rows, top to bottom."""
        height = (self.h - gap * (count - 1)) / count
        edges = [
            (round(self.top - i * (height + gap) - height), round(self.top - i * (height + gap))) for i in range(count)
        ]
        return [Box(self.x, low, self.w, high - low) for low, high in edges]

    def centred(self, width: float, height: float) -> Box:
        """Put a rectangle of this size in the middle."""
        w, h = round(width), round(height)
        return Box(self.x + (self.w - w) // 2, self.y + (self.h - h) // 2, w, h)

    def fitted(self, aspect: float) -> Box:
        """Put the largest rectangle of this shape (width / height) in the middle."""
        width = min(float(self.w), self.h * aspect)
        return self.centred(width, width / aspect)

    def contains(self, x: float, y: float) -> bool:
        return self.x <= x < self.right and self.y <= y < self.top
