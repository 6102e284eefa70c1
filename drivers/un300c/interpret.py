# SPDX-License-Identifier: EUPL-1.2
"""What of a UN300C's messages is published.

The board gives its last result with every status. It counts for the person in the cuff only if a live pressure or the
end of one stood before it, and only once; another is out of the memory and is for recordings only. Without the end the
measurement may have been broken off, so numbers that were given before are then still those of before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from drivers.interpreter import Interpreter
from drivers.items import FrameView, Item, PublishedProgress, PublishedState, Sample
from drivers.un300c.decode import BUSY, END_TEXT, FAILURES, NO_ERROR, TOP_MMHG, Status, cuff_mmhg, describe, status
from drivers.un300c.frame import Message, Un300cFramer
from kiosk.reading import AbsentReason, Failure, Flag, Measure, SensorState


class Un300cInterpreter(Interpreter[Message]):
    """Decide, message by message. A tick is a message: the board has no pace of its own."""

    def __init__(self) -> None:
        super().__init__(Un300cFramer())
        self._measured = self._ended_well = False
        self._given: Status | None = None

    def lost(self) -> list[Item]:
        self._measured = self._ended_well = False
        return super().lost()

    def _take(self, frame: Message) -> Iterable[Item]:
        self._count(frame.raw)
        pressure = cuff_mmhg(frame)
        if pressure is not None:
            self._measured = True
            return [PublishedProgress(tick=self._last_tick, measure=Measure.CUFF_PRESSURE, value=pressure)]
        if frame.text == END_TEXT:
            self._measured = self._ended_well = True
            return ()
        said = status(frame)
        return () if said is None or said.state in BUSY else self._ended(said, frame.raw)

    def _describe(self, frame: Message) -> Iterable[FrameView]:
        self._count(frame.raw)
        name, fields = describe(frame)
        return [FrameView(tick=self._last_tick, name=name, raw=frame.raw, fields=fields)]

    def _ended(self, said: Status, raw: bytes) -> list[Item]:
        measured, ended_well = self._measured, self._ended_well
        self._measured = self._ended_well = False
        given = replace(said, state=0, mode=0, cycle_min=None, rest="")
        if given == self._given and not ended_well:
            # Asked for again, or of somebody before.
            return [self._failed(FAILURES.get(said.error or NO_ERROR, Failure.UNKNOWN))] if measured else []
        self._given = given
        if said.error != NO_ERROR:
            return [self._failed(FAILURES.get(said.error or NO_ERROR, Failure.UNKNOWN))] if measured else []
        samples = _samples(said)
        if all(sample.value is None for sample in samples.values()):
            return [self._failed(Failure.UNKNOWN)] if measured else []
        if not measured:
            return self._results(samples, raw, flags=(Flag.FROM_MEMORY,), older=True)
        return [*self._results(samples, raw), PublishedState(tick=self._last_tick, state=SensorState.READY)]

    def _failed(self, failure: Failure) -> PublishedState:
        return PublishedState(tick=self._last_tick, state=SensorState.FAILED, failure=failure)


def _samples(said: Status) -> dict[Measure, Sample]:
    return {
        Measure.SYSTOLIC: _sample(said.systolic),
        Measure.DIASTOLIC: _sample(said.diastolic),
        Measure.MEAN_PRESSURE: _sample(said.mean),
        Measure.CUFF_PULSE: _sample(said.pulse),
    }


def _sample(value: int | None) -> Sample:
    if value is None or not 0 < value <= TOP_MMHG:
        return Sample.missing(AbsentReason.NOT_MEASURED)
    return Sample.of(value)
