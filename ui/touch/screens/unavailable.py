# SPDX-License-Identifier: EUPL-1.2
"""The clinic cannot be reached: says so in every language, and whom to ring."""

from __future__ import annotations

from kiosk.messages import Action, UnavailableView
from ui.touch.box import Box
from ui.touch.i18n import Words
from ui.touch.screens.base import Leave, Screen
from ui.touch.theme import Size
from ui.touch.widgets.corner import Corner

FEW = 3
"""Of more languages each must be brief."""


class Unavailable(Screen):
    leave = Leave.NO

    def build(self, view: UnavailableView) -> None:
        self.rows = []
        colours = self.theme.colours
        many = len(self.context.languages) > FEW
        size = Size.BODY if many else Size.LEAD
        self.gap_mm = 0.5 if many else 3.0
        for language in self.context.languages:
            words = Words(language)
            key = "unavailable.text" if self.context.phone else "unavailable.text-without-phone"
            text = words(key, phone=self.context.phone)
            self.rows.append(
                (
                    self.prompt(f"title-{language}", words("unavailable.title"), size, colour=colours.ink),
                    self.prompt(f"text-{language}", text, Size.BODY, colour=colours.quiet, valign="top"),
                )
            )
        self.corner: Corner | None = None
        if view.staff:
            self.corner = Corner(
                self.theme,
                self.context.clock,
                colours.quiet,
                on_tap=lambda: None,
                on_hold=lambda: self.send(Action.STAFF),
            )
            self.add_widget(self.corner)

    def tick(self, now_s: float) -> None:
        super().tick(now_s)
        if self.corner is not None:
            self.corner.tick(now_s)

    def arrange(self, body: Box) -> None:
        if self.corner is not None:
            self.corner.place(self.box.cut_bottom(self.theme.target)[0].cut_right(self.theme.target)[0])
            body = body.cut_bottom(self.theme.mm(10))[1]
        if self.theme.large_mm:
            self.stack(body, [prompt for pair in self.rows for prompt in pair], gap_mm=1, centre=True)
            return
        for pair, row in zip(self.rows, body.rows(len(self.rows), self.theme.mm(self.gap_mm)), strict=True):
            self.stack(row, pair, gap_mm=self.gap_mm / 2, centre=True)
