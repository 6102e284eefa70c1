# SPDX-License-Identifier: EUPL-1.2
"""The station's own process is away; it comes back by itself. Shown without a view."""

from __future__ import annotations

from ui.touch.box import Box
from ui.touch.i18n import Words
from ui.touch.screens.base import Leave, Screen
from ui.touch.theme import Size


class PleaseWait(Screen):
    """In every language, for before the first message nobody knows which."""

    leave = Leave.NO
    header = False

    def build(self, view: None) -> None:
        self.prompts = [
            self.prompt(
                f"title-{language}",
                Words(language)("please-wait"),
                Size.DISPLAY,
                align="center",
                colour=self.theme.colours.quiet,
            )
            for language in self.context.languages
        ]

    def arrange(self, body: Box) -> None:
        self.stack(body, self.prompts, gap_mm=9, centre=True)
