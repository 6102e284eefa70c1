# SPDX-License-Identifier: EUPL-1.2
"""Our side of the conversation with a Honeywell reader: the trigger is a command without an answer.

A menu command (``16 4D 0D``) is never sent: it would change the reader's settings.
"""

from __future__ import annotations

from collections.abc import Iterable

from drivers.barcode_line.dialogue import BarcodeDialogue
from drivers.dialogue import NEVER, Timing
from drivers.items import Item, PublishedState, ScannedCode
from kiosk.capability import Command
from kiosk.reading import SensorState

TRIGGER, RELEASE = bytes.fromhex("16 54 0d"), bytes.fromhex("16 55 0d")
READS_S = 10.0
"""The light is put out after so long; by itself a reader may shine half a minute."""


class HoneywellDialogue(BarcodeDialogue):
    """Either the trigger is pulled, until a code was read or the time is over, or it is not."""

    def __init__(self, timing: Timing) -> None:
        super().__init__(timing)
        self._pulled_until_s = NEVER

    def told(self, command: Command, now_s: float) -> Iterable[Item]:
        if command is Command.STOP:
            return self._release()
        self._pulled_until_s = now_s + READS_S
        self._set_due()
        self.say(TRIGGER)
        return [PublishedState(tick=0, state=SensorState.SEARCHING)]

    def passed(self, now_s: float) -> Iterable[Item]:
        items = [*super().passed(now_s)]
        if any(isinstance(item, ScannedCode) for item in items):
            self._pulled_until_s = NEVER
            self._set_due()
        elif now_s >= self._pulled_until_s:
            items += self._release()
        return items

    def closing(self) -> bytes:
        return RELEASE

    def _release(self) -> list[Item]:
        self._pulled_until_s = NEVER
        self._set_due()
        self.say(RELEASE)
        return [PublishedState(tick=0, state=SensorState.READY)]

    def _set_due(self) -> None:
        self.due_s = min(self._quiet_at_s, self._pulled_until_s)
