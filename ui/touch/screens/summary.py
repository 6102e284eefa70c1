# SPDX-License-Identifier: EUPL-1.2
"""What was said, as the GP wrote it: large, in pages, and on paper where there is a printer."""

from __future__ import annotations

from kiosk.messages import Action, Printing, SummaryView
from ui.touch.box import Box
from ui.touch.screens.base import Leave, Screen
from ui.touch.text.direction import SOFT_HYPHEN
from ui.touch.text.pages import paged
from ui.touch.theme import Size
from ui.touch.widgets.button import Button, Kind
from ui.touch.widgets.part import NOWHERE, card
from ui.touch.widgets.prompt import Prompt, line_width, text_height
from ui.touch.widgets.signed import Signed

WIDE_MM = 150.0
"""True millimetres; on narrower panels the ways from page to page have a row of their own."""
MOST_HEAD = 0.25
"""Share of the height."""
_NO_END = 1 << 20


class Summary(Screen):
    leave = Leave.NO

    def build(self, view: SummaryView) -> None:
        words = self.words
        self.title = self.prompt("title", words("summary.title", gp=view.gp_name), Size.TITLE)
        self.page_number = self.prompt("page", "", align="right", colour=self.theme.colours.quiet)
        self.visit = Signed(self.theme, "visit-needed")
        self.add_widget(self.visit)
        self.text = self.prompt("summary", "", Size.LEAD, valign="top")
        self.text.private = self.visit.prompt.private = True
        self.told = self.prompt("printing", "", colour=self.theme.colours.quiet)
        self.previous = self.button("previous", words("summary.previous"), lambda: self._turn(-1), size=Size.LEAD)
        self.next = self.button("more", words("summary.next"), lambda: self._turn(1), size=Size.LEAD)
        self.print = self.button("print", words("summary.print"), self._print, size=Size.LEAD)
        self.go_on = self.action("continue", words("continue"), Action.CONTINUE)
        self._view = view
        self._pages: tuple[str, ...] = ("",)
        self._page = 0
        self._apart = False
        """With large text the sign that must not be missed has a page of its own."""

    def show(self, view: SummaryView) -> None:
        if view.text != self._view.text:
            self._page = 0
        self._view = view
        self.visit.say(self.words("summary.visit-needed", gp=view.gp_name) if view.physical_visit else "")
        quiet = view.printing in (Printing.NONE, Printing.ABLE)
        self.told.text = "" if quiet else self.words(f"summary.print.{view.printing}")
        if self.box.w:
            self.draw()

    def _turn(self, by: int) -> None:
        self._page = min(max(0, self._page + by), len(self._pages) - 1)
        self.draw()

    def _print(self) -> None:
        self.send(Action.PRINT, self.sheet())

    def sheet(self) -> str:
        """Write what goes on paper, in the person's language."""
        view, words = self._view, self.words
        needed = words("summary.visit-needed", gp=view.gp_name) if view.physical_visit else ""
        phone = words("ring", phone=self.context.phone) if self.context.phone else ""
        lines = (words("summary.title", gp=view.gp_name), self.context.station_name, view.text, needed, phone)
        return "\n\n".join(line for line in lines if line).replace(SOFT_HYPHEN, "")

    # ------------------------------------------------------------------------------------------ places

    @property
    def _wide(self) -> bool:
        return self.box.w >= WIDE_MM * self.theme.px_per_mm

    @property
    def _turning(self) -> list[Button]:
        """The ways to other pages that there are now."""
        at_first, at_last = self._page == 0, self._page + 1 >= len(self._pages)
        return [button for button, gone in ((self.previous, at_first), (self.next, at_last)) if not gone]

    def draw(self) -> None:
        if self.hidden:
            return
        self._divide()
        can_print = self._view.printing in (Printing.ABLE, Printing.FAILED)
        extra = [self.print] if can_print else []
        turning = self._turning if self._wide else []
        for button in (self.previous, self.next, self.print):
            if button not in (*turning, *extra):
                button.place(NOWHERE)
        self.actions = [*turning, *extra, self.go_on]
        self.go_on.wear(Kind.SECONDARY if self.next in self._turning else Kind.PRIMARY)
        self.next.wear(Kind.PRIMARY if self.next in self._turning else Kind.SECONDARY)
        super().draw()

    def _body(self) -> Box:
        body = self.box.inset(self.theme.margin, 0)
        return body.cut_bottom(self._foot().height(body), self.theme.mm(1))[1]

    def _divide(self) -> None:
        """Divide the text into pages that fit the card; the ways from page to page take room only if they are there."""
        self._apart = False
        for turning in (False, True):
            self._pages = self._divided(turning=turning)
            if len(self._pages) == 1:
                break
        if self.theme.large_mm and self.visit.text and len(self._pages) > 1:
            self._apart = True
            self._pages = ("", *self._divided(turning=True))
        self._page = min(self._page, len(self._pages) - 1)

    def _divided(self, *, turning: bool) -> tuple[str, ...]:
        place = self._places(self._body(), turning=turning)[2].inset(self.theme.mm(5), self.theme.mm(3))
        return paged(
            self._view.text, place.w, place.h,
            lambda text: line_width(self.theme, text, Size.LEAD),
            lambda line: text_height(self.theme, line, Size.LEAD, _NO_END),
        )  # fmt: skip

    def _places(self, body: Box, *, turning: bool) -> tuple[Box, Box, Box, Box, Box]:
        """Give the places of heading, sign, text, what became of printing, and the ways from page to page."""
        mm, width = self.theme.mm, body.w
        head, rest = body.cut_top(self._head(body), mm(1))
        sign = NOWHERE
        if self.visit.text and not self._apart:
            sign, rest = rest.cut_top(self.visit.height_for(width), mm(2))
        told = turn = NOWHERE
        if self.told.text or (turning and not self._wide):
            rest = rest.cut_bottom(mm(1))[1]  # clear of the foot
        if turning and not self._wide:
            turn, rest = rest.cut_bottom(self.theme.target, mm(2))
        high = text_height(self.theme, self.told.text, Size.BODY, width)
        if high and high < rest.h:
            told, rest = rest.cut_bottom(high, mm(1))
        return head, sign, rest.cut_bottom(mm(1))[1], told, turn

    def _head(self, body: Box) -> int:
        """Measure the heading's place; none where a large one would leave too little to what was written."""
        mm = self.theme.mm
        if not self.theme.large_mm:
            return mm(13) if body.h > mm(60) else mm(9)
        page = line_width(self.theme, self.words("summary.page", page="10", of="10"), Size.BODY) + mm(4)
        room = round((body.w - page) / self.theme.least_scale(Size.TITLE))
        high = text_height(self.theme, self.title.text, Size.TITLE, room)
        return high if high <= body.h * MOST_HEAD else 0

    def arrange(self, body: Box) -> None:
        mm, several = self.theme.mm, len(self._pages) > 1
        head, sign, text, told, turn = self._places(body, turning=several)
        page = self.words("summary.page", page=str(self._page + 1), of=str(len(self._pages))) if several else ""
        wide = line_width(self.theme, page, Size.BODY) + mm(1)
        number, title = head.cut_right(wide if several else 0, mm(3) if several else 0)
        self.title.place(title if head.h else NOWHERE)
        if self._apart and self._page == 0:  # what must not be missed has the first page to itself
            sign, text = text.cut_top(min(text.h, self.visit.height_for(text.w)))[0], NOWHERE
        _put(self.page_number, page if head.h else "", number)
        self.visit.place(sign)
        self.canvas.before.clear()
        with self.canvas.before:
            if self._view.text and text != NOWHERE:
                card(text, self.theme.colours.surface, self.theme.radius)
        _put(self.text, self._pages[self._page], text.inset(mm(5), mm(3)))
        _put(self.told, self.told.text, told)
        if several and not self._wide:
            for button, column in zip((self.previous, self.next), turn.columns(2, self.theme.gap), strict=True):
                button.place(column if button in self._turning else NOWHERE)


def _put(prompt: Prompt, text: str, place: Box) -> None:
    """Show another text, perhaps in the same place."""
    prompt.place(NOWHERE)
    prompt.text = text
    prompt.place(place if text else NOWHERE)
