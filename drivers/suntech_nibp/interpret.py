# SPDX-License-Identifier: EUPL-1.2
"""What of a SunTech module's packets is published.

A result (length 18) counts for the person in the cuff only if a measurement stood before it. The module gives its last
result whenever it is asked, also that of somebody before; so one without a measurement since the result before is
marked as out of the memory, which the live station refuses. Signs of a measurement are a pressure in the cuff or,
where a program did not ask for pressures, the letters O and K. One that the module calls aborted (A) has no result,
whatever it still keeps of somebody before.
"""

from __future__ import annotations

from collections.abc import Iterable

from drivers.interpreter import Interpreter
from drivers.items import FrameView, Item, PublishedProgress, PublishedState, Sample
from drivers.suntech_nibp.decode import (
    ABORTED,
    FAILURES,
    NO_ERROR,
    TOP_MMHG,
    Answer,
    Result,
    answer,
    describe,
    pressure_mmhg,
)
from drivers.suntech_nibp.frame import ANSWER, PRESSURE, RESULT, Packet, SuntechFramer
from kiosk.reading import AbsentReason, Failure, Flag, Measure, SensorState

INFLATED_MMHG = 15
"""From this on there is pressure in the cuff; below, the sensor's zero may be off."""


class SuntechInterpreter(Interpreter[Packet]):
    """Decide, packet by packet. A tick is a packet: the module has no pace of its own."""

    def __init__(self) -> None:
        super().__init__(SuntechFramer())
        self._forget()
        self._published = b""
        self._full = False
        """Whether the last pressure was one in the cuff."""
        self._emptying = False
        """Whether that pressure is still of the measurement whose result came."""

    def lost(self) -> list[Item]:
        self._forget()
        self._full = self._emptying = False
        return super().lost()

    def _take(self, frame: Packet) -> Iterable[Item]:
        self._count(frame.raw)
        if frame.kind == PRESSURE:
            return self._pressure(pressure_mmhg(frame))
        if frame.kind == RESULT:
            return self._result(Result.decode(frame.content), frame.raw)
        if frame.kind == ANSWER:
            self._answered(answer(frame))
        return ()

    def _describe(self, frame: Packet) -> Iterable[FrameView]:
        self._count(frame.raw)
        name, fields = describe(frame)
        return [FrameView(tick=self._last_tick, name=name, raw=frame.raw, fields=fields)]

    def _forget(self) -> None:
        self._announced = self._asked_pressure = self._inflated = self._aborted = False

    def _answered(self, said: Answer | None) -> None:
        if said is Answer.ABORTED:
            self._aborted = self._aborted or self._measured
        elif said is Answer.ACCEPTED:
            self._announced, self._aborted, self._emptying = True, False, False
        elif said is Answer.FINISHED:
            self._announced = True

    @property
    def _measured(self) -> bool:
        return self._inflated or (self._announced and not self._asked_pressure)

    def _pressure(self, cuff_mmhg: int | None) -> list[Item]:
        if cuff_mmhg is None:
            return []
        self._asked_pressure = True
        self._full = cuff_mmhg >= INFLATED_MMHG
        self._emptying = self._emptying and self._full
        self._inflated = self._inflated or (self._full and not self._emptying)
        return [PublishedProgress(tick=self._last_tick, measure=Measure.CUFF_PRESSURE, value=cuff_mmhg)]

    def _result(self, result: Result, raw: bytes) -> list[Item]:
        measured, announced, aborted = self._measured, self._announced, self._aborted
        if raw == self._published and not (measured or announced):
            return []  # asked for twice
        self._forget()
        self._published, self._emptying = raw, self._full
        if result.error != NO_ERROR:
            return [self._ending(result.error)] if measured or announced else []
        if aborted:
            return [self._ending(ABORTED)]
        samples = _samples(result)
        if all(sample.value is None for sample in samples.values()):
            return [self._failed(Failure.UNKNOWN)] if measured or announced else []
        flags = () if measured else (Flag.FROM_MEMORY,)
        ready = PublishedState(tick=self._last_tick, state=SensorState.READY)
        return [*self._results(samples, raw, flags=flags), ready]

    def _ending(self, error: int) -> PublishedState:
        if error == ABORTED:
            return PublishedState(tick=self._last_tick, state=SensorState.STOPPED)
        return self._failed(FAILURES.get(error, Failure.UNKNOWN))

    def _failed(self, failure: Failure) -> PublishedState:
        return PublishedState(tick=self._last_tick, state=SensorState.FAILED, failure=failure)


def _samples(result: Result) -> dict[Measure, Sample]:
    return {
        Measure.SYSTOLIC: _sample(result.systolic),
        Measure.DIASTOLIC: _sample(result.diastolic),
        Measure.MEAN_PRESSURE: _sample(result.mean),
        Measure.CUFF_PULSE: _sample(result.rate),
    }


def _sample(value: int) -> Sample:
    return Sample.of(value) if 0 < value <= TOP_MMHG else Sample.missing(AbsentReason.NOT_MEASURED)
