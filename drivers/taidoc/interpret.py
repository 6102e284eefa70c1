# SPDX-License-Identifier: EUPL-1.2
"""What of a TaiDoc meter's answers is published: its model, its clock, its records.

A record's two halves belong together if they follow each other; when so many bytes were lost between them that another
half may have stood there, neither counts. A value without its time is nobody's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from drivers.items import DeviceClock, DeviceName, FieldValue, FrameView, Item
from drivers.shared.memory import MemoryInterpreter, Record
from drivers.taidoc.decode import Command, Kind, What, When, count, kind, model, moment, serial, what, when
from drivers.taidoc.frame import LENGTH, Frame, TaiDocFramer
from kiosk.reading import Failure, Flag, Measure

CODED = "32"
"""Models that do both put the strip's code into the byte that tells, in others, what was measured."""
GLUCOSE_UNIT = {Measure.GLUCOSE: "mg/dL"}


class TaiDocInterpreter(MemoryInterpreter[Frame]):
    """Decide, answer by answer."""

    untold: ClassVar[Kind] = Kind.BOTH
    """What a meter is taken for that does not say its model, as in a recording that begins later."""

    def __init__(self) -> None:
        super().__init__(TaiDocFramer())
        self._kind = self.untold
        self._coded = False
        self._serial_low = b""
        self._when: tuple[When, bytes] | None = None

    def lost(self) -> list[Item]:
        self._kind, self._coded, self._when, self._serial_low = self.untold, False, None, b""
        return super().lost()

    def _take(self, frame: Frame) -> Iterable[Item]:
        first, self._when = self._first_half(frame)
        if first is not None and frame.from_meter and frame.command == Command.RECORD_VALUE:
            return self._stored(first[0], first[1], frame)
        self._count_bytes(frame.raw)
        learn = _LEARN.get(frame.command) if frame.from_meter else None
        return [] if learn is None else learn(self, frame.data)

    def _first_half(self, frame: Frame) -> tuple[tuple[When, bytes] | None, tuple[When, bytes] | None]:
        """Return the half that waits for this frame, and the half that waits from now on."""
        waiting = self._when if frame.skipped_bytes < LENGTH else None
        if not frame.from_meter or frame.command == Command.ENTERING:
            return None, waiting
        if frame.command == Command.RECORD_TIME and (half := when(frame.data)) is not None:
            return None, (half, frame.raw)
        return waiting, None

    def _stored(self, half: When, raw: bytes, frame: Frame) -> list[Item]:
        stored = self._what(half, frame.data)
        flags = [Flag.IRREGULAR_PULSE] if half.irregular and Measure.SYSTOLIC in stored.samples else []
        flags += [Flag.RETAKEN] if half.average and Measure.SYSTOLIC in stored.samples else []
        record = Record(
            samples=stored.samples,
            at=half.at,
            key=(raw, frame.raw),
            failure=stored.failure,
            flags=tuple(flags),
            units=GLUCOSE_UNIT if Measure.GLUCOSE in stored.samples else {},
        )
        return self._record(record, frame.raw)

    def _what(self, half: When, data: bytes) -> What:
        if self._kind is Kind.OTHER:
            return What(samples={}, failure=Failure.NOT_A_MEASUREMENT)
        pressure = half.pressure if self._kind is Kind.BOTH else self._kind is Kind.PRESSURE
        return what(data, pressure=pressure, coded=self._coded)

    def _learn_model(self, data: bytes) -> list[Item]:
        number = model(data)
        self._kind = kind(number)
        self._coded = number.startswith(CODED)
        return [DeviceName(model=f"TD-{number}")]

    def _learn_clock(self, data: bytes) -> list[Item]:
        time = moment(data)
        return [] if time is None else [DeviceClock(time=time)]

    def _learn_low(self, data: bytes) -> list[Item]:
        self._serial_low = data
        return []

    def _learn_high(self, data: bytes) -> list[Item]:
        return [DeviceName(serial=serial(data, self._serial_low))] if self._serial_low else []

    def _describe(self, frame: Frame) -> Iterable[FrameView]:
        if frame.from_meter and frame.command == Command.RECORD_VALUE:
            self._count(frame.raw)
        else:
            self._count_bytes(frame.raw)
        name, fields = self._view(frame)
        yield FrameView(tick=self._last_tick, name=name, raw=frame.raw, fields=fields)

    def _view(self, frame: Frame) -> tuple[str, dict[str, FieldValue]]:
        fields: dict[str, FieldValue] = {"from": "meter" if frame.from_meter else "host"}
        try:
            name = Command(frame.command).name.lower().replace("_", "-")
        except ValueError:
            return f"unknown-{frame.command:02x}", fields
        if frame.from_meter:
            fields |= _fields(Command(frame.command), frame.data)
        return name, fields


def _fields(command: Command, data: bytes) -> dict[str, FieldValue]:
    if command is Command.MODEL:
        return {"model": model(data)}
    if command is Command.COUNT:
        return {"count": count(data)}
    if command is Command.CLOCK:
        time = moment(data)
        return {"time": None if time is None else time.isoformat()}
    if command is Command.RECORD_TIME and (half := when(data)) is not None:
        return {"at": half.at.isoformat(), "pressure": half.pressure, "irregular": half.irregular,
                "average": half.average}  # fmt: skip
    if command is Command.RECORD_VALUE:
        word = int.from_bytes(data[:2], "little")
        return {"d0": data[0], "d1": data[1], "d2": data[2], "d3": data[3], "word": word, "mg_dl": word & 0x3FFF}
    return {}


_LEARN: dict[int, Callable[[TaiDocInterpreter, bytes], list[Item]]] = {
    Command.MODEL: TaiDocInterpreter._learn_model,
    Command.CLOCK: TaiDocInterpreter._learn_clock,
    Command.SERIAL_LOW: TaiDocInterpreter._learn_low,
    Command.SERIAL_HIGH: TaiDocInterpreter._learn_high,
}
