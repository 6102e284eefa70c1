# SPDX-License-Identifier: EUPL-1.2
"""What blood-pressure devices have in common that send one finished result an act of measuring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from drivers.framing import FrameT
from drivers.interpreter import Interpreter
from drivers.items import Item, PublishedState, Sample
from kiosk.reading import AbsentReason, Failure, Flag, Measure, SensorState


@dataclass(frozen=True, kw_only=True, slots=True)
class CuffResult:
    """One act of measuring. ``values``: what the device measures, with None where it gives no number.

    Pressures are in mmHg, the pulse in beats a minute. ``failure``: why it ended without a result; whatever stands in
    the number fields then is no measurement. ``at``: the device's own clock, without a zone.
    """

    values: Mapping[Measure, int | None]
    failure: Failure | None = None
    flags: tuple[Flag, ...] = ()
    at: datetime | None = None


def values(
    systolic: int | None, diastolic: int | None, pulse: int | None, mean: int | None = None, *, has_mean: bool = False
) -> dict[Measure, int | None]:
    """Return the values by measure; ``has_mean``: the device gives a mean pressure at all. A zero is no number."""
    found = {Measure.SYSTOLIC: systolic or None, Measure.DIASTOLIC: diastolic or None}
    if has_mean:
        found[Measure.MEAN_PRESSURE] = mean or None
    return {**found, Measure.CUFF_PULSE: pulse or None}


class CuffInterpreter(Interpreter[FrameT]):
    """Publish results. A family counts every frame that is a result with ``_count`` and hands it to ``_result``."""

    def _result(self, result: CuffResult, raw: bytes) -> list[Item]:
        """Publish one act; its state comes first, so that a refusal of its values has the last word."""
        failure = result.failure
        if failure is None and not any(result.values.values()):
            failure = Failure.UNKNOWN
        absent = AbsentReason.NOT_MEASURED if result.failure is None else AbsentReason.DEVICE_ERROR
        samples = {
            measure: Sample.missing(absent) if failure is not None or value is None else Sample.of(value)
            for measure, value in result.values.items()
        }
        state = SensorState.READY if failure is None else SensorState.FAILED
        return [
            self._state_now(state, failure),
            *self._results(samples, raw, flags=result.flags, device_time=result.at),
        ]

    def _wrong_format(self) -> list[Item]:
        """Publish that the device's output is set to another format, which is recognised and never guessed at."""
        return [self._state_now(SensorState.FAILED, Failure.WRONG_FORMAT)]

    def _state_now(self, state: SensorState, failure: Failure | None = None) -> PublishedState:
        return PublishedState(tick=self._last_tick, state=state, failure=failure)
