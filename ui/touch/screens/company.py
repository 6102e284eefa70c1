# SPDX-License-Identifier: EUPL-1.2
"""Who is with the patient; the GP is told."""

from __future__ import annotations

from kiosk.messages import Action, Company, CompanyView
from ui.touch.screens.choosing import Choosing


class WithWhom(Choosing):
    name = "company"
    action_of = Action.CHOOSE_COMPANY
    back = True

    def build(self, view: CompanyView) -> None:
        self.offer(Company, "company", self.words("company.text"))

    def show(self, view: CompanyView) -> None:
        self.mark(view.chosen)
