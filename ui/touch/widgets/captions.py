# SPDX-License-Identifier: EUPL-1.2
"""The written conversation at the foot of the picture: the newest lines; one's own are marked in words."""

from __future__ import annotations

from typing import Any

from kivy.graphics import Color, SmoothRoundedRectangle

from kiosk.messages import ChatLine
from ui.touch.box import Box
from ui.touch.text.direction import has_right_to_left, isolate
from ui.touch.theme import Size, Theme
from ui.touch.widgets.part import NOWHERE, Part
from ui.touch.widgets.prompt import Prompt, text_height, text_lines

ROWS = 2
"""More would hide the mouth that some read from."""


class Captions(Part):
    """Up to two rows; what does not fit is left out from the start, for the newest words matter."""

    private = True

    def __init__(self, theme: Theme, own_name: str) -> None:
        super().__init__("captions")
        self.theme = theme
        self._own_name = own_name
        self.lines: tuple[str, ...] = ()
        self.prompt = Prompt(theme, ident="chat", colour=theme.colours.on_night)
        self.add_widget(self.prompt)

    def show(self, chat: tuple[ChatLine, ...]) -> None:
        """Show the end of ``chat``."""
        lines = tuple(self._own(line.text) if line.own else line.text for line in chat if line.text)
        if lines != self.lines:
            self.lines = lines
            self.draw()

    def _own(self, text: str) -> str:
        mixed = has_right_to_left(self._own_name + text)
        return f"{self._own_name}: {isolate(text) if mixed else text}"

    def _newest(self, width: int) -> str:
        chosen = ""
        for line in reversed(self.lines):
            longer = f"{line}\n{chosen}" if chosen else line
            if text_lines(self.theme, longer, Size.BODY, width) > ROWS:
                return chosen or self._tail(line, width)
            chosen = longer
        return chosen

    def _tail(self, line: str, width: int) -> str:
        words = line.split()
        while len(words) > 1 and text_lines(self.theme, "… " + " ".join(words), Size.BODY, width) > ROWS:
            del words[0]
        return "… " + " ".join(words)

    def draw(self) -> None:
        self.canvas.before.clear()
        width = self.box.w - 2 * self.theme.mm(3)
        text = self._newest(width) if self.box.w else ""
        if not text:
            self.prompt.say("")
            self.prompt.place(NOWHERE)
            return
        height = text_height(self.theme, text, Size.BODY, width) + 2 * self.theme.mm(1.2)
        strip = self.box.cut_bottom(min(height, self.box.h))[0]
        with self.canvas.before:
            Color(*self.theme.colours.night.faded(0.9))
            SmoothRoundedRectangle(pos=(strip.x, strip.y), size=(strip.w, strip.h), radius=[self.theme.radius])
        self.prompt.text = text
        self.prompt.box = Box(0, 0, 0, 0)
        self.prompt.place(strip.inset(self.theme.mm(3), self.theme.mm(1.2)))

    def describe(self) -> dict[str, Any]:
        return {"state": str(len(self.lines))}
