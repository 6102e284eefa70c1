# SPDX-License-Identifier: EUPL-1.2
"""What there is to learn in a practice visit, with a tick before what has been done."""

from __future__ import annotations

from kiosk.assistant_view import AssistantLessonView
from ui.touch.box import Box
from ui.touch.screens.assistant_sign_in import way_back
from ui.touch.screens.base import Leave, Screen
from ui.touch.screens.shelf import shelve
from ui.touch.theme import Size
from ui.touch.widgets.part import NOWHERE
from ui.touch.widgets.prompt import even, text_height
from ui.touch.widgets.task_line import TaskLine

HIGHEST_MM = 13.0
LEAST = 0.75
"""Where words would be smaller the rest stands on another page."""
BEST = 6.0
"""Width over height of a line."""


class AssistantLesson(Screen):
    leave = Leave.NO

    def build(self, view: AssistantLessonView) -> None:
        words = self.words
        self.title = self.prompt("title", words("practice.title"), Size.TITLE)
        self.text = self.prompt("text", "", colour=self.theme.colours.quiet)
        self.lines = {task: TaskLine(self.theme, f"task-{task}", words(f"practice.task.{task}")) for task in view.tasks}
        for line in self.lines.values():
            self.add_widget(line)
        self.leave_button = way_back(self)

    def show(self, view: AssistantLessonView) -> None:
        self.text.say(self.words("practice.text", done=str(len(view.done))))
        for task, line in self.lines.items():
            line.mark(task in view.done)

    def arrange(self, body: Box) -> None:
        mm, lines = self.theme.mm, list(self.lines.values())
        if self.theme.large_mm:
            high = text_height(self.theme, self.title.text, Size.TITLE, body.w)
            titled = body.h >= high + 2 * self.theme.target
            head, rest = body.cut_top(high if titled else 0, mm(1))
            self.title.place(head if titled else NOWHERE)
            self.text.place(NOWHERE)
            shelve(self.theme, self.pager, self, rest, lines, BEST, paged=True)
            return
        head, rest = body.cut_top(min(mm(22), body.h * 0.3), mm(1.5))
        self.stack(head, (self.title, self.text), gap_mm=1)
        columns = rest.columns(1 if body.upright_shape else 2, mm(6))
        rows = -(-len(lines) // len(columns))
        high = min(rest.h, rows * mm(HIGHEST_MM))
        places = [row for column in columns for row in column.cut_top(high)[0].rows(rows, mm(1))]
        for line, place in zip(lines, places, strict=False):
            line.place(place)
        even(line.label for line in lines)
        if any(line.label.scale < LEAST for line in lines):
            shelve(self.theme, self.pager, self, rest, lines, BEST, paged=True)
            even(line.label for line in lines)
