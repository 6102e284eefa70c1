# SPDX-License-Identifier: EUPL-1.2
"""For staff: the panel's size, measured with a bank card, and how far from it one sits."""

from __future__ import annotations

from kiosk.station.technician_session import Deed
from kiosk.technician_view import PanelView
from kiosk.yardstick import Yardstick
from ui.touch.box import Box
from ui.touch.screens.staff_station import TechnicianScreen
from ui.touch.theme import Size
from ui.touch.widgets.button import Button, Kind
from ui.touch.widgets.outline import Outline
from ui.touch.widgets.part import NOWHERE, Part
from ui.touch.widgets.prompt import text_height

STEPS = (-10, -1, 1, 10)
EYES_MM = 5
"""A step moves the eyes by so much."""
EMERGENCY_MM = 60.0
"""So much of the upper edge has the emergency button."""
ROOMY_MM = 20.0
LEAST = 0.75
"""Words are not made smaller than this where there is another place for them."""
NEXT = {Yardstick.CARD: Yardstick.RULER, Yardstick.RULER: Yardstick.EYES, Yardstick.EYES: Yardstick.CARD}


class StaffPanel(TechnicianScreen):
    """The outline on one side, below the words; on the other what makes it shorter or longer.

    It has no header, for on a small panel a card hardly has room; the emergency button keeps its corner.
    """

    header = False

    def fill(self) -> Part:
        self.outline = Outline(self.theme, self.words("technician.panel.outline"))
        self.add_widget(self.outline)
        self.steps = [self._step(by) for by in STEPS]
        return Part("panel")

    def _step(self, by: int) -> Button:
        ident = f"{'shorter' if by < 0 else 'longer'}-{abs(by)}"
        sign = "−" if by < 0 else "+"
        return self.button(ident, self.words.value(f"{sign}{abs(by)}"), lambda: self._change(by))

    def _change(self, by: int) -> None:
        if self._view.yardstick is Yardstick.EYES:
            self.do(Deed.VIEWING, str(by * EYES_MM))
        else:
            self.do(Deed.LENGTH, str(by))

    def make(self) -> None:
        words = self.words
        self.put_back()
        self.other = self.button("yardstick", "", lambda: self.do(Deed.YARDSTICK, NEXT[self._view.yardstick].value))
        self.undo = self.deed("undo", words("staff.undo"), Deed.UNDO)
        self.keep = self.deed("keep", words("staff.save"), Deed.KEEP, kind=Kind.PRIMARY)

    def show(self, view: PanelView) -> None:
        words, self._view = self.words, view
        width, distance = words.number(view.width_mm), words.number(round(view.viewing_mm))
        told = words(f"technician.told.{view.told}") if view.told else words(f"technician.panel.{view.yardstick}")
        measures = words("technician.panel.measures", width=width, distance=distance)
        self.say(words("technician.page.panel"), f"{told}\n{measures}")
        self.outline.show(view.yardstick, view.length_px)
        self.other.say(words(f"technician.panel.with-{NEXT[view.yardstick]}"))
        self.offer(*((self.undo,) if view.undo else ()), self.other, self.keep)
        if self.box.w:
            self.draw()

    def arrange(self, body: Box) -> None:
        mm, target, gap = self.theme.mm, self.theme.target, self.theme.mm(2)
        wide, high = self._measure(body)
        columns = 2 if body.w - wide - mm(6) >= 2 * target + 2 * gap else 1
        rows = len(STEPS) // columns
        if body.h - max(high, rows * (target + gap)) > mm(ROOMY_MM):
            body = body.cut_bottom(mm(1.5))[1]  # clear of the foot
        head, place = body.cut_top(max(0, body.h - max(high + mm(3), rows * (target + gap))))
        left, right = place.cut_left(min(wide + mm(6), body.w - target - gap) if wide else 0, gap if wide else 0)
        self._arrange_words(head, left.centred(min(wide, left.w), min(high, left.h)) if wide else NOWHERE)
        self.outline.place(left if wide else NOWHERE)
        field = right.cut_bottom(min(right.h, rows * (target + gap)))[0].cut_top(gap)[1]
        cells = [cell for row in field.rows(rows, gap) for cell in row.columns(columns, gap)]
        for button, cell in zip(self.steps, cells, strict=True):
            button.place(cell)

    def _measure(self, body: Box) -> tuple[int, int]:
        """Give width and height of what is measured with; of the eyes there is nothing to draw."""
        view = self._view
        if view.yardstick is Yardstick.EYES:
            return 0, 0
        long, high = self.outline.size_px(view.yardstick, view.length_px)
        return (high, long) if body.upright_shape else (long, high)

    def _arrange_words(self, head: Box, card: Box) -> None:
        """The heading beside the emergency button and the text below; a small panel has no room for a heading.

        Where there is none for the text either it stands on ``card``, whose outline is empty until one lies there.
        """
        mm = self.theme.mm
        beside, below = head.cut_top(self.theme.target + mm(1), mm(1))
        if below.h >= text_height(self.theme, self.text.text, Size.BODY, below.w):
            self.title.place(beside.cut_right(mm(EMERGENCY_MM))[1])
            self.text.place(below)
        else:
            self.title.place(NOWHERE)
            place, inner = head.cut_right(mm(EMERGENCY_MM))[1], card.inset(mm(4), mm(4))
            high = text_height(self.theme, self.text.text, Size.BODY, place.w)
            self.text.place(inner if high * LEAST > place.h and inner.h > place.h else place)
