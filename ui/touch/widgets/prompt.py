# SPDX-License-Identifier: EUPL-1.2
"""Text that fits its place: wrapped, shaped, and made smaller rather than cut off where a panel leaves no room."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, Literal

from kivy.core.text import Label as CoreLabel
from kivy.graphics import Color, Rectangle

from ui.touch.box import Box
from ui.touch.pages import Written
from ui.touch.setup import font_file
from ui.touch.text.direction import has_right_to_left, plain
from ui.touch.text.shape import Lines, join, lay_out, on_one_line, widest
from ui.touch.text.wrap import Measure, wrap
from ui.touch.theme import Colour, Size, Theme
from ui.touch.widgets.part import Part

Horizontal = Literal["left", "center", "right"]
Vertical = Literal["top", "middle", "bottom"]
SMALLEST = 0.3
STEP = 0.05
_FONT = str(font_file())


@cache
def _ruler(font_px: int) -> CoreLabel:
    ruler = CoreLabel(font_name=_FONT, font_size=font_px)
    ruler.resolve_font_name()
    return ruler


def _measure(font_px: int) -> Measure:
    return lambda text: int(_ruler(font_px).get_extents(text)[0])


def _height(lines: Lines, font_px: int) -> int:
    """Measure each line: Arabic letters reach further up and down, and SDL gives their lines more height."""
    return sum(int(_ruler(font_px).get_extents(line)[1]) for line in lines.lines)


def _laid_out(text: str, width: int, font_px: int) -> Lines:
    """Break ``text`` so that it fits as drawn: letters that have changed places may overhang their line elsewhere."""
    measure = _measure(font_px)
    lines = lay_out(text, width, measure)
    over = max(map(measure, lines.lines)) - width if has_right_to_left(text) else 0
    return lay_out(text, width - over, measure) if 0 < over < width else lines


def text_height(theme: Theme, text: str, size: Size, width: int, scale: float = 1.0) -> int:
    """Measure how high ``text`` is when wrapped at ``width``."""
    font_px = round(theme.font_px(size) * scale)
    return _height(_laid_out(text, width, font_px), font_px) if text else 0


def written(theme: Theme, text: str, size: Size, width: int) -> list[Written]:
    """Break ``text`` into the lines it has at ``width``: letters are measured as they are drawn, joined."""
    measure, lines = _measure(theme.font_px(size)), []
    for paragraph in text.split("\n"):
        for number, line in enumerate(wrap(paragraph, width, lambda part: measure(join(part)))):
            lines.append(Written(line, number > 0, text_height(theme, line or " ", size, width)))
    return lines


def text_lines(theme: Theme, text: str, size: Size, width: int) -> int:
    """Count the lines of ``text`` when wrapped at ``width``."""
    return len(_laid_out(text, width, theme.font_px(size)).lines)


def text_width(theme: Theme, text: str, size: Size) -> int:
    """Measure the longest word of ``text``."""
    return widest(text, _measure(theme.font_px(size)))


def line_width(theme: Theme, text: str, size: Size) -> int:
    """Measure ``text`` on one line."""
    return on_one_line(text, _measure(theme.font_px(size)))


def narrowest(theme: Theme, text: str, size: Size, height: int) -> int:
    """Measure how narrow ``text`` may stand in ``height`` without being made smaller: on one line or on two."""
    one = line_width(theme, text, size)
    words = text.split(" ")
    if len(words) == 1 or text_height(theme, f"{text}\n{text}", size, one) > height:
        return one
    heads = range(1, len(words))
    broken = ((" ".join(words[:head]), " ".join(words[head:])) for head in heads)
    return min(max(line_width(theme, line, size) for line in lines) for lines in broken)


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
        colour: Colour | None = None,
        align: Horizontal = "left",
        valign: Vertical = "middle",
    ) -> None:
        super().__init__(ident)
        self.theme = theme
        self.text = text
        self.page: str | None = None
        """What of the text is shown where all of it is too much for a page."""
        self.text_size = size
        self.colour = colour or theme.colours.ink
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
            self.text, self.colour, self.page = text, colour, None
            self.draw()

    @property
    def shown(self) -> str:
        """What is drawn: the text, or its part on this page."""
        return self.text if self.page is None else self.page

    def hide(self) -> None:
        self.draw()

    def draw(self) -> None:
        self.canvas.clear()
        self.ink = Box(self.box.x, self.box.y, 0, 0)
        if not self.shown or self.box.w <= 0 or self.box.h <= 0:
            return
        lines, font_px = self._fit()
        align = self._side(lines)
        label = CoreLabel(text=lines.text, font_name=_FONT, font_size=font_px, halign=align)
        label.refresh()
        w, h = label.texture.size
        x = {"left": self.box.x, "center": self.box.x + (self.box.w - w) // 2, "right": self.box.right - w}[align]
        y = {"top": self.box.top - h, "middle": self.box.y + (self.box.h - h) // 2, "bottom": self.box.y}[self.valign]
        self.ink = Box(x, y, w, h)
        with self.canvas:
            Color(*self.colour.rgba)
            Rectangle(texture=label.texture, pos=(x, y), size=(w, h))

    def _side(self, lines: Lines) -> Horizontal:
        """Choose where lines begin: ``left`` means where reading does, which for Arabic is the right."""
        if self.box.mirrored and self.align == "right":
            return "left"
        return "right" if self.align == "left" and (self.box.mirrored or lines.right_to_left) else self.align

    def _fit(self) -> tuple[Lines, int]:
        full = self.theme.font_px(self.text_size)
        least = self.theme.least_scale(self.text_size)
        self.scale = self.limit
        while True:
            font_px = round(full * self.scale)
            measure = _measure(font_px)
            if widest(self.shown, measure) <= self.box.w or self.scale <= SMALLEST:
                lines = _laid_out(self.shown, self.box.w, font_px)
                if _height(lines, font_px) <= self.box.h or self.scale <= SMALLEST:
                    return lines, font_px
            self.scale = least if self.scale > least > self.scale - STEP else self.scale - STEP

    def describe(self) -> dict[str, Any]:
        return {
            "text": plain(self.shown),
            "scale": round(self.scale, 2),
            "capital_mm": round(self.theme.capital_mm(self.text_size, self.scale), 2),
            "fits": self.ink.w <= self.box.w and self.ink.h <= self.box.h,
            "colour": [self.colour.red, self.colour.green, self.colour.blue],
        }


def even(prompts: Iterable[Prompt]) -> None:
    """Make neighbours as small as the smallest of them must be."""
    shown = [prompt for prompt in prompts if not prompt.hidden]
    for prompt in shown:
        prompt.limit = 1.0
        prompt.draw()
    least = min((prompt.scale for prompt in shown), default=1.0)
    for prompt in shown:
        if prompt.scale > least:
            prompt.limit = least
            prompt.draw()


def scale_in(prompt: Prompt, place: Box) -> float:
    """Measure how large the words of ``prompt`` would be in ``place``."""
    theme, size, scale = prompt.theme, prompt.text_size, 1.0
    wide = text_width(theme, prompt.text, size)
    while scale > SMALLEST and (
        wide * scale > place.w or text_height(theme, prompt.text, size, max(1, place.w), scale) > place.h
    ):
        scale -= STEP
    return scale


def holds(prompt: Prompt, place: Box) -> bool:
    """Tell whether ``place`` has room for ``prompt`` without making it too small to read."""
    theme, size = prompt.theme, prompt.text_size
    scale = theme.least_scale(size) if theme.large_mm else 1.0
    wide = text_width(theme, prompt.text, size) * scale
    return wide <= place.w and text_height(theme, prompt.text, size, place.w, scale) <= place.h
