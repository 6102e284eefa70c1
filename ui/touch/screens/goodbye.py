# SPDX-License-Identifier: EUPL-1.2
"""The visit is over: why, and what was kept where."""

from __future__ import annotations

from kiosk.drop_in import CallBack
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
        if view.call_back is CallBack.SENDING:
            cause = self.words("goodbye.call-back-sending")
        elif view.call_back is CallBack.LOST:
            cause, filed = self.words("goodbye.call-back-lost"), self.words("ring", phone=self.context.phone)
        self.sentences(self.words("goodbye.title"), cause, filed, self.words("goodbye.erasing"))
