# SPDX-License-Identifier: EUPL-1.2
"""The staff's PIN, on the keypad of the visit's code; what is typed is not shown."""

from __future__ import annotations

from kiosk.messages import Action
from ui.touch.screens.code import Code


class StaffPin(Code):
    title_key = "staff.pin.title"
    text_key = "staff.pin.text"
    wrong_key = "staff.pin.wrong"
    entered = Action.STAFF_PIN
    secret = True
    back = False
