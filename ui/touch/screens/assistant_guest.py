# SPDX-License-Identifier: EUPL-1.2
"""Whom the assistant wants in the call; the GP is asked."""

from __future__ import annotations

from kiosk.assistant_view import AssistantPersonView, Guest
from kiosk.messages import Action
from ui.touch.screens.base import Leave
from ui.touch.screens.choosing import Choosing


class AssistantGuest(Choosing):
    name = "guest"
    action_of = Action.ASSIST_PERSON
    leave = Leave.NO

    def build(self, view: AssistantPersonView) -> None:
        self.offer(Guest, "guest", self.words("guest.text"))
        self.leave_button = self.button("back", self.words("back"), lambda: self.send(Action.ASSIST_BACK))
