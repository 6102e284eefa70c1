# SPDX-License-Identifier: EUPL-1.2
"""The staff's PIN, on the keypad of the visit's code; what is typed is not shown. To practise a visit needs none."""

from __future__ import annotations

from kiosk.messages import Action
from kiosk.staff_view import StaffPinView
from ui.touch.screens.code import Code


class StaffPin(Code):
    title_key = "staff.pin.title"
    text_key = "staff.pin.text"
    wrong_key = "staff.pin.wrong"
    entered = Action.STAFF_PIN
    secret = True
    back = False

    def show(self, view: StaffPinView) -> None:  # type: ignore[override]
        super().show(view)
        self._offer_practice(view.practice)

    def _offer_practice(self, offered: bool) -> None:
        """Put the way to a visit for practice where the way back stands on other screens, or take it away."""
        if offered is (self.back_button is not None):
            return
        if self.back_button is not None:
            self.remove_widget(self.back_button)
            self.back_button = None
        else:
            practise = self.words("practice.begin")
            self.back_button = self.button("practise", practise, lambda: self.send(Action.PRACTISE))
        if self.box.w:
            self.draw()
