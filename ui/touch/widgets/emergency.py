# SPDX-License-Identifier: EUPL-1.2
"""In an emergency: whom to ring, and where one is. Over everything, and without the station's process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kivy.graphics import Color, Rectangle

from ui.touch.box import Box
from ui.touch.i18n import Words
from ui.touch.theme import Size, Theme
from ui.touch.widgets.button import Button, Kind
from ui.touch.widgets.edge_button import EdgeButton
from ui.touch.widgets.icons import attention
from ui.touch.widgets.part import Part, card
from ui.touch.widgets.prompt import SMALLEST, STEP, Prompt, text_height, text_width

OPEN = "emergency-open"
BUTTON_MM = 44.0
LARGE_BUTTON_MM = 54.0
WIDEST = 0.4
"""The most of a strip that a long word may take."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Whereabouts:
    """What one must know to call for help from here. ``number``: the emergency services'; ``phone``: the clinic's."""

    number: str
    address: str
    phone: str


def emergency_button(theme: Theme, words: Words, on_tap: Callable[[], None]) -> Button:
    """Make the button that stands at the edge of every screen."""
    return EdgeButton(theme, OPEN, words("emergency.open"), on_tap, kind=Kind.LEAVE, icon=attention)


def button_width(theme: Theme, box: Box, text: str) -> int:
    """Measure how wide that button is, with ``text`` on it, in a strip as wide as ``box``."""
    usual = theme.mm(LARGE_BUTTON_MM if theme.large_mm else BUTTON_MM)
    needed = text_width(theme, text, Size.BODY) + theme.mm(5)
    return max(theme.target, min(max(usual, needed), round(box.w * (WIDEST if needed > usual else 0.32))))


class Emergency(Part):
    """The whole panel. ``stop``: the button that stops a cuff which may be squeezing somebody."""

    modal = True
    role = "dialog"

    def __init__(
        self, theme: Theme, words: Words, where: Whereabouts, on_close: Callable[[], None], stop: Button | None
    ) -> None:
        super().__init__("emergency-overlay")
        self.theme = theme
        colours = theme.colours
        self.call = Prompt(theme, words("emergency.call", number=where.number), ident="emergency", size=Size.NUMBER)
        self.how = Prompt(theme, words("emergency.how"), ident="emergency-how", size=Size.LEAD, colour=colours.quiet)
        self.here = Prompt(theme, words("emergency.here"), ident="emergency-here", size=Size.LEAD)
        self.address = Prompt(theme, where.address, ident="emergency-address", size=Size.DISPLAY)
        clinic = words("emergency.clinic", phone=where.phone) if where.phone else ""
        self.clinic = Prompt(theme, clinic, ident="emergency-clinic", size=Size.LEAD, colour=colours.quiet)
        self.call.colour = colours.brick
        self.call.role = "heading"
        self.stop = stop
        self.close = Button(theme, "emergency-close", words("emergency.close"), on_close, kind=Kind.PRIMARY,
                            size=Size.LEAD)  # fmt: skip
        for part in (*self.prompts, stop, self.close):
            if part is not None:
                self.add_widget(part)
        self._say_as_one()

    @property
    def prompts(self) -> tuple[Prompt, ...]:
        return (self.call, self.how, self.here, self.address, self.clinic)

    def _say_as_one(self) -> None:
        """Have it all said in one go: nothing may come between the number and the address."""
        self.call.spoken = "\n".join(prompt.text for prompt in self.prompts if prompt.text)
        for prompt in self.prompts[1:]:
            prompt.spoken = ""

    def draw(self) -> None:
        theme, mm = self.theme, self.theme.mm
        self.canvas.before.clear()
        with self.canvas.before:
            Color(*theme.colours.paper.rgba)
            Rectangle(pos=(self.box.x, self.box.y), size=(self.box.w, self.box.h))
        inner = self.box.inset(theme.margin, mm(5))
        foot, body = inner.cut_bottom(max(theme.target, mm(22)), mm(4))
        buttons = [button for button in (self.stop, self.close) if button is not None]
        for button, column in zip(buttons, foot.columns(len(buttons), theme.gap), strict=True):
            button.place(column)
        with self.canvas.before:
            card(body, theme.colours.surface, theme.radius, theme.colours.brick, max(2, mm(1)))
        self._arrange(body.inset(mm(7), mm(4)))

    def _arrange(self, place: Box) -> None:
        """Put the sentences under each other, all smaller by the same where there is no room."""
        shown = [prompt for prompt in self.prompts if prompt.text]
        gap = self.theme.mm(2.5)
        room = place.h - gap * (len(shown) - 1)
        scale = 1.0
        heights = self._heights(shown, place.w, scale)
        while sum(heights) > room and scale > SMALLEST:
            scale -= STEP
            heights = self._heights(shown, place.w, scale)
        _, place = place.cut_top(max(0, (room - sum(heights)) / 2))
        for prompt, height in zip(shown, heights, strict=True):
            piece, place = place.cut_top(height, gap)
            prompt.limit = scale
            prompt.place(piece)

    def _heights(self, prompts: list[Prompt], width: int, scale: float) -> list[int]:
        return [text_height(self.theme, each.text, each.text_size, width, scale) for each in prompts]

    def on_touch_down(self, touch: Any) -> bool:
        super().on_touch_down(touch)
        return True
