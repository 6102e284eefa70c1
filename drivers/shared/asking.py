# SPDX-License-Identifier: EUPL-1.2
"""The conversation with a device that only answers: rounds of questions, each with its patience and its retries. Pure.

The first round asks who the device is, later rounds whether there is something new. A device that is not there (a meter
that is not in its cable) is asked again and again, slowly; it makes no failure, the driver says that it is silent.
"""

from __future__ import annotations

from abc import abstractmethod
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import ClassVar, Generic

from drivers.dialogue import NEVER, Dialogue, Timing
from drivers.framing import FrameT
from drivers.items import Item, PublishedState
from kiosk.reading import Failure, SensorState


@dataclass(frozen=True, kw_only=True, slots=True)
class Question(Generic[FrameT]):
    """What is sent, and which frame ends the answer.

    ``patience_s``: between two frames of the answer. ``longest_s``: for all of it.
    """

    data: bytes
    ends_with: Callable[[FrameT], bool]
    patience_s: float = 1.0
    longest_s: float = 5.0


class AskingDialogue(Dialogue[FrameT]):
    """Ask round after round. A family gives ``_round`` and, where an answer leads on, ``_answered``."""

    hears: ClassVar[bool] = True
    poll_s: ClassVar[float] = 2.5
    """From the end of a round to the next one."""
    tries: ClassVar[int] = 4
    """So many questions of one round may remain without an answer."""
    pause_s: ClassVar[float] = 0.0
    """What the device needs between an answer and the next question."""

    def __init__(self, timing: Timing) -> None:
        super().__init__(timing)
        self._queue: deque[Question[FrameT]] = deque()
        self._asked: Question[FrameT] | None = None
        self._misses = 0
        self._met = False
        self._failed = False
        self._give_up_s = NEVER

    @abstractmethod
    def _round(self, *, first: bool) -> Iterable[Question[FrameT]]:
        """Return the questions of a round; ``first``: it is not known yet which device this is."""

    def _answered(self, question: Question[FrameT], frame: FrameT, now_s: float) -> Iterable[Item]:
        """Take the end of an answer; may change the questions to come by ``_follow``."""
        return ()

    def _unasked(self, frame: FrameT, now_s: float) -> None:
        """Take a frame that nobody asked for."""

    def _ask_again(self, question: Question[FrameT]) -> Question[FrameT]:
        """Return what is asked when ``question`` remained without an answer."""
        return question

    def opened(self, now_s: float) -> None:
        self._begin(now_s)

    def unsettled(self, now_s: float) -> None:
        self._begin(now_s)

    def heard(self, frame: FrameT, now_s: float) -> Iterable[Item]:
        question = self._asked
        if question is None:
            self._unasked(frame, now_s)
            return ()
        items: list[Item] = []
        if not self._met:
            self._met = True
            items.append(PublishedState(tick=0, state=SensorState.SEARCHING))
        if not question.ends_with(frame):
            self.due_s = min(now_s + question.patience_s, self._give_up_s)
            return items
        self._asked = None
        items += self._answered(question, frame, now_s)
        return items + self._go_on(now_s)

    def passed(self, now_s: float) -> Iterable[Item]:
        if self._asked is not None:
            return self._missed(self._asked, now_s)
        if not self._queue:
            self._queue.extend(self._round(first=not self._met))
            self._misses = 0
        self._ask(self._queue.popleft(), now_s)
        return ()

    def _follow(self, *questions: Question[FrameT]) -> None:
        """Ask ``questions`` next, before those that wait."""
        self._queue.extendleft(reversed(questions))

    def _skip_rest(self) -> None:
        """Ask nothing more in this round."""
        self._queue.clear()

    def _begin(self, now_s: float) -> None:
        self._met = False
        self._misses = 0
        self._queue = deque(self._round(first=True))
        self._ask(self._queue.popleft(), now_s)

    def _ask(self, question: Question[FrameT], now_s: float) -> None:
        self._asked = question
        self._give_up_s = now_s + question.longest_s
        self.due_s = min(now_s + question.patience_s, self._give_up_s)
        self.say(self._encode(question))

    def _encode(self, question: Question[FrameT]) -> bytes:
        """Return the bytes of a question as they go out."""
        return question.data

    def _missed(self, question: Question[FrameT], now_s: float) -> Iterable[Item]:
        self._misses += 1
        if self._misses < self.tries:
            self._ask(self._ask_again(question), now_s)
            return ()
        self._asked = None
        self._queue.clear()
        self.due_s = now_s + self.poll_s
        if not self._met:
            return ()
        self._met, self._failed = False, True
        return [PublishedState(tick=0, state=SensorState.FAILED, failure=Failure.NO_ANSWER)]

    def _go_on(self, now_s: float) -> list[Item]:
        if self._queue:
            if self.pause_s:
                self.due_s = now_s + self.pause_s
            else:
                self._ask(self._queue.popleft(), now_s)
            return []
        self.due_s = now_s + self.poll_s
        recovered, self._failed = self._failed, False
        return [PublishedState(tick=0, state=SensorState.READY)] if recovered else []
