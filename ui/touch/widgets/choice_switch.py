# SPDX-License-Identifier: EUPL-1.2
"""A large switch: what it is for, whether it is on in words, and a knob that lies on the one side or the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.graphics import Color, SmoothEllipse

from ui.touch.box import Box
from ui.touch.theme import Size, Theme
from ui.touch.widgets.button import Touchable
from ui.touch.widgets.part import card
from ui.touch.widgets.prompt import Prompt, line_width


class ChoiceSwitch(Touchable):
    """Shows what it was last told, not what was last tapped. ``states`` are the words for (off, on)."""

    role = "toggle"

    def __init__(
        self, theme: Theme, ident: str, text: str, states: tuple[str, str], on_change: Callable[[bool], None]
    ) -> None:
        super().__init__(ident, lambda: on_change(not self.on))
        self.theme = theme
        self.on = False
        self.states = states
        self.label = Prompt(theme, text, size=Size.LEAD, align="center")
        self.state = Prompt(theme, states[0], size=Size.BODY, align="center")
        for prompt in (self.label, self.state):
            prompt.role = ""
            self.add_widget(prompt)

    def turn(self, on: bool) -> None:
        """Show on or off."""
        if on != self.on:
            self.on = on
            self.state.text = self.states[int(on)]
            self.state.canvas.clear()
            self.draw()

    def draw(self) -> None:
        if self.hidden:
            return
        theme, colours = self.theme, self.theme.colours
        ground = colours.surface_pressed if self.pressed else colours.pine_tint if self.on else colours.surface
        inner = self.box.inset(theme.mm(3), theme.mm(2.5))
        lower, upper = inner.cut_bottom(theme.mm(12), theme.mm(2))
        self.canvas.before.clear()
        with self.canvas.before:
            card(self.box, ground, theme.radius, colours.pine if self.on else colours.edge, max(2, theme.mm(0.5)))
            words = self._draw_knob(lower)
        self.label.place(upper)
        self.state.box = Box(0, 0, 0, 0)
        self.state.place(words)

    def _draw_knob(self, place: Box) -> Box:
        """Draw the knob in the middle of ``place`` with the state's words; return the place of the words."""
        theme, colours = self.theme, self.theme.colours
        wide = max(line_width(theme, state, Size.BODY) for state in self.states) + theme.mm(2)
        slot, gap = theme.mm(17), theme.mm(3)
        line = place.centred(min(place.w, slot + gap + wide), place.h)
        left, words = line.cut_left(slot, gap)
        slot_box = left.centred(left.w, min(left.h, theme.mm(9)))
        card(
            slot_box,
            colours.pine if self.on else colours.surface,
            slot_box.h / 2,
            colours.pine if self.on else colours.edge,
            max(2, theme.mm(0.6)),
        )
        knob = slot_box.inset(theme.mm(1.4))
        x = knob.right - knob.h if self.on else knob.x
        Color(*(colours.surface if self.on else colours.edge).rgba)
        SmoothEllipse(pos=(x, knob.y), size=(knob.h, knob.h))
        return words

    def describe(self) -> dict[str, Any]:
        described = {**self.label.describe(), **super().describe()}
        text = f"{described['text']}: {self.state.text}"
        return {**described, "text": text, "state": "on" if self.on else "off"}
