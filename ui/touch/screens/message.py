# SPDX-License-Identifier: EUPL-1.2
"""A screen that only says something: a heading and sentences in the middle."""

from __future__ import annotations

from ui.touch.box import Box
from ui.touch.screens.base import Screen
from ui.touch.theme import Size


class MessageScreen(Screen):
    """Base of the screens with nothing but words and buttons."""

    width_mm = 176.0

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]

    def sentences(self, title: str, *texts: str) -> None:
        """Set heading and sentences; called from `build` and again when they change."""
        if not hasattr(self, "title"):
            self.title = self.prompt("title", "", Size.DISPLAY)
            self.texts = [
                self.prompt(f"text-{number}", "", Size.LEAD, colour=self.theme.colours.quiet) for number in range(1, 4)
            ]
        shown = (title, *texts, "", "", "")
        changed = False
        for prompt, text in zip((self.title, *self.texts), shown, strict=False):
            changed |= prompt.text != text
            prompt.text = text
        if changed and self.box.w:
            self.draw()

    def arrange(self, body: Box) -> None:
        width = min(body.w, self.theme.mm(self.width_mm))
        column = body.inset((body.w - width) / 2, self.theme.mm(2))
        self.stack(column, (self.title, *self.texts), gap_mm=5, centre=True)
