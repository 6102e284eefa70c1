# SPDX-License-Identifier: EUPL-1.2
"""Nobody has had time: the number one can be rung at, typed on our own keypad. It is sent by a touch of its own."""

from __future__ import annotations

from kiosk.messages import Action, CallMeView
from ui.touch.box import Box
from ui.touch.screens.base import Leave, Screen
from ui.touch.theme import Size
from ui.touch.widgets.button import Kind
from ui.touch.widgets.keypad import Keypad
from ui.touch.widgets.part import NOWHERE, card
from ui.touch.widgets.prompt import holds, text_height

FEWEST, MOST = 5, 15
LINE_MM = 18.0
KEY_MM = 20.0
"""True millimetres, that keys have at least."""


class CallMe(Screen):
    leave = Leave.NO
    back = True

    def build(self, view: CallMeView) -> None:
        theme, words = self.theme, self.words
        self.title = self.prompt("title", words("call-me.title"), Size.TITLE)
        self.text = self.prompt("text", words("call-me.text"), Size.LEAD, colour=theme.colours.quiet)
        self.number = self.prompt("number", "", Size.DISPLAY, align="center")
        self.number.private = True
        self.keypad = Keypad(theme, words("code.erase"), self._digit, self._erase)
        self.add_widget(self.keypad)
        self.send_it = self.button("call-me", words("call-me.send"), self._send, kind=Kind.PRIMARY, size=Size.LEAD)
        self.actions.append(self.send_it)
        self._type("")

    def _digit(self, digit: str) -> None:
        if len(self._digits) < MOST:
            self._type(self._digits + digit)

    def _erase(self) -> None:
        self._type(self._digits[:-1])

    def _type(self, digits: str) -> None:
        self._digits = digits
        self.number.say(self.words.value(digits) if digits else "")
        self.send_it.enable(len(digits) >= FEWEST)

    def _send(self) -> None:
        if len(self._digits) >= FEWEST:
            self.send(Action.CALL_BACK, self._digits)

    # ------------------------------------------------------------------------------------------ places

    def draw(self) -> None:
        """The keypad stands beside everything else; below it where the panel is upright."""
        super().draw()
        self.keypad.place(self._keypad_box())
        if self.back_button is not None and self._narrow:
            self.back_button.place(self.keypad.free())

    @property
    def _narrow(self) -> bool:
        """Tell whether two buttons have no room beside the keypad: then the way back stands beside the nought."""
        beside = self.box.w - 2 * self.theme.margin - self._keypad_box().w - self.theme.mm(8)
        return self.box.upright_shape or beside < 2 * self.theme.target + self.theme.gap

    def _keypad_box(self) -> Box:
        mm, target = self.theme.mm, self.keypad.side_on(self.context.panel)
        inner = self.box.inset(self.theme.margin, 0)
        if self.box.upright_shape:
            least = round(4 * KEY_MM * self.theme.px_per_mm) + 3 * mm(2)
            room = inner.h - target - mm(14)
            return inner.cut_bottom(mm(3))[1].cut_bottom(max(least, min(4 * target + 3 * mm(2), room)))[0]
        wide = max(3 * target + 2 * mm(3), min(mm(84), round(self.box.w * 0.4)))
        return inner.cut_right(wide)[0].cut_bottom(min(mm(5), self.box.h * 0.01))[1]

    def _arrange_foot(self, foot: Box, rows: int = 1) -> None:
        if self.box.upright_shape:
            return
        place = foot.cut_top(self.theme.target)[0].cut_right(self._keypad_box().w, self.theme.mm(8))[1]
        if self._narrow:
            self.send_it.place(place)
            return
        left, right = place.cut_left(max(self.theme.target, round(place.w * 0.36)), self.theme.gap)
        if self.back_button is not None:
            self.back_button.place(left)
        self.send_it.place(right)

    def arrange(self, body: Box) -> None:
        mm, keypad = self.theme.mm, self._keypad_box()
        if self.box.upright_shape:
            place = self.box.inset(self.theme.margin, 0).cut_top(self.box.top - keypad.top - mm(3))[0]
            row, words = place.cut_bottom(self.keypad.side_on(self.context.panel), mm(2))
            send, line = row.cut_right(max(self.theme.target, round(row.w * 0.36)), self.theme.gap)
            self.send_it.place(send)
        else:
            place = body.cut_right(keypad.w, mm(8))[1]
            line, words = place.cut_bottom(min(mm(LINE_MM), place.h * 0.34), mm(3))
            line = line.cut_bottom(mm(2))[1]
        self._put_words(words)
        self.canvas.before.clear()
        with self.canvas.before:
            card(line, self.theme.colours.surface, self.theme.radius, self.theme.colours.pine, max(2, mm(0.9)))
        self.number.place(line.inset(mm(3), 0))

    def _put_words(self, place: Box) -> None:
        """Leave out what the number is for, before the question, where there is no room for both."""
        theme = self.theme
        self._ask(place)
        both = sum(text_height(theme, each.text, each.text_size, place.w) for each in (self.title, self.text))
        roomy = both + theme.mm(2) <= place.h or not theme.large_mm
        self.text.place(NOWHERE)
        self.stack(place, (self.title, self.text) if roomy else (self.title,), gap_mm=2)

    def _ask(self, place: Box) -> None:
        """Ask in fewer words where large ones have no room."""
        usual, short = self.words("call-me.title"), self.words("call-me.title.short")
        self.title.text, self.title.text_size = usual, Size.TITLE
        if self.theme.large_mm and not holds(self.title, place):
            self.title.text, self.title.text_size = short, Size.BODY
