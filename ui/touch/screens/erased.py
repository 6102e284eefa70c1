# SPDX-License-Identifier: EUPL-1.2
"""The receipt: what was erased and checked."""

from __future__ import annotations

from kiosk.messages import Action, ErasedView, ReceiptLine
from ui.touch.box import Box
from ui.touch.screens.base import Leave, Screen
from ui.touch.theme import Size
from ui.touch.widgets.icons import cross, tick
from ui.touch.widgets.part import card
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
        self.receipt = tuple(sorted(view.receipt, key=lambda line: line.ok))  # what failed is read first
        self.lines = [
            self.prompt(
                f"check-{line.check}-{'ok' if line.ok else 'failed'}",
                self._sentence(line),
                Size.BODY,
                colour=self.theme.colours.ink if line.ok else self.theme.colours.brick,
            )
            for line in self.receipt
        ]
        if self.box.w:
            self.draw()

    def arrange(self, body: Box) -> None:
        if self.theme.large_mm:
            self._arrange_large(body)
            return
        mm = self.theme.mm
        head, rest = body.cut_top(mm(19), mm(1))
        self.title.place(head)
        if self.help.text:
            strip, rest = rest.cut_top(mm(12), mm(1))
            self.help.place(strip)
        ground = rest.cut_bottom(mm(3))[1]
        rows = ground.inset(mm(6), mm(3)).rows(max(1, len(self.lines)), mm(1))
        self.canvas.before.clear()
        with self.canvas.before:
            card(ground, self.theme.colours.surface, self.theme.radius)
            for line, row in zip(self.receipt, rows, strict=False):
                self._sign(line, row.cut_left(min(mm(8), row.h))[0])
        for prompt, row in zip(self.lines, rows, strict=False):
            prompt.place(row.cut_left(mm(8), mm(4))[1])

    def _sign(self, line: ReceiptLine, place: Box) -> None:
        colours, side = self.theme.colours, min(place.w, place.h)
        (tick if line.ok else cross)(place.centred(side, side), colours.pulse if line.ok else colours.brick)

    def _arrange_large(self, body: Box) -> None:
        """All of it one text in pages; the signs stand beside their lines."""
        mm = self.theme.mm
        self.stack(body.cut_left(mm(8), mm(4))[1], (self.title, self.help, *self.lines), gap_mm=2)
        self.canvas.before.clear()
        with self.canvas.before:
            for line, prompt in zip(self.receipt, self.lines, strict=True):
                if not prompt.hidden:
                    beside = body.cut_left(mm(8))[0]
                    self._sign(line, beside.cut_top(beside.top - prompt.box.top)[1].cut_top(prompt.box.h)[0])
