# SPDX-License-Identifier: EUPL-1.2
"""The ways of operating the screen: each finds a control and uses it, by what that way has and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from kiosk.preferences import Preferences, Scan
from tests.flows.booth import SETTLE_S, STEP_S, Booth
from ui.touch.operating.scan_path import Kind
from ui.touch.operating.scanning import Phase
from ui.touch.speech.transcript import Turn

PLUS, ENTER, ZERO = 270, 271, 256
SCAN_S = 0.8
MOST_STEPS = 400


class LostError(AssertionError):
    """A control cannot be reached or told apart."""


class Way(Protocol):
    """``wishes``: what the screen is told of the person when she comes."""

    wishes: Preferences

    def use(self, booth: Booth, ident: str) -> None:
        """Use a control."""
        ...

    def type(self, booth: Booth, digits: str) -> None:
        """Type on the number pad."""
        ...


class Touch:
    """A finger."""

    wishes = Preferences()

    def use(self, booth: Booth, ident: str) -> None:
        booth.wait(SETTLE_S)
        try:
            booth.tap(ident)
        except LookupError as problem:
            raise LostError(str(problem)) from problem

    def type(self, booth: Booth, digits: str) -> None:
        for digit in digits:
            self.use(booth, f"key-{digit}")


class Keypad:
    """A numeric keypad: on, and enter."""

    wishes = Preferences()

    def use(self, booth: Booth, ident: str) -> None:
        booth.wait(SETTLE_S)
        if not booth.asleep:
            for _ in range(MOST_STEPS):
                if _is(booth, ident):
                    break
                booth.key(PLUS)
            else:
                raise LostError(f"keys do not come to '{ident}' on '{booth.screen}'")
            booth.wait(SETTLE_S)
        booth.key(ENTER)

    def type(self, booth: Booth, digits: str) -> None:
        booth.wait(SETTLE_S)
        for digit in digits:
            booth.key(ZERO + int(digit))


class Switches:
    """One switch, and a mark that goes on by itself; or two, one of which moves it on."""

    def __init__(self, scan: Scan) -> None:
        self.wishes = Preferences(scan=scan, scan_s=SCAN_S)
        self._both = scan is Scan.TWO_SWITCH

    def use(self, booth: Booth, ident: str) -> None:
        booth.wait(SETTLE_S)
        if booth.asleep:
            booth.switch(1)
            return
        for _ in range(MOST_STEPS):
            if self._leads_to(booth, ident):
                row = booth.marked is not None and booth.marked.kind is Kind.ROW
                booth.switch(2 if self._both else 1)
                if not row:
                    return
            else:
                self._go_on(booth)
        raise LostError(f"switches do not come to '{ident}' on '{booth.screen}'")

    def type(self, booth: Booth, digits: str) -> None:
        for digit in digits:
            self.use(booth, f"key-{digit}")

    def _leads_to(self, booth: Booth, ident: str) -> bool:
        marked = booth.marked
        if marked is None or booth.face.hand.scanner.phase is not Phase.SCANNING or marked.kind is Kind.BACK:
            return False
        return ident in [item.ident for item in marked.items]

    def _go_on(self, booth: Booth) -> None:
        if booth.marked is None or self._both:
            booth.switch(1)
        else:
            booth.wait(STEP_S)


class Ear(Keypad):
    """A keypad and a headset, with the panel dark: only what was said tells where one is."""

    wishes = Preferences(speech=True)

    def use(self, booth: Booth, ident: str) -> None:
        booth.wait(SETTLE_S)
        if not booth.asleep and not self._first(booth, ident):
            self._listen_for(booth, ident)
            booth.wait(SETTLE_S)
        booth.key(ENTER)

    def _first(self, booth: Booth, ident: str) -> bool:
        """Tell whether this was the first control that was read, and keys are at it already, as on a question."""
        controls = [line.ident for line in booth.speaker.lines if line.turn is Turn.CONTROL]
        return controls[:1] == [ident] and _is(booth, ident)

    def _listen_for(self, booth: Booth, ident: str) -> None:
        """Go round until ``ident`` is said; no two controls may be said alike."""
        said: dict[str, str] = {}
        for _ in range(MOST_STEPS):
            booth.speaker.lines.clear()
            booth.key(PLUS)
            lines = [line for line in booth.speaker.lines if line.text]
            if not lines:
                raise LostError(f"a control of '{booth.screen}' says nothing")
            line = lines[-1]
            if line.text in said.values() and said.get(line.ident) != line.text:
                raise LostError(f"'{line.ident}' of '{booth.screen}' sounds like another control")
            if line.ident == ident:
                return
            if line.ident in said:
                raise LostError(f"'{ident}' is never said on '{booth.screen}'")
            said[line.ident] = line.text
        raise LostError(f"keys go on for ever on '{booth.screen}'")


WAYS: dict[str, Callable[[], Way]] = {
    "touch": Touch,
    "keypad": Keypad,
    "one-switch": lambda: Switches(Scan.ONE_SWITCH),
    "two-switches": lambda: Switches(Scan.TWO_SWITCH),
    "by-ear": Ear,
}


def _is(booth: Booth, ident: str) -> bool:
    return booth.marked is not None and [item.ident for item in booth.marked.items] == [ident]
