# SPDX-License-Identifier: EUPL-1.2
"""What of a Masimo's "ASCII 1" lines is published.

A tick is a line, one a second. There is no checksum, so a saturation or a pulse counts when two lines in a row say it.
The perfusion index has two decimals and moves with every line: one that nearly repeats the last is taken as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from drivers.framing import Line
from drivers.interpreter import Interpreter
from drivers.items import DeviceClock, DeviceName, FrameView, Item, Number, Sample
from drivers.masimo_ascii1.decode import Second
from drivers.masimo_ascii1.frame import MasimoFramer
from drivers.stability import Channel, RestlessChannel, Rules
from kiosk.reading import AbsentReason, Failure, Measure, SensorState

LINES_PER_S = 1
NEAR_BPM = 2
"""A pulse that never repeats, but moves by no more from line to line, is taken (`RestlessChannel`)."""
NEAR = Decimal(2)
"""A perfusion index of more than twice or less than half the last is confirmed by another of its kind first."""


class PerfusionChannel(Channel):
    """Let through a perfusion index that is near the one before it."""

    def _same(self, sample: Sample) -> bool:
        before = self._pending
        if before is None or before.value is None or sample.value is None:
            return sample == before
        return before.value / NEAR <= sample.value <= before.value * NEAR


class MasimoInterpreter(Interpreter[Line]):
    """Decide, line by line."""

    rate_hz = LINES_PER_S
    measures = (Measure.SPO2, Measure.PULSE, Measure.PERFUSION_INDEX)
    rules = Rules(confirm=2, settle=2, repeat=1, lapse=6)

    def __init__(self) -> None:
        super().__init__(MasimoFramer())
        self._channels[Measure.PULSE] = RestlessChannel(self.rules, NEAR_BPM)
        self._channels[Measure.PERFUSION_INDEX] = PerfusionChannel(self.rules)
        self._serial = ""
        self._tells_clock = True
        self._trend = False

    def lost(self) -> list[Item]:
        self._tells_clock = True
        return super().lost()

    def _take(self, frame: Line) -> Iterable[Item]:
        second = Second.decode(frame.text)
        return self._other_format() if second is None else self._second(second, frame)

    def _second(self, second: Second, frame: Line) -> list[Item]:
        self._count(frame.raw)
        self._trend, self.silence = False, SensorState.SILENT
        if frame.after_gap:
            self._interrupt()
        trouble = second.trouble
        samples = {
            Measure.SPO2: _sample(second.spo2_percent, trouble),
            Measure.PULSE: _sample(second.pulse_bpm, trouble),
            Measure.PERFUSION_INDEX: _sample(second.pi_percent, trouble),
        }
        missing = second.spo2_percent is None and second.pulse_bpm is None
        state = trouble[1] if trouble else SensorState.SEARCHING if missing else SensorState.MEASURING
        judged = self._judge(samples, state, second.flags, frame.raw, device_time=second.clock)
        return [*self._identity(second), *judged]

    def _identity(self, second: Second) -> Iterable[Item]:
        if second.serial and second.serial != self._serial:
            self._serial = second.serial
            yield DeviceName(serial=second.serial)
        if self._tells_clock and second.clock is not None:
            self._tells_clock = False
            yield DeviceClock(time=second.clock)

    def _other_format(self) -> list[Item]:
        """Say once that the output is set to another format, or the trend is being downloaded; its numbers are old."""
        if self._trend:
            return []
        self._trend, self.silence = True, SensorState.FAILED
        return [*super().lost(), *self._change(SensorState.FAILED, Failure.WRONG_FORMAT)]

    def _describe(self, frame: Line) -> Iterable[FrameView]:
        second = Second.decode(frame.text)
        if second is None:
            hint = {"set": "serial output ASCII 1"}
            return [FrameView(tick=self._last_tick, name="trend", raw=frame.raw, fields=hint)]
        self._count(frame.raw)
        return [FrameView(tick=self._last_tick, name="line", raw=frame.raw, fields=second.fields())]


def _sample(value: Number | None, trouble: tuple[AbsentReason, SensorState] | None) -> Sample:
    if trouble is not None:
        return Sample.missing(trouble[0])
    return Sample.missing(AbsentReason.NOT_MEASURED) if value is None else Sample.of(value)
