# SPDX-License-Identifier: EUPL-1.2
"""An assistant says who she is: her number, then her PIN, on the keypad of the visit's code; or a badge at any time."""

from __future__ import annotations

from kiosk.assistant_view import AssistantLockedView, AssistantNumberView, AssistantPinView
from kiosk.messages import Action
from ui.touch.screens.base import Leave, Screen
from ui.touch.screens.code import Code
from ui.touch.screens.locked import how_long
from ui.touch.screens.message import MessageScreen
from ui.touch.widgets.button import Button
from ui.touch.widgets.part import NOWHERE


def way_back(screen: Screen) -> Button:
    """Make the way back to the patient's screen, which stands where the way out of a visit stands."""
    return screen.button("back", screen.words("back"), lambda: screen.send(Action.ASSIST_BACK))


class AssistantNumber(Code):
    leave = Leave.NO
    back = False
    length = 4
    title_key = "assistant.number.title"
    text_key = "assistant.number.text"
    entered = Action.ASSIST_NUMBER

    def build(self, view: AssistantNumberView) -> None:  # type: ignore[override]
        super().build(view)
        self.leave_button = way_back(self)

    def show(self, view: AssistantNumberView) -> None:  # type: ignore[override]
        self.boxes.show("")
        self._ask(self.words("assistant.number.badge" if view.badge else "assistant.number.text"))
        said = self.words(f"assistant.{view.said}") if view.said else ""
        if view.said == "wrong" and view.attempts_left:
            said = f"{said}\n{self.words.count('code.attempts-left', view.attempts_left)}"
        self._tell(said)

    def _ask(self, text: str) -> None:
        """Ask for what can be given: a reader may come or go."""
        if text != self.text.text:
            self.text.text, self.text.box = text, NOWHERE
            if self.box.w:
                self.draw()


class AssistantPin(Code):
    leave = Leave.NO
    back = False
    title_key = "assistant.pin.title"
    text_key = "assistant.pin.text"
    entered = Action.ASSIST_PIN
    secret = True

    def build(self, view: AssistantPinView) -> None:  # type: ignore[override]
        super().build(view)
        self.message.colour = self.theme.colours.quiet
        self.leave_button = way_back(self)

    def show(self, view: AssistantPinView) -> None:  # type: ignore[override]
        self._tell(self.words("assistant.checking") if view.checking else "")


class AssistantLocked(MessageScreen):
    leave = Leave.NO

    def build(self, view: AssistantLockedView) -> None:
        self.leave_button = way_back(self)

    def show(self, view: AssistantLockedView) -> None:
        self._ends_s = self.context.clock.monotonic_s() + view.remaining_s
        self._say()

    def tick(self, now_s: float) -> None:
        super().tick(now_s)
        self._say()

    def _say(self) -> None:
        left = max(0, round(self._ends_s - self.context.clock.monotonic_s()))
        self.sentences(self.words("assistant.locked.title"), how_long(self.words, left))
