# SPDX-License-Identifier: EUPL-1.2
"""Our side of the conversation with a GM65: trigger it, hear that it took the command, wait for the code.

The trigger is a setting that falls back by itself when a code was read or the module's time is over. Nothing is ever
saved in the module.
"""

from __future__ import annotations

from collections.abc import Iterable

from drivers.barcode_gm65.frame import STOP, TRIGGER, Reply, without_replies
from drivers.barcode_line.dialogue import BarcodeDialogue
from drivers.barcode_line.frame import Piece
from drivers.dialogue import NEVER, Timing
from drivers.items import Item, PublishedState, ScannedCode
from kiosk.capability import Command
from kiosk.reading import Failure, SensorState

ANSWER_S = 0.5
TRIES = 3
READS_S = 5.5
"""The module looks for a code for 5 s, as it leaves the factory."""
GOOD = 0


class Gm65Dialogue(BarcodeDialogue):
    """Either nothing is asked, or a command waits for its reply, or the module looks for a code."""

    def __init__(self, timing: Timing) -> None:
        super().__init__(timing)
        self._command = b""
        self._tries = 0
        self._asked_until_s = NEVER

    def told(self, command: Command, now_s: float) -> Iterable[Item]:
        self._tries = 0
        self._send(TRIGGER if command is Command.START else STOP, now_s)
        return ()

    def heard(self, frame: Reply | Piece, now_s: float) -> Iterable[Item]:
        if not isinstance(frame, Reply) or not self._command:
            return ()
        command, self._command = self._command, b""
        if frame.kind != GOOD:
            self._ask_until(NEVER)
            return [_state(SensorState.FAILED, Failure.REFUSED)]
        started = command == TRIGGER
        self._ask_until(now_s + READS_S if started else NEVER)
        return [_state(SensorState.SEARCHING if started else SensorState.READY)]

    def passed(self, now_s: float) -> Iterable[Item]:
        items = [*super().passed(now_s)]
        if any(isinstance(item, ScannedCode) for item in items):
            self._command = b""
            self._ask_until(NEVER)
        elif now_s >= self._asked_until_s:
            items += self._late(now_s)
        return items

    def closing(self) -> bytes:
        return STOP

    def _late(self, now_s: float) -> list[Item]:
        if not self._command:
            self._ask_until(NEVER)
            return [_state(SensorState.READY)]  # no code was held before it
        if self._tries < TRIES:
            self._send(self._command, now_s)
            return []
        self._command = b""
        self._ask_until(NEVER)
        return [_state(SensorState.FAILED, Failure.NO_ANSWER)]

    def _send(self, command: bytes, now_s: float) -> None:
        self._command = command
        self._tries += 1
        self.say(command)
        self._ask_until(now_s + ANSWER_S)

    def _ask_until(self, until_s: float) -> None:
        self._asked_until_s = until_s
        self._set_due()

    def _set_due(self) -> None:
        self.due_s = min(self._quiet_at_s, self._asked_until_s)

    def _text_of(self, gathered: bytes) -> bytes:
        return without_replies(gathered)


def _state(state: SensorState, failure: Failure | None = None) -> PublishedState:
    return PublishedState(tick=0, state=state, failure=failure)
