# SPDX-License-Identifier: EUPL-1.2
"""What an instrument says: readings, waveform chunks and sensor states. Frozen, unit-bearing, no I/O.

A number is the device's own, digit for digit; nothing here judges it. Validity is per measure: a missing SpO2 does not
blank the pulse. Names of measures follow ISO/IEEE 11073-10101; units are UCUM.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class Measure(StrEnum):
    """What was measured."""

    SPO2 = "spo2"
    """Oxygen saturation by pulse oximetry (MDC_PULS_OXIM_SAT_O2), ``%``."""
    PULSE = "pulse"
    """Pulse rate by oximeter (MDC_PULS_OXIM_PULS_RATE), ``/min``."""
    PLETH = "pleth"
    """Plethysmogram (MDC_PULS_OXIM_PLETH), dimensionless; only ever a waveform."""


UNITS: dict[Measure, str] = {Measure.SPO2: "%", Measure.PULSE: "/min", Measure.PLETH: "1"}


class AbsentReason(StrEnum):
    """Why there is no number."""

    FINGER_OUT = "finger-out"
    """No finger in the sensor, or the probe is off."""
    SEARCHING = "searching"
    """The device is looking for the pulse."""
    NO_SIGNAL = "no-signal"
    """The device sees the finger but cannot measure."""
    SENSOR_FAULT = "sensor-fault"
    """The device reports a broken or disconnected sensor."""
    NOT_MEASURED = "not-measured"
    """The device sends its 'no value' mark and gives no cause."""


class Flag(StrEnum):
    """What the device says about the quality of a number."""

    LOW_PERFUSION = "low-perfusion"
    MARGINAL_PERFUSION = "marginal-perfusion"
    ARTIFACT = "artifact"
    OUT_OF_TRACK = "out-of-track"
    LOW_BATTERY = "low-battery"
    HIGH_QUALITY = "high-quality"
    WEAK_SIGNAL = "weak-signal"


class SensorState(StrEnum):
    """How an instrument is, in one word that the screens turn into a sentence."""

    CONNECTING = "connecting"
    """The port is being opened, or the device has not answered yet."""
    FINGER_OUT = "finger-out"
    SEARCHING = "searching"
    MEASURING = "measuring"
    NO_SIGNAL = "no-signal"
    SENSOR_FAULT = "sensor-fault"
    GARBAGE = "garbage"
    """Bytes arrive but are not this device's protocol: wrong device, wrong line settings or a bad cable."""
    SILENT = "silent"
    """The port is there; nothing arrives."""
    UNPLUGGED = "unplugged"
    """The port is not there."""


class TakenBy(StrEnum):
    """Who took the reading (after the Danish KL source codes, see the record's mapping)."""

    PATIENT = "patient"
    ASSISTANT = "assistant"


@dataclass(frozen=True, kw_only=True, slots=True)
class Device:
    """The instrument a reading came from. ``serial`` is empty where the device does not tell it."""

    maker: str
    model: str
    serial: str
    driver: str
    port: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """One value of one measure, or the reason it is absent.

    Exactly one of ``value`` and ``absent`` is set. ``device_time`` is the device's own clock, where it has one.
    ``raw_sha256`` is the hash of the frame the value was decoded from, for provenance.
    """

    measure: Measure
    value: Decimal | None
    absent: AbsentReason | None
    measured_at: datetime
    device: Device
    flags: tuple[Flag, ...] = ()
    device_time: datetime | None = None
    taken_by: TakenBy = TakenBy.PATIENT
    raw_sha256: str = ""
    id: str = field(default_factory=lambda: secrets.token_hex(8))

    def __post_init__(self) -> None:
        if (self.value is None) == (self.absent is None):
            raise ValueError("a reading has either a value or the reason it is absent")
        if self.measured_at.tzinfo is None:
            raise ValueError("the time of a measurement needs its time zone")

    @property
    def unit(self) -> str:
        """UCUM unit."""
        return UNITS[self.measure]

    @property
    def valid(self) -> bool:
        return self.value is not None


@dataclass(frozen=True, kw_only=True, slots=True)
class WaveChunk:
    """About half a second of a waveform: ``samples`` at ``rate_hz``, each within ``lower`` … ``upper``.

    ``started_at`` is the time of the first sample. A sample of ``None`` was not measured.
    """

    measure: Measure
    started_at: datetime
    rate_hz: float
    lower: int
    upper: int
    samples: tuple[int | None, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class SensorChange:
    """An instrument's state is now another. ``instrument`` is the name it has in the settings."""

    instrument: str
    device: Device
    state: SensorState
    at: datetime


InstrumentEvent = Reading | WaveChunk | SensorChange
