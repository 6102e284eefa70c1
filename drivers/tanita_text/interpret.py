# SPDX-License-Identifier: EUPL-1.2
"""What is published of a record: weight, height, fat and body mass index of one act, unless the device calls it bad.

The device sends one record for one measurement, so every record counts.
"""

from __future__ import annotations

from collections.abc import Iterable

from drivers.interpreter import Interpreter
from drivers.items import DeviceName, FrameView, Item, Sample
from drivers.tanita_text.decode import MEASURES, Record, decode, redacted
from drivers.tanita_text.frame import TanitaFramer
from kiosk.reading import AbsentReason, Failure, Flag, SensorState


class TanitaInterpreter(Interpreter[bytes]):
    """Decide, record by record."""

    def __init__(self) -> None:
        super().__init__(TanitaFramer())

    def _take(self, frame: bytes) -> Iterable[Item]:
        record = decode(frame)
        if record is None:
            self.tally.broken_packets += 1
            return []
        self._count(frame)
        name = [DeviceName(model=record.model, serial=record.serial)] if record.model or record.serial else []
        return [*name, *self._judge_record(record, frame)]

    def _judge_record(self, record: Record, raw: bytes) -> list[Item]:
        if not record.known_units:
            return self._change(SensorState.FAILED, Failure.WRONG_FORMAT)
        if not record.good:
            missing = {
                measure: Sample.missing(AbsentReason.DEVICE_ERROR)
                for key, measure in MEASURES.items()
                if key in record.numbers
            }
            failed = self._change(SensorState.FAILED, Failure.UNKNOWN)
            return failed + self._results(missing, raw, device_time=record.device_time)
        flags = (Flag.NET_WEIGHT,) if record.tare else ()
        samples = {measure: Sample.of(value) for measure, value in record.values.items()}
        return self._change(SensorState.READY) + self._results(
            samples, raw, flags=flags, device_time=record.device_time
        )

    def _describe(self, frame: bytes) -> Iterable[FrameView]:
        record = decode(frame)
        if record is None:
            return []
        self._count(frame)
        return [FrameView(tick=self._last_tick, name="record", raw=redacted(frame), fields=record.fields())]
