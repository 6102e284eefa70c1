# SPDX-License-Identifier: EUPL-1.2
"""The six digits the patient was given, on our own keypad."""

from __future__ import annotations

from typing import ClassVar

from kiosk.messages import Action, CodeView
from kiosk.staff_view import StaffPinView
from kiosk.view import View
from ui.touch.box import Box
from ui.touch.screens.base import Screen
from ui.touch.screens.foot import BACK_MM
from ui.touch.theme import Size
from ui.touch.widgets.icons import cross
from ui.touch.widgets.keypad import CodeBoxes, Keypad
from ui.touch.widgets.part import NOWHERE
from ui.touch.widgets.prompt import text_height

DIGITS = 6
WORDS = 0.42
"""The least share of the height that title and text have."""
BOXES_MM = 22.0
ROOM_MM = 60.0
"""What title, text and places need above the keys of a panel that stands upright."""


class Code(Screen):
    """The keys and the action name what is typed; ``secret``: the digits are not shown."""

    title_key: ClassVar[str] = "code.title"
    text_key: ClassVar[str] = "code.text"
    wrong_key: ClassVar[str] = "code.wrong"
    entered: ClassVar[Action] = Action.ENTER_CODE
    secret: ClassVar[bool] = False
    length: ClassVar[int] = DIGITS
    back = True

    def build(self, view: View) -> None:
        self.title = self.prompt("title", self.words(self.title_key), Size.TITLE)
        self.text = self.prompt("text", self.words(self.text_key), Size.LEAD, colour=self.theme.colours.quiet)
        self.message = self.prompt("message", "", Size.BODY, colour=self.theme.colours.brick, valign="top")
        self.boxes = CodeBoxes(self.theme, self.length, secret=self.secret)
        self.keypad = Keypad(self.theme, self.words("code.erase"), self._digit, self._erase)
        self._back_place = self._foot_place = NOWHERE
        self.add_widget(self.boxes)
        self.add_widget(self.keypad)

    def show(self, view: CodeView | StaffPinView) -> None:
        if len(self.boxes.digits) == self.length:
            self.boxes.show("")
        text = ""
        if view.wrong:
            text = f"{self.words(self.wrong_key)}\n{self.words.count('code.attempts-left', view.attempts_left)}"
        self._tell(text)

    def _tell(self, text: str) -> None:
        if text != self.message.text:
            self.message.say(text)
            if self.box.w:
                self.draw()

    def _digit(self, digit: str) -> None:
        digits = self.boxes.digits
        if len(digits) >= self.length:
            return
        self._tell("")
        self.boxes.show(digits + digit)
        if len(digits) + 1 == self.length:
            self.send(self.entered, digits + digit)

    def _erase(self) -> None:
        self.boxes.show(self.boxes.digits[:-1])

    def draw(self) -> None:
        super().draw()
        self._place_keypad()
        if self.box.upright_shape:
            narrow = self.back_button is not None and self._back_place == NOWHERE  # going back, one can leave there
            self._place_ways(*(NOWHERE, self.keypad.free()) if narrow else (self.keypad.free(), self._back_place))
        elif self._foot_place.w < 2 * self.theme.target + self.theme.gap:
            self._place_ways(self._foot_place.cut_top(self.theme.target)[0], self.keypad.free())

    def _place_ways(self, leave: Box, back: Box) -> None:
        if self.leave_button is not None and self.theme.large_mm:
            self.leave_button.brief = cross
        for button, place in ((self.leave_button, leave), (self.back_button, back)):
            if button is not None:
                button.place(place)

    def _room_at_foot(self, foot: Box) -> Box:
        """Leave the keys their place, which reaches down to the edge."""
        return foot if self.box.upright_shape else foot.cut_right(self._keypad_box().w, self.theme.mm(8))[1]

    def _arrange_foot(self, foot: Box, rows: int = 1) -> None:
        self._foot_place = self._room_at_foot(foot)
        super()._arrange_foot(self._foot_place, rows)

    def _keypad_box(self) -> Box:
        mm, target = self.theme.mm, self.keypad.side_on(self.context.panel)
        wide = max(3 * target + 2 * mm(3), min(mm(84), round(self.box.w * 0.4)))
        inner = self.box.inset(self.theme.margin, 0)
        if self.box.upright_shape:
            return inner.cut_bottom(mm(5))[1].cut_bottom(4 * target + 3 * mm(2))[0]
        return inner.cut_right(wide)[0].cut_bottom(min(mm(5), self.box.h * 0.01))[1]

    def _place_keypad(self) -> None:
        self.keypad.place(self._keypad_box())

    def arrange(self, body: Box) -> None:
        mm = self.theme.mm
        keypad = self._keypad_box()
        left = body.cut_right(keypad.w, mm(8))[1]
        if self.box.upright_shape:
            left = self._above_keypad(body.cut_top(self.box.top - keypad.top - mm(3))[0])
        if self.theme.large_mm:
            self._arrange_large(left)
            return
        words, rest = left.cut_top(self._words_high(left), mm(3))
        self.stack(words, (self.title, self.text), gap_mm=2)
        boxes, message = rest.cut_top(min(mm(BOXES_MM), rest.h * 0.45), mm(4))
        self.boxes.place(boxes)
        self.message.place(message)

    def _words_high(self, place: Box) -> int:
        """Give the words what they need of ``place`` where the boxes and what is wrong leave it."""
        mm = self.theme.mm
        needed = sum(text_height(self.theme, each.text, each.text_size, place.w) for each in (self.title, self.text))
        wrong = text_height(self.theme, self.message.text, self.message.text_size, place.w)
        return max(round(place.h * WORDS), min(needed + mm(2), place.h - wrong - mm(BOXES_MM + 7)))

    def _above_keypad(self, place: Box) -> Box:
        """Put the way back above the keys, where there is room enough for it; return what is left."""
        mm, target = self.theme.mm, self.theme.target
        self._back_place = NOWHERE
        if self.back_button is None or place.h < target + mm(ROOM_MM):
            return place
        line, rest = place.cut_bottom(target, mm(3))
        self._back_place = line.cut_left(mm(BACK_MM))[0]
        return rest

    def _arrange_large(self, place: Box) -> None:
        """What is wrong in the place of what to do: there is not room for both."""
        boxes, words = place.cut_bottom(min(self.theme.mm(18), place.h * 0.3), self.theme.mm(3))
        self.boxes.place(boxes)
        told, other = (self.message, self.text) if self.message.text else (self.text, self.message)
        other.place(NOWHERE)
        gap = self.theme.mm(2)
        alone = told is self.message and not self._holds((self.title, told), words, gap)
        self.pager.release(self.title if alone else self.message)  # pages are those of what stands first
        if alone:
            self.title.place(NOWHERE)
            self.stack(words, (told,), gap_mm=2)
            return
        self.stack(words, (self.title, told), gap_mm=2)
