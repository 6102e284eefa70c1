# SPDX-License-Identifier: EUPL-1.2
"""Everything is ready; who will come, how long it has been, and how one looks."""

from __future__ import annotations

from kiosk.messages import WaitingView
from ui.touch.box import Box
from ui.touch.screens.base import Leave, Screen
from ui.touch.theme import Size
from ui.touch.widgets.video import Video


class Waiting(Screen):
    leave = Leave.ASK

    def build(self, view: WaitingView) -> None:
        self.title = self.prompt("title", "", Size.TITLE)
        self.text = self.prompt("text", "", Size.LEAD, colour=self.theme.colours.quiet)
        self.waited = self.prompt("waited", "", Size.BODY, colour=self.theme.colours.quiet)
        self.own = Video(
            self.theme, "own-picture", self.words("video.own"), mirror=True, empty=self.words("video.own-missing")
        )
        self.caption = self.prompt("own-caption", self.words("waiting.own", gp=view.gp_name), Size.BODY, align="center")
        self.add_widget(self.own)

    def show(self, view: WaitingView) -> None:
        which = "here" if view.gp_here else "soon"
        texts = (
            self.words(f"waiting.{which}-title", gp=view.gp_name),
            self.words(f"waiting.{which}-text"),
            "" if view.gp_here else waited(self, view.waited_s),
        )
        prompts = (self.title, self.text, self.waited)
        changed = False
        for prompt, text in zip(prompts, texts, strict=True):
            changed |= prompt.text != text
            prompt.text = text
        if changed and self.box.w:
            self.draw()

    def arrange(self, body: Box) -> None:
        mm = self.theme.mm
        left, right = body.inset(0, mm(3)).cut_left(body.w * 0.48, mm(7))
        self.stack(left, (self.title, self.text, self.waited), gap_mm=6, centre=True)
        assert self.own is not None
        height = min(right.h - mm(20), round(right.w * 9 / 16))
        block = right.centred(right.w, height + mm(20))
        picture, caption = block.cut_top(height, mm(3))
        self.own.place(picture)
        self.caption.valign = "top"
        self.caption.place(caption)


def waited(screen: Screen, seconds: int) -> str:
    """Say how long somebody has waited, in whole minutes."""
    minutes = seconds // 60
    return screen.words.count("waiting.waited", minutes) if minutes else screen.words("waiting.just-now")
