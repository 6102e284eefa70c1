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
from drivers.nonin.frame import AnyFramer, Found
from drivers.nonin.proof import Format
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
        return [*super().lost(), *map(self._of_stream, self._stream.lost())]

    def _take(self, frame: Message | Found) -> Iterable[Item]:
        if isinstance(frame, Message):
            return [self._of_spot_check(item) for item in self._handed(self._spot_checks, frame, 1)]
        withdrawn = [] if frame.format is self._format else self._change_to(frame.format)
        items = self._handed(self._stream, frame.frame, self._stream_ticks)
        return [*withdrawn, *map(self._of_stream, items)]

    def _describe(self, frame: Message | Found) -> Iterable[FrameView]:
        if isinstance(frame, Message):
            views = self._counted(self._spot_checks, 1, lambda part: part.describe(frame))
            return [_named("format-13", view, self._last_tick) for view in views]
        if frame.format is not self._format:
            self._change_to(frame.format)
        views = self._counted(self._stream, self._stream_ticks, lambda part: part.describe(frame.frame))
        return [_named(frame.format.value, view, self._place(view.tick)) for view in views]

    def _change_to(self, name: Format) -> list[Item]:
        """Begin with a format anew; withdraw what the one before said."""
        withdrawn = [self._of_stream(item) for item in self._stream.lost()]
        self._format = name
        self._stream = SPOKEN[name].interpreter()
        self._stream_ticks = SPOKEN[name].ticks
        self._first_tick = self.ticks
        return withdrawn

    def _handed(self, part: Interpreter[Any], frame: Any, ticks: int) -> Iterable[Item]:
        return self._counted(part, ticks, lambda part: part.take(frame))

    def _counted(
        self, part: Interpreter[Any], ticks: int, work: Callable[[Interpreter[Any]], Iterable[Any]]
    ) -> Iterable[Any]:
        """Let a format's interpreter work, and count in the whole what it counted."""
        before_ticks, before_bytes = part.ticks, part.stream_bytes
        done = work(part)
        self.ticks += (part.ticks - before_ticks) * ticks
        self.stream_bytes += part.stream_bytes - before_bytes
        return done

    def _place(self, tick: int) -> int:
        """Return where a tick of the stream's format begins in the whole."""
        return self._first_tick + tick * self._stream_ticks

    def _of_stream(self, item: Item) -> Item:
        if isinstance(item, PublishedWave):
            return replace(item, tick=self._place(item.tick), spec=self._stream.waves[0])
        if isinstance(item, PublishedReading | PublishedState):
            return replace(item, tick=self._place(item.tick))
        return item

    def _of_spot_check(self, item: Item) -> Item:
        if isinstance(item, PublishedReading | PublishedState):
            return replace(item, tick=self._last_tick)
        return item


def _named(name: str, view: FrameView, tick: int) -> FrameView:
    return replace(view, tick=tick, fields={"format": name, **view.fields})
