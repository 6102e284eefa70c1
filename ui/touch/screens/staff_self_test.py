# SPDX-License-Identifier: EUPL-1.2
"""For staff: how the last self-test went and what to do, and the touch panel tried field by field."""

from __future__ import annotations

from kiosk.messages import Action
from kiosk.selftest.report import Outcome, Reason
from kiosk.staff_view import SelfTestLine, StaffSelfTestView, StaffTouchView
from ui.touch.box import Box
from ui.touch.screens.base import Leave, Screen
from ui.touch.screens.staff_base import StaffScreen
from ui.touch.theme import Size
from ui.touch.widgets.button import Button, Kind
from ui.touch.widgets.choices import Choice, Sign
from ui.touch.widgets.prompt import text_height

_SIGNS = {Outcome.PASSED: Sign.GOOD, Outcome.FAILED: Sign.TROUBLE}


class StaffSelfTest(StaffScreen):
    def make(self) -> None:
        self.put_back()
        self.grid = self.step("touch", self.words("staff.touch"), Action.STAFF_TOUCH)
        self.run = self.step("run", self.words("staff.run"), Action.STAFF_RUN, Kind.PRIMARY)

    def show(self, view: StaffSelfTestView) -> None:
        self.say(self.words("staff.self-test"), self._sentence(view))
        self.offer(*(() if view.running else (self.grid, self.run)))
        self.choices.show([self._choice(line) for line in view.lines])

    def _sentence(self, view: StaffSelfTestView) -> str:
        words = self.words
        if view.running:
            return words("staff.testing")
        if view.at is None or view.fitness is None:
            return words("staff.never-tested")
        here = view.at.astimezone()
        when = words("staff.tested", day=words.day(here.date()), time=words.clock(here.time()))
        return f"{words(f'selftest.fitness.{view.fitness}')} {when}"

    def _choice(self, line: SelfTestLine) -> Choice:
        words = self.words
        if line.reason is Reason.NONE:
            detail = words(f"selftest.outcome.{line.outcome}")
        else:
            detail = words(f"selftest.reason.{line.reason}")
        kind = line.capability
        return Choice(
            ident=f"result-{line.check}" + (f"-{line.name}" if line.name else ""),
            title=words(f"staff.kind.{kind}") if kind is not None else words(f"selftest.check.{line.check}"),
            detail=detail,
            sign=_SIGNS.get(line.outcome, Sign.NONE),
        )


class StaffTouch(Screen):
    """The grid fills what the heading and the foot leave; what answers to a finger changes its look at once."""

    leave = Leave.NO

    def build(self, view: StaffTouchView) -> None:
        self.columns, self.rows = view.columns, view.rows
        self.title = self.prompt("title", self.words("staff.touch.title"), Size.BODY, valign="top")
        self.fields = [self._field(number) for number in range(view.columns * view.rows)]
        self.leave_button = self.button(
            "back", self.words("staff.back"), lambda: self.send(Action.STAFF_BACK), size=Size.LEAD
        )
        self.rest = self.button(
            "rest", self.words("staff.touch.rest"), lambda: self.send(Action.STAFF_TOUCH_END), size=Size.LEAD
        )
        self.actions = [self.rest]

    def _field(self, number: int) -> Button:
        return self.button(
            f"field-{number}",
            self.words.number(number + 1),
            lambda: self.send(Action.STAFF_FIELD, str(number)),
            kind=Kind.SECONDARY,
            size=Size.LEAD,
        )

    def show(self, view: StaffTouchView) -> None:
        left = frozenset(view.left)
        for number, field in enumerate(self.fields):
            field.wear(Kind.SECONDARY if number in left else Kind.ON)
            field.enable(number in left)

    def arrange(self, body: Box) -> None:
        mm = self.theme.mm
        height = text_height(self.theme, self.title.text, Size.BODY, body.w) + mm(1)
        head, rest = body.cut_top(height, mm(2))
        self.title.place(head)
        places = self._places(rest)
        for field, place in zip(self.fields, places, strict=True):
            field.place(place)

    def _places(self, place: Box) -> list[Box]:
        """Divide ``place`` as the station does, or otherwise where the fields would be too small to touch."""
        count, gap = len(self.fields), self.theme.mm(2)
        for columns in (self.columns, *range(1, count + 1)):
            rows = place.rows(-(-count // columns), gap)
            cells = [cell for row in rows for cell in row.columns(columns, gap)][:count]
            if all(min(cell.w, cell.h) >= self.theme.target for cell in cells):
                return cells
        return [cell for row in place.rows(self.rows, gap) for cell in row.columns(self.columns, gap)]
