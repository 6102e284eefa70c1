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
    """Oxygen saturation by pulse oximetry (MDC_PULS_OXIM_SAT_O2)."""
    PULSE = "pulse"
    """Pulse rate by oximeter (MDC_PULS_OXIM_PULS_RATE)."""
    PERFUSION_INDEX = "perfusion-index"
    """Pulsating share of the oximeter's signal (MDC_PULS_OXIM_PERF_REL)."""
    PLETH = "pleth"
    """Plethysmogram (MDC_PULS_OXIM_PLETH), dimensionless; only ever a waveform."""
    SYSTOLIC = "systolic"
    """Systolic pressure by cuff (MDC_PRESS_BLD_NONINV_SYS)."""
    DIASTOLIC = "diastolic"
    """Diastolic pressure by cuff (MDC_PRESS_BLD_NONINV_DIA)."""
    MEAN_PRESSURE = "mean-pressure"
    """Mean arterial pressure by cuff (MDC_PRESS_BLD_NONINV_MEAN)."""
    CUFF_PULSE = "cuff-pulse"
    """Pulse rate by cuff (MDC_PULS_RATE_NON_INV)."""
    CUFF_PRESSURE = "cuff-pressure"
    """Pressure in the cuff while it measures; only ever progress, never a reading."""
    WEIGHT = "weight"
    """Body weight (MDC_MASS_BODY_ACTUAL)."""
    HEIGHT = "height"
    """Body height (MDC_LEN_BODY_ACTUAL)."""
    BMI = "bmi"
    """Body mass index as the device computes it (MDC_RATIO_MASS_BODY_LEN_SQ)."""
    BODY_FAT = "body-fat"
    """Body fat as a share of the weight (MDC_BODY_FAT)."""
    GLUCOSE = "glucose"
    """Glucose in capillary blood (MDC_CONC_GLU_CAPILLARY_WHOLEBLOOD)."""
    TEMPERATURE = "temperature"
    """Body temperature (MDC_TEMP_BODY); where on the body is the device's affair."""
    HEART_RATE = "heart-rate"
    """Heart rate by electrocardiogram (MDC_ECG_HEART_RATE)."""
    RESPIRATION = "respiration"
    """Breaths a minute (MDC_RESP_RATE)."""
    END_TIDAL_CO2 = "end-tidal-co2"
    """Carbon dioxide at the end of a breath (MDC_AWAY_CO2_ET)."""
    ECG = "ecg"
    """Electrocardiogram, dimensionless device steps; only ever a waveform."""
    BREATHING = "breathing"
    """Breathing curve, dimensionless device steps; only ever a waveform."""


UNITS: dict[Measure, tuple[str, ...]] = {
    Measure.SPO2: ("%",),
    Measure.PULSE: ("/min",),
    Measure.PERFUSION_INDEX: ("%",),
    Measure.PLETH: ("1",),
    Measure.SYSTOLIC: ("mm[Hg]", "kPa"),
    Measure.DIASTOLIC: ("mm[Hg]", "kPa"),
    Measure.MEAN_PRESSURE: ("mm[Hg]", "kPa"),
    Measure.CUFF_PULSE: ("/min",),
    Measure.CUFF_PRESSURE: ("mm[Hg]", "kPa"),
    Measure.WEIGHT: ("kg", "g", "[lb_av]", "[oz_av]", "[stone_av]"),
    Measure.HEIGHT: ("cm", "m", "mm", "[in_i]"),
    Measure.BMI: ("kg/m2",),
    Measure.BODY_FAT: ("%",),
    Measure.GLUCOSE: ("mmol/L", "mg/dL"),
    Measure.TEMPERATURE: ("Cel", "[degF]"),
    Measure.HEART_RATE: ("/min",),
    Measure.RESPIRATION: ("/min",),
    Measure.END_TIDAL_CO2: ("mm[Hg]", "kPa", "%"),
    Measure.ECG: ("1",),
    Measure.BREATHING: ("1",),
}
"""The UCUM units a measure may come in; the first is meant where nothing is said. A number is never converted."""


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
    UNSTABLE = "unstable"
    """The value still moves: a person on a scale, a cuff that inflates."""
    ABOVE_RANGE = "above-range"
    """More than the device can measure: overload, ``HI``."""
    BELOW_RANGE = "below-range"
    """Less than the device can measure: ``LO``."""
    DEVICE_ERROR = "device-error"
    """The device ended the measurement with an error."""


class Flag(StrEnum):
    """What the device says about the quality of a number."""

    LOW_PERFUSION = "low-perfusion"
    MARGINAL_PERFUSION = "marginal-perfusion"
    ARTIFACT = "artifact"
    OUT_OF_TRACK = "out-of-track"
    LOW_BATTERY = "low-battery"
    HIGH_QUALITY = "high-quality"
    WEAK_SIGNAL = "weak-signal"
    MOVEMENT = "movement"
    """The person moved while it was measured."""
    IRREGULAR_PULSE = "irregular-pulse"
    """The device marks the intervals between beats as irregular."""
    RETAKEN = "retaken"
    """The device measured more than once by itself and gives one result."""
    FROM_MEMORY = "from-memory"
    """The value comes out of the device's memory; when it was measured is said by the device's own clock alone."""
    NET_WEIGHT = "net-weight"
    """A tare was taken off."""
    TYPED_IN = "typed-in"
    """Somebody gave the number, at the station or on the device; nothing was measured."""


class SensorState(StrEnum):
    """How an instrument is, in one word that the screens turn into a sentence."""

    CONNECTING = "connecting"
    """The port is being opened, or the device has not answered yet."""
    READY = "ready"
    """The device waits for the person, or for its start command."""
    FINGER_OUT = "finger-out"
    SEARCHING = "searching"
    MEASURING = "measuring"
    UNSTABLE = "unstable"
    """There is a value, and it still moves."""
    NO_SIGNAL = "no-signal"
    SENSOR_FAULT = "sensor-fault"
    STOPPED = "stopped"
    """A measurement was stopped on purpose, by the person or by us."""
    FAILED = "failed"
    """A measurement ended without a result; the change carries the `Failure`."""
    GARBAGE = "garbage"
    """Bytes arrive but are not this device's protocol: wrong device, wrong line settings or a bad cable."""
    SILENT = "silent"
    """The port is there; nothing arrives."""
    UNPLUGGED = "unplugged"
    """The port is not there."""


class Failure(StrEnum):
    """Why a measurement gave no result, as far as the device tells; the screens know what to do about each."""

    WEAK_SIGNAL = "weak-signal"
    """Too weak a pulse to measure."""
    MOVEMENT = "movement"
    """The person moved or spoke, or the signal was erratic."""
    CUFF_LOOSE = "cuff-loose"
    """The cuff is missing, loose or leaks."""
    CUFF_BLOCKED = "cuff-blocked"
    """The hose is kinked or the cuff is too tight."""
    OVERPRESSURE = "overpressure"
    TOO_LONG = "too-long"
    """The device gave up after its longest time."""
    NO_ANSWER = "no-answer"
    """The device took the command and then said nothing more in time."""
    REFUSED = "refused"
    """The device did not take the command: it is busy, or in another mode."""
    OVERLOAD = "overload"
    """More weight than the scale can bear."""
    NOT_STABLE = "not-stable"
    """The value did not come to rest."""
    OUT_OF_RANGE = "out-of-range"
    OLD_RESULT = "old-result"
    """The device gave a result of an earlier time or person; it is not taken."""
    CLOCK_UNKNOWN = "clock-unknown"
    """A result came out of the device's memory and its clock does not tell when it was measured; it is not taken."""
    CONTROL_SOLUTION = "control-solution"
    """The meter was tested with its control solution; it is nobody's blood."""
    NOT_A_MEASUREMENT = "not-a-measurement"
    """The device sent a result of another kind, such as a tare or a quality check."""
    WRONG_FORMAT = "wrong-format"
    """The device's output is set to another format; an operator must set it (see the driver's notes)."""
    LOW_BATTERY = "low-battery"
    DEVICE_FAULT = "device-fault"
    """The device reports that it is broken."""
    UNKNOWN = "unknown"
    """The device reports an error whose meaning is not known."""


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

    Exactly one of ``value`` and ``absent`` is set. ``unit`` (UCUM) is the device's own; left empty it is the
    measure's usual one. ``device_time`` is the device's own clock without a zone, where it has one, and
    ``clock_offset_s`` how far that clock is ahead of ours, where that is known. ``raw_sha256`` is the hash of the
    frame the value was decoded from. Readings of one act of measuring (systolic, diastolic, pulse) carry the same
    ``group``. ``helped_by``: who helped, None if nobody is known to have.
    """

    measure: Measure
    value: Decimal | None
    absent: AbsentReason | None
    measured_at: datetime
    device: Device
    flags: tuple[Flag, ...] = ()
    unit: str = ""
    device_time: datetime | None = None
    clock_offset_s: float | None = None
    taken_by: TakenBy = TakenBy.PATIENT
    helped_by: TakenBy | None = None
    raw_sha256: str = ""
    group: str = ""
    instrument: str = ""
    id: str = field(default_factory=lambda: secrets.token_hex(8))

    def __post_init__(self) -> None:
        if (self.value is None) == (self.absent is None):
            raise ValueError("a reading has either a value or the reason it is absent")
        if self.measured_at.tzinfo is None:
            raise ValueError("the time of a measurement needs its time zone")
        if not self.unit:
            object.__setattr__(self, "unit", UNITS[self.measure][0])
        elif self.unit not in UNITS[self.measure]:
            raise ValueError("the unit does not belong to the measure")

    @property
    def valid(self) -> bool:
        return self.value is not None


@dataclass(frozen=True, kw_only=True, slots=True)
class WaveChunk:
    """About half a second of a waveform: ``samples`` at ``rate_hz``, each within ``lower`` … ``upper``.

    ``started_at`` is the time of the first sample. A sample of ``None`` was not measured. ``instrument`` is the name
    in the settings; left empty it is any that has such a waveform.
    """

    measure: Measure
    started_at: datetime
    rate_hz: float
    lower: int
    upper: int
    samples: tuple[int | None, ...]
    instrument: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SensorChange:
    """An instrument's state is now another. ``instrument`` is the name it has in the settings."""

    instrument: str
    device: Device
    state: SensorState
    at: datetime
    failure: Failure | None = None
    """Why, if the state is `SensorState.FAILED`."""
    capability: str = ""
    """Which of the instrument's capabilities (`kiosk.capability.Capability`) this is about; empty: all of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """A number that only shows that something is going on, such as the pressure in the cuff. Never filed."""

    instrument: str
    measure: Measure
    value: Decimal
    unit: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Scan:
    """A code reader read something. The text may name a person, so it shows in no representation."""

    instrument: str
    text: str = field(repr=False)
    at: datetime


InstrumentEvent = Reading | WaveChunk | SensorChange | Progress | Scan
