# SPDX-License-Identifier: EUPL-1.2
"""The code is right, its time is over."""

from __future__ import annotations

from kiosk.messages import Action, ExpiredView
from ui.touch.screens.message import MessageScreen


class Expired(MessageScreen):
    def build(self, view: ExpiredView) -> None:
        phone = self.words("ring", phone=self.context.phone) if self.context.phone else ""
        self.sentences(self.words("expired.title"), self.words("expired.text"), phone)
        self.action("retry", self.words("expired.retry"), Action.RETRY)
