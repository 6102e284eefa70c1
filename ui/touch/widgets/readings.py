# SPDX-License-Identifier: EUPL-1.2
"""What has been measured, a line an instrument, where there is little room. A touch opens the instruments."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from kiosk.messages import InstrumentView, ValueView
from ui.touch.i18n import Words
from ui.touch.theme import Size, Theme
from ui.touch.units import number, symbol
from ui.touch.widgets.button import Touchable
from ui.touch.widgets.part import Part, card
from ui.touch.widgets.prompt import Prompt, even, line_width
from ui.touch.widgets.value import ABSENT

NARROW = "\u00a0"
RIGHT_TO_LEFT_MARK = "\u200f"


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
        return [f"{number(view.progress.text, language)}{NARROW}{symbol(view.progress.unit)}{NARROW}…"]
    written = [(joined(group, language), symbol(group[0].unit)) for group in together(view)]
    return [f"{text}{NARROW}{unit}" for text, unit in written if text]


def beside(words: Words, written: Iterable[str], gap: str) -> str:
    """Put values beside each other in the order in which one reads: the first at the right in Arabic."""
    there = [each for each in written if each]
    if not words.right_to_left or not there:
        return gap.join(there)
    return RIGHT_TO_LEFT_MARK + gap.join(map(words.value, there))


class _Row(Part):
    """One line: what it is, and as many of the numbers as there is room for."""

    role = ""

    def __init__(self, theme: Theme, words: Words, name: str, parts: list[str]) -> None:
        super().__init__()
        self.theme = theme
        self.words = words
        self.parts = parts
        self.name = Prompt(theme, name, colour=theme.colours.quiet)
        self.numbers = Prompt(theme, align="right")
        for prompt in (self.name, self.numbers):
            prompt.role = ""
            self.add_widget(prompt)

    def draw(self) -> None:
        mm, gap = self.theme.mm, self.theme.mm(2)
        name = line_width(self.theme, self.name.text, Size.BODY) + mm(0.5)
        room = self.box.w - gap - name
        while len(self.parts) > 1 and self._wide > room:
            del self.parts[-1]
        if self._wide > room:  # the unit is where the number is large
            self.parts = [each.partition(NARROW)[0] for each in self.parts]
        shared = name * (self.box.w - gap) / (name + self._wide)  # both are smaller where there is not room for both
        left, right = self.box.cut_left(name if name + gap + self._wide <= self.box.w else round(shared), gap)
        self.name.place(left)
        self.numbers.text = beside(self.words, self.parts, "  ") or ABSENT
        self.numbers.place(right)

    @property
    def _wide(self) -> int:
        return line_width(self.theme, "  ".join(self.parts) or ABSENT, Size.BODY) + self.theme.mm(0.5)


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
        even(row.name for row in self._rows)
        even(row.numbers for row in self._rows)

    def _chosen(self, room: int) -> list[InstrumentView]:
        told = [view for view in self._views if parts(view, self._words.language)]
        untold = [view for view in self._views if view not in told]
        return sorted((told + untold)[:room], key=lambda view: view.number)

    def _row(self, view: InstrumentView) -> _Row:
        name = self._words(f"short.{view.capability}")
        return _Row(self.theme, self._words, name, parts(view, self._words.language))

    def describe(self) -> dict[str, Any]:
        lines = [f"{row.name.text} {row.numbers.text}" for row in self._rows]
        fits = all(prompt.describe()["fits"] for row in self._rows for prompt in (row.name, row.numbers))
        return {**super().describe(), "text": "; ".join(lines), "fits": fits, "scale": 1.0}
