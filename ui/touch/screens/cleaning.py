# SPDX-License-Identifier: EUPL-1.2
"""The next visit waits until somebody says that everything is wiped, or long enough."""

from __future__ import annotations

from kivy.graphics import Color, SmoothEllipse

from kiosk.messages import Action, CleaningView
from ui.touch.box import Box
from ui.touch.drawings.scenes import draw_scene
from ui.touch.screens.base import Leave, Screen
from ui.touch.theme import Size
from ui.touch.units import minutes
from ui.touch.widgets.corner import Corner
from ui.touch.widgets.prompt import text_height

THINGS = ("screen", "instruments", "seat")
LOW_MM = 80.0
"""On a lower panel the picture leaves more to the words."""


class Cleaning(Screen):
    leave = Leave.NO

    def build(self, view: CleaningView) -> None:
        self.title = self.prompt("title", self.words("cleaning.title"), Size.TITLE)
        self.text = self.prompt("text", self.words("cleaning.text"), Size.BODY)
        self.things = [self.prompt(f"thing-{thing}", self.words(f"cleaning.{thing}"), Size.BODY) for thing in THINGS]
        if self.theme.large_mm:  # there is no place beside them for a dot that is drawn
            for prompt in self.things:
                prompt.spoken, prompt.text = prompt.text, f"• {prompt.text}"
        self.remaining = self.prompt("remaining", "", Size.BODY, colour=self.theme.colours.quiet)
        self.action("done", self.words("cleaning.done"), Action.DONE)
        self.corner: Corner | None = None
        if view.staff:
            self.corner = Corner(
                self.theme,
                self.context.clock,
                self.theme.colours.quiet,
                on_tap=lambda: None,
                on_hold=lambda: self.send(Action.STAFF),
            )
            self.add_widget(self.corner)

    def tick(self, now_s: float) -> None:
        super().tick(now_s)
        if self.corner is not None:
            self.corner.tick(now_s)

    def draw(self) -> None:
        super().draw()
        if self.corner is not None:  # where the way out is on other screens
            foot = self.box.inset(self.theme.margin, 0).cut_bottom(self.theme.target + self.theme.mm(5))[0]
            self.corner.place(foot.cut_top(self.theme.target)[0].cut_left(self.theme.target)[0])

    def show(self, view: CleaningView) -> None:
        self.remaining.say(self.words("cleaning.remaining", time=minutes(view.remaining_s)))

    def arrange(self, body: Box) -> None:
        mm = self.theme.mm
        if self.theme.large_mm:
            self.canvas.before.clear()
            self.stack(body, (self.title, self.text, *self.things, self.remaining), gap_mm=1.5)
            return
        if body.h > body.w:
            picture, words = body.cut_top(body.h * 0.36, mm(4))
        else:
            picture, words = body.cut_left(body.w * (0.42 if body.h > mm(LOW_MM) else 0.28), mm(7))
        words = words.cut_bottom(mm(1))[1]
        below, words = words.cut_bottom(text_height(self.theme, self.remaining.text, Size.BODY, words.w) + mm(1), mm(1))
        self.remaining.place(below)
        dot, gap = mm(3), mm(4)
        rest = self.stack(words, (self.title, self.text), gap_mm=2)
        if rest.h < len(self.things) * mm(8):
            head, rest = words.cut_top(words.h * 0.55, mm(1))
            self.stack(head, (self.title, self.text), gap_mm=1)
        rest = rest.cut_top(min(rest.h, len(self.things) * mm(16)))[0]
        self.canvas.before.clear()
        with self.canvas.before:
            draw_scene("wiping", picture, self.theme)
            Color(*self.theme.colours.pine.rgba)
            for prompt, row in zip(self.things, rest.rows(len(self.things), mm(1)), strict=True):
                mark, place = row.cut_left(dot, gap)
                disc = mark.centred(dot, dot)
                SmoothEllipse(pos=(disc.x, disc.y), size=(disc.w, disc.h))
                prompt.place(place)
