# SPDX-License-Identifier: EUPL-1.2
"""The same wishes at any time, in the place of the screen that they were opened on."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.messages import Action
from ui.touch.screens.base import Leave
from ui.touch.screens.wishing import Wishing
from ui.touch.theme import Size
from ui.touch.widgets.button import Kind


class Wishes(Wishing):
    """``on_close`` is called when the person has what she wants; whoever opens it sets it."""

    leave = Leave.NO
    on_close: Callable[[], None]

    def build(self, view: None) -> None:
        self.offer()
        dark = self.action("dark", self.words("wishes.dark"), Action.BLANK, Kind.SECONDARY)
        close = self.button(
            "wishes-close", self.words("done"), lambda: self.on_close(), kind=Kind.PRIMARY, size=Size.LEAD
        )
        self.actions = [dark, close]

    def offer_help(self) -> None:
        """Let an assistant say that she is there; called once, before it is placed."""
        self.actions.insert(0, self.button("assist", self.words("assist.open"), self._assist))

    def _assist(self) -> None:
        self.send(Action.ASSIST)
        self.on_close()
