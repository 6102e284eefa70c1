# SPDX-License-Identifier: EUPL-1.2
"""What is measured, beside the picture: the numbers and curve of an only instrument, else a line an instrument."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.messages import CallView, InstrumentView, Wave
from ui.touch.i18n import Words
from ui.touch.pane_view import AT_WORK, status
from ui.touch.theme import Size, Theme
from ui.touch.units import number, symbol
from ui.touch.widgets.part import NOWHERE, Part
from ui.touch.widgets.prompt import text_height
from ui.touch.widgets.readings import Readings
from ui.touch.widgets.value import Value
from ui.touch.widgets.waveform import Waveform

CARD_MM = 34.0
"""A number on a card less wide than this is too small: then the numbers stand under each other, each on one line."""
CURVE_MM = 8.0
WORDS_SCALE = 0.8
MOST_WORDS = 0.5
"""Share of the height that a sentence may take in the place of the curve."""


class CallNumbers(Part):
    """``on_open`` is called by a touch on the lines."""

    def __init__(self, theme: Theme, words: Words, on_open: Callable[[], None]) -> None:
        super().__init__("numbers")
        self.theme = theme
        self._words = words
        self.listed = self._waiting = False
        self.values: list[Value] = []
        self.pleth = Waveform(theme, "pleth", words("value.wave"))
        self.readings = Readings(theme, words, on_open)
        for part in (self.pleth, self.readings):
            self.add_widget(part)

    def show(self, view: CallView) -> None:
        """Take the instruments; where there is more than a curve to watch they are opened by a touch."""
        only = view.instruments[0] if len(view.instruments) == 1 and view.instruments[0].waves else None
        measures: list[str] = [value.measure for value in only.values] if only is not None else []
        listed = only is None and bool(view.instruments)
        if (listed, measures) != (self.listed, [value.ident for value in self.values]):
            self._make(measures, listed)
        self.readings.show(view.instruments)
        self._fill(view.instruments[0] if view.instruments else None)

    def _make(self, measures: list[str], listed: bool) -> None:
        for value in self.values:
            self.remove_widget(value)
        self.listed = listed
        self.values = [
            Value(self.theme, each, self._words(f"value.{each}"), "", Size.TITLE) for each in measures
        ]  # fmt: skip
        for value in self.values:
            self.add_widget(value)
        self.draw()

    def _fill(self, instrument: InstrumentView | None) -> None:
        hint = status(instrument, self._words) if instrument is not None else self._words("sensor.none")
        waiting = instrument is None or instrument.state not in AT_WORK
        changed = (waiting, hint) != (self._waiting, self.pleth.words.text)
        self._waiting = waiting
        self.pleth.hint(hint)
        if waiting:
            self.pleth.clear()
        if changed:
            self.draw()
        for part, value in zip(self.values, instrument.values if instrument is not None else (), strict=False):
            part.show(number(value.text, self._words.language), symbol(value.unit))

    def wave(self, wave: Wave) -> None:
        self.pleth.add(wave)

    def tick(self, now_s: float) -> None:
        self.pleth.tick(now_s)

    def draw(self) -> None:
        if self.hidden:
            return
        mm = self.theme.mm
        self.readings.place(self.box if self.listed else NOWHERE)
        if self.listed:
            self.pleth.place(NOWHERE)
            return
        count = max(len(self.values), 1)
        narrow = self.box.w < count * mm(CARD_MM)
        curve = max(mm(CURVE_MM), self.box.h * (0.2 if narrow else 0.3))
        if self._waiting:  # what is wanted then is to be read
            width = self.box.w - 2 * mm(2)
            words = text_height(self.theme, self.pleth.words.text, Size.BODY, width, WORDS_SCALE) + 2 * mm(0.5)
            curve = max(curve, min(words, self.box.h * MOST_WORDS))
        strip, numbers = self.box.cut_bottom(curve, mm(2)) if self.values else (self.box, NOWHERE)
        places = numbers.rows(count, mm(1.5)) if narrow else numbers.columns(count, mm(3))
        for value, place in zip(self.values, places, strict=False):
            value.place(place)
        self.pleth.place(strip)
