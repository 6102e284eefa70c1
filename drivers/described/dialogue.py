# SPDX-License-Identifier: EUPL-1.2
"""Our side of the conversation, as a description's ``[talk]`` has it."""

from __future__ import annotations

from collections.abc import Iterable

from drivers.described.description import AskOn, Talk
from drivers.described.frame import Frame
from drivers.dialogue import NEVER, Dialogue, Timing
from drivers.items import Item, PublishedState
from kiosk.capability import Command
from kiosk.reading import Failure, SensorState


class DescribedDialogue(Dialogue[Frame]):
    """Ask all the time, or when a measurement is wanted."""

    hears = True

    def __init__(self, timing: Timing, talk: Talk) -> None:
        super().__init__(timing)
        self._talk = talk
        self._always = bool(talk.ask) and talk.ask_on is AskOn.ALWAYS
        self._asked = 0
        """How often it was asked for the measurement that is wanted; 0: none is."""

    def opened(self, now_s: float) -> None:
        self.say(self._talk.start)
        if self._always:
            self._ask_again(now_s)

    def unsettled(self, now_s: float) -> None:
        self.say(self._talk.start)

    def heard(self, frame: Frame, now_s: float) -> Iterable[Item]:
        if self._asked:
            self._asked, self.due_s = 0, NEVER
        return ()

    def told(self, command: Command, now_s: float) -> Iterable[Item]:
        if command is not Command.START:
            return ()
        self._asked = 0
        self._ask_for_one(now_s)
        return [PublishedState(tick=0, state=SensorState.MEASURING)]

    def passed(self, now_s: float) -> Iterable[Item]:
        if self._always:
            self._ask_again(now_s)
        elif self._asked < self._talk.tries:
            self._ask_for_one(now_s)
        else:
            self._asked, self.due_s = 0, NEVER
            return [PublishedState(tick=0, state=SensorState.FAILED, failure=Failure.NO_ANSWER)]
        return ()

    def closing(self) -> bytes:
        return self._talk.stop

    def _ask_again(self, now_s: float) -> None:
        self.say(self._talk.ask)
        self.due_s = now_s + self._talk.ask_every_s

    def _ask_for_one(self, now_s: float) -> None:
        self._asked += 1
        self.say(self._talk.ask)
        self.due_s = now_s + self._talk.answer_s
