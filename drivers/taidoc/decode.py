# SPDX-License-Identifier: EUPL-1.2
"""TaiDoc frames → values (glucometerutils, glucometer-protocols, Tidepool's uploader, programs for FORA meters).

A record comes in two halves: when (25) and what (26). Whether it is glucose or blood pressure is told by the model,
and for meters that do both by bit 7 of the minute. Glucose is always in mg/dL. Programs differ about where meal marks
stand: in the top bits of the last byte, or of the value; both are understood, and "control" in either counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from drivers.items import Sample
from drivers.shared.memory import in_range
from kiosk.reading import AbsentReason, Failure, Measure


class Command(IntEnum):
    """What is asked, and answered under the same number."""

    CONNECT = 0x22
    CLOCK = 0x23
    MODEL = 0x24
    RECORD_TIME = 0x25
    RECORD_VALUE = 0x26
    SERIAL_LOW = 0x27
    SERIAL_HIGH = 0x28
    COUNT = 0x2B
    ENTERING = 0x54
    """A notice: the meter enters communication; what was asked is to be asked again."""


class Kind(IntEnum):
    """What a model measures, as far as it matters here."""

    GLUCOSE = 1
    PRESSURE = 2
    BOTH = 3
    OTHER = 4
    """A thermometer, an oximeter or a scale."""


KINDS = {
    "31": Kind.PRESSURE, "32": Kind.BOTH, "41": Kind.GLUCOSE, "42": Kind.GLUCOSE, "43": Kind.GLUCOSE,
    "12": Kind.OTHER, "25": Kind.OTHER, "82": Kind.OTHER,
}  # fmt: skip
"""By the first two digits of the model number; TaiDoc's own scheme as its models show it."""

CONTROL = 3
"""Meal mark 0 none, 1 before, 2 after a meal."""
NO_VALUE = 0xFFFF
OTHER_ANALYTES = frozenset({0x6, 0x7, 0x8, 0x9, 0xB, 0xC, 0xD})
"""Haematocrit, ketones, uric acid, cholesterol, haemoglobin, lactate, triglycerides: not glucose."""


@dataclass(frozen=True, kw_only=True, slots=True)
class When:
    """The first half of a record."""

    at: datetime
    pressure: bool
    irregular: bool
    average: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class What:
    """The second half: the samples, or why there is nothing for anybody."""

    samples: dict[Measure, Sample]
    failure: Failure | None = None


def model(data: bytes) -> str:
    """Return the model number, four digits."""
    return f"{data[1]:02x}{data[0]:02x}"


def kind(model_number: str) -> Kind:
    """Return what a model measures; of an unknown one the records tell."""
    return KINDS.get(model_number[:2], Kind.BOTH)


def serial(high: bytes, low: bytes) -> str:
    """Return the serial number out of its two halves."""
    return (high[::-1] + low[::-1]).hex().upper()


def count(data: bytes) -> int:
    """Return how many records there are."""
    return int.from_bytes(data[:2], "little")


def moment(data: bytes) -> datetime | None:
    """Return a date and time; None if it is none: day 5 bits, month 4, year from 2000 7, minute, hour."""
    day = int.from_bytes(data[:2], "little")
    try:
        return datetime(2000 + (day >> 9), day >> 5 & 0xF, day & 0x1F, data[3] & 0x1F, data[2] & 0x3F)
    except ValueError:
        return None


def encode_moment(at: datetime) -> bytes:
    """Return the four bytes of a date and time."""
    day = at.year - 2000 << 9 | at.month << 5 | at.day
    return day.to_bytes(2, "little") + bytes([at.minute, at.hour])


def when(data: bytes) -> When | None:
    """Return the first half of a record."""
    at = moment(data)
    if at is None:
        return None
    return When(at=at, pressure=bool(data[2] & 0x80), irregular=bool(data[2] & 0x40), average=bool(data[3] & 0x80))


def what(data: bytes, *, pressure: bool, coded: bool) -> What:
    """Return the second half. ``coded``: the meter puts the strip's code where others put what was measured."""
    return _pressure(data) if pressure else _glucose(data, coded=coded)


def _pressure(data: bytes) -> What:
    systolic, _mean, diastolic, pulse = data
    if not (systolic and diastolic and pulse):
        return What(samples={}, failure=Failure.UNKNOWN)
    samples = {
        Measure.SYSTOLIC: Sample.of(systolic),
        Measure.DIASTOLIC: Sample.of(diastolic),
        Measure.CUFF_PULSE: Sample.of(pulse),
    }
    return What(samples=samples)


def _glucose(data: bytes, *, coded: bool) -> What:
    value = int.from_bytes(data[:2], "little")
    if value == NO_VALUE:
        return What(samples={Measure.GLUCOSE: Sample.missing(AbsentReason.NOT_MEASURED)})
    if CONTROL in (data[3] >> 6, value >> 14):
        return What(samples={}, failure=Failure.CONTROL_SOLUTION)
    if not coded and data[3] >> 2 & 0xF in OTHER_ANALYTES:
        return What(samples={}, failure=Failure.NOT_A_MEASUREMENT)
    return What(samples={Measure.GLUCOSE: in_range(value & 0x3FFF)})
