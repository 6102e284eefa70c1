# SPDX-License-Identifier: EUPL-1.2
"""What of a Nonin is published, whichever format it speaks: what that format's own interpreter says.

Ticks are seventy-fifths of a second of the stream; a packet of a slow format is 75 of them. A spot check, which has no
place in a stream, counts as one. When the format changes, the numbers of the one before stand no more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from drivers.interpreter import Interpreter
from drivers.items import FrameView, Item, PublishedReading, PublishedState, PublishedWave, WaveSpec
from drivers.nonin.frame import AnyFramer, Format, Found
from drivers.nonin_1.interpret import Nonin1Interpreter
from drivers.nonin_2.interpret import FRAMES_PER_S, NoninInterpreter
from drivers.nonin_7.interpret import Nonin7Interpreter
from drivers.nonin_8.interpret import Nonin8Interpreter
from drivers.nonin_13.frame import Message
from drivers.nonin_13.interpret import Nonin13Interpreter
from drivers.nonin_ascii.interpret import NoninAsciiInterpreter


@dataclass(frozen=True, kw_only=True, slots=True)
class Spoken:
    """What belongs to a format. ``ticks``: so many of ours is a tick of it."""

    interpreter: Callable[[], Interpreter[Any]]
    ticks: int


SPOKEN: dict[Format, Spoken] = {
    Format.FORMAT_2: Spoken(interpreter=NoninInterpreter, ticks=1),
    Format.FORMAT_7: Spoken(interpreter=Nonin7Interpreter, ticks=1),
    Format.FORMAT_8: Spoken(interpreter=Nonin8Interpreter, ticks=FRAMES_PER_S),
    Format.FORMAT_1: Spoken(interpreter=Nonin1Interpreter, ticks=FRAMES_PER_S),
    Format.ASCII: Spoken(interpreter=NoninAsciiInterpreter, ticks=FRAMES_PER_S),
}


class AnyNoninInterpreter(Interpreter[Message | Found]):
    """Hand each frame to its format's interpreter."""

    rate_hz = FRAMES_PER_S
    waves = (WaveSpec(rate_hz=FRAMES_PER_S, lower=0, upper=0xFFFF),)
    """The widest; each chunk says what its own format's is."""

    def __init__(self) -> None:
        framer = AnyFramer()
        super().__init__(framer)
        self._any = framer
        self._spot_checks = Nonin13Interpreter()
        self._format: Format | None = None
        self._stream: Interpreter[Any] = self._spot_checks
        self._stream_ticks = 1
        self._first_tick = 0

    def lost(self) -> list[Item]:
        self._any.forget()
        return [*super().lost(), *map(self._placed, self._stream.lost())]

    def _take(self, frame: Message | Found) -> Iterable[Item]:
        if isinstance(frame, Message):
            return self._handed(self._spot_checks, frame, 1)
        if frame.format is self._format:
            return self._handed(self._stream, frame.frame, self._stream_ticks)
        withdrawn = self._change_to(frame.format)
        return [*withdrawn, *self._handed(self._stream, frame.frame, self._stream_ticks)]

    def _describe(self, frame: Message | Found) -> Iterable[FrameView]:
        if isinstance(frame, Message):
            return self._shown("format-13", self._spot_checks, frame, 1)
        if frame.format is not self._format:
            self._change_to(frame.format)
        return self._shown(frame.format.value, self._stream, frame.frame, self._stream_ticks)

    def _shown(self, name: str, part: Interpreter[Any], frame: Any, ticks: int) -> list[FrameView]:
        before = part.ticks, part.stream_bytes
        views = part.describe(frame)
        self._count_part(part, before, ticks)
        return [replace(view, tick=self._last_tick, fields={"format": name, **view.fields}) for view in views]

    def _change_to(self, name: Format) -> list[Item]:
        """Begin with a format anew; withdraw what the one before said."""
        withdrawn = [self._placed(item) for item in self._stream.lost()]
        self._format = name
        self._stream = SPOKEN[name].interpreter()
        self._stream_ticks = SPOKEN[name].ticks
        self._first_tick = self.ticks
        return withdrawn

    def _handed(self, part: Interpreter[Any], frame: Any, ticks: int) -> list[Item]:
        before = part.ticks, part.stream_bytes
        items = part.take(frame)
        self._count_part(part, before, ticks)
        return [self._placed(item) for item in items]

    def _count_part(self, part: Interpreter[Any], before: tuple[int, int], ticks: int) -> None:
        self.ticks += (part.ticks - before[0]) * ticks
        self.stream_bytes += part.stream_bytes - before[1]

    def _placed(self, item: Item) -> Item:
        """Put an item of one format where it belongs in the whole."""
        if isinstance(item, PublishedWave):
            return replace(item, tick=self._first_tick + item.tick, spec=self._stream.waves[0])
        if isinstance(item, PublishedReading | PublishedState):
            return replace(item, tick=self._last_tick)
        return item
