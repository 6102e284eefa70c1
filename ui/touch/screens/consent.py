# SPDX-License-Identifier: EUPL-1.2
"""What will happen, who is met, what is kept; and then yes or no."""

from __future__ import annotations

from kivy.graphics import Color, SmoothEllipse

from kiosk.messages import Action, ConsentView, Notice
from kiosk.visit.steps import VisitKind
from ui.touch.box import Box
from ui.touch.notices import gravest, sentence
from ui.touch.screens.base import Screen
from ui.touch.theme import Size
from ui.touch.widgets.button import Kind
from ui.touch.widgets.icons import attention
from ui.touch.widgets.part import NOWHERE, card
from ui.touch.widgets.prompt import Prompt, text_height

POINTS = {
    VisitKind.DROP_IN: ("meet-any", "told", "measure-any", "nothing", "stop"),
    VisitKind.PRACTICE: ("meet-any", "told", "measure-any", "nothing", "stop"),
    VisitKind.MEASURE_ONLY: ("measure-only", "sent-nothing", "nothing", "stop"),
}
BOOKED_POINTS = ("meet", "measure", "record", "nothing", "stop")

INDENT_MM, DOT_MM, SIGN_MM = 8.0, 2.4, 6.0


class Consent(Screen):
    back = True

    def build(self, view: ConsentView) -> None:
        self.title = self.prompt("title", self.words("consent.title"), Size.TITLE)
        self.notice = self.prompt("notice", "", Size.BODY, valign="top")
        self.notice.role = "notice"
        self._view = view
        self.points = self._points(view)
        self.action("refuse", self.words("consent.refuse"), Action.REFUSE, Kind.SECONDARY)
        self.give = self.action("consent", self.words("consent.give"), Action.CONSENT)
        self._seen = False

    def show(self, view: ConsentView) -> None:
        """Somebody may come for another thing, or be met by somebody else, than a moment ago."""
        if view == self._view:
            return
        self.pager.release(self._said[0])
        for point in self.points:
            self.remove_widget(point)
        self._view, self.points, self._seen = view, self._points(view), False
        if self.box.w:
            self.draw()

    def notify(self, notices: tuple[Notice, ...]) -> bool:
        """Where text is large a notice comes first among the points: above them it would leave them no room."""
        if not self.theme.large_mm:
            return False
        chosen = gravest(notices, 1)
        text = sentence(chosen[0], self.words) if chosen else ""
        if text != self.notice.text:
            self.pager.release(self._said[0])
            self.notice.ident = f"notice-{chosen[0].key}" if chosen else "notice"
            self.notice.text = text
            self.notice.place(NOWHERE)
            if self.box.w:
                self.draw()
        return True

    @property
    def _said(self) -> list[Prompt]:
        """What is to be read before the answer."""
        return [*([self.notice] if self.notice.text else []), *self.points]

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
        heights = [text_height(self.theme, point.text, Size.BODY, width) for point in self._said]
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
        self.stack(inner.cut_left(indent)[1], self._said, gap_mm=1.0, centre=True)
        self.canvas.before.clear()
        with self.canvas.before:
            card(ground, self.theme.colours.surface, self.theme.radius)
            for point in (each for each in self._said if each.shown):
                line = self.theme.font_px(Size.BODY) * point.scale * 1.16
                middle = round(point.ink.top - line / 2)
                if point is self.notice:
                    side = mm(SIGN_MM)
                    lines = inner.turned(Box(inner.x, point.ink.y, indent + point.box.w, point.ink.h))
                    lines = lines.inset(-mm(2), -mm(0.5))
                    card(lines, self.theme.colours.amber_tint, self.theme.radius)
                    attention(inner.turned(Box(inner.x, middle - side // 2, side, side)), self.theme.colours.amber)
                    continue
                side = mm(DOT_MM)
                dot = inner.turned(Box(inner.x + mm(1), middle - side // 2, side, side))
                Color(*self.theme.colours.pine.rgba)
                SmoothEllipse(pos=(dot.x, dot.y), size=(side, side))
