# SPDX-License-Identifier: EUPL-1.2
"""One instrument in the assistant's overview: its numbers large, when they were measured and by whom, and a button."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.assistant_view import Measured
from kiosk.capability import Command
from kiosk.messages import Action
from kiosk.reading import TakenBy
from ui.touch.box import Box
from ui.touch.i18n import Words
from ui.touch.theme import Size, Theme
from ui.touch.widgets.button import Button, Kind
from ui.touch.widgets.part import NOWHERE, Part, card
from ui.touch.widgets.prompt import Prompt, holds, line_width, text_height
from ui.touch.widgets.readings import beside, parts
from ui.touch.widgets.value import ABSENT

GAP = "   "
ROOMY = 0.92
"""Words may be made so much smaller before tiles go to another page."""
BUTTON_MM = 44.0
LEAST_WIDE_MM, WIDE_MM = 64.0, 84.0
"""Tiles so wide have the button beside large words, and beside others."""
LEAST_WORDS_MM = 32.0


class MeasuredTile(Part):
    """``send`` is given what a touch on the button means; the numbers are for this person's ears alone."""

    def __init__(self, theme: Theme, words: Words, shown: Measured, send: Callable[[Action, str], None]) -> None:
        number = shown.view.number
        super().__init__(f"measured-{number}")
        self.theme = theme
        self.words = words
        self._send = send
        self._sends: Action | None = None
        self._number = number
        self._parts: list[str] = []
        self._told = ""
        self.name = Prompt(theme, words(shown.view.title), ident=f"name-{number}", colour=theme.colours.quiet)
        self.numbers = Prompt(theme, "", ident=f"numbers-{number}", size=Size.TITLE)
        self.numbers.role = "text"
        self.numbers.private = True
        self.note = Prompt(theme, "", ident=f"note-{number}", colour=theme.colours.quiet)
        self.note.private = True
        self.again = Button(theme, f"act-{number}", "", self._act)
        for part in (self.name, self.numbers, self.note, self.again):
            self.add_widget(part)

    def show(self, shown: Measured, *, measuring: bool) -> None:
        """Take a later view of the same instrument."""
        self._parts, self._told = parts(shown.view, self.words.language), self._tell(shown)
        self._write(self._divide(self.box)[0].w)
        before, (key, self._sends, kind) = self._sends, _offered(shown, measuring=measuring)
        self.again.wear(kind)
        self.again.say(self.words(key) if key else "")
        told = f"{self.again.label.text}, {self.name.text}"
        self.again.spoken = self.words("speech.button", text=told) if key else None
        if before is not self._sends and self.box.w:
            self.draw()

    def _write(self, width: int) -> None:
        """Write as many numbers large as there is room for, and the rest with the note."""
        large, rest = self._shared(width)
        self.numbers.say(large)
        self.note.say(rest)

    def _shared(self, width: int) -> tuple[str, str]:
        count = len(self._parts)
        while count > 1 and line_width(self.theme, GAP.join(self._parts[:count]), Size.TITLE) > width:
            count -= 1
        large = beside(self.words, self._parts[:count], GAP) or ABSENT
        return large, beside(self.words, (*self._parts[count:], self._told), GAP)

    def _tell(self, shown: Measured) -> str:
        if shown.at is None:
            return ""
        helped = shown.taken_by is TakenBy.PATIENT and shown.helped_by is not None
        key = "helped" if helped else shown.taken_by.value
        return self.words(f"assistant.by.{key}", time=self.words.clock(shown.at.time()))

    def _act(self) -> None:
        if self._sends is not None:
            self._send(self._sends, str(self._number))

    def fits_in(self, box: Box) -> bool:
        """Tell whether name and numbers are large enough there."""
        theme = self.theme
        words, again = self._divide(box)
        rest = self._shared(words.w)[1] or "X"
        number = line_width(theme, self._parts[0], Size.TITLE) if self._parts else 0
        least_scale = theme.least_scale(Size.TITLE) if theme.large_mm else ROOMY
        if number * least_scale > words.w:
            return False
        least = [text_height(theme, "X", size, box.w) for size in (Size.BODY, Size.TITLE)]
        least.append(text_height(theme, rest, Size.BODY, max(1, words.w)))
        roomy = words.h >= sum(least) * ROOMY and min(again.h or theme.target, box.h) >= theme.target
        return roomy and words.w >= theme.mm(LEAST_WORDS_MM) and holds(self.name, words)

    def _divide(self, box: Box) -> tuple[Box, Box]:
        """Give the words their place, and the button beside or below them its own."""
        theme = self.theme
        if self._sends is None:
            return box.inset(theme.mm(3), theme.mm(0.8)), NOWHERE
        if box.w >= theme.mm(LEAST_WIDE_MM if theme.large_mm else WIDE_MM):
            wide = max(theme.target, min(self.again.width_for(box.h), theme.mm(BUTTON_MM)))
            again, words = box.cut_right(wide, theme.mm(2))
        else:
            again, words = box.cut_bottom(theme.target, theme.mm(1.5))
        return words.inset(theme.mm(3), theme.mm(0.8)), again

    def draw(self) -> None:
        self.canvas.before.clear()
        if self.hidden:
            return
        words, again = self._divide(self.box)
        with self.canvas.before:
            card(self.box, self.theme.colours.surface, self.theme.radius)
        self._write(words.w)
        told = text_height(self.theme, self.note.text, Size.BODY, words.w)
        upper, rest = words.cut_top(words.h * 0.28)
        lower, middle = rest.cut_bottom(max(rest.h * 0.4, min(told, rest.h * 0.55)))
        self.name.place(upper)
        self.numbers.place(middle)
        self.note.place(lower)
        self.again.place(again)


def _offered(shown: Measured, *, measuring: bool) -> tuple[str, Action | None, Kind]:
    """Choose the word on the button, what it sends, and how it looks; no word: there is no button."""
    view = shown.view
    if not measuring:
        return "", None, Kind.SECONDARY
    if Command.STOP in view.commands:
        return "assistant.stop", Action.MEASURE_STOP, Kind.END
    if Command.START in view.commands:
        return (view.retake if view.done and view.retake else "assistant.start"), Action.MEASURE_START, Kind.SECONDARY
    return (view.retake, Action.RETAKE, Kind.SECONDARY) if view.retake else ("", None, Kind.SECONDARY)
