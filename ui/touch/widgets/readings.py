# SPDX-License-Identifier: EUPL-1.2
"""What has been measured, a line an instrument, where there is little room. A touch opens the instruments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kiosk.messages import InstrumentView, ValueView
from ui.touch.i18n import Words
from ui.touch.theme import Size, Theme
from ui.touch.units import number, symbol
from ui.touch.widgets.button import Touchable
from ui.touch.widgets.part import Part, card
from ui.touch.widgets.prompt import Prompt, line_width
from ui.touch.widgets.value import ABSENT

NARROW = "\u00a0"


def together(view: InstrumentView) -> list[tuple[ValueView, ...]]:
    """Put neighbours with one unit together, as people write them: upper and lower pressure."""
    groups: list[list[ValueView]] = []
    for value in view.values:
        if groups and groups[-1][-1].unit == value.unit:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [tuple(group) for group in groups]


def joined(group: tuple[ValueView, ...], language: str) -> str:
    """Write the numbers of ``group``: 127/76. Empty if there is none at all."""
    if not any(value.text for value in group):
        return ""
    return "/".join(number(value.text, language) or ABSENT for value in group)


def parts(view: InstrumentView, language: str) -> list[str]:
    """Write every number of ``view`` with its unit: 127/76 mmHg, 64 /min. Empty where there is none."""
    if view.progress is not None:
        return [f"{number(view.progress.text, language)}{NARROW}{symbol(view.progress.unit)} …"]
    written = [(joined(group, language), symbol(group[0].unit)) for group in together(view)]
    return [f"{text}{NARROW}{unit}" for text, unit in written if text]


class _Row(Part):
    """One line: what it is, and as many of the numbers as there is room for."""

    role = ""

    def __init__(self, theme: Theme, name: str, parts: list[str]) -> None:
        super().__init__()
        self.theme = theme
        self.parts = parts
        self.name = Prompt(theme, name, colour=theme.colours.quiet)
        self.numbers = Prompt(theme, align="right")
        for prompt in (self.name, self.numbers):
            prompt.role = ""
            self.add_widget(prompt)

    def draw(self) -> None:
        wide = min(line_width(self.theme, self.name.text, Size.BODY) + self.theme.mm(0.5), self.box.w // 2)
        left, right = self.box.cut_left(wide, self.theme.mm(2))
        self.name.place(left)
        while len(self.parts) > 1 and line_width(self.theme, "  ".join(self.parts), Size.BODY) > right.w:
            del self.parts[-1]
        self.numbers.text = "  ".join(self.parts) or ABSENT
        self.numbers.place(right)


class Readings(Touchable):
    """The lines on a card. What does not fit is left out: what has no number first, then from the end."""

    private = True

    def __init__(self, theme: Theme, words: Words, on_tap: Callable[[], None]) -> None:
        super().__init__("readings", on_tap)
        self.theme = theme
        self._words = words
        self._views: tuple[InstrumentView, ...] = ()
        self.label = Prompt(theme, words("call.measure"), size=Size.BODY, colour=theme.colours.pine, align="center")
        self.label.role = ""
        self.add_widget(self.label)
        self._rows: list[_Row] = []

    def show(self, views: tuple[InstrumentView, ...]) -> None:
        """Take the instruments' views."""
        if views != self._views:
            self._views = views
            self.draw()

    def draw(self) -> None:
        if self.hidden:
            return
        mm = self.theme.mm
        self.canvas.before.clear()
        ground = self.theme.colours.surface_pressed if self.pressed else self.theme.colours.surface
        with self.canvas.before:
            card(self.box, ground, self.theme.radius, self.theme.colours.edge, max(2, mm(0.5)))
        for row in self._rows:
            self.remove_widget(row)
        inner = self.box.inset(mm(2.5), mm(1.5))
        hint, rest = inner.cut_bottom(min(mm(8), inner.h))
        self.label.place(hint)
        self._rows = [self._row(view) for view in self._chosen(int(rest.h // mm(7)))]
        for row, place in zip(self._rows, rest.rows(max(len(self._rows), 1), mm(0.5)), strict=False):
            self.add_widget(row)
            row.place(place.centred(place.w, min(place.h, mm(9))))

    def _chosen(self, room: int) -> list[InstrumentView]:
        told = [view for view in self._views if parts(view, self._words.language)]
        untold = [view for view in self._views if view not in told]
        return sorted((told + untold)[:room], key=lambda view: view.number)

    def _row(self, view: InstrumentView) -> _Row:
        return _Row(self.theme, self._words(f"short.{view.capability}"), parts(view, self._words.language))

    def describe(self) -> dict[str, Any]:
        lines = [f"{row.name.text} {row.numbers.text}" for row in self._rows]
        fits = all(prompt.describe()["fits"] for row in self._rows for prompt in (row.name, row.numbers))
        return {**super().describe(), "text": "; ".join(lines), "fits": fits, "scale": 1.0}
