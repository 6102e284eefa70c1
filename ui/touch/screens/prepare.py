# SPDX-License-Identifier: EUPL-1.2
"""What to do before anything is measured, and how long one had better rest before the cuff."""

from __future__ import annotations

from kiosk.messages import Action, PrepareView
from ui.touch.box import Box
from ui.touch.screens.base import Leave, Screen
from ui.touch.screens.choosing import grid
from ui.touch.theme import Size
from ui.touch.units import minutes


class Prepare(Screen):
    leave = Leave.ASK
    back = True

    def build(self, view: PrepareView) -> None:
        self.title = self.prompt("title", self.words("prepare.title"), Size.TITLE)
        self.items = {item: self.prompt(f"item-{item}", self.words(f"prepare.{item}")) for item in view.items}
        self.rest = self.prompt("rest-left", "", Size.LEAD)
        self.early = self.prompt("rest-note", "", Size.BODY, colour=self.theme.colours.quiet)
        self.go_on = self.action("continue", self.words("continue"), Action.CONTINUE)

    def show(self, view: PrepareView) -> None:
        left_s = view.rest_remaining_s
        self.rest.say("" if left_s is None else f"{minutes(left_s)} {self.words('prepare.left')}")
        self.early.say(self.words("prepare.early") if left_s else self.words("prepare.rested") if left_s == 0 else "")

    def arrange(self, body: Box) -> None:
        mm = self.theme.mm
        head, rest = body.cut_top(mm(13), mm(1))
        self.title.place(head)
        below, rest = rest.cut_bottom(mm(22), mm(2))
        left, right = below.cut_left(below.w * 0.3, mm(3))
        self.rest.place(left)
        self.early.place(right)
        for prompt, cell in zip(self.items.values(), grid(rest, max(1, len(self.items)), mm(3)), strict=False):
            prompt.place(cell)
