# SPDX-License-Identifier: EUPL-1.2
"""Our side of the conversation with a TaiDoc meter: who are you, what time is it, how many records, the newest one.

Never sent: 33 (sets the clock), 52 (erases the memory) and 50 (switches off); the meter is somebody's own.
"""

from __future__ import annotations

from collections.abc import Iterable

from drivers.dialogue import Timing
from drivers.items import Item, PublishedState
from drivers.shared.asking import AskingDialogue, Question
from drivers.taidoc.decode import Command, count
from drivers.taidoc.frame import Frame, encode
from kiosk.reading import SensorState

ENTERINGS = 5
"""So often in one round a question is asked again because the meter was only entering communication."""


def question(command: Command, *answers: Command) -> Question[Frame]:
    """Ask ``command``; answered under the same number, or under one of ``answers``."""
    expected = answers or (command,)
    return Question(data=encode(command), ends_with=lambda frame: frame.from_meter and frame.command in expected)


HELLO = question(Command.CONNECT, Command.CONNECT, Command.MODEL)
HELLO_AGAIN = question(Command.MODEL, Command.CONNECT, Command.MODEL)
"""Some models do not know the first one."""
NEWEST_TIME, NEWEST_VALUE = question(Command.RECORD_TIME), question(Command.RECORD_VALUE)


class TaiDocDialogue(AskingDialogue[Frame]):
    """Connect, model, serial number, clock, count, newest record; then the last three again and again."""

    def __init__(self, timing: Timing) -> None:
        super().__init__(timing)
        self._enterings = 0

    def _round(self, *, first: bool) -> Iterable[Question[Frame]]:
        self._enterings = 0
        who = (HELLO, question(Command.MODEL), question(Command.SERIAL_LOW), question(Command.SERIAL_HIGH))
        return (*(who if first else ()), question(Command.CLOCK), question(Command.COUNT))

    def _ask_again(self, question: Question[Frame]) -> Question[Frame]:
        if question in (HELLO, HELLO_AGAIN):
            return HELLO_AGAIN if question is HELLO else HELLO
        if question is NEWEST_VALUE:
            self._follow(NEWEST_VALUE)
            return NEWEST_TIME
        return question

    def heard(self, frame: Frame, now_s: float) -> Iterable[Item]:
        entering = frame.from_meter and frame.command == Command.ENTERING
        if entering and self._asked is not None and self._enterings < ENTERINGS:
            self._enterings += 1
            self._ask(self._asked, now_s)
            return ()
        return super().heard(frame, now_s)

    def _unasked(self, frame: Frame, now_s: float) -> None:
        if frame.command == Command.ENTERING:
            self._begin(now_s)

    def _answered(self, question: Question[Frame], frame: Frame, now_s: float) -> Iterable[Item]:
        if frame.command == Command.COUNT:
            if count(frame.data) == 0:
                return [PublishedState(tick=0, state=SensorState.READY)]
            self._follow(NEWEST_TIME, NEWEST_VALUE)
        return ()
