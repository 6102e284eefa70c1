# SPDX-License-Identifier: EUPL-1.2
"""Ask a balance to send all the time; one that does not know how is asked again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from drivers.dialogue import Timing
from drivers.items import Item, PublishedState
from drivers.scale_mtsics.frame import ONCE, REPEAT, SERIAL, ZERO
from drivers.shared.scale_dialogue import Asking, ScaleDialogue
from drivers.shared.scale_interpreter import ScaleFrame
from kiosk.capability import Command
from kiosk.reading import Failure, SensorState

ASKING = Asking(start=SERIAL + REPEAT, ask=REPEAT, ask_after_s=1.5, zero=ZERO, stop=ONCE, pause_s=4.0)
ONE_BY_ONE_S = 0.5
ZERO_REFUSED = {"Z I", "Z +", "Z -"}
NOT_KNOWN = {"ES", "EL"}


class MtsicsDialogue(ScaleDialogue[ScaleFrame]):
    """``SIR`` until it streams; ``SI`` every half second where ``SIR`` is not known."""

    def __init__(self, timing: Timing, forget: Callable[[], list[Item]]) -> None:
        super().__init__(timing, ASKING, forget)
        self._zeroing = False

    def heard(self, frame: ScaleFrame, now_s: float) -> Iterable[Item]:
        note = frame.said.note
        if note in NOT_KNOWN and not self._zeroing and self.asking.ask == REPEAT:
            self.asking = replace(self.asking, ask=ONCE, ask_after_s=ONE_BY_ONE_S)
        super().heard(frame, now_s)
        if not self._zeroing or not (note.startswith("Z") or note in NOT_KNOWN):
            return ()
        self._zeroing = False
        self.say(self.asking.ask)  # some balances end SIR at any other command
        if note in ZERO_REFUSED | NOT_KNOWN:
            return [PublishedState(tick=0, state=SensorState.FAILED, failure=Failure.REFUSED)]
        return ()

    def told(self, command: Command, now_s: float) -> Iterable[Item]:
        self._zeroing = command is Command.ZERO
        return super().told(command, now_s)
