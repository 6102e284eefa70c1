# SPDX-License-Identifier: EUPL-1.2
"""Our side of the conversation with a OneTouch Ultra 2.

Its memory can only be had whole (``DMP``; 500 records take half a minute), its clock (``DMF``) is asked just before.
Never sent: ``DMT`` (sets the clock) and ``DMZ`` (erases the memory); the meter is somebody's own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from drivers.dialogue import Timing
from drivers.framing import Line
from drivers.items import Item, PublishedState
from drivers.onetouch_ultra2.decode import Clock, Header, Serial, Stored, Version, decode
from drivers.onetouch_ultra2.frame import WAKE
from drivers.shared.asking import AskingDialogue, Question
from kiosk.reading import SensorState

DUMP_S = 60.0
"""500 records of 62 characters at 9600 baud take 32 s."""


def command(text: str) -> bytes:
    """Return the bytes of a command."""
    return WAKE + text.encode("ascii") + b"\r"


class UltraDialogue(AskingDialogue[Line]):
    """Version, serial number, clock, dump; then clock and dump again and again."""

    poll_s: ClassVar[float] = 6.0

    def __init__(self, timing: Timing) -> None:
        super().__init__(timing)
        self._to_come: int | None = None

    def _round(self, *, first: bool) -> Iterable[Question[Line]]:
        who: tuple[Question[Line], ...] = (
            Question(data=command("DM?"), ends_with=lambda line: isinstance(decode(line.text), Version)),
            Question(data=command("DM@"), ends_with=lambda line: isinstance(decode(line.text), Serial)),
        )
        return (
            *(who if first else ()),
            Question(data=command("DMF"), ends_with=lambda line: isinstance(decode(line.text), Clock)),
            Question(data=command("DMP"), ends_with=self._ends_dump, patience_s=2.0, longest_s=DUMP_S),
        )

    def _ends_dump(self, line: Line) -> bool:
        """Count the records that the header promised."""
        answer = decode(line.text)
        if isinstance(answer, Header):
            self._to_come = answer.count
        elif isinstance(answer, Stored) and self._to_come is not None:
            self._to_come -= 1
        if self._to_come is None or self._to_come > 0:
            return False
        self._to_come = None
        return True

    def _ask_again(self, question: Question[Line]) -> Question[Line]:
        self._to_come = None
        return question

    def _answered(self, question: Question[Line], frame: Line, now_s: float) -> Iterable[Item]:
        if isinstance(decode(frame.text), Header):
            return [PublishedState(tick=0, state=SensorState.READY)]  # an empty memory
        return ()
