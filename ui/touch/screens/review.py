# SPDX-License-Identifier: EUPL-1.2
"""What was measured, large and in order, before the GP sees it. What it means is for her to say."""

from __future__ import annotations

from kiosk.messages import Action, InstrumentView, Printing, ReviewView
from ui.touch.box import Box
from ui.touch.screens.base import Leave, Screen
from ui.touch.text.direction import SOFT_HYPHEN
from ui.touch.theme import Size
from ui.touch.widgets.icons import pointing
from ui.touch.widgets.part import NOWHERE
from ui.touch.widgets.prompt import text_height
from ui.touch.widgets.readings import parts
from ui.touch.widgets.result import Result

ROW_MM, MOST_MM = 20.0, 30.0
"""How high a row is, and where there are few."""
GAP_MM = 2.0
"""Below the heading."""
WIDE_MM = 150.0
"""True millimetres; narrower panels turn pages above the results, for the foot is full."""


class Review(Screen):
    leave = Leave.ASK
    back = True

    def build(self, view: ReviewView) -> None:
        self.title = self.prompt("title", self.words("review.title"), Size.TITLE)
        self.text = self.prompt(
            "text", self.words("review.text" if view.met else "review.text-alone"), colour=self.theme.colours.quiet
        )
        self.nothing = self.prompt("nothing", self.words("review.nothing"), Size.LEAD)
        self.results: list[Result] = []
        self.told = self.prompt("printing", "", colour=self.theme.colours.quiet)
        self.print = self.button("print", self.words("summary.print"), self._print, size=Size.LEAD)
        self._printing = view.printing
        self.more = self.button("more", "", self._turn, size=Size.LEAD)
        self.go_on = self.action("continue", self.words("continue"), Action.CONTINUE)
        self._views: tuple[InstrumentView, ...] = ()
        self._page = 0

    def show(self, view: ReviewView) -> None:
        if view.printing is not self._printing:
            self._printing = view.printing
            quiet = view.printing in (Printing.NONE, Printing.ABLE)
            self.told.text = "" if quiet else self.words(f"summary.print.{view.printing}")
            if self.box.w:
                self.draw()
        if view.instruments == self._views:
            return
        before, self._views = self._views, view.instruments
        self.nothing.text = "" if any(each.done for each in view.instruments) else self.words("review.nothing")
        if [each.number for each in before] == [each.number for each in view.instruments] and self.results:
            for result, each in zip(self.results, view.instruments, strict=True):
                result.show(each)
            return
        for result in self.results:
            self.remove_widget(result)
        self.results = [self._result(each) for each in view.instruments]
        if self.box.w:
            self.draw()

    def _result(self, view: InstrumentView) -> Result:
        result = Result(self.theme, self.words, view, lambda: self.send(Action.RETAKE, str(view.number)))
        self.add_widget(result, index=self.children.index(self.more) + 1)
        return result

    def _print(self) -> None:
        self.send(Action.PRINT, self.sheet())

    def sheet(self) -> str:
        """Write what goes on paper, in the person's language: the results, and what they are not."""
        words = self.words
        lines = [f"{words(each.title)}: {', '.join(parts(each, words.language))}" for each in self._views if each.done]
        head = "\n".join(filter(None, (words("review.title"), self.context.station_name)))
        return "\n\n".join((head, "\n".join(lines), self.text.text)).replace(SOFT_HYPHEN, "")

    def _turn(self) -> None:
        self._page += 1
        self.draw()

    # ------------------------------------------------------------------------------------------ places

    @property
    def _wide(self) -> bool:
        return self.box.w >= WIDE_MM * self.theme.px_per_mm

    @property
    def _turns_above(self) -> bool:
        """Whether the way to other pages stands above the foot."""
        return not self._wide and not self.theme.large_mm and self.box.upright_shape

    def draw(self) -> None:
        """See first how many results there is room for: the way to the next page stands at the foot."""
        can_print = self._printing in (Printing.ABLE, Printing.FAILED) and any(each.done for each in self._views)
        self.actions = [self.print, self.go_on] if can_print else [self.go_on]
        room = self._room()
        pages = max(1, -(-len(self.results) // room))
        self._page %= pages
        self._name_page(f"{self._page + 1}/{pages}")
        if pages > 1 and not self._turns_above:
            self.actions.insert(0, self.more)
        for button in (self.more, self.print):
            if button not in self.actions:
                button.place(NOWHERE)
        super().draw()

    def _name_page(self, page: str) -> None:
        """Say which page it is; beside large ways on by an arrow, where there is little room."""
        words = self.words("review.more", page=page)
        self.more.spoken = words
        signed = not self._wide and not self._turns_above
        self.more.icon = pointing(before=False, mirrored=self.words.right_to_left) if signed else None
        self.more.say(page if signed else words)

    def _room(self) -> int:
        """Count the rows of one page."""
        mm = self.theme.mm
        height = self.box.h - self._foot().height(self.box.inset(self.theme.margin, 0)) - mm(1)
        rows = self._rows(height - self._head(height))
        if rows < len(self.results) and self._turns_above:
            rows = self._rows(height - self._head(height) - self.theme.target - mm(2))
        return rows

    def _rows(self, height: int) -> int:
        gap = self.theme.mm(2)
        return max(1, (height + gap) // (self._row_px + gap))

    @property
    def _row_px(self) -> int:
        """Measure a row: as high as its buttons, and with large text as its words."""
        least = max(self.theme.target, self.theme.mm(ROW_MM))
        if not self.theme.large_mm:
            return least
        width = self.box.w - 2 * self.theme.margin
        return max([least, *(result.height_for(width) for result in self.results)])

    def _head(self, height: int) -> int:
        """Measure the heading's place: none where the panel is low."""
        if self.theme.large_mm:
            most = self.told if self.told.text else self.title
            high = text_height(self.theme, most.text, most.text_size, self.box.w - 2 * self.theme.margin)
            high += self.theme.mm(1)
            needed = min(self._rows(height), max(1, len(self.results)))
            roomy = self._rows(height - high) >= needed and height - high >= self._row_px
            return high if self.told.text or roomy else 0
        if height <= self.theme.mm(80):
            return 0
        usual = self.theme.mm(20)
        if self.box.upright_shape:
            usual = max(usual, self.high((self.title, self.text), self.box.w - 2 * self.theme.margin, 0.5))
        return usual + self.theme.mm(GAP_MM)

    def arrange(self, body: Box) -> None:
        mm = self.theme.mm
        head, rest = body.cut_top(self._head(body.h))
        if head.h and not self.theme.large_mm:
            head = head.cut_bottom(mm(GAP_MM))[1]
        told = self.told if self.told.text else self.text
        heading = (self.title,) if self.nothing.text and not self.told.text else (self.title, told)
        for part in (self.title, self.text, self.told):
            part.place(NOWHERE)
        if head.h:
            large = (self.told if self.told.text else self.title,)
            self.stack(head, large if self.theme.large_mm else heading, gap_mm=0.5)
        if len(self.results) > self._room() and self._turns_above:
            place, rest = rest.cut_bottom(self.theme.target, mm(2))
            self.more.place(place)
        self.nothing.place(rest if self.nothing.text and not self.results else NOWHERE)
        self._arrange_results(rest)

    def _arrange_results(self, place: Box) -> None:
        room, gap = self._room(), self.theme.mm(2)
        shown = self.results[self._page * room : (self._page + 1) * room]
        for result in self.results:
            if result not in shown:
                result.place(NOWHERE)
        rows = room if len(self.results) > room else max(1, len(shown))
        row = min(max(self.theme.mm(MOST_MM), self._row_px), (place.h - gap * (rows - 1)) // rows)
        used = place.cut_top(row * len(shown) + gap * max(0, len(shown) - 1))[0]
        for result, cell in zip(shown, used.rows(max(1, len(shown)), gap), strict=False):
            result.place(cell)
