# SPDX-License-Identifier: EUPL-1.2
"""What of a OneTouch UltraEasy's packets is published: its name, its clock, its records.

A record does not say its number. Live only the newest is asked for; in a recording every record is given.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from datetime import datetime

from drivers.items import DeviceClock, DeviceName, FieldValue, FrameView, Item, Sample
from drivers.onetouch_ultraeasy.decode import Answer, Clock, Serial, Stored, decode
from drivers.onetouch_ultraeasy.frame import LifeScanFramer, Packet
from drivers.shared.memory import MemoryInterpreter, glucose
from kiosk.reading import Failure

UNIT = "mg/dL"


class LifeScanInterpreter(MemoryInterpreter[Packet]):
    """Decide, packet by packet; ``read`` decodes the family's messages.

    ``newest_first``: record 0 is known to be the newest. Where it is not, one that is older than another is no result.
    """

    def __init__(self, read: Callable[[bytes], Answer | None] = decode, *, newest_first: bool = True) -> None:
        super().__init__(LifeScanFramer())
        self._read = read
        self._newest_first = newest_first
        self._latest: datetime | None = None

    def lost(self) -> list[Item]:
        self._latest = None
        return super().lost()

    def _take(self, frame: Packet) -> Iterable[Item]:
        answer = self._read(frame.message)
        if isinstance(answer, Stored):
            failure = Failure.CONTROL_SOLUTION if answer.control else None
            record = glucose(answer.sample, UNIT, answer.at, failure=failure)
            return self._record(record, frame.raw, older=self._is_older(answer.at))
        self._count_bytes(frame.raw)
        if isinstance(answer, Clock):
            return [DeviceClock(time=answer.time)]
        return [DeviceName(serial=answer.serial)] if isinstance(answer, Serial) else []

    def _is_older(self, at: datetime | None) -> bool:
        if self._newest_first or at is None:
            return False
        if self._latest is not None and at < self._latest:
            return True
        self._latest = at
        return False

    def _describe(self, frame: Packet) -> Iterable[FrameView]:
        answer = self._read(frame.message)
        if isinstance(answer, Stored):
            self._count(frame.raw)
        else:
            self._count_bytes(frame.raw)
        link: dict[str, FieldValue] = {"sends": frame.sends, "expects": frame.expects, "more": bool(frame.link & 0x10)}
        yield FrameView(tick=self._last_tick, name=_name(frame, answer), raw=frame.raw, fields=link | _fields(answer))


def _name(frame: Packet, answer: Answer | None) -> str:
    if frame.disconnects:
        return "disconnected" if frame.acknowledges else "disconnect"
    if not frame.message:
        return "acknowledge" if frame.acknowledges else "empty"
    return "unknown" if answer is None else type(answer).__name__.lower()


def _fields(answer: Answer | None) -> dict[str, FieldValue]:
    fields: dict[str, FieldValue] = {}
    if answer is None:
        return fields
    for field in dataclasses.fields(answer):
        value = getattr(answer, field.name)
        if isinstance(value, Sample):
            fields["value"] = None if value.value is None else int(value.value)
            fields["absent"] = value.absent
        else:
            fields[field.name] = value.isoformat() if isinstance(value, datetime) else value
    return fields
