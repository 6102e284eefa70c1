# SPDX-License-Identifier: EUPL-1.2
"""A measured number: its name, the device's own digits, its unit. Nothing here judges it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ui.touch.box import Box
from ui.touch.theme import Size, Theme
from ui.touch.widgets.part import NOWHERE, Part, card
from ui.touch.widgets.prompt import Prompt, even, line_width, narrowest, text_height, text_width

ABSENT = "–"
NO_END = 1 << 20
MOST_NAME, MOST_NAME_LARGE, DRAWN_NAME_LARGE = 0.6, 0.72, 0.66
"""Shares of a row that a name may take from its number; where it is drawn, the last."""
ENOUGH = 0.75
"""A number of so much of its size may have the name above it, wherever it would be larger beside that."""
ROOMY, LEAST_NUMBER = 0.9, 0.4
"""Names smaller than the first stand above their numbers, if these are not smaller than the second."""
DESCENT = 0.236
"""How far DejaVu Sans reaches below the line, in ems."""


class Value(Part):
    """One reading on a card; ``number`` empty shows a dash."""

    role = "value"

    def __init__(self, theme: Theme, ident: str, name: str, unit: str, size: Size = Size.NUMBER) -> None:
        super().__init__(ident)
        self.theme = theme
        self.number = ""
        self.flat: bool | None = None
        """Whether its name is to stand beside the number, as its neighbours' do; None: where the number is larger."""
        self.name_prompt = Prompt(theme, name, colour=theme.colours.quiet)
        self.number_prompt = Prompt(theme, ABSENT, size=size, align="right")
        self.unit_prompt = Prompt(theme, unit, colour=theme.colours.quiet, valign="bottom")
        for prompt in (self.name_prompt, self.number_prompt, self.unit_prompt):
            prompt.role = ""
            self.add_widget(prompt)

    def show(self, number: str, unit: str | None = None) -> None:
        """Show the device's digits, and its unit if that is another now."""
        self.number = number
        self.number_prompt.say(number or ABSENT)
        if unit is not None and unit != self.unit_prompt.text:
            self.unit_prompt.text = unit
            self.draw_again()
        elif self.box.mirrored:
            self.draw_again()

    def draw_again(self) -> None:
        """Arrange anew, for what is written has another width."""
        for prompt in (self.name_prompt, self.number_prompt, self.unit_prompt):
            prompt.box = NOWHERE
        self.draw()

    def draw(self) -> None:
        self.canvas.before.clear()
        with self.canvas.before:
            card(self.box, self.theme.colours.surface, self.theme.radius)
        inner = self.box.inset(self.theme.mm(3), self.theme.mm(1.5))
        if not (self._stacks(inner) if self.flat is None else not self.flat):
            self._draw_in_a_row(inner)
            return
        self.name_prompt.valign = self.number_prompt.valign = "middle"
        self.unit_prompt.valign = "bottom"
        name, rest = inner.cut_top(self._name_height(inner.w))
        self.name_prompt.place(name)
        unit, number = self._pair(rest).cut_right(min(self._unit_width(), self._most_unit(rest)), self.theme.mm(1.5))
        self.number_prompt.place(number)
        size, shrunk = self.number_prompt.text_size, self.number_prompt.scale
        baseline = self.number_prompt.ink.y + DESCENT * self.theme.font_px(size) * shrunk
        low = round(baseline - DESCENT * self.theme.font_px(Size.BODY))
        if self.theme.large_mm:  # it must not be made smaller to stand on the number's line
            low = max(unit.y, min(low, unit.top - text_height(self.theme, self.unit_prompt.text, Size.BODY, NO_END)))
        self.unit_prompt.place(unit.cut_bottom(low - unit.y)[1])

    def _most_unit(self, rest: Box) -> int:
        """Give a unit half of the line; a large one what the number leaves."""
        if not self.theme.large_mm:
            return rest.w // 2
        size = self.number_prompt.text_size
        number = line_width(self.theme, self.number_prompt.text, size) * self.theme.least_scale(size)
        return max(rest.w // 2, rest.w - round(number) - self.theme.mm(1.5))

    def _name_height(self, width: int) -> int:
        """Give a large name as many lines as it needs, if the number has a line below it."""
        if not self.theme.large_mm:
            return self._usual_name_height(width)
        line = self._line()
        wrapped = text_height(self.theme, self.name_prompt.text, Size.BODY, max(1, width))
        roomy = self.box.h - 2 * self.theme.mm(1.5) - wrapped >= line
        return max(self.theme.mm(9), wrapped if roomy else line)

    def _usual_name_height(self, width: int) -> int:
        """Give a name that would be much smaller on one line two, if the number has a line below them."""
        theme, name = self.theme, self.name_prompt.text
        if line_width(theme, name, Size.BODY) * ROOMY > width:
            wrapped = text_height(theme, name, Size.BODY, max(1, width))
            if self.box.h - 2 * theme.mm(1.5) - wrapped >= theme.mm(9):
                return wrapped
        return theme.mm(9)

    def _line(self) -> int:
        """Measure how high one line of the name is; Arabic ones are higher."""
        return text_height(self.theme, self.name_prompt.text, Size.BODY, NO_END)

    def _stacks(self, inner: Box) -> bool:
        """Tell whether the name stands above the number, or beside it: where the number is larger."""
        theme, size, unit = self.theme, self.number_prompt.text_size, self._unit_width()
        wide = max(1, line_width(theme, self.number_prompt.text, size))
        high = max(1, text_height(theme, self.number_prompt.text, size, wide))
        name = self._name_width(inner.h)
        above = min((inner.h - self._name_height(inner.w)) / high, (inner.w - min(unit, inner.w // 2)) / wide)
        wrapped = self._name_height(inner.w) > max(theme.mm(9), self._line())
        longest = (text_width if wrapped else line_width)(theme, self.name_prompt.text, Size.BODY)
        above = min(above, inner.w / max(1, longest))
        room = inner.w - unit - theme.mm(1)
        most = self._most_name(inner, MOST_NAME_LARGE)
        beside = min(inner.h / high, (room - min(most, name + theme.mm(1)) - theme.mm(2)) / wide, most / max(1, name))
        return min(above, 1.0) >= min(beside, ENOUGH)

    def _most_name(self, inner: Box, large: float) -> float:
        """Measure what a name beside the number may take: a share (``large``: of large text), or what that leaves."""
        theme, number, size = self.theme, self.number_prompt.text, self.number_prompt.text_size
        room = inner.w - self._unit_width() - theme.mm(1)
        wide = max(1, line_width(theme, number, size))
        shrunk = min(1.0, inner.h / max(1, text_height(theme, number, size, wide)))
        return max(room * (large if theme.large_mm else MOST_NAME), room - wide * shrunk - theme.mm(2))

    def width_for(self) -> int:
        """Measure how wide it must be for its name to stand on a line, and the number to be as high as that."""
        theme = self.theme
        least = theme.least_scale(self.number_prompt.text_size) if theme.large_mm else 1.0
        number = line_width(theme, self.number_prompt.text, self.number_prompt.text_size) * least
        name = line_width(theme, self.name_prompt.text, Size.BODY)
        return max(name, round(number) + self._unit_width() + theme.mm(1.5)) + 2 * theme.mm(3)

    def height_for(self, width: int) -> int:
        """Measure how high it must be, with large text: a line, or two where the name has no room on the number's."""
        theme = self.theme
        name = line_width(theme, self.name_prompt.text, Size.BODY)
        number = line_width(theme, self.number_prompt.text, self.number_prompt.text_size)
        number = round(number * theme.least_scale(self.number_prompt.text_size))
        beside = name + number + self._unit_width() + 2 * theme.mm(1) + 2 * theme.mm(3) <= width
        return (1 if beside else 2) * self._line() + 2 * theme.mm(1.5)

    def _name_width(self, height: int) -> int:
        """Measure how narrow the name may stand beside the number."""
        return narrowest(self.theme, self.name_prompt.text, Size.BODY, height)

    def _draw_in_a_row(self, inner: Box) -> None:
        """Where there is no height: name, number and unit beside each other."""
        between = self.theme.mm(1)
        wanted = self._name_width(inner.h) + between
        name, pair = inner.cut_left(round(min(self._most_name(inner, DRAWN_NAME_LARGE), wanted)), between)
        unit, number = pair.upright.cut_right(self._unit_width(), between)
        for prompt, place in ((self.name_prompt, name), (self.number_prompt, number), (self.unit_prompt, unit)):
            prompt.valign = "middle"
            prompt.place(place)

    def _pair(self, place: Box) -> Box:
        """Find the place of number and unit, which keep their order in every language, where lines end."""
        if not place.mirrored:
            return place
        number = line_width(self.theme, self.number_prompt.text, self.number_prompt.text_size)
        return place.cut_right(min(place.w, number + self._unit_width() + self.theme.mm(2.5)))[0].upright

    def _unit_width(self) -> int:
        return text_width(self.theme, self.unit_prompt.text, Size.BODY) + self.theme.mm(0.5)

    def loosen(self) -> None:
        """Forget how large its neighbours are."""
        prompts = (self.name_prompt, self.number_prompt)
        if self.flat is not None or any(prompt.limit < 1.0 for prompt in prompts):
            self.flat = None
            for prompt in prompts:
                prompt.limit = 1.0
            self.draw_again()

    @property
    def lies(self) -> bool:
        """Whether name, number and unit stand beside each other."""
        return self.unit_prompt.valign == "middle" and not self.hidden

    def describe(self) -> dict[str, Any]:
        prompts = (self.name_prompt, self.number_prompt, self.unit_prompt)
        return {
            "text": f"{self.name_prompt.text} {self.number or ABSENT} {self.unit_prompt.text}",
            "fits": all(prompt.describe()["fits"] for prompt in prompts),
            "scale": min(prompt.scale for prompt in prompts),
            "capital_mm": min(prompt.describe()["capital_mm"] for prompt in prompts),
        }


def align(values: Sequence[Value]) -> None:
    """Give neighbours names of one size, and numbers where they stand beside their names."""
    shown = [value for value in values if not value.hidden]
    for value in shown:
        value.loosen()
    if any(value.lies for value in shown):
        _arrange(shown, flat=True)
        if min(value.name_prompt.scale for value in shown) < ROOMY:
            _arrange(shown, flat=False)
            if min(value.number_prompt.scale for value in shown) < LEAST_NUMBER:
                _arrange(shown, flat=True)
    even(value.name_prompt for value in shown)
    if all(value.lies for value in shown):
        even(value.number_prompt for value in shown)


def _arrange(values: Sequence[Value], *, flat: bool) -> None:
    for value in values:
        value.flat = flat
        value.draw_again()


def grid(place: Box, widths: list[int], gap: int, *, rows: bool) -> list[Box]:
    """Place numbers two beside each other; where one of them is long each has a row of its own."""
    count = len(widths)
    if place == NOWHERE:
        return [NOWHERE] * count
    if max(widths, default=1) > 1 or rows:
        return place.rows(count, gap)
    return place.columns(max(count, 1), gap)[:count]
