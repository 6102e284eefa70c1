# SPDX-License-Identifier: EUPL-1.2
"""How to use what the GP sees or hears by: steps in pictures, and the switch that lets her."""

from __future__ import annotations

from kiosk.assistant_view import AssistantStepsView, ToolSteps
from kiosk.messages import Action
from ui.touch.box import Box
from ui.touch.screens.assistant_sign_in import way_back
from ui.touch.screens.base import Leave, Screen
from ui.touch.screens.shelf import BEST_SHAPE, shelve
from ui.touch.theme import Size
from ui.touch.widgets.icons import probe, stethoscope
from ui.touch.widgets.part import NOWHERE, Part
from ui.touch.widgets.prompt import text_height
from ui.touch.widgets.scene_card import SceneCard
from ui.touch.widgets.toggle import Toggle
from ui.touch.widgets.video import Video

STEPS = {ToolSteps.CAMERA: ("wipe", "near", "listen"), ToolSteps.STETHOSCOPE: ("place", "quiet", "breathe")}
SIGNS = {ToolSteps.CAMERA: probe, ToolSteps.STETHOSCOPE: stethoscope}
PICTURE = 0.36
BESIDE_SHAPE = 4.0
"""Width over height that a step had best have beside what the GP sees."""


class AssistantSteps(Screen):
    leave = Leave.NO

    def build(self, view: AssistantStepsView) -> None:
        words, name = self.words, f"assistant.{view.tool}"
        self.tool = view.tool
        self.title = self.prompt("title", words(f"assistant.steps.{view.tool}"), Size.TITLE)
        self.trouble = self.prompt("trouble", "", colour=self.theme.colours.brick)
        self.cards: list[Part] = [
            SceneCard(self.theme, f"step-{step}", f"{view.tool}-{step}", words(f"{name}.{step}"))
            for step in STEPS[view.tool]
        ]
        for card in self.cards:
            self.add_widget(card)
        if view.tool is ToolSteps.CAMERA:
            self.own = Video(self.theme, "own-picture", words(f"{name}.on"))
            self.add_widget(self.own)
        self.turn_on = Toggle(
            self.theme, "tool", (words(f"{name}.off"), words(f"{name}.on")), SIGNS[view.tool],
            lambda on: self.send(Action.ASSIST_TOOL_ON, "on" if on else "off"),
        )  # fmt: skip
        self.add_widget(self.turn_on)
        self.actions.append(self.turn_on)
        self.leave_button = way_back(self)
        self._on = view.on

    def show(self, view: AssistantStepsView) -> None:
        self.turn_on.turn(view.on)
        text = self.words("assistant.camera.lost") if view.fallen_back else ""
        changed = (self.trouble.text, self._on) != (text, view.on)
        self.trouble.text, self._on = text, view.on
        if changed and self.box.w:
            self.trouble.place(NOWHERE)
            self.draw()

    def arrange(self, body: Box) -> None:
        mm = self.theme.mm
        high = text_height(self.theme, self.title.text, Size.TITLE, body.w)
        titled = body.h >= high + 2 * self.theme.target
        head, rest = body.cut_top(high if titled else 0, mm(1.5))
        self.title.place(head if titled else NOWHERE)
        if self.trouble.text:
            high = text_height(self.theme, self.trouble.text, Size.BODY, rest.w)
            place, rest = rest.cut_top(min(high + mm(1), rest.h * 0.4), mm(1.5))
            self.trouble.place(place)
        else:
            self.trouble.place(NOWHERE)
        best = BEST_SHAPE
        if self.own is not None:
            rest = self._arrange_picture(rest)
            best = BEST_SHAPE if self.own.hidden else BESIDE_SHAPE
        shelve(self.theme, self.pager, self, rest.cut_bottom(mm(1))[1], self.cards, best)

    def _arrange_picture(self, rest: Box) -> Box:
        """What the GP sees, once she does; before that the steps have the room."""
        assert self.own is not None
        if not self._on or self.theme.large_mm:
            self.own.place(NOWHERE)
            return rest
        picture, rest = rest.split(PICTURE, PICTURE, self.theme.mm(3))
        self.own.place(picture)
        return rest
