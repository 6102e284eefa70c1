# SPDX-License-Identifier: EUPL-1.2
"""What will happen, who is met, what is kept; and then yes or no."""

from __future__ import annotations

from kivy.graphics import Color, SmoothEllipse

from kiosk.messages import Action, ConsentView
from kiosk.visit.steps import VisitKind
from ui.touch.box import Box
from ui.touch.screens.base import Screen
from ui.touch.theme import Size
from ui.touch.widgets.button import Kind
from ui.touch.widgets.part import card
from ui.touch.widgets.prompt import Prompt, text_height

POINTS = {
    VisitKind.DROP_IN: ("meet-any", "told", "measure-any", "nothing", "stop"),
    VisitKind.PRACTICE: ("meet-any", "told", "measure-any", "nothing", "stop"),
    VisitKind.MEASURE_ONLY: ("measure-only", "sent-nothing", "nothing", "stop"),
}
BOOKED_POINTS = ("meet", "measure", "record", "nothing", "stop")

INDENT_MM = 8.0


class Consent(Screen):
    back = True

    def build(self, view: ConsentView) -> None:
        self.title = self.prompt("title", self.words("consent.title"), Size.TITLE)
        self._view = view
        self.points = self._points(view)
        self.action("refuse", self.words("consent.refuse"), Action.REFUSE, Kind.SECONDARY)
        self.give = self.action("consent", self.words("consent.give"), Action.CONSENT)
        self._seen = False

    def show(self, view: ConsentView) -> None:
        """Somebody may come for another thing, or be met by somebody else, than a moment ago."""
        if view == self._view:
            return
        self.pager.release(self.points[0])
        for point in self.points:
            self.remove_widget(point)
        self._view, self.points, self._seen = view, self._points(view), False
        if self.box.w:
            self.draw()

    def _points(self, view: ConsentView) -> list[Prompt]:
        values = {"gp": view.gp_name, "clinic": view.clinic}
        return [
            self.prompt(f"point-{point}", self.words(f"consent.{point}", **values), Size.BODY, valign="top")
            for point in POINTS.get(view.visit, BOOKED_POINTS)
        ]

    def _has_room(self, body: Box, title_px: int) -> bool:
        """Tell whether a heading leaves the points their size; what they say comes first."""
        mm = self.theme.mm
        width = body.w - 2 * mm(5) - mm(INDENT_MM)
        heights = [text_height(self.theme, point.text, Size.BODY, width) for point in self.points]
        needed = sum(heights) + mm(1) * (len(heights) - 1) + 2 * mm(2)
        return title_px + mm(3) + needed <= body.h

    def draw(self) -> None:
        """Lead to the last page first: one agrees to all of it."""
        super().draw()
        paged = self.pager.owner is not None
        self._seen = self._seen or not paged or self.pager.number + 1 == self.pager.count
        self.give.wear(Kind.PRIMARY if self._seen else Kind.SECONDARY)
        self.pager.wear(Kind.SECONDARY if self._seen else Kind.PRIMARY)

    def arrange(self, body: Box) -> None:
        mm = self.theme.mm
        high = max(mm(13), text_height(self.theme, self.title.text, Size.TITLE, body.w))
        needed = text_height(self.theme, self.title.text, Size.TITLE, body.w)
        high = next((each for each in (high, needed) if self._has_room(body, each)), 0)  # a margin goes before it does
        head, rest = body.cut_top(high, mm(1))
        self.title.place(head)
        ground = rest.cut_bottom(mm(2))[1]
        indent = mm(INDENT_MM)
        inner = ground.inset(mm(5), mm(2))
        self.stack(inner.cut_left(indent)[1], self.points, gap_mm=1.0, centre=True)
        self.canvas.before.clear()
        with self.canvas.before:
            card(ground, self.theme.colours.surface, self.theme.radius)
            Color(*self.theme.colours.pine.rgba)
            side = mm(2.4)
            for point in (each for each in self.points if each.shown):
                line = self.theme.font_px(Size.BODY) * point.scale * 1.16
                top = point.ink.top - line / 2 - side / 2
                dot = inner.turned(Box(inner.x + mm(1), round(top), side, side))
                SmoothEllipse(pos=(dot.x, dot.y), size=(side, side))
