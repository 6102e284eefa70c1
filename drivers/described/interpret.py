# SPDX-License-Identifier: EUPL-1.2
"""What is published of a described device's frames.

``frames = 1``: every frame is a finished result; one without a value is a failed measurement. Otherwise the device
tells all the time what it sees, also when nobody is there: a number is a result when so many frames in a row were near
to each other, once, until it is out of its range or moves on.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from drivers.described.decode import decode
from drivers.described.description import Description
from drivers.described.frame import Frame, framer
from drivers.interpreter import Interpreter
from drivers.items import FieldValue, FrameView, Item, PublishedState, Sample
from kiosk.reading import AbsentReason, Failure, Measure, SensorState

_RANGE = {AbsentReason.BELOW_RANGE, AbsentReason.ABOVE_RANGE}


class Rest:
    """Tells when one measure came to rest."""

    def __init__(self, frames: int, within: Decimal) -> None:
        self._frames = frames
        self._within = within
        self._run: list[Decimal] = []
        self.stands: Decimal | None = None
        """The result that was published and still holds."""

    def take(self, value: Decimal | None) -> bool:
        """Take the next number; return whether it is a result now."""
        if value is None:
            self.forget()
            return False
        near = [*self._run[1 - self._frames :], value]
        self._run = near if max(near) - min(near) <= self._within else [value]
        if self.stands is not None and abs(value - self.stands) <= self._within:
            return False
        self.stands = value if len(self._run) >= self._frames else None
        return self.stands is not None

    def forget(self) -> None:
        """Begin again."""
        self._run, self.stands = [], None


class DescribedInterpreter(Interpreter[Frame]):
    """Decide, frame by frame."""

    def __init__(self, description: Description) -> None:
        super().__init__(framer(description.shape))
        self._description = description
        self._rests = {value.measure: Rest(description.frames, description.within) for value in description.values}
        self._units = {value.measure: value.unit for value in description.values}

    def lost(self) -> list[Item]:
        for rest in self._rests.values():
            rest.forget()
        return super().lost()

    def _take(self, frame: Frame) -> Iterable[Item]:
        self._count(frame.raw)
        samples = decode(self._description, frame)
        return self._finished(samples, frame.raw) if self._description.frames == 1 else self._seen(samples, frame.raw)

    def _finished(self, samples: dict[Measure, Sample], raw: bytes) -> list[Item]:
        failed = all(sample.value is None for sample in samples.values())
        outside = any(sample.absent in _RANGE for sample in samples.values())
        state = PublishedState(
            tick=self._last_tick,
            state=SensorState.FAILED if failed else SensorState.READY,
            failure=None if not failed else Failure.OUT_OF_RANGE if outside else Failure.UNKNOWN,
        )
        return [*self._results(samples, raw, units=self._units), state]

    def _seen(self, samples: dict[Measure, Sample], raw: bytes) -> list[Item]:
        results = {
            measure: sample
            for measure, sample in samples.items()
            if self._rests[measure].take(None if sample.value is None else Decimal(sample.value))
        }
        if all(sample.value is None for sample in samples.values()):
            state = SensorState.READY
        elif any(rest.stands is not None for rest in self._rests.values()):
            state = SensorState.MEASURING
        else:
            state = SensorState.UNSTABLE
        return [*self._change(state), *self._results(results, raw, units=self._units)]

    def _describe(self, frame: Frame) -> Iterable[FrameView]:
        self._count(frame.raw)
        fields: dict[str, FieldValue] = {}
        for measure, sample in decode(self._description, frame).items():
            fields[measure.value] = None if sample.value is None else str(sample.value)
            fields[f"{measure.value}_absent"] = sample.absent and sample.absent.value
        return [FrameView(tick=self._last_tick, name="frame", raw=frame.raw, fields=fields)]
