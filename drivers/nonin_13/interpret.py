# SPDX-License-Identifier: EUPL-1.2
"""What of a Nonin's spot checks is published.

Numbers are published only with SmartPoint set and NOMS clear. Up to twenty kept measurements come at a connection,
oldest first; they are marked as out of the memory, and live the device's clock decides whether one is of this person.
"""

from __future__ import annotations

from collections.abc import Iterable

from drivers.interpreter import Interpreter
from drivers.items import DeviceClock, DeviceName, FieldValue, FrameView, Item, PublishedState
from drivers.nonin_2.interpret import sample_of
from drivers.nonin_13.decode import SpotCheck
from drivers.nonin_13.frame import SERIAL_LENGTH, Kind, Message, MessageFramer, clock_time
from kiosk.reading import AbsentReason, Failure, Flag, Measure, SensorState


class Nonin13Interpreter(Interpreter[Message]):
    """Decide, message by message; a tick is a measurement."""

    def __init__(self) -> None:
        super().__init__(MessageFramer())

    def _take(self, frame: Message) -> Iterable[Item]:
        if frame.kind is Kind.SPOT_CHECK:
            return self._spot_check(frame)
        if frame.kind is Kind.CLOCK and (shown := clock_time(frame.data)) is not None:
            return [DeviceClock(time=shown)]
        if frame.kind is Kind.SERIAL and (serial := _serial(frame)):
            return [DeviceName(serial=serial)]
        return []

    def _spot_check(self, message: Message) -> list[Item]:
        check = SpotCheck.decode(message.data)
        self._count(message.raw)
        absence = None if check.counts else AbsentReason.NO_SIGNAL
        samples = {
            Measure.SPO2: sample_of(check.spo2_percent, absence),
            Measure.PULSE: sample_of(check.hr_bpm, absence),
        }
        name: list[Item] = [DeviceName(serial=check.serial)] if check.serial else []
        results = self._results(samples, message.raw, flags=_flags(check), device_time=check.taken_at)
        return [*name, *results, *self._outcome(check)]

    def _outcome(self, check: SpotCheck) -> list[Item]:
        """Say how a measurement of now ended; one out of the memory says nothing about the sensor."""
        if check.from_memory:
            return []
        if check.counts:
            return [PublishedState(tick=self._last_tick, state=SensorState.READY)]
        return [PublishedState(tick=self._last_tick, state=SensorState.FAILED, failure=Failure.WEAK_SIGNAL)]

    def _describe(self, frame: Message) -> Iterable[FrameView]:
        if frame.kind is Kind.SPOT_CHECK:
            self._count(frame.raw)
        return [FrameView(tick=self._last_tick, name=frame.kind.value, raw=frame.raw, fields=_fields(frame))]


def _fields(message: Message) -> dict[str, FieldValue]:
    if message.kind is Kind.SPOT_CHECK:
        return SpotCheck.decode(message.data).fields()
    if message.kind is Kind.CLOCK:
        shown = clock_time(message.data)
        return {"time": None if shown is None else shown.isoformat()}
    return {"serial": _serial(message)} if message.kind is Kind.SERIAL else {}


def _serial(message: Message) -> str:
    return message.data[-SERIAL_LENGTH:].decode("ascii").strip()


def _flags(check: SpotCheck) -> tuple[Flag, ...]:
    said = {
        Flag.LOW_BATTERY: check.low_battery,
        Flag.HIGH_QUALITY: check.counts,
        Flag.FROM_MEMORY: check.from_memory,
    }
    return tuple(flag for flag, is_said in said.items() if is_said)
