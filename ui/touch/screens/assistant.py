# SPDX-License-Identifier: EUPL-1.2
"""The assistant's overview: every instrument with its numbers and who took them, and what she can do for both."""

from __future__ import annotations

from kiosk.assistant_view import AssistantView, ToolSteps
from kiosk.messages import Action
from kiosk.reading import TakenBy
from ui.touch.box import Box
from ui.touch.screens.base import Leave, Screen
from ui.touch.screens.shelf import shelve
from ui.touch.theme import Size
from ui.touch.widgets.button import Button, Kind
from ui.touch.widgets.icons import person, probe, stethoscope, tick
from ui.touch.widgets.measured_tile import MeasuredTile
from ui.touch.widgets.part import NOWHERE, Part
from ui.touch.widgets.prompt import even, text_height
from ui.touch.widgets.toggle import Toggle
from ui.touch.widgets.tray import Tray
from ui.touch.widgets.video import Video

TASKS = 12
BEST, BEST_BESIDE = 2.4, 4.0
"""Width over height of a tile, and of one beside the GP's picture."""
LOW_MM = 84.0
"""A lower place has no room for heading or a second row of buttons."""
ROOMY = 8
"""An upright place of so many targets' height has room for three rows of buttons."""
PICTURE = 0.26
"""Share of the width that the GP's picture has."""


class Takes(Toggle):
    """Who measures; neither of the two is 'off'."""

    def _draw_icon(self, inner: Box) -> Box:
        return Button._draw_icon(self, inner)


class AssistantOverview(Screen):
    leave = Leave.NO

    def build(self, view: AssistantView) -> None:
        words, theme = self.words, self.theme
        self.title = self.prompt("title", words("assistant.title"), Size.TITLE)
        self.told = self.prompt("told", "", colour=theme.colours.quiet)
        self.tiles: list[MeasuredTile] = []
        self.picture = self.remote = Video(theme, "gp-picture", words("gp.any"))
        self.tray = Tray(theme, words, "assistant")
        for part in (self.picture, self.tray):
            self.add_widget(part)
        self._met = bool(view.gp_name)
        self._build_buttons()

    def _build_buttons(self) -> None:
        words, theme = self.words, self.theme

        def button(ident: str, action: Action, value: str = "", kind: Kind = Kind.SECONDARY) -> Button:
            return Button(theme, ident, words(f"assistant.{ident}"), lambda: self.send(action, value), kind=kind)

        self.patient = button("patient", Action.ASSIST_PATIENT, kind=Kind.PRIMARY)
        self.takes = Takes(
            theme, "takes", (words("assistant.takes.patient"), words("assistant.takes.assistant")), person, self._take
        )
        self.camera = button("camera", Action.ASSIST_TOOL, ToolSteps.CAMERA)
        self.camera.icon = probe
        self.stethoscope = button("stethoscope", Action.ASSIST_TOOL, ToolSteps.STETHOSCOPE)
        self.stethoscope.icon = stethoscope
        self.person = button("person", Action.ASSIST_PERSON)
        self.lead = button("lead", Action.ASSIST_LEAD)
        self.lesson = Button(theme, "lesson", "", lambda: self.send(Action.ASSIST_LESSON), icon=tick)
        self.hand_over = Button(theme, "hand-over", words("assistant.hand-over"), self._hand_over)

    def _take(self, on: bool) -> None:
        self.send(Action.ASSIST_TAKES, TakenBy.ASSISTANT if on else TakenBy.PATIENT)

    def _hand_over(self) -> None:
        ident = "assistant.hand-over"
        yes = (self.words(f"{ident}.yes"), lambda: self.send(Action.ASSIST_HAND_OVER))
        self.ask(ident, yes, self.words(f"{ident}.no"))

    def show(self, view: AssistantView) -> None:
        before = (self._met, self.told.text, len(self.tiles), self.tray.buttons)
        self._met = bool(view.gp_name)
        self.told.text = self._said(view)
        self.takes.turn(view.takes is TakenBy.ASSISTANT)
        self._show_tiles(view)
        if view.learnt is not None:
            self.lesson.say(self.words("practice.lesson", done=f"{view.learnt}/{TASKS}"))
        offered = {
            self.patient: True, self.lesson: view.learnt is not None, self.takes: view.measuring,
            self.camera: view.camera, self.stethoscope: view.stethoscope, self.person: bool(view.gp_name),
            self.lead: view.may_lead, self.hand_over: True,
        }  # fmt: skip
        self.tray.fill([each for each, there in offered.items() if there])
        if self.box.w and before != (self._met, self.told.text, len(self.tiles), self.tray.buttons):
            self.told.place(NOWHERE)
            self.draw()

    def _said(self, view: AssistantView) -> str:
        if not view.instruments:
            return self.words("assistant.none")
        if not view.measuring:
            return self.words("assistant.consent")
        return self.words(f"assistant.asked.{view.person}") if view.person and view.gp_name else ""

    def _show_tiles(self, view: AssistantView) -> None:
        if [each.ident for each in self.tiles] != [f"measured-{each.view.number}" for each in view.instruments]:
            for tile in self.tiles:
                self.remove_widget(tile)
            self.tiles = [MeasuredTile(self.theme, self.words, each, self.send) for each in view.instruments]
            for tile in self.tiles:
                self.add_widget(tile, index=int(self.children.index(self.picture)) + 1)  # read before the pictures
        for tile, each in zip(self.tiles, view.instruments, strict=True):
            tile.show(each, measuring=view.measuring)

    # ------------------------------------------------------------------------------------------ places

    def arrange(self, body: Box) -> None:
        mm, theme = self.theme.mm, self.theme
        low = body.h < mm(LOW_MM) or bool(theme.large_mm)
        upright = 3 if body.h >= ROOMY * theme.target else 2
        most = upright if body.upright_shape else 1 if low or self._met else 2
        rows = self.tray.rows_for(body.w, most)
        foot, rest = body.cut_bottom(self.tray.height_for(rows), mm(2))
        rest = self._arrange_picture(rest)
        rest = self._arrange_words(rest, low=low)
        self.pager.seated = self.pager.signed = True
        if self.tiles:
            best = BEST if self.picture.hidden else BEST_BESIDE
            shelve(theme, self.pager, self, rest, self.tiles, best, paged=True)
            if not theme.large_mm:
                even(tile.numbers for tile in self.tiles)
                even(prompt for tile in self.tiles for prompt in (tile.name, tile.note))
        else:
            self.pager.place(NOWHERE)
        self._arrange_foot(foot)

    def _arrange_foot(self, foot: Box, rows: int = 1) -> None:
        """The way to the next tiles stands before what is for all of them."""
        if self.tiles and self.pager.owner is self:
            column, foot = foot.cut_left(self.pager.width_for(self.theme.target), self.tray.gap)
            self.pager.place(column.cut_top(self.theme.target)[0])
        self.tray.place(foot)

    def reading(self) -> list[Part]:
        parts = [part for part in super().reading() if part is not self.pager]
        parts.insert(parts.index(self.tray), self.pager)
        return parts

    def _arrange_picture(self, rest: Box) -> Box:
        if not self._met or self.theme.large_mm:
            self.picture.place(NOWHERE)
            return rest
        gap = self.theme.mm(3)
        if self.box.upright_shape:
            picture, rest = rest.cut_top(rest.h * PICTURE, gap)
        else:
            picture, rest = rest.cut_right(rest.w * PICTURE, gap)
        self.picture.place(picture)
        return rest

    def _arrange_words(self, rest: Box, *, low: bool) -> Box:
        """What is said takes the place of the heading where there is not room for both."""
        mm, theme = self.theme.mm, self.theme
        titled = not (low and self.told.text) and not (low and self.tiles)
        head, rest = rest.cut_top(mm(12) if titled else 0, mm(1) if titled else 0)
        self.title.place(head if titled else NOWHERE)
        if not self.told.text:
            self.told.place(NOWHERE)
            return rest
        high = text_height(theme, self.told.text, Size.BODY, rest.w)
        place, rest = rest.cut_top(min(high + mm(1), rest.h * 0.4 if self.tiles else rest.h), mm(1.5))
        self.told.place(place)
        return rest
