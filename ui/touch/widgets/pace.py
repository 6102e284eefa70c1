# SPDX-License-Identifier: EUPL-1.2
"""How long one thing stays marked for whoever operates the screen by one switch."""

from __future__ import annotations

from collections.abc import Callable

from ui.touch.i18n import Words
from ui.touch.theme import Theme
from ui.touch.widgets.stepper import Ends, Stepper

SECONDS = (5.0, 4.0, 3.0, 2.0, 1.5, 1.2, 0.8)
"""From slow to quick; `kiosk.preferences` allows no more and no less."""


class Pace(Stepper):
    """``on_change`` is given the seconds that are wished for."""

    def __init__(self, theme: Theme, words: Words, on_change: Callable[[float], None]) -> None:
        ends = Ends(less="slower", more="quicker", less_text=words("how-to.slower"), more_text=words("how-to.quicker"))
        super().__init__(theme, "pace", ends, len(SECONDS), lambda step: on_change(SECONDS[step]))
        self._words = words

    def show(self, seconds: float) -> None:
        """Show the step nearest to ``seconds``."""
        step = min(range(len(SECONDS)), key=lambda each: abs(SECONDS[each] - seconds))
        self.tell(step, self._words("how-to.pace", seconds=self._words.number(SECONDS[step])))
