# SPDX-License-Identifier: EUPL-1.2
"""What an interpreter makes of a device's bytes, stamped in the device's own samples instead of in time.

The interpreter decides everything that is published; whoever runs it (the decode command, the live driver) only adds
the clock. So a recording and a live device give the same readings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from kiosk.reading import AbsentReason, Failure, Flag, Measure, SensorState

Number = int | Decimal
"""A device's number, digit for digit: a `Decimal` keeps the zeros the device sent."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """What one frame says about one measure: a number, or why there is none."""

    value: Number | None
    absent: AbsentReason | None

    @classmethod
    def of(cls, value: Number) -> Sample:
        return cls(value=value, absent=None)

    @classmethod
    def missing(cls, reason: AbsentReason) -> Sample:
        return cls(value=None, absent=reason)


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishedReading:
    """A value that may be shown and filed, or the news that there is none. ``tick`` counts samples from the start.

    ``unit``: UCUM, empty for the measure's usual one. ``group``: the same for all values of one act of measuring.
    ``device_time``: the device's own clock at the measurement, without a zone. A value with `Flag.FROM_MEMORY` counts,
    live, only if that clock says that it was measured since the station began to measure. ``older``: a newer one stands
    in the same memory, so it is for recordings only and never taken live.
    """

    tick: int
    measure: Measure
    sample: Sample
    flags: tuple[Flag, ...]
    raw_sha256: str
    unit: str = ""
    group: str = ""
    device_time: datetime | None = None
    older: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishedWave:
    """About half a second of a waveform; the first sample is number ``tick`` of this waveform.

    ``spec``: only where it is another than the one the interpreter names for the measure.
    """

    tick: int
    samples: tuple[int | None, ...]
    measure: Measure = Measure.PLETH
    spec: WaveSpec | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishedState:
    """The sensor's state is now another; ``failure`` says why, if it is `SensorState.FAILED`.

    ``capability``: which of the device's `kiosk.capability.Capability` this is about; empty: all of it.
    """

    tick: int
    state: SensorState
    failure: Failure | None = None
    capability: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishedProgress:
    """A number that only shows that something is going on, such as the pressure in the cuff."""

    tick: int
    measure: Measure
    value: Number
    unit: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ScannedCode:
    """A code reader read something; the text shows in no representation."""

    tick: int
    text: str = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class DeviceName:
    """The device told its maker, model or serial number. Empty: not told."""

    maker: str = ""
    model: str = ""
    serial: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class DeviceClock:
    """The device told what its clock shows now, without a zone."""

    time: datetime


Item = PublishedReading | PublishedWave | PublishedState | PublishedProgress | ScannedCode | DeviceName | DeviceClock

FieldValue = str | int | float | bool | None


@dataclass(frozen=True, kw_only=True, slots=True)
class FrameView:
    """One decoded frame for people and for ``--frames``: its name, its bytes and every field."""

    tick: int
    name: str
    raw: bytes
    fields: Mapping[str, FieldValue]


@dataclass(frozen=True, kw_only=True, slots=True)
class WaveSpec:
    """One waveform of a device: samples a second, and the range of a sample."""

    rate_hz: float
    lower: int
    upper: int
    measure: Measure = Measure.PLETH
