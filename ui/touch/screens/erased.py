# SPDX-License-Identifier: EUPL-1.2
"""The receipt: what was erased and checked."""

from __future__ import annotations

from kiosk.messages import Action, ErasedView, ReceiptLine
from ui.touch.box import Box
from ui.touch.screens.base import Leave, Screen
from ui.touch.theme import Size
from ui.touch.widgets.icons import cross, tick
from ui.touch.widgets.part import NOWHERE, card
from ui.touch.widgets.prompt import Prompt


class Erased(Screen):
    leave = Leave.NO

    def build(self, view: ErasedView) -> None:
        self.receipt: tuple[ReceiptLine, ...] = ()
        self.lines: list[Prompt] = []
        self.title = self.prompt("title", "", Size.TITLE)
        self.help = self.prompt("text", "", Size.LEAD)
        self.action("done", self.words("done"), Action.DONE)

    def _sentence(self, line: ReceiptLine) -> str:
        key = f"receipt.{line.check}"
        text = self.words(key if self.words.has(key) else "receipt.other")
        return text if line.ok else self.words("receipt.failed", what=text)

    def show(self, view: ErasedView) -> None:
        ring = self.words("ring", phone=self.context.phone) if self.context.phone and not view.complete else ""
        self.title.say(self.words("erased.complete" if view.complete else "erased.incomplete"))
        self.help.say(ring)
        for line in self.lines:
            self.remove_widget(line)
        self.receipt = view.receipt
        self.lines = [
            self.prompt(
                f"check-{line.check}-{'ok' if line.ok else 'failed'}",
                self._sentence(line),
                Size.BODY,
                colour=self.theme.colours.ink if line.ok else self.theme.colours.brick,
            )
            for line in view.receipt
        ]
        if self.box.w:
            self.draw()

    def arrange(self, body: Box) -> None:
        mm = self.theme.mm
        head, rest = body.cut_top(mm(19), mm(1))
        self.title.place(head)
        if self.help.text:
            strip, rest = rest.cut_top(mm(12), mm(1))
            self.help.place(strip)
        ground = rest.cut_bottom(mm(3))[1]
        rows = self._rows(ground.inset(mm(6), mm(3)))
        self.canvas.before.clear()
        with self.canvas.before:
            card(ground, self.theme.colours.surface, self.theme.radius)
            for line, row in zip(self.receipt, rows, strict=False):
                if row == NOWHERE:
                    continue
                side = min(mm(8), row.h)
                sign = row.cut_left(side)[0].centred(side, side)
                (tick if line.ok else cross)(sign, self.theme.colours.pulse if line.ok else self.theme.colours.brick)
        for prompt, row in zip(self.lines, rows, strict=False):
            if row != NOWHERE:
                prompt.place(row.cut_left(mm(8), mm(4))[1])

    def _rows(self, place: Box) -> list[Box]:
        """Find the place of each line; with large text only of those on this page."""
        if not self.theme.large_mm:
            return place.rows(max(1, len(self.lines)), self.theme.mm(1))
        self.stack(place.cut_left(self.theme.mm(8), self.theme.mm(4))[1], self.lines, gap_mm=2)
        across = (place.cut_top(place.top - line.box.top)[1].cut_top(line.box.h)[0] for line in self.lines)
        return [NOWHERE if line.hidden else row for line, row in zip(self.lines, across, strict=True)]
