# SPDX-License-Identifier: EUPL-1.2
"""What is published of a record: weight, height and BMI of one act."""

from __future__ import annotations

from collections.abc import Iterable

from drivers.gtech_gl150.decode import decode
from drivers.gtech_gl150.frame import GtechFramer, Result
from drivers.interpreter import Interpreter
from drivers.items import FieldValue, FrameView, Item, Sample
from kiosk.reading import SensorState


class GtechInterpreter(Interpreter[Result]):
    """Decide, record by record."""

    def __init__(self) -> None:
        super().__init__(GtechFramer())

    def _take(self, frame: Result) -> Iterable[Item]:
        self._count(frame.raw)
        samples = {measure: Sample.of(value) for measure, value in decode(frame).items()}
        return self._change(SensorState.READY) + self._results(samples, frame.raw)

    def _describe(self, frame: Result) -> Iterable[FrameView]:
        self._count(frame.raw)
        values = {measure.value: str(value) for measure, value in decode(frame).items()}
        fields: dict[str, FieldValue] = {"printed": frame.printed, **values}
        return [FrameView(tick=self._last_tick, name="result", raw=frame.raw, fields=fields)]
