# SPDX-License-Identifier: EUPL-1.2
"""The visit is over: why, and what was kept where."""

from __future__ import annotations

from kiosk.messages import Action, GoodbyeView
from ui.touch.screens.base import Leave
from ui.touch.screens.message import MessageScreen

CAUSES = ("gp", "patient", "cancelled", "refused", "expired", "call-back", "measured")


class Goodbye(MessageScreen):
    leave = Leave.NO

    def build(self, view: GoodbyeView) -> None:
        self.action("done", self.words("done"), Action.DONE)

    def show(self, view: GoodbyeView) -> None:
        cause = ""
        if view.cause in CAUSES:
            cause = self.words(f"goodbye.{view.cause}", gp=self.gp(view.gp_name))
        filed = self.words.count("goodbye.filed", view.filed) if view.filed else self.words("goodbye.nothing-filed")
        self.sentences(self.words("goodbye.title"), cause, filed, self.words("goodbye.erasing"))
