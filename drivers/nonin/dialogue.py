# SPDX-License-Identifier: EUPL-1.2
"""Our side of the conversation with a Nonin: its clock, its serial number, and which data format it is to use.

The format command is answered only in the first 5 s of a connection, so little time is given to each question. The
formats are asked for in turn while the device refuses; when all were refused, or no answer comes, in the longer form
of the command that the WristOx2 3150 knows. A device that streams by itself (OEM III and Xpod by a strap, a 9560 that
was told before) is taken as it is. Its clock is read and never set.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from drivers.dialogue import NEVER, Dialogue, Timing
from drivers.items import Item, PublishedState
from drivers.nonin.frame import Found
from drivers.nonin.proof import Format
from drivers.nonin_13.frame import (
    CLOCK_COMMAND,
    SERIAL_COMMAND,
    Kind,
    Message,
    choose_format,
    choose_format_extended,
)
from kiosk.reading import Failure, SensorState

ASKED_S = 0.4
"""For the answers to what may as well stay unknown."""
CHOOSING_S, LATER_S = 0.8, 2.0
"""For the answer to a format; and when `LISTENS_S` are over, for a device that may be switched on at any time."""
LISTENS_S = 5.0
GIVEN_UP_S = 5.0
"""Until a device that refused everything is asked again."""
UNSETTLED_SILENCE_S = 8.0
"""While formats are asked for; four packets of a slow one take 4 s."""


class Step(StrEnum):
    """Where the conversation is."""

    CLOCK = "clock"
    SERIAL = "serial"
    FORMAT = "format"
    CHOSEN = "chosen"
    """The device said yes to a format; its stream is awaited."""
    WAITING = "waiting"
    """The device said yes to spot checks, and speaks when it has one."""
    STREAMING = "streaming"
    GIVEN_UP = "given-up"
    """The device refused every format."""


class Happening(StrEnum):
    """What can happen."""

    TOLD = "told"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    LATE = "late"
    STREAM = "stream"


TABLE: dict[tuple[Step, Happening], Step] = {
    (Step.CLOCK, Happening.TOLD): Step.SERIAL,
    (Step.CLOCK, Happening.REFUSED): Step.SERIAL,
    (Step.CLOCK, Happening.LATE): Step.SERIAL,
    (Step.SERIAL, Happening.TOLD): Step.FORMAT,
    (Step.SERIAL, Happening.REFUSED): Step.FORMAT,
    (Step.SERIAL, Happening.LATE): Step.FORMAT,
    (Step.FORMAT, Happening.ACCEPTED): Step.CHOSEN,
    (Step.FORMAT, Happening.REFUSED): Step.FORMAT,
    (Step.FORMAT, Happening.LATE): Step.FORMAT,
    (Step.CHOSEN, Happening.LATE): Step.FORMAT,
    (Step.GIVEN_UP, Happening.LATE): Step.CLOCK,
    **{(step, Happening.STREAM): Step.STREAMING for step in Step},
}

HAPPENINGS = {
    Kind.CLOCK: Happening.TOLD,
    Kind.SERIAL: Happening.TOLD,
    Kind.ACCEPTED: Happening.ACCEPTED,
    Kind.REFUSED: Happening.REFUSED,
}
STREAM_SILENCE_S = {
    Format.FORMAT_2: 1.0,
    Format.FORMAT_7: 1.0,
    Format.FORMAT_8: 4.0,
    Format.FORMAT_1: 4.0,
    Format.ASCII: 3.0,
}
COMES_S = {2: 3.0, 7: 3.0, 8: 7.0}
"""After "yes" the stream is there within so many seconds."""
SPOT_CHECK = 13


class NoninDialogue(Dialogue[Message | Found]):
    """Ask for ``formats``, the best first."""

    hears = True

    def __init__(self, timing: Timing, formats: Sequence[int]) -> None:
        super().__init__(timing)
        self.step = Step.CLOCK
        self._formats = formats
        self._turn = 0
        self._extended = False
        self._refusals = 0
        self._format: Format | None = None
        self._spot_checks = False
        """Whether the device sent one: then it may be silent as long as it likes."""
        self._told_refusal = False
        self._began_s = 0.0

    def opened(self, now_s: float) -> None:
        self._begin(now_s)

    def unsettled(self, now_s: float) -> None:
        self._begin(now_s)

    def heard(self, frame: Message | Found, now_s: float) -> Iterable[Item]:
        if isinstance(frame, Found):
            return () if frame.format is self._format else self._stream(frame.format, now_s)
        if frame.kind is Kind.SPOT_CHECK and self._format is None:
            self._spot_checks, self.silence_s = True, None
        happening = HAPPENINGS.get(frame.kind)
        return () if happening is None else self._go(happening, now_s)

    def passed(self, now_s: float) -> Iterable[Item]:
        return self._go(Happening.LATE, now_s)

    def _stream(self, name: Format, now_s: float) -> Iterable[Item]:
        """Take the news that the device streams, or streams in another format now."""
        self._format, self._spot_checks = name, False
        return self._go(Happening.STREAM, now_s)

    def _begin(self, now_s: float) -> None:
        self._turn, self._extended, self._refusals, self._format = 0, False, 0, None
        self._began_s = now_s
        self._enter(Step.CLOCK, now_s)

    def _go(self, happening: Happening, now_s: float) -> Iterable[Item]:
        step = TABLE.get((self.step, happening))
        if step is None:
            return ()
        if self.step is Step.FORMAT and step is Step.FORMAT:
            step = self._try_another(happening)
        elif step is Step.CHOSEN and self._formats[self._turn] == SPOT_CHECK:
            step = Step.WAITING
        return self._enter(step, now_s)

    def _try_another(self, happening: Happening) -> Step:
        """Choose what is asked for next."""
        if happening is Happening.LATE:
            self._extended = not self._extended
            return Step.FORMAT
        self._refusals += 1
        self._turn += 1
        if self._turn == len(self._formats):
            self._turn, self._extended = 0, not self._extended
        return Step.FORMAT if self._refusals < 2 * len(self._formats) else Step.GIVEN_UP

    def _enter(self, step: Step, now_s: float) -> Iterable[Item]:
        self.step = step
        self.due_s = NEVER
        self.silence_s = None if self._spot_checks or self.timing.silence_s is None else UNSETTLED_SILENCE_S
        items: tuple[Item, ...] = ()
        match step:
            case Step.CLOCK:
                self._ask(CLOCK_COMMAND, now_s + ASKED_S)
            case Step.SERIAL:
                self._ask(SERIAL_COMMAND, now_s + ASKED_S)
            case Step.FORMAT:
                choose = choose_format_extended if self._extended else choose_format
                patience_s = CHOOSING_S if now_s - self._began_s < LISTENS_S else LATER_S
                self._ask(choose(self._formats[self._turn]), now_s + patience_s)
            case Step.CHOSEN:
                self.due_s = now_s + COMES_S[self._formats[self._turn]]
            case Step.WAITING:
                self.silence_s = None
                items = (PublishedState(tick=0, state=SensorState.READY),)
            case Step.STREAMING:
                self.silence_s = None if self._format is None else STREAM_SILENCE_S[self._format]
            case Step.GIVEN_UP:
                self._turn, self._extended, self._refusals = 0, False, 0
                self.due_s = now_s + GIVEN_UP_S
                items = self._tell_refusal()
        return items

    def _tell_refusal(self) -> tuple[Item, ...]:
        """Say once for each connection that the device refuses every format."""
        if self._told_refusal:
            return ()
        self._told_refusal = True
        return (PublishedState(tick=0, state=SensorState.FAILED, failure=Failure.REFUSED),)

    def _ask(self, question: bytes, due_s: float) -> None:
        self.say(question)
        self.due_s = due_s
