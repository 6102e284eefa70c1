# SPDX-License-Identifier: EUPL-1.2
"""How loud it is."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.volume import STEPS
from ui.touch.i18n import Words
from ui.touch.theme import Theme
from ui.touch.widgets.stepper import Ends, Stepper


class Volume(Stepper):
    """A step of `kiosk.volume`."""

    def __init__(self, theme: Theme, words: Words, on_change: Callable[[int], None]) -> None:
        ends = Ends(less="quieter", more="louder", less_text=words("how-to.quieter"), more_text=words("how-to.louder"))
        super().__init__(theme, "volume", ends, STEPS, on_change)
        self._words = words

    def show(self, step: int) -> None:
        """Show ``step``."""
        self.tell(step, self._words("how-to.volume", step=str(step + 1), steps=str(STEPS)))
