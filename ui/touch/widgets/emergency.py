# SPDX-License-Identifier: EUPL-1.2
"""In an emergency: whom to ring, and where one is. Over everything, and without the station's process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kivy.graphics import Color, Rectangle

from ui.touch.box import Box
from ui.touch.i18n import Words
from ui.touch.text.direction import plain
from ui.touch.theme import Size, Theme
from ui.touch.widgets.button import Button, Kind
from ui.touch.widgets.edge_button import EdgeButton
from ui.touch.widgets.icons import attention
from ui.touch.widgets.paged import hold_all, turn_to_page
from ui.touch.widgets.pager import Pager
from ui.touch.widgets.part import NOWHERE, Part, card
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


def emergency_button(theme: Theme, words: Words, number: str, on_tap: Callable[[], None]) -> EdgeButton:
    """Make the button that stands at the edge of every screen; ``number``: the emergency services'."""
    text = words("emergency.open")
    return EdgeButton(theme, OPEN, text, on_tap, kind=Kind.LEAVE, icon=attention, short=number)


def button_width(button: EdgeButton, strip: Box, inner: Box) -> int:
    """Measure how wide that button is in ``strip``, of which it may have ``inner``; two more may stand beside it."""
    theme = button.theme
    usual = theme.mm(LARGE_BUTTON_MM if theme.large_mm else BUTTON_MM)
    needed = text_width(theme, plain(button.label.text), Size.BODY) + theme.mm(5)
    most = round(strip.w * (WIDEST if needed > usual else 0.32))
    if theme.large_mm:
        most = max(most, inner.w // 2)
    return button.width_in(max(usual, needed), min(most, inner.w - 2 * (theme.target + theme.mm(3))))


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
        self.pager = Pager(theme, words, self._turn)
        for part in (*self.prompts, self.pager, stop, self.close):
            if part is not None:
                self.add_widget(part)
        self._say_as_one()

    @property
    def prompts(self) -> tuple[Prompt, ...]:
        """All sentences in the order in which one reads them: of large ones the address comes before how one rings."""
        if self.theme.large_mm:
            return (self.call, self.here, self.address, self.how, self.clinic)
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
        buttons = [button for button in (self.stop, self.close) if button is not None]
        high = max(theme.target, mm(22))
        foot, body = inner.cut_bottom(high, mm(4))
        places = foot.columns(len(buttons), theme.gap)
        narrow = any(button.width_for(high) > place.w for button, place in zip(buttons, places, strict=True))
        if narrow and body.upright_shape:
            foot, body = inner.cut_bottom(high * len(buttons) + mm(2), mm(4))
            places = foot.rows(len(buttons), mm(2))
        for button, place in zip(buttons, places, strict=True):
            button.place(place)
        with self.canvas.before:
            card(body, theme.colours.surface, theme.radius, theme.colours.brick, max(2, mm(1)))
        self._arrange(body.inset(mm(5 if theme.large_mm else 7), mm(2 if theme.large_mm else 4)))

    def _turn(self) -> None:
        for prompt in self.prompts:
            prompt.place(NOWHERE)
        self.draw()

    def _large(self, place: Box, gap: int) -> Box:
        """Have large texts no larger than they must be where there is no room, and turn pages; return their place."""
        told = [prompt for prompt in self.prompts if prompt.text]
        for size in (Size.TITLE, Size.BODY):
            if not hold_all(self.theme, told, place, gap):
                for prompt in told:
                    prompt.text_size = Size.BODY if prompt.text_size in (Size.LEAD, Size.TITLE) else size
        self._raise_number(place, gap)
        return turn_to_page(self.theme, self.pager, place, self.prompts, gap)

    def _raise_number(self, place: Box, gap: int) -> None:
        """Have the number as large as leaves room for the address below it."""
        room = self.pager.strip(place)[1]
        for size in (Size.NUMBER, Size.DISPLAY, Size.TITLE):
            self.call.text_size = size
            if hold_all(self.theme, (self.call, self.here, self.address), room, gap):
                return
        self.call.text_size = Size.BODY

    def _arrange(self, place: Box) -> None:
        """Put the sentences under each other; without room turn pages of large ones, make others all smaller."""
        gap = self.theme.mm(2.5)
        if self.theme.large_mm:
            place = self._large(place, gap)
        shown = [prompt for prompt in self.prompts if prompt.shown]
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
        return [text_height(self.theme, each.shown, each.text_size, width, scale) for each in prompts]

    def on_touch_down(self, touch: Any) -> bool:
        super().on_touch_down(touch)
        return True
