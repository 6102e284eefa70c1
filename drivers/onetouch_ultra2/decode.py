# SPDX-License-Identifier: EUPL-1.2
"""Lines → answers (LifeScan's RS-232 specification as glucometerutils and Tidepool's uploader implement it).

Values are always in mg/dL, whatever the display shows. An Ultra sends records without meal mark and comment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from drivers.items import Sample
from drivers.shared.memory import in_range
from kiosk.reading import AbsentReason

_DAY = '"(?:SUN|MON|TUE|WED|THU|FRI|SAT)"'
_MOMENT = _DAY + r',"(\d\d/\d\d/\d\d)","(\d\d:\d\d:\d\d)(   | AM| PM)"'
_HEADER = re.compile(r'P (\d{3}),"([0-9A-Z]{9})","(MG/DL |MMOL/L)"')
_RECORD = re.compile(rf'P {_MOMENT},"([C ])( \d{{3}}|HIGH| HI | LOW| LO )([ ?])"(?:,"([NBA])","(\d\d)")?, 00')
_CLOCK = re.compile(rf"F {_MOMENT}")
_SERIAL = re.compile(r'@ "([0-9A-Z]{9})"')
_UNIT = re.compile(r'SU\?,"(MG/DL |MMOL/L)"')
_VERSION = re.compile(r"\?([\x21-\x7e][\x20-\x7e]{0,30})")

MODELS = {"Y": "OneTouch Ultra 2", "T": "OneTouch Ultra"}
"""By the last letter of the serial number."""
MEALS = {"N": "none", "B": "before", "A": "after"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Header:
    """A dump of the memory begins: newest record first."""

    count: int
    serial: str
    shows: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Stored:
    """One record. ``control``: of control solution, not of blood."""

    at: datetime
    sample: Sample
    control: bool
    meal: str | None
    comment: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    time: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Serial:
    serial: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    version: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit:
    shows: str


Answer = Header | Stored | Clock | Serial | Version | Unit


def decode(text: str) -> Answer | None:
    """Return what a line says; None if it is none that is known."""
    if (match := _HEADER.fullmatch(text)) is not None:
        return Header(count=int(match[1]), serial=match[2], shows=match[3].strip())
    if (match := _RECORD.fullmatch(text)) is not None:
        return _stored(match)
    if (match := _CLOCK.fullmatch(text)) is not None:
        moment = _moment(match[1], match[2], match[3])
        return None if moment is None else Clock(time=moment)
    if (match := _SERIAL.fullmatch(text)) is not None:
        return Serial(serial=match[1])
    if (match := _UNIT.fullmatch(text)) is not None:
        return Unit(shows=match[1].strip())
    match = _VERSION.fullmatch(text)
    return None if match is None else Version(version=match[1].rstrip())


def model(serial: str) -> str:
    """Return the model's name by its serial number."""
    return MODELS.get(serial[-1:], "OneTouch")


def _stored(match: re.Match[str]) -> Stored | None:
    at = _moment(match[1], match[2], match[3])
    if at is None:
        return None
    meal = None if match[7] is None else MEALS[match[7]]
    return Stored(at=at, sample=_sample(match[5], match[6]), control=match[4] == "C", meal=meal, comment=match[8])


def _sample(value: str, mark: str) -> Sample:
    """Read a value; ``?`` behind it says that the memory lost a bit."""
    if mark == "?":
        return Sample.missing(AbsentReason.DEVICE_ERROR)
    word = value.strip()
    if word in ("HIGH", "HI"):
        return Sample.missing(AbsentReason.ABOVE_RANGE)
    return Sample.missing(AbsentReason.BELOW_RANGE) if word in ("LOW", "LO") else in_range(Decimal(word))


def _moment(date: str, time: str, half: str) -> datetime | None:
    """Read month/day/year and a time of 24 or twice 12 hours."""
    month, day, year = map(int, date.split("/"))
    hour, minute, second = map(int, time.split(":"))
    if half.strip():
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == " PM" else 0)
    try:
        return datetime(2000 + year, month, day, hour, minute, second)
    except ValueError:
        return None
