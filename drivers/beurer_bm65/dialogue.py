# SPDX-License-Identifier: EUPL-1.2
"""How a BM65 is read: waked, named, counted, and every record asked for. It may be off, or not there, at any time.

Nothing is asked for twice: an answer that comes late could not be told from the next one. What does not answer is
begun anew a little later.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from drivers.beurer_bm65.frame import Answer, Kind
from drivers.dialogue import Dialogue, Timing
from drivers.items import Item

WAKE, GET_IDENTITY, GET_COUNT, GET_RECORD = b"\xaa", b"\xa4", b"\xa2", 0xA3

WAKE_EVERY_S = 2.0
ANSWER_S = 1.0
REST_S = 5.0
"""Between two readings of the memory."""


class Stage(StrEnum):
    """What is asked for."""

    WAKING = "waking"
    NAMING = "naming"
    COUNTING = "counting"
    READING = "reading"
    RESTING = "resting"


NEXT: dict[tuple[Stage, Kind], Stage] = {
    (Stage.WAKING, Kind.AWAKE): Stage.NAMING,
    (Stage.NAMING, Kind.IDENTITY): Stage.COUNTING,
    (Stage.COUNTING, Kind.COUNT): Stage.READING,
    (Stage.READING, Kind.RECORD): Stage.READING,
    (Stage.READING, Kind.NOT_THERE): Stage.READING,
}
"""What is not here changes nothing; a reading that has come to its last record rests."""


class BeurerDialogue(Dialogue[Answer]):
    """Read the memory over and over; see the table."""

    hears = True

    def __init__(self, timing: Timing) -> None:
        super().__init__(timing)
        self.stage = Stage.WAKING
        self._number = 0

    def opened(self, now_s: float) -> None:
        self._enter(Stage.WAKING, now_s)

    def heard(self, frame: Answer, now_s: float) -> Iterable[Item]:
        stage = NEXT.get((self.stage, frame.kind))
        if stage is not None:
            self._number = self._number + 1 if stage is self.stage else 1
            self._enter(Stage.RESTING if frame.last else stage, now_s)
        return ()

    def passed(self, now_s: float) -> Iterable[Item]:
        """Begin anew: it was read long enough ago, or does not answer."""
        self._enter(Stage.WAKING, now_s)
        return ()

    def _enter(self, stage: Stage, now_s: float) -> None:
        self.stage = stage
        if stage is Stage.RESTING:
            self.due_s = now_s + REST_S
            return
        self.say(bytes([GET_RECORD, self._number]) if stage is Stage.READING else _ASKED[stage])
        self.due_s = now_s + (WAKE_EVERY_S if stage is Stage.WAKING else ANSWER_S)


_ASKED = {Stage.WAKING: WAKE, Stage.NAMING: GET_IDENTITY, Stage.COUNTING: GET_COUNT}
