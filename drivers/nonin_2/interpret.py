# SPDX-License-Identifier: EUPL-1.2
"""What of a Nonin stream in format 2 or 7 is published.

Published are HR and SpO2 of frames 1 to 3: the standard four-beat averages, which go missing as soon as the finger
leaves. The values "for display" (-D) are held for ten more seconds and are therefore not readings; the eight-beat
averages (E-) only lag; the fast and beat-to-beat ones are for sleep studies. HR-D and E-HR-D are never looked at.

Channels tick in packets, three a second. Frames have a checksum and a packet exactly 25 of them, so one packet is
believed; but after missing values two good ones are asked for, so that a single packet at the edge of a lock is never
shown. A packet in which *any* frame has the sensor alarm, out-of-track or disconnect bit publishes nothing valid.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Protocol

from drivers.interpreter import Interpreter
from drivers.items import FrameView, Item, Sample, WaveSpec
from drivers.nonin_2.decode import DISCONNECTED, SENSOR_ALARM, Values, decode, frame_fields
from drivers.nonin_2.frame import Frame, NoninFramer, Packet
from drivers.stability import Rules
from kiosk.reading import AbsentReason, Flag, Measure, SensorState

FRAMES_PER_S = 75
PACKETS_PER_S = 3
PERFUSION_HELD_PACKETS = 10
"""The perfusion light comes with each pulse only; at 18 beats a minute pulses are ten packets apart."""

PERFUSION_FLAGS = {"red": Flag.LOW_PERFUSION, "yellow": Flag.MARGINAL_PERFUSION}


UNUSABLE = SENSOR_ALARM | DISCONNECTED
"""With any of these the waveform is no pulse."""


class NoninInterpreter(Interpreter[Frame | Packet]):
    """Decide, packet by packet."""

    framer: ClassVar[type[NoninFramer]] = NoninFramer
    rate_hz = FRAMES_PER_S
    waves = (WaveSpec(rate_hz=FRAMES_PER_S, lower=0, upper=255),)
    measures = (Measure.SPO2, Measure.PULSE)
    rules = Rules(confirm=1, settle=2, repeat=PACKETS_PER_S, lapse=PACKETS_PER_S)

    def __init__(self) -> None:
        super().__init__(self.framer())
        self._perfusion: str | None = None
        self._perfusion_age = 0
        self._float_before = 0

    def _take(self, frame: Frame | Packet) -> Iterable[Item]:
        return self._packet(frame) if isinstance(frame, Packet) else self._frame(frame)

    def _frame(self, frame: Frame) -> list[Item]:
        tick = self.ticks
        self._count(frame.raw)
        return self._sample_wave(Measure.PLETH, tick, None if frame.status & UNUSABLE else frame.pleth)

    def _packet(self, packet: Packet) -> list[Item]:
        values = decode(packet)
        self._remember_perfusion(values.perfusion)
        absence = absence_of(values.status)
        samples = {
            Measure.SPO2: sample_of(values.spo2_percent, absence),
            Measure.PULSE: sample_of(values.hr_bpm, absence),
        }
        state = state_of(values.status, missing=values.hr_bpm is None and values.spo2_percent is None)
        return self._judge(samples, state, self._flags(values), packet.raw)

    def _remember_perfusion(self, perfusion: str | None) -> None:
        self._perfusion_age += 1
        if perfusion is not None:
            self._perfusion, self._perfusion_age = perfusion, 0
        elif self._perfusion_age > PERFUSION_HELD_PACKETS:
            self._perfusion = None

    def _flags(self, values: Values) -> tuple[Flag, ...]:
        found = [Flag.LOW_BATTERY] if values.low_battery else []
        if absence_of(values.status) is not None:
            return tuple(found)
        found += [PERFUSION_FLAGS[self._perfusion]] if self._perfusion in PERFUSION_FLAGS else []
        found += [Flag.ARTIFACT] if values.status.artifact else []
        found += [Flag.HIGH_QUALITY] if values.high_quality else []
        return tuple(found)

    def _describe(self, frame: Frame | Packet) -> Iterable[FrameView]:
        if isinstance(frame, Packet):
            return []
        self._count(frame.raw)
        fields = frame_fields(frame, self._float_before)
        self._float_before = frame.value
        return [FrameView(tick=self._last_tick, name="frame", raw=frame.raw, fields=fields)]


class Signs(Protocol):
    """What every Nonin format tells about the sensor, in bits of its own."""

    @property
    def disconnected(self) -> bool: ...

    @property
    def sensor_alarm(self) -> bool: ...

    @property
    def out_of_track(self) -> bool: ...


def absence_of(signs: Signs) -> AbsentReason | None:
    """Return why no number counts, whatever stands in its place; None: it counts."""
    if signs.disconnected:
        return AbsentReason.SENSOR_FAULT
    if signs.sensor_alarm:
        return AbsentReason.FINGER_OUT
    return AbsentReason.SEARCHING if signs.out_of_track else None


def sample_of(value: int | None, absence: AbsentReason | None) -> Sample:
    """Return the sample of one field."""
    if absence is not None:
        return Sample.missing(absence)
    return Sample.missing(AbsentReason.NOT_MEASURED) if value is None else Sample.of(value)


def state_of(signs: Signs, *, missing: bool) -> SensorState:
    """Return the sensor's state; ``missing``: there is neither a pulse nor a saturation."""
    if signs.disconnected:
        return SensorState.SENSOR_FAULT
    if signs.sensor_alarm:
        return SensorState.FINGER_OUT
    return SensorState.SEARCHING if signs.out_of_track or missing else SensorState.MEASURING
