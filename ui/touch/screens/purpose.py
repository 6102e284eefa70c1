# SPDX-License-Identifier: EUPL-1.2
"""What one comes for: with a code, without an appointment, only to measure; and why not for more just now."""

from __future__ import annotations

from kiosk.messages import Action, Closed, PurposeView
from ui.touch.screens.choosing import Choosing


class Purpose(Choosing):
    name = "purpose"
    action_of = Action.CHOOSE_PURPOSE
    back = True

    def build(self, view: PurposeView) -> None:
        self._view = view
        self.offer(view.kinds, "purpose", *self._closed(view))

    def show(self, view: PurposeView) -> None:
        """What can be chosen may change while somebody chooses."""
        if view == self._view:
            return
        for part in (self.title, *self.texts, *self.tiles.values()):
            self.remove_widget(part)
        self.build(view)
        if self.box.w:
            self.draw()

    def _closed(self, view: PurposeView) -> list[str]:
        """Say why nobody can be met without an appointment; whom to ring stands above."""
        if view.closed is Closed.NONE:
            return []
        words, opens = self.words, view.opens_at
        if opens is not None:
            return [words("purpose.closed.hours", day=words.day(opens.date()), time=words.clock(opens.time()))]
        return [words(f"purpose.closed.{Closed.STATION if view.closed is Closed.HOURS else view.closed}")]
