# SPDX-License-Identifier: EUPL-1.2
"""Before a pain in the chest or short breath goes on to a queue: is it an emergency? The screen cannot ring."""

from __future__ import annotations

from kiosk.messages import Action, AcuteView
from ui.touch.screens.message import MessageScreen
from ui.touch.widgets.button import Kind


class Acute(MessageScreen):
    back = True
    logged = False

    def build(self, view: AcuteView) -> None:
        words, address = self.words, self.context.address
        where = f"{words('emergency.here')} {words.value(address)}" if address else ""
        self.sentences(
            words("acute.title", number=self.context.emergency_number), words("acute.text"), words("acute.phone"), where
        )
        self.title.colour = self.theme.colours.brick
        self.action("not-acute", words("acute.go-on"), Action.CONTINUE, Kind.SECONDARY)
