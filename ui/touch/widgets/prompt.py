# SPDX-License-Identifier: EUPL-1.2
"""Text that fits its place: wrapped, and made smaller rather than cut off where a small panel leaves no room."""

from __future__ import annotations

from typing import Any, Literal

from kivy.core.text import Label as CoreLabel
from kivy.graphics import Color, Rectangle

from ui.touch.box import Box
from ui.touch.setup import font_file
from ui.touch.theme import INK, Colour, Size, Theme
from ui.touch.widgets.part import Part

Horizontal = Literal["left", "center", "right"]
Vertical = Literal["top", "middle", "bottom"]
SMALLEST = 0.3
STEP = 0.05
_FONT = str(font_file())


def _label(text: str, font_px: int, width: int, align: Horizontal) -> CoreLabel:
    label = CoreLabel(text=text, font_name=_FONT, font_size=font_px, text_size=(width, None), halign=align)
    label.refresh()
    return label


def _longest_word_px(text: str, font_px: int) -> int:
    measure = CoreLabel(font_name=_FONT, font_size=font_px)
    measure.resolve_font_name()
    return max((int(measure.get_extents(word)[0]) for word in text.split()), default=0)


def text_height(theme: Theme, text: str, size: Size, width: int, scale: float = 1.0) -> int:
    """Measure how high ``text`` is when wrapped at ``width``."""
    return int(_label(text, round(theme.font_px(size) * scale), width, "left").texture.height) if text else 0


def text_width(theme: Theme, text: str, size: Size) -> int:
    """Measure the longest word of ``text``."""
    return _longest_word_px(text, theme.font_px(size))


def line_width(theme: Theme, text: str, size: Size) -> int:
    """Measure ``text`` on one line."""
    measure = CoreLabel(font_name=_FONT, font_size=theme.font_px(size))
    measure.resolve_font_name()
    return int(measure.get_extents(text)[0])


class Prompt(Part):
    """A sentence, a heading or a number."""

    role = "text"

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        *,
        ident: str = "",
        size: Size = Size.BODY,
        colour: Colour = INK,
        align: Horizontal = "left",
        valign: Vertical = "middle",
    ) -> None:
        super().__init__(ident)
        self.theme = theme
        self.text = text
        self.text_size = size
        self.colour = colour
        self.align = align
        self.valign = valign
        self.scale = self.limit = 1.0
        """``limit``: neighbours had to be made smaller, so this one is too."""
        self.ink = Box(0, 0, 0, 0)
        if size in (Size.TITLE, Size.DISPLAY):
            self.role = "heading"

    def say(self, text: str, colour: Colour | None = None) -> None:
        """Show another text."""
        colour = colour or self.colour
        if (text, colour) != (self.text, self.colour):
            self.text, self.colour = text, colour
            self.draw()

    def hide(self) -> None:
        self.draw()

    def draw(self) -> None:
        self.canvas.clear()
        self.ink = Box(self.box.x, self.box.y, 0, 0)
        if not self.text or self.box.w <= 0 or self.box.h <= 0:
            return
        texture = self._fit()
        w, h = texture.size
        y = {"top": self.box.top - h, "middle": self.box.y + (self.box.h - h) // 2, "bottom": self.box.y}[self.valign]
        self.ink = Box(self.box.x, y, w, h)
        with self.canvas:
            Color(*self.colour.rgba)
            Rectangle(texture=texture, pos=(self.box.x, y), size=(w, h))

    def _fit(self) -> Any:
        full = self.theme.font_px(self.text_size)
        self.scale = self.limit
        while True:
            font_px = round(full * self.scale)
            fits = _longest_word_px(self.text, font_px) <= self.box.w
            if fits or self.scale <= SMALLEST:
                texture = _label(self.text, font_px, self.box.w, self.align).texture
                if texture.height <= self.box.h or self.scale <= SMALLEST:
                    return texture
            self.scale -= STEP

    def describe(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "scale": round(self.scale, 2),
            "fits": self.ink.w <= self.box.w and self.ink.h <= self.box.h,
            "colour": [self.colour.red, self.colour.green, self.colour.blue],
        }
