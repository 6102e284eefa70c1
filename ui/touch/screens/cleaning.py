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
from ui.touch.widgets.prompt import text_height

THINGS = ("screen", "instruments", "seat")


class Cleaning(Screen):
    leave = Leave.NO

    def build(self, view: CleaningView) -> None:
        self.title = self.prompt("title", self.words("cleaning.title"), Size.TITLE)
        self.text = self.prompt("text", self.words("cleaning.text"), Size.LEAD)
        self.things = [self.prompt(f"thing-{thing}", self.words(f"cleaning.{thing}"), Size.LEAD) for thing in THINGS]
        self.remaining = self.prompt("remaining", "", Size.BODY, colour=self.theme.colours.quiet)
        self.action("done", self.words("cleaning.done"), Action.DONE)

    def show(self, view: CleaningView) -> None:
        self.remaining.say(self.words("cleaning.remaining", time=minutes(view.remaining_s)))

    def arrange(self, body: Box) -> None:
        mm = self.theme.mm
        upright = body.h > body.w
        picture, words = body.cut_top(body.h * 0.4, mm(4)) if upright else body.cut_left(body.w * 0.42, mm(8))
        below, words = words.cut_bottom(text_height(self.theme, self.remaining.text, Size.BODY, words.w) + mm(2), mm(2))
        self.remaining.place(below)
        head, rest = words.cut_top(words.h * 0.55, mm(2))
        self.stack(head, (self.title, self.text), gap_mm=4, centre=True)
        self.canvas.before.clear()
        with self.canvas.before:
            draw_scene("wiping", picture, self.theme)
            Color(*self.theme.colours.pine.rgba)
            for prompt, row in zip(self.things, rest.rows(len(self.things), mm(1)), strict=True):
                mark, place = row.cut_left(mm(3), mm(4))
                dot = mark.centred(mark.w, mark.w)
                SmoothEllipse(pos=(dot.x, dot.y), size=(dot.w, dot.h))
                prompt.place(place)
