# SPDX-License-Identifier: EUPL-1.2
"""Our side of the conversation with a Contour: let it send its memory, answer every frame.

A meter that has just come into the cable says ENQ by itself. Later it is poked (NAK); it says EOT, is invited (ENQ,
ACK), and when the invitation is over (EOT) it says ENQ and sends. Nothing is ever written into it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import ClassVar

from drivers.contour.frame import Frame, Signal
from drivers.dialogue import Dialogue, Timing
from drivers.items import Item, PublishedState
from kiosk.reading import Failure, SensorState

POKE_S = 2.0
FRAME_S = 2.0
"""From our answer to the next frame; 247 bytes take 0.26 s."""
REST_S = 12.0
"""From the end of a memory to the next poke."""
NAKS = 6
"""So often a frame is asked for again (ASTM E1381)."""


class Stage(StrEnum):
    """Where the conversation is."""

    POKED = "poked"
    """We said NAK: is somebody there?"""
    INVITED = "invited"
    """We said ENQ."""
    FREED = "freed"
    """We said EOT: now the meter may send."""
    ACCEPTED = "accepted"
    """The meter said ENQ, and we ACK."""
    SENDING = "sending"
    """The meter sends its memory."""
    RESTING = "resting"
    """The memory was sent."""


TABLE: dict[tuple[Stage, Signal], tuple[Stage, Signal | None]] = {
    **{(stage, Signal.ENQ): (Stage.ACCEPTED, Signal.ACK) for stage in Stage},
    (Stage.POKED, Signal.EOT): (Stage.INVITED, Signal.ENQ),
    (Stage.POKED, Signal.ACK): (Stage.FREED, Signal.EOT),
    (Stage.INVITED, Signal.ACK): (Stage.FREED, Signal.EOT),
    (Stage.INVITED, Signal.NAK): (Stage.POKED, None),
    (Stage.ACCEPTED, Signal.EOT): (Stage.INVITED, Signal.ENQ),
    (Stage.SENDING, Signal.EOT): (Stage.RESTING, None),
}
"""Stage and what the meter says → the next stage, and our answer. What is not here is let pass.

EOT for our ACK means that our poke and its offer met on the way; it is invited then, but only once after each poke.
"""
WAITS_S = {Stage.RESTING: REST_S, Stage.ACCEPTED: FRAME_S, Stage.SENDING: FRAME_S}


class ContourDialogue(Dialogue[Frame]):
    """Poke, invite, take the memory, rest; again and again."""

    hears: ClassVar[bool] = True

    def __init__(self, timing: Timing) -> None:
        super().__init__(timing)
        self.stage = Stage.POKED
        self._naks = 0
        self._invited = False
        self._met = False
        self._failed = False

    def opened(self, now_s: float) -> None:
        self._met = False
        self._poke(now_s)

    def unsettled(self, now_s: float) -> None:
        self.opened(now_s)

    def heard(self, frame: Frame, now_s: float) -> Iterable[Item]:
        if frame.signal is None:
            self._go(Stage.SENDING, Signal.ACK, now_s)
            return self._meet()
        step = TABLE.get((self.stage, frame.signal))
        if step is None:
            return ()
        stage, answer = step
        if stage is Stage.INVITED:
            if self._invited:
                stage, answer = Stage.RESTING, None
            self._invited = True
        over = self.stage is Stage.SENDING and stage is Stage.RESTING
        self._go(stage, answer, now_s)
        if over and self._failed:
            self._failed = False
            return [PublishedState(tick=0, state=SensorState.READY)]
        return ()

    def passed(self, now_s: float) -> Iterable[Item]:
        return _LATE.get(self.stage, ContourDialogue._late)(self, now_s)

    def _meet(self) -> list[Item]:
        if self._met:
            return []
        self._met = True
        return [PublishedState(tick=0, state=SensorState.SEARCHING)]

    def _go(self, stage: Stage, answer: Signal | None, now_s: float) -> None:
        self.stage = stage
        self._naks = 0
        self.due_s = now_s + WAITS_S.get(stage, POKE_S)
        if answer is not None:
            self.say(bytes([answer]))

    def _poke(self, now_s: float) -> None:
        self._invited = False
        self._go(Stage.POKED, Signal.NAK, now_s)

    def _late(self, now_s: float) -> Iterable[Item]:
        self._poke(now_s)
        return ()

    def _late_frame(self, now_s: float) -> Iterable[Item]:
        """Ask for the last frame again."""
        if self._naks < NAKS:
            naks = self._naks + 1
            self._go(Stage.SENDING, Signal.NAK, now_s)
            self._naks = naks
            return ()
        self._met, self._failed = False, True
        self._poke(now_s)
        return [PublishedState(tick=0, state=SensorState.FAILED, failure=Failure.NO_ANSWER)]


_LATE: dict[Stage, Callable[[ContourDialogue, float], Iterable[Item]]] = {Stage.SENDING: ContourDialogue._late_frame}
