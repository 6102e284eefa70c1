# SPDX-License-Identifier: EUPL-1.2
"""The instruments in a row, where there are several, and below them the one on stage."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.messages import Action, InstrumentView, Wave
from ui.touch.i18n import Words
from ui.touch.pane import Pane
from ui.touch.pane_view import shape
from ui.touch.theme import Theme
from ui.touch.widgets.part import NOWHERE, Part
from ui.touch.widgets.rail import Rail

PANE_MM = 52.0
"""So much height must be left for the pane; else the row only shows how things stand, in a strip."""
STRIP_MM, STRIP_LARGE_MM = 13.0, 12.0
LOW_LARGE_MM = 40.0
"""With large text the words come first: a lower pane has no row above it."""


class Bench(Part):
    """Rail and pane; stays through every change of what instruments say. ``railed``: there is room for the row."""

    def __init__(self, theme: Theme, words: Words, send: Callable[[Action, str], None], *, railed: bool = True) -> None:
        super().__init__("bench")
        self.theme = theme
        self.words = words
        self._send = send
        self._railed = railed
        self.rail = Rail(theme, words, lambda number: send(Action.CHOOSE_INSTRUMENT, str(number)))
        self.pane: Pane | None = None
        self.add_widget(self.rail)

    def show(self, views: tuple[InstrumentView, ...], number: int) -> InstrumentView | None:
        """Take the views; return the one of instrument ``number``, which is shown."""
        shown = next((each for each in views if each.number == number), None)
        changed = self.rail.show(views, number)
        if self._show_pane(shown, numbered=len(views) > 1) or changed:
            self.draw()
        return shown

    def _show_pane(self, shown: InstrumentView | None, *, numbered: bool) -> bool:
        """Show the instrument; tell whether that needed another pane."""
        same = self.pane is not None and shown is not None and self.pane.shape == shape(shown)
        if self.pane is not None and shown is not None and same and self.pane.numbered is numbered:
            self.pane.show(shown)
            return False
        if self.pane is not None:
            self.remove_widget(self.pane)
            self.pane = None
        if shown is not None:
            self.pane = Pane(self.theme, self.words, shown, self._send, numbered=numbered)
            self.add_widget(self.pane)
        return True

    @property
    def stops(self) -> bool:
        """Whether the button that stops the measurement is here."""
        return self.pane is not None and any(button.ident == "stop" for button in self.pane.buttons)

    def wave(self, wave: Wave) -> None:
        if self.pane is not None:
            self.pane.wave(wave)

    def tick(self, now_s: float) -> None:
        if self.pane is not None:
            self.pane.tick(now_s)

    def draw(self) -> None:
        if self.hidden:
            return
        rest = self.box
        if self.rail.needed and self._railed:
            roomy = rest.h - self.theme.target >= self._high(PANE_MM)
            high = self.theme.target if roomy else self.theme.mm(STRIP_LARGE_MM if self.theme.large_mm else STRIP_MM)
            if self.theme.large_mm and rest.h - high < self._high(LOW_LARGE_MM):
                self.rail.place(NOWHERE)
            else:
                head, rest = rest.cut_top(high, self.theme.mm(2))
                self.rail.place(head)
        if self.pane is not None:
            self.pane.place(rest)

    def _high(self, millimetres: float) -> int:
        """Convert a height that words need: large ones are no smaller on a small panel."""
        least = round(millimetres * self.theme.px_per_mm) if self.theme.large_mm else 0
        return max(self.theme.mm(millimetres), least)
