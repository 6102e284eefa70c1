# SPDX-License-Identifier: EUPL-1.2
"""'Are you still there?': over any screen, with the time that is left and one large button."""

from __future__ import annotations

from kiosk.messages import Action
from ui.touch.context import Context
from ui.touch.theme import Size
from ui.touch.widgets.bar import Bar
from ui.touch.widgets.button import Button, Kind
from ui.touch.widgets.question import Question


class Idle(Question):
    """Counts down by itself between the station's messages."""

    def __init__(self, context: Context, key: str = "idle.text") -> None:
        words, theme = context.words, context.theme
        self._key = key
        self._context = context
        self._ends_s = 0.0
        self.bar = Bar(theme, "idle-bar")
        stay = Button(
            theme, "stay", words("idle.stay"), lambda: context.send(Action.STAY, ""), kind=Kind.PRIMARY, size=Size.TITLE
        )
        super().__init__(theme, "idle", words("idle.title"), " ", [stay], self.bar)

    def show(self, remaining_s: int) -> None:
        """Take the station's word for how long is left."""
        self._ends_s = self._context.clock.monotonic_s() + remaining_s
        self.tick()

    def tick(self) -> None:
        """Show how long is left now."""
        left_s = max(0.0, self._ends_s - self._context.clock.monotonic_s())
        self.body.say(self._context.words.count(self._key, round(left_s)))
        shown_s = round(left_s) if self._context.reduced_motion else left_s
        self.bar.show(shown_s / self._context.idle_warning_s)
