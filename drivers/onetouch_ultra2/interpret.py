# SPDX-License-Identifier: EUPL-1.2
"""What of a OneTouch Ultra 2's answers is published: its name, its clock, its records.

A dump gives the newest record first. Only the first record right behind the dump's own header can be the newest; if a
line between them was lost, none is taken for it, and the dump is asked for again.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import datetime

from drivers.framing import Line
from drivers.items import DeviceClock, DeviceName, FieldValue, FrameView, Item, Sample
from drivers.onetouch_ultra2.decode import Clock, Header, Serial, Stored, decode, model
from drivers.onetouch_ultra2.frame import UltraFramer
from drivers.shared.memory import MemoryInterpreter, glucose
from kiosk.reading import Failure

UNIT = "mg/dL"


class UltraInterpreter(MemoryInterpreter[Line]):
    """Decide, line by line."""

    def __init__(self) -> None:
        super().__init__(UltraFramer())
        self._newest_comes = False

    def _take(self, frame: Line) -> Iterable[Item]:
        answer = decode(frame.text)
        if isinstance(answer, Stored):
            return self._stored(answer, frame)
        self._newest_comes = isinstance(answer, Header)
        self._count_bytes(frame.raw)
        if isinstance(answer, Clock):
            return [DeviceClock(time=answer.time)]
        if isinstance(answer, Header | Serial):
            return [DeviceName(model=model(answer.serial), serial=answer.serial)]
        return []

    def _stored(self, stored: Stored, line: Line) -> list[Item]:
        newest, self._newest_comes = self._newest_comes and not line.after_gap, False
        failure = Failure.CONTROL_SOLUTION if stored.control else None
        return self._record(glucose(stored.sample, UNIT, stored.at, failure=failure), line.raw, older=not newest)

    def _describe(self, frame: Line) -> Iterable[FrameView]:
        answer = decode(frame.text)
        if isinstance(answer, Stored):
            self._count(frame.raw)
        else:
            self._count_bytes(frame.raw)
        name = "unknown" if answer is None else type(answer).__name__.lower()
        return [FrameView(tick=self._last_tick, name=name, raw=frame.raw, fields=_fields(answer))]


def _fields(answer: object) -> dict[str, FieldValue]:
    if answer is None or not dataclasses.is_dataclass(answer):
        return {}
    fields: dict[str, FieldValue] = {}
    for field in dataclasses.fields(answer):
        value = getattr(answer, field.name)
        if isinstance(value, Sample):
            fields["value"] = None if value.value is None else int(value.value)
            fields["absent"] = value.absent
        else:
            fields[field.name] = value.isoformat() if isinstance(value, datetime) else value
    return fields
