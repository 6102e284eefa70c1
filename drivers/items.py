# SPDX-License-Identifier: EUPL-1.2
"""What an interpreter makes of a device's bytes, stamped in the device's own samples instead of in time.

The interpreter decides everything that is published; whoever runs it (the decode command, the live driver) only adds
the clock. So a recording and a live device give the same readings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.reading import AbsentReason, Flag, Measure, SensorState


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """What one frame says about one measure: a number, or why there is none."""

    value: int | None
    absent: AbsentReason | None

    @classmethod
    def of(cls, value: int) -> Sample:
        return cls(value=value, absent=None)

    @classmethod
    def missing(cls, reason: AbsentReason) -> Sample:
        return cls(value=None, absent=reason)


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishedReading:
    """A value that may be shown and filed, or the news that there is none. ``tick`` counts samples from the start."""

    tick: int
    measure: Measure
    sample: Sample
    flags: tuple[Flag, ...]
    raw_sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishedWave:
    """About half a second of the plethysmogram; the first sample is number ``tick``."""

    tick: int
    samples: tuple[int | None, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishedState:
    """The sensor's state is now another."""

    tick: int
    state: SensorState


@dataclass(frozen=True, kw_only=True, slots=True)
class DeviceName:
    """The device told its maker or model. Empty: not told."""

    maker: str = ""
    model: str = ""


Item = PublishedReading | PublishedWave | PublishedState | DeviceName

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
    """The device's plethysmogram."""

    rate_hz: float
    lower: int
    upper: int
