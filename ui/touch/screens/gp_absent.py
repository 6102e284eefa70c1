# SPDX-License-Identifier: EUPL-1.2
"""The GP is late: wait on, be rung by the clinic, or leave; and whom to ring."""

from __future__ import annotations

from kiosk.messages import Action, GpAbsentView
from ui.touch.screens.message import MessageScreen
from ui.touch.screens.waiting import waited
from ui.touch.widgets.button import Kind


class GpAbsent(MessageScreen):
    def build(self, view: GpAbsentView) -> None:
        self.action("call-back", self.words("gp-absent.call-back"), Action.CALL_BACK, Kind.SECONDARY)
        self.action("keep-waiting", self.words("gp-absent.keep-waiting"), Action.KEEP_WAITING)

    def show(self, view: GpAbsentView) -> None:
        self.sentences(
            self.words("gp-absent.title", gp=self.gp(view.gp_name)),
            waited(self, view.waited_s),
            self.words("gp-absent.text"),
            self.words("ring", phone=self.context.phone) if self.context.phone else "",
        )
