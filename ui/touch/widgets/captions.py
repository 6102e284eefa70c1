# SPDX-License-Identifier: EUPL-1.2
"""The written conversation: at the foot of the picture its newest lines, or where one writes as many as there is room
for. One's own are marked in words, and the one that is being written ends with a stroke."""

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
CURSOR = "▏"


class Captions(Part):
    """What does not fit is left out from the start, for the newest words matter.

    ``filling``: it has a place of its own, and shows ``hint`` while nothing is written.
    """

    private = True

    def __init__(self, theme: Theme, own_name: str, hint: str = "") -> None:
        super().__init__("captions")
        self.theme = theme
        self.filling = False
        self._hint = hint
        self._own_name = own_name
        self.lines: tuple[str, ...] = ()
        self.prompt = Prompt(theme, ident="chat", colour=theme.colours.on_night)
        self.add_widget(self.prompt)

    def show(self, chat: tuple[ChatLine, ...], *, writing: bool = False) -> None:
        """Show the end of ``chat``; ``writing``: its last line is one's own and not done."""
        lines = tuple(self._own(line.text) if line.own else line.text for line in chat if line.text)
        if writing and lines:
            lines = (*lines[:-1], self._own(chat[-1].text + CURSOR))
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
            if not self._holds(longer, width):
                return chosen or self._tail(line, width)
            chosen = longer
        hint = self._hint if self.filling and self._holds(self._hint, width) else ""
        return chosen or hint

    def _holds(self, text: str, width: int) -> bool:
        """Tell whether there is room for ``text``."""
        if text_height(self.theme, text, Size.BODY, width) > self.box.h - 2 * self.theme.mm(1.2):
            return False
        return self.filling or text_lines(self.theme, text, Size.BODY, width) <= ROWS

    def _tail(self, line: str, width: int) -> str:
        words = line.split()
        while len(words) > 1 and not self._holds("… " + " ".join(words), width):
            del words[0]
        return "… " + " ".join(words)

    def draw(self) -> None:
        self.canvas.before.clear()
        width = self.box.w - 2 * self.theme.mm(3)
        text = self._newest(width) if self.box.w else ""
        if not text and not (self.filling and self.box.w):
            self.prompt.say("")
            self.prompt.place(NOWHERE)
            return
        height = text_height(self.theme, text, Size.BODY, width) + 2 * self.theme.mm(1.2)
        strip = self.box if self.filling else self.box.cut_bottom(min(height, self.box.h))[0]
        with self.canvas.before:
            Color(*self.theme.colours.night.faded(1.0 if self.filling else 0.9))
            SmoothRoundedRectangle(pos=(strip.x, strip.y), size=(strip.w, strip.h), radius=[self.theme.radius])
        self.prompt.text = text
        self.prompt.spoken = text.replace(CURSOR, "")
        self.prompt.valign = "bottom" if self.filling else "middle"
        self.prompt.box = Box(0, 0, 0, 0)
        self.prompt.place(strip.inset(self.theme.mm(3), self.theme.mm(1.2)))

    def describe(self) -> dict[str, Any]:
        return {"state": str(len(self.lines))}
