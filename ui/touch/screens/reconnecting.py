# SPDX-License-Identifier: EUPL-1.2
"""The line or the media process was lost; the visit goes on and the patient need do nothing."""

from __future__ import annotations

from kiosk.messages import ReconnectingView
from ui.touch.box import Box
from ui.touch.screens.base import Leave, Screen
from ui.touch.theme import Size
from ui.touch.widgets.part import NOWHERE
from ui.touch.widgets.prompt import text_width
from ui.touch.widgets.video import Video

CAUSES = ("line", "media")


class Reconnecting(Screen):
    leave = Leave.ASK

    def build(self, view: ReconnectingView) -> None:
        self.title = self.prompt("title", "", Size.TITLE)
        self.text = self.prompt("text", self.words("reconnecting.text"), Size.LEAD, colour=self.theme.colours.quiet)
        self.phone = self.prompt("phone", "", Size.LEAD)
        self.own = Video(
            self.theme, "own-picture", self.words("video.own"), mirror=True, empty=self.words("video.own-missing")
        )
        self.add_widget(self.own)

    def show(self, view: ReconnectingView) -> None:
        cause = view.cause if view.cause in CAUSES else "line"
        title = self.words(f"reconnecting.{cause}", gp=view.gp_name)
        phone = self.words("reconnecting.phone", phone=self.context.phone) if view.show_phone else ""
        if (title, phone) != (self.title.text, self.phone.text):
            self.title.text, self.phone.text = title, phone
            if self.box.w:
                self.draw()

    def arrange(self, body: Box) -> None:
        mm = self.theme.mm
        left, right = body.inset(0, mm(3)).split(0.54, 0.55, mm(7))
        if self.theme.large_mm and text_width(self.theme, self.title.text, Size.TITLE) > left.w:
            left, right = body, NOWHERE  # words before pictures
        self.stack(left, (self.title, self.text, self.phone), gap_mm=6, centre=True)
        assert self.own is not None
        self.own.place(right.centred(right.w, min(right.h, right.w * 9 / 16)) if right.w else NOWHERE)
