# SPDX-License-Identifier: EUPL-1.2
"""Why somebody comes without an appointment: pictures with words, one touch is the answer."""

from __future__ import annotations

from kiosk.drop_in import Reason
from kiosk.messages import Action, DropInView
from ui.touch.screens.choosing import Choosing


class DropIn(Choosing):
    name = "drop-in"
    action_of = Action.CHOOSE_REASON
    back = True
    shape = 1.6

    def build(self, view: DropInView) -> None:
        self.offer(Reason, "reason")

    def show(self, view: DropInView) -> None:
        self.mark(view.chosen)
