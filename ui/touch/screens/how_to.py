# SPDX-License-Identifier: EUPL-1.2
"""How the person wants to see, hear and operate the screen, before the visit begins."""

from __future__ import annotations

from kiosk.messages import Action, HowToView
from ui.touch.screens.wishing import Wishing


class HowTo(Wishing):
    back = True

    def build(self, view: HowToView) -> None:
        self.offer()
        self.action("continue", self.words("continue"), Action.CONTINUE)
