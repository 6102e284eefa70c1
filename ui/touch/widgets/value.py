# SPDX-License-Identifier: EUPL-1.2
"""A measured number: its name, the device's own digits, its unit. Nothing here judges it."""

from __future__ import annotations

from typing import Any

from ui.touch import theme as t
from ui.touch.theme import Size, Theme
from ui.touch.widgets.part import Part, card
from ui.touch.widgets.prompt import Prompt

ABSENT = "–"


class Value(Part):
    """One reading on a card; ``number`` empty shows a dash."""

    role = "value"

    def __init__(self, theme: Theme, ident: str, name: str, unit: str) -> None:
        super().__init__(ident)
        self.theme = theme
        self.number = ""
        self.name_prompt = Prompt(theme, name, colour=t.QUIET)
        self.number_prompt = Prompt(theme, ABSENT, size=Size.NUMBER, align="right")
        self.unit_prompt = Prompt(theme, unit, colour=t.QUIET, valign="bottom")
        for prompt in (self.name_prompt, self.number_prompt, self.unit_prompt):
            prompt.role = ""
            self.add_widget(prompt)

    def show(self, number: str) -> None:
        """Show the device's digits."""
        self.number = number
        self.number_prompt.say(number or ABSENT)

    def draw(self) -> None:
        self.canvas.before.clear()
        with self.canvas.before:
            card(self.box, t.SURFACE, self.theme.radius)
        inner = self.box.inset(self.theme.mm(4), self.theme.mm(2))
        name, rest = inner.cut_top(self.theme.mm(9))
        self.name_prompt.place(name)
        number, unit = rest.cut_left(rest.w * 0.58, self.theme.mm(2))
        self.number_prompt.place(number)
        self.unit_prompt.place(unit.cut_bottom(max(self.theme.mm(9), unit.h * 0.62))[0])

    def describe(self) -> dict[str, Any]:
        prompts = (self.name_prompt, self.number_prompt, self.unit_prompt)
        return {
            "text": f"{self.name_prompt.text} {self.number or ABSENT} {self.unit_prompt.text}",
            "fits": all(prompt.describe()["fits"] for prompt in prompts),
            "scale": min(prompt.scale for prompt in prompts),
        }
