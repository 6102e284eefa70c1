# SPDX-License-Identifier: EUPL-1.2
"""Too many wrong codes: how long the keypad stays closed."""

from __future__ import annotations

from kiosk.messages import LockedView
from ui.touch.screens.message import MessageScreen


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
            self.words.count("locked.remaining", left),
            self.words("ring", phone=self.context.phone) if self.context.phone else "",
        )
