# SPDX-License-Identifier: EUPL-1.2
"""Whom the visit is about."""

from __future__ import annotations

from kiosk.messages import Action, PersonFor, WhoForView
from ui.touch.screens.choosing import Choosing


class WhoFor(Choosing):
    name = "who-for"
    action_of = Action.CHOOSE_PERSON

    def build(self, view: WhoForView) -> None:
        self.offer(PersonFor, "person")

    def show(self, view: WhoForView) -> None:
        self.mark(view.chosen)
