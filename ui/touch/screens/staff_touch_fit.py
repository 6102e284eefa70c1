# SPDX-License-Identifier: EUPL-1.2
"""For staff: bringing touches to where the finger is, by five marks and a button that proves it."""

from __future__ import annotations

from typing import Any

from kiosk.station.technician_session import Deed
from kiosk.technician_view import Aligning, TouchFitView
from ui.touch.box import Box
from ui.touch.screens.staff_station import TechnicianScreen
from ui.touch.touch_input import raw_place
from ui.touch.widgets.button import Kind
from ui.touch.widgets.mark import SIZE_MM, Mark
from ui.touch.widgets.part import NOWHERE, Part

MOST_FOOT = 0.4
"""Share of the foot that the way back has between the marks."""


class StaffTouchFit(TechnicianScreen):
    """While a mark stands there, a touch anywhere but on the way back is one on the mark."""

    text_share = 1.0

    def fill(self) -> Part:
        self.mark = Mark(self.theme, self.words("technician.touch.mark"))
        return self.mark

    def make(self) -> None:
        words = self.words
        self.put_back()
        self.begin = self.deed("begin", words("technician.touch.begin"), Deed.AGAIN, kind=Kind.PRIMARY)
        self.fits = self.deed("fits", words("technician.touch.fits"), Deed.KEEP, kind=Kind.PRIMARY)
        self.forget = self.deed("forget", words("technician.touch.forget"), Deed.FORGET)
        self.undo = self.deed("undo", words("staff.undo"), Deed.UNDO)

    def show(self, view: TouchFitView) -> None:
        before = getattr(self, "_view", None)
        self._view = view
        self.say(self.words("technician.page.touch"), self._sentence(view))
        match view.phase:
            case Aligning.TARGET:
                self.offer()
            case Aligning.CONFIRM:
                self.offer(self.fits)
            case _:
                more = (self.undo,) if view.undo else (self.forget,) if view.aligned else ()
                self.offer(*more, self.begin)
        if self.box.w and (before is None or (before.phase, before.x, before.y) != (view.phase, view.x, view.y)):
            self.draw()

    def _sentence(self, view: TouchFitView) -> str:
        words = self.words
        if view.phase is Aligning.TARGET:
            number, count = words.number(view.number), words.number(view.count)
            return words("technician.touch.touch", number=number, count=count)
        off = words("technician.touch.off", off=words.number(round(view.off_mm, 1))) if view.off_mm is not None else ""
        if view.phase is Aligning.CONFIRM:
            return f"{words('technician.touch.confirm', seconds=words.number(view.remaining_s))}\n{off}"
        told = words(f"technician.told.{view.told}") if view.told else words("technician.touch.text")
        return "\n".join(filter(None, (told, off)))

    def arrange(self, body: Box) -> None:
        """Words in the middle, clear of the marks; the mark where the station says."""
        view, panel, side = self._view, self.context.panel, self.theme.mm(SIZE_MM)
        marking = view.phase is Aligning.TARGET
        super().arrange(body.inset(body.w * 0.2, 0) if marking else body)
        x, y = panel.x + view.x * panel.w, panel.y + view.y * panel.h
        self.mark.place(Box(round(x - side / 2), round(y - side / 2), side, side) if marking else NOWHERE)

    def _arrange_foot(self, foot: Box, rows: int = 1) -> None:
        super()._arrange_foot(foot, rows)
        if self._view.phase is Aligning.TARGET and self.leave_button is not None:
            box = self.leave_button.box
            wide = max(self.theme.target, min(box.w, round(foot.w * MOST_FOOT)))
            self.leave_button.place(Box(foot.x + (foot.w - wide) // 2, box.y, wide, box.h))

    def on_touch_down(self, touch: Any) -> bool:
        if super().on_touch_down(touch):
            return True
        if self._view.phase is not Aligning.TARGET:
            return False
        touch.grab(self)
        return True

    def on_touch_up(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return bool(super().on_touch_up(touch))
        touch.ungrab(self)
        x, y = raw_place(touch)
        self.do(Deed.POINT, f"{x:.5f},{y:.5f}")
        return True
