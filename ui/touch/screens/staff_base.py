# SPDX-License-Identifier: EUPL-1.2
"""What the staff screens share: a heading, a sentence below it, a list, a bar, and the way back at the foot."""

from __future__ import annotations

from kiosk.messages import Action
from kiosk.staff_view import Work
from ui.touch.box import Box
from ui.touch.screens.base import Leave, Screen
from ui.touch.theme import Size
from ui.touch.widgets.bar import Bar
from ui.touch.widgets.button import Button, Kind
from ui.touch.widgets.choices import Choices
from ui.touch.widgets.part import NOWHERE, Part
from ui.touch.widgets.prompt import text_height


class StaffScreen(Screen):
    """Base of the staff screens. `make` makes the parts of one's own."""

    leave = Leave.NO
    chooses = Action.STAFF_BACK
    """What a touch on a tile sends."""

    def build(self, view: object) -> None:
        self.title = self.prompt("title", "", Size.TITLE)
        self.text = self.prompt("text", "", Size.BODY, colour=self.theme.colours.quiet, valign="top")
        self.bar = Bar(self.theme, "work")
        self.bar.shown = False
        self.add_widget(self.bar)
        self.content = self.fill()
        self.add_widget(self.content)
        self.make()

    def fill(self) -> Part:
        """Make what has the room between the sentence and the foot."""
        self.choices = Choices(self.theme, self.choose, lambda page: self.words("staff.more", page=page))
        return self.choices

    def make(self) -> None:
        """Make the buttons at the foot."""
        self.put_back()

    def put_back(self) -> None:
        """Put the way back at the left of the foot."""
        self.leave_button = self.step("back", self.words("staff.back"), Action.STAFF_BACK)

    def step(self, ident: str, text: str, action: Action, kind: Kind = Kind.SECONDARY) -> Button:
        """Make a button that sends ``action``."""
        return self.button(ident, text, lambda: self.send(action), kind=kind, size=Size.LEAD)

    def choose(self, value: str) -> None:
        """Tell the station what was chosen."""
        self.send(self.chooses, value)

    def say(self, title: str, text: str, work: Work | None = None) -> None:
        """Set heading, sentence, and how far it is with what takes a while."""
        other = self.text.text != text or self.bar.shown != (work is not None)
        self.title.say(title)
        self.text.say(text)
        self.bar.shown = work is not None
        if work is not None:
            self.bar.show(work.share)
        if other and self.box.w:
            self.draw()

    def offer(self, *buttons: Button) -> None:
        """Show just these buttons at the right of the foot."""
        if list(buttons) != self.actions:
            for button in self.actions:
                button.place(NOWHERE)
            self.actions = list(buttons)
            if self.box.w:
                self.draw()

    def arrange(self, body: Box) -> None:
        mm = self.theme.mm
        line = text_height(self.theme, self.title.text, Size.TITLE, body.w)
        head, rest = body.cut_top(min(mm(14), line), mm(1.5))
        self.title.place(head)
        if self.text.text:
            wished = text_height(self.theme, self.text.text, Size.BODY, body.w) + mm(1)
            row, rest = rest.cut_top(min(wished, rest.h * self.text_share), mm(2))
            self.text.place(row)
        else:
            self.text.place(NOWHERE)
        if self.bar.shown:
            row, rest = rest.cut_top(mm(6), mm(3))
            self.bar.place(row)
        else:
            self.bar.place(NOWHERE)
        self.content.place(rest)

    text_share = 0.4
    """The most of the body that the sentence may take."""
