# SPDX-License-Identifier: EUPL-1.2
"""Our side of the conversation with a scale: ask where asking is needed, and notice pauses.

Answers to our questions and lines that come by themselves are taken alike; that a weight is said twice is the
interpreter's affair, which is only told when the scale made a pause.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from drivers.dialogue import NEVER, Dialogue, Timing
from drivers.framing import FrameT
from drivers.items import Item
from kiosk.capability import Command

STREAM_GAP_S = 1.5
STREAM_LINES = 5
"""So many lines with such gaps at most are a scale that sends all the time, not somebody at its print key."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asking:
    """What a scale is told. Empty: nothing.

    ``ask``: sent when it said nothing for ``ask_after_s``. ``pause_s``: after such a silence an equal weight is another
    act. ``stream_silence_s``: a scale that needs no asking may be silent as long as it likes, but once it was seen to
    send all the time not longer than this. None: it only sends while somebody stands on it.
    """

    start: bytes = b""
    ask: bytes = b""
    ask_after_s: float = 1.0
    zero: bytes = b""
    stop: bytes = b""
    pause_s: float = 2.0
    stream_silence_s: float | None = 3.0


class ScaleDialogue(Dialogue[FrameT]):
    """Listen; ask when nothing comes by itself."""

    hears = True

    def __init__(self, timing: Timing, asking: Asking, forget: Callable[[], list[Item]]) -> None:
        super().__init__(timing)
        self.asking = asking
        self._forget = forget
        self._heard_s = NEVER
        self._asked_s = NEVER
        self._lines = 0

    def opened(self, now_s: float) -> None:
        self.say(self.asking.start)
        self._asked_s = now_s
        self._plan()

    def heard(self, frame: FrameT, now_s: float) -> Iterable[Item]:
        streams = self._heard_s != NEVER and now_s - self._heard_s <= STREAM_GAP_S
        self._lines = self._lines + 1 if streams else 0
        if self._lines >= STREAM_LINES and not self.asking.ask:
            self.silence_s = self.asking.stream_silence_s
        self._heard_s = now_s
        self._plan()
        return ()

    def unsettled(self, now_s: float) -> None:
        self.silence_s = self.timing.silence_s
        self._lines = 0

    def passed(self, now_s: float) -> Iterable[Item]:
        items: list[Item] = []
        if now_s >= self._pause_ends_s():
            items = self._forget()
            self._heard_s = NEVER
        if now_s >= self._asks_s():
            self.say(self.asking.ask)
            self._asked_s = now_s
        self._plan()
        return items

    def told(self, command: Command, now_s: float) -> Iterable[Item]:
        if command is Command.ZERO:
            self.say(self.asking.zero)
        return ()

    def closing(self) -> bytes:
        return self.asking.stop

    def _pause_ends_s(self) -> float:
        return self._heard_s + self.asking.pause_s

    def _asks_s(self) -> float:
        """Return when to ask: so long after the last question and after the last line."""
        if not self.asking.ask:
            return NEVER
        last_s = self._asked_s if self._heard_s == NEVER else max(self._asked_s, self._heard_s)
        return last_s + self.asking.ask_after_s

    def _plan(self) -> None:
        self.due_s = min(self._pause_ends_s(), self._asks_s())
