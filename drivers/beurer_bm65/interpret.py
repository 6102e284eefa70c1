# SPDX-License-Identifier: EUPL-1.2
"""What of a BM65's memory is published.

The order of the memory is not known, so records wait until the promised number has come; then the one with the newest
date counts, and live only it. Of a memory that was not read to its end nobody knows which record is the newest, so
none counts live.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from drivers.beurer_bm65.decode import OFFSET_MMHG, Stored, describe, name
from drivers.beurer_bm65.frame import Answer, BeurerFramer, Kind
from drivers.items import DeviceName, FrameView, Item, PublishedReading, PublishedState, Sample
from drivers.shared.memory import MemoryInterpreter, Record
from kiosk.reading import AbsentReason, Measure

HELD_RECORDS = 256
"""A longer stretch of records is no memory of this meter; the oldest are published as older ones."""


class BeurerInterpreter(MemoryInterpreter[Answer]):
    """Decide, answer by answer. A tick is a record; readings and frames number records alike."""

    def __init__(self) -> None:
        super().__init__(BeurerFramer())
        self._waiting: list[tuple[int, Answer]] = []
        """Records with their places in the whole."""
        self._records = 0

    def finish(self) -> list[Item]:
        return [*super().finish(), *self._publish(complete=False)]

    def lost(self) -> list[Item]:
        self._waiting.clear()
        return super().lost()

    def _take(self, frame: Answer) -> Iterable[Item]:
        if frame.kind is Kind.RECORD:
            self._waiting.append((self._records, frame))
            self._records += 1
            if frame.last or len(self._waiting) > HELD_RECORDS:
                return self._publish(complete=frame.last)
            return ()
        self._count_bytes(frame.raw)
        if frame.kind is Kind.NOT_THERE:
            return self._publish(complete=True) if frame.last else ()
        items = self._publish(complete=False)
        if frame.kind is Kind.IDENTITY:
            items.append(DeviceName(model=name(frame)))
        return items

    def _describe(self, frame: Answer) -> Iterable[FrameView]:
        self._count_bytes(frame.raw)
        self.ticks += frame.kind is Kind.RECORD
        return [FrameView(tick=self._last_tick, name=frame.kind.value, raw=frame.raw, fields=describe(frame))]

    def _publish(self, *, complete: bool) -> list[Item]:
        """Publish what waits; the newest last, if the memory was read to its end."""
        waiting, self._waiting = self._waiting, []
        stored = [
            (each, place, frame.raw) for place, frame in waiting if (each := Stored.decode(frame.raw)) is not None
        ]
        stored.sort(key=lambda entry: entry[0].at)
        items: list[Item] = []
        for number, (each, place, raw) in enumerate(stored, start=1):
            told = self._record(_record(each, raw), raw, older=not complete or number < len(stored))
            items += [_placed(item, place) for item in told]
        return items


def _placed(item: Item, place: int) -> Item:
    """Number an item by the record in the recording, though the newest is told last."""
    return replace(item, tick=place) if isinstance(item, PublishedReading | PublishedState) else item


def _record(stored: Stored, raw: bytes) -> Record:
    samples = {
        Measure.SYSTOLIC: _sample(stored.systolic, OFFSET_MMHG),
        Measure.DIASTOLIC: _sample(stored.diastolic, OFFSET_MMHG),
        Measure.CUFF_PULSE: _sample(stored.pulse, 0),
    }
    return Record(samples=samples, at=stored.at, key=raw)


def _sample(value: int, none: int) -> Sample:
    return Sample.missing(AbsentReason.NOT_MEASURED) if value == none else Sample.of(value)
