# SPDX-License-Identifier: EUPL-1.2
"""Too many wrong codes: how long the keypad stays closed."""

from __future__ import annotations

from kiosk.messages import LockedView
from ui.touch.i18n import Words
from ui.touch.screens.message import MessageScreen

IN_SECONDS_S = 120
"""A longer wait is told in minutes: nobody counts 539 seconds."""


def how_long(words: Words, left_s: int) -> str:
    """Say when one can try again."""
    if left_s < IN_SECONDS_S:
        return words.count("locked.remaining", left_s)
    return words.count("locked.minutes", -(-left_s // 60))


class Locked(MessageScreen):
    def show(self, view: LockedView) -> None:
        self._ends_s = self.context.clock.monotonic_s() + view.remaining_s
        self._say()

    def tick(self, now_s: float) -> None:
        super().tick(now_s)
        self._say()

    def _say(self) -> None:
        left = max(0, round(self._ends_s - self.context.clock.monotonic_s()))
        self.sentences(
            self.words("locked.title"),
            how_long(self.words, left),
            self.words("ring", phone=self.context.phone) if self.context.phone else "",
        )
