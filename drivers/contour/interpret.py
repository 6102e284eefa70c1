# SPDX-License-Identifier: EUPL-1.2
"""What of a Contour's memory is published.

The meter sends its whole memory, oldest or newest first as the model likes, so which record is the newest is known at
the end of the message only: until then records wait. A record may be split over frames.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from drivers.contour.decode import Answer, End, Header, Other, Result, decode
from drivers.contour.frame import AstmFramer, Frame, Signal
from drivers.items import DeviceClock, DeviceName, FieldValue, FrameView, Item
from drivers.shared.memory import MemoryInterpreter, glucose
from kiosk.reading import Failure, SensorState

WAIT_AT_MOST = 2500
"""The largest memory has 2000 records; if more come without an end, they are published as older ones."""
RECORD_LIMIT = 1024
_RECORD_BEGINS = re.compile(r"[HPORCLQMS]\|")


class ContourInterpreter(MemoryInterpreter[Frame]):
    """Decide, message by message."""

    def __init__(self) -> None:
        super().__init__(AstmFramer())
        self._waiting: list[tuple[Result, bytes]] = []
        self._part = ""
        self._part_raw = b""
        self._seen_raw = b""

    def finish(self) -> list[Item]:
        return [*super().finish(), *self._end()]

    def lost(self) -> list[Item]:
        self._waiting.clear()
        self._part, self._part_raw, self._seen_raw = "", b"", b""
        return super().lost()

    def _take(self, frame: Frame) -> Iterable[Item]:
        if frame.signal is not None:
            self._count_bytes(frame.raw)
            self._seen_raw = b""
            return self._end() if frame.signal in (Signal.EOT, Signal.ENQ) else []
        if frame.raw == self._seen_raw:
            self._count_bytes(frame.raw)  # sent again, because our answer was lost
            return []
        self._seen_raw = frame.raw
        return [item for text, raw in self._records(frame) for item in self._take_record(decode(text), raw)]

    def _records(self, frame: Frame) -> list[tuple[str, bytes]]:
        """Return the records that a frame ends: its own, and one before it that had no end."""
        found: list[tuple[str, bytes]] = []
        if self._part and (_RECORD_BEGINS.match(frame.text) or len(self._part) > RECORD_LIMIT):
            found.append((self._part, self._part_raw))
            self._part, self._part_raw = "", b""
        text, raw = self._part + frame.text, self._part_raw + frame.raw
        self._part, self._part_raw = "", b""
        if frame.ends_record or frame.last:
            return [*found, (text, raw)]
        self._part, self._part_raw = text, raw
        return found

    def _take_record(self, answer: Answer | None, raw: bytes) -> list[Item]:
        if isinstance(answer, Result):
            before = self._end(newest=False) if len(self._waiting) >= WAIT_AT_MOST else []
            self._waiting.append((answer, raw))
            return before
        self._count_bytes(raw)
        if isinstance(answer, Header):
            return [*self._end(), *_learn(answer)]
        if not isinstance(answer, End):
            return []
        return self._end() if self._waiting else [self._state_item(SensorState.READY)]

    def _end(self, *, newest: bool = True) -> list[Item]:
        """Publish what waits."""
        waiting, self._waiting = self._waiting, []
        place = _newest(waiting) if newest else -1
        items: list[Item] = []
        for index, (result, raw) in enumerate(waiting):
            failure = Failure.CONTROL_SOLUTION if result.control else None
            record = glucose(result.sample, result.unit, result.at, failure=failure)
            items += self._record(record, raw, older=index != place)
        return items

    def _describe(self, frame: Frame) -> Iterable[FrameView]:
        if frame.signal is not None:
            self._count_bytes(frame.raw)
            return [FrameView(tick=self._last_tick, name=frame.signal.name.lower(), raw=frame.raw, fields={})]
        return [self._view(text, raw, frame) for text, raw in self._records(frame)]

    def _view(self, text: str, raw: bytes, frame: Frame) -> FrameView:
        answer = decode(text)
        if isinstance(answer, Result):
            self._count(raw)
        else:
            self._count_bytes(raw)
        name = "unknown" if answer is None else type(answer).__name__.lower()
        return FrameView(
            tick=self._last_tick, name=name, raw=raw, fields={"frame_number": frame.number} | _view(answer)
        )


def _newest(waiting: list[tuple[Result, bytes]]) -> int:
    """Return the place of the newest record; of several with one time the last one measured."""
    if not waiting:
        return -1
    latest = max(result.at for result, _ in waiting)
    places = [index for index, (result, _) in enumerate(waiting) if result.at == latest]
    newest_first = waiting[0][0].at > waiting[-1][0].at
    return places[0] if newest_first else places[-1]


def _learn(header: Header) -> list[Item]:
    items: list[Item] = [DeviceName(model=header.model, serial=header.serial)]
    return items if header.time is None else [*items, DeviceClock(time=header.time)]


def _view(answer: Answer | None) -> dict[str, FieldValue]:
    if isinstance(answer, Header):
        time = None if answer.time is None else answer.time.isoformat()
        return {"model": answer.model, "serial": answer.serial, "count": answer.count, "time": time}
    if isinstance(answer, Result):
        value = answer.sample.value
        return {"number": answer.number, "value": None if value is None else str(value), "unit": answer.unit,
                "absent": answer.sample.absent, "marks": "/".join(answer.marks), "control": answer.control,
                "at": answer.at.isoformat()}  # fmt: skip
    return {"letter": answer.letter} if isinstance(answer, Other) else {}
