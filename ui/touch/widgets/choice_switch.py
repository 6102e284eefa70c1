# SPDX-License-Identifier: EUPL-1.2
"""A large switch: what it is for, whether it is on in words, and a knob that lies on the one side or the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.graphics import Color, SmoothEllipse

from ui.touch.box import Box
from ui.touch.theme import Colour, Size, Theme
from ui.touch.widgets.button import Touchable
from ui.touch.widgets.icons import Icon
from ui.touch.widgets.part import card
from ui.touch.widgets.prompt import Prompt, holds, line_width, text_height

SLOT_MM = (17.0, 9.0)
FLAT = 2.2
"""A card so many times as wide as high has the sign, the words and the knob beside each other."""


class ChoiceSwitch(Touchable):
    """Shows what it was last told, not what was last tapped. ``states`` are the words for (off, on)."""

    role = "toggle"

    def __init__(
        self,
        theme: Theme,
        ident: str,
        text: str,
        icon: Icon,
        *,
        states: tuple[str, str],
        on_change: Callable[[bool], None],
    ) -> None:
        super().__init__(ident, lambda: on_change(not self.on))
        self.theme = theme
        self.icon = icon
        self.on = False
        self.states = states
        self.label = Prompt(theme, text, size=Size.BODY, align="center")
        self.state = Prompt(theme, states[0], size=Size.BODY, align="center")
        for prompt in (self.label, self.state):
            prompt.role = ""
            self.add_widget(prompt)

    def turn(self, on: bool) -> None:
        """Show on or off."""
        if on != self.on:
            self.on = on
            self.state.say(self.states[int(on)])
            self.draw()

    def draw(self) -> None:
        if self.hidden:
            return
        theme, colours = self.theme, self.theme.colours
        ground = colours.surface_pressed if self.pressed else colours.pine_tint if self.on else colours.surface
        sign, words, knob = self._divide(self.box)
        self.canvas.before.clear()
        with self.canvas.before:
            card(self.box, ground, theme.radius, self._edge, max(2, theme.mm(1.0 if self.on else 0.5)))
            self.icon(sign, colours.ink)
            state = self._draw_knob(knob)
        self.label.place(words)
        self.state.place(state)

    @property
    def _edge(self) -> Colour:
        return self.theme.colours.pine if self.on else self.theme.colours.edge

    def fits_in(self, box: Box) -> bool:
        """Tell whether the words are large enough there."""
        _sign, words, knob = self._divide(box)
        touchable = min(box.w, box.h) >= self.theme.target
        return touchable and holds(self.label, words) and self._knob_width <= knob.w

    def _divide(self, box: Box) -> tuple[Box, Box, Box]:
        """Find a place for the sign, the words and the knob."""
        mm = self.theme.mm
        inner = box.inset(mm(3), mm(2))
        flat = inner.w > FLAT * inner.h
        side = min(mm(12 if flat else 16), inner.h if flat else round(inner.h * 0.34))
        if flat:
            sign, rest = inner.cut_left(side, mm(4))
            knob, words = rest.cut_right(min(rest.w * 0.6, self._knob_width), mm(3))
        else:
            sign, rest = inner.cut_top(side, mm(1))
            high = max(mm(11), text_height(self.theme, self.states[1], Size.BODY, inner.w))
            knob, words = rest.cut_bottom(min(high, rest.h * 0.4), mm(1))
        self.label.align = "left" if flat else "center"
        return sign.centred(side, side), words, knob

    @property
    def _knob_width(self) -> int:
        """The slot and the longer of the two words."""
        mm = self.theme.mm
        return mm(SLOT_MM[0]) + mm(5) + max(line_width(self.theme, state, Size.BODY) for state in self.states)

    def _draw_knob(self, place: Box) -> Box:
        """Draw slot and knob; return the place of the word beside them."""
        theme, colours = self.theme, self.theme.colours
        line = place.centred(min(place.w, self._knob_width), place.h)
        left, words = line.cut_left(theme.mm(SLOT_MM[0]), theme.mm(3))
        slot = left.centred(left.w, min(left.h, theme.mm(SLOT_MM[1])))
        card(slot, colours.pine if self.on else colours.surface, slot.h / 2, self._edge, max(2, theme.mm(0.6)))
        knob = slot.inset(theme.mm(1.4))
        Color(*(colours.surface if self.on else colours.edge).rgba)
        SmoothEllipse(pos=(knob.right - knob.h if self.on else knob.x, knob.y), size=(knob.h, knob.h))
        return words

    def describe(self) -> dict[str, Any]:
        described, state = self.label.describe(), self.state.describe()
        together = {
            "text": f"{described['text']}: {state['text']}",
            "scale": min(described["scale"], state["scale"]),
            "fits": described["fits"] and state["fits"],
        }
        return {**described, **super().describe(), **together, "state": "on" if self.on else "off"}
