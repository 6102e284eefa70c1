# SPDX-License-Identifier: EUPL-1.2
"""When a weight counts: the rule that all scales share.

A weight is published once, when the scale itself says that it is stable. As long as the scale repeats it, that is the
same act of weighing; it is a new one after the load moved, after another weight (the empty scale's zero is one), or
after a pause (`forget`). While the load moves there is no reading, only progress. An overload is said once, until the
scale weighs again. Zero is published as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import ClassVar, Protocol, runtime_checkable

from drivers.interpreter import Interpreter
from drivers.items import DeviceName, FrameView, Item, PublishedProgress, Sample
from drivers.shared.read_lines import ReadLines, Understood
from drivers.shared.scale_line import Mark, ScaleLine
from kiosk.reading import AbsentReason, Failure, Flag, Measure, SensorState

ScaleFrame = Understood[ScaleLine]

_OUTSIDE = {
    Mark.OVERLOAD: (AbsentReason.ABOVE_RANGE, Failure.OVERLOAD),
    Mark.UNDERLOAD: (AbsentReason.BELOW_RANGE, Failure.OUT_OF_RANGE),
}


@runtime_checkable
class Forgets(Protocol):
    """An interpreter to which a pause matters."""

    def forget(self) -> list[Item]:
        """Take the news that the device made a pause."""
        ...


class ScaleInterpreter(Interpreter[ScaleFrame]):
    """Decide, line by line. ``read`` is the family's decoder; a tick is a line about the load."""

    lines: ClassVar[type[ReadLines[ScaleLine]]] = ReadLines

    def __init__(self, read: Callable[[str], ScaleLine | None]) -> None:
        super().__init__(self.lines(read))
        self._standing: object = None
        """What the scale said last and goes on saying."""
        self._shown: Decimal | None = None

    def forget(self) -> list[Item]:
        """Take the news that the scale made a pause: the same weight is now another act."""
        self._standing = None
        return self._change(SensorState.READY)

    def lost(self) -> list[Item]:
        self._standing = None
        return super().lost()

    def _take(self, frame: ScaleFrame) -> Iterable[Item]:
        said = frame.said
        if said.mark is Mark.OTHER:
            return [DeviceName(serial=said.serial)] if said.serial else []
        self._count(frame.raw)
        if said.mark is Mark.MOVING:
            return self._moving(said)
        return self._standing_still(said, frame.raw)

    def _moving(self, said: ScaleLine) -> list[Item]:
        self._standing = None
        items = self._change(SensorState.UNSTABLE)
        if said.value is not None and said.value != self._shown:
            self._shown = said.value
            items.append(
                PublishedProgress(tick=self._last_tick, measure=Measure.WEIGHT, value=said.value, unit=said.unit)
            )
        return items

    def _standing_still(self, said: ScaleLine, raw: bytes) -> list[Item]:
        if said == self._standing:
            return []
        self._standing = said
        self._shown = None
        if said.value is None:
            absent, failure = _OUTSIDE[said.mark]
            missing = {Measure.WEIGHT: Sample.missing(absent)}
            return self._change(SensorState.FAILED, failure) + self._results(missing, raw)
        flags = (Flag.NET_WEIGHT,) if said.net else ()
        results = {Measure.WEIGHT: Sample.of(said.value)}
        state = SensorState.READY if said.value == 0 else SensorState.MEASURING
        return self._change(state) + self._results(results, raw, flags=flags, units={Measure.WEIGHT: said.unit})

    def _describe(self, frame: ScaleFrame) -> Iterable[FrameView]:
        if frame.said.mark is not Mark.OTHER:
            self._count(frame.raw)
        name = "other" if frame.said.mark is Mark.OTHER else "weight"
        return [FrameView(tick=self._last_tick, name=name, raw=frame.raw, fields=frame.said.fields())]
