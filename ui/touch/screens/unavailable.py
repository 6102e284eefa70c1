# SPDX-License-Identifier: EUPL-1.2
"""The clinic cannot be reached: says so in every language, and whom to ring."""

from __future__ import annotations

from kiosk.messages import UnavailableView
from ui.touch import theme as t
from ui.touch.box import Box
from ui.touch.i18n import LANGUAGES, Words
from ui.touch.screens.base import Leave, Screen
from ui.touch.theme import Size


class Unavailable(Screen):
    leave = Leave.NO

    def build(self, view: UnavailableView) -> None:
        self.rows = []
        for language in LANGUAGES:
            words = Words(language)
            key = "unavailable.text" if self.context.phone else "unavailable.text-without-phone"
            text = words(key, phone=self.context.phone)
            self.rows.append(
                (
                    self.prompt(f"title-{language}", words("unavailable.title"), Size.LEAD, colour=t.INK),
                    self.prompt(f"text-{language}", text, Size.BODY, colour=t.QUIET, valign="top"),
                )
            )

    def arrange(self, body: Box) -> None:
        for pair, row in zip(self.rows, body.rows(len(self.rows), self.theme.mm(3)), strict=True):
            self.stack(row, pair, gap_mm=1.5, centre=True)
