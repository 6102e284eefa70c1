# SPDX-License-Identifier: EUPL-1.2
"""What is published of a device's memory: every record once, however often it is read, and only the newest live.

Whether a record is of this session is not decided here: its date is compared where the clock is (`drivers.freshness`).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from drivers.framing import Framer, FrameT
from drivers.interpreter import Interpreter
from drivers.items import Item, Number, PublishedState, Sample
from kiosk.reading import AbsentReason, Failure, Flag, Measure, SensorState

LOWEST_MG_DL, HIGHEST_MG_DL = 20, 600
"""Every meter here shows LO and HI outside of this."""
REMEMBERED = 4096
"""So many records are remembered as told; the largest memory here has 2000."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """One record of a memory. ``failure``: why it is nobody's result; ``at`` is the device's own time."""

    samples: Mapping[Measure, Sample]
    at: datetime | None
    key: Hashable
    """What makes it this record and no other."""
    failure: Failure | None = None
    flags: tuple[Flag, ...] = ()
    units: Mapping[Measure, str] = field(default_factory=dict)


def glucose(
    sample: Sample, unit: str, at: datetime | None, *, failure: Failure | None = None, key: Hashable = None
) -> Record:
    """Return the record of a glucose value; ``key`` tells apart what value and time do not."""
    return Record(
        samples={Measure.GLUCOSE: sample},
        at=at,
        key=(at, sample, unit, failure, key),
        failure=failure,
        units={Measure.GLUCOSE: unit},
    )


def in_range(value: Number, low: Number = LOWEST_MG_DL, high: Number = HIGHEST_MG_DL) -> Sample:
    """Return a meter's value, or that it is out of the range in which the meter measures."""
    if value > high:
        return Sample.missing(AbsentReason.ABOVE_RANGE)
    return Sample.missing(AbsentReason.BELOW_RANGE) if value < low else Sample.of(value)


class MemoryInterpreter(Interpreter[FrameT]):
    """Publish records. A family counts every good frame with ``_count_bytes`` and hands records to ``_record``."""

    def __init__(self, framer: Framer[FrameT]) -> None:
        super().__init__(framer)
        self._told: dict[Hashable, bool] = {}
        """Records that were published, and whether only as older ones."""

    def lost(self) -> list[Item]:
        """Take the end of the conversation: the next device may be another."""
        self._told.clear()
        return super().lost()

    def _count_bytes(self, raw: bytes) -> None:
        """Count a good frame that is no result by itself."""
        self.stream_bytes += len(raw)

    def _record(self, record: Record, raw: bytes, *, older: bool = False) -> list[Item]:
        """Publish a record, unless it was. ``raw``: the bytes that say it; they are counted here."""
        self._count_bytes(raw)
        told = self._told.get(record.key)
        if told is False or (told and older):
            return []
        self._remember(record.key, older=older)
        self.ticks += 1
        if record.failure is not None:
            return [] if older else [self._state_item(SensorState.FAILED, record.failure)]
        results = self._results(
            record.samples,
            raw,
            flags=(Flag.FROM_MEMORY, *record.flags),
            units=record.units,
            device_time=record.at,
            older=older,
        )
        return results if older else [self._state_item(SensorState.READY), *results]

    def _remember(self, key: Hashable, *, older: bool) -> None:
        if len(self._told) >= REMEMBERED:
            self._told.pop(next(iter(self._told)))
        self._told[key] = older

    def _state_item(self, state: SensorState, failure: Failure | None = None) -> PublishedState:
        return PublishedState(tick=self._last_tick, state=state, failure=failure)
