# SPDX-License-Identifier: EUPL-1.2
"""ASTM records of Contour meters → values (glucometerutils, Tidepool's uploader, recorded frames).

Field 3 of a result says what it is: only ``^^^Glucose`` is one; ``^^^GlucoseA`` is the meter's average. Newer meters
put their marks into field 7 (``B/X``), older ones into fields 7 to 9; C, and E in older ones, is control solution.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from drivers.items import Sample
from drivers.shared.memory import in_range
from kiosk.reading import AbsentReason

_MOMENT = re.compile(r"\d{12}(?:\d\d)?")
_PARTS = ((0, 4), (4, 2), (6, 2), (8, 2), (10, 2))
_VALUE = re.compile(r"\d{1,3}|\d{1,2}\.\d")
_UNIT = re.compile(r"(mg/dL|mmol/L)(?:\^[A-Z]?)?")
GLUCOSE = "^^^Glucose"
CONTROL = frozenset({"C", "E"})
RANGES = {"mg/dL": (Decimal(10), Decimal(600)), "mmol/L": (Decimal("0.6"), Decimal("33.3"))}
"""What a Contour measures; a header says so in ``V=10600``."""
LEAST_FIELDS = 9


@dataclass(frozen=True, kw_only=True, slots=True)
class Header:
    """Who the meter is and what its clock shows."""

    model: str
    serial: str
    count: int | None
    time: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """One record of glucose."""

    number: int
    sample: Sample
    unit: str
    marks: tuple[str, ...]
    at: datetime

    @property
    def control(self) -> bool:
        return not CONTROL.isdisjoint(self.marks)


@dataclass(frozen=True, kw_only=True, slots=True)
class Other:
    """A record that is not used, by its letter: patient, order, comment, another result."""

    letter: str


@dataclass(frozen=True, kw_only=True, slots=True)
class End:
    """The message is over."""


Answer = Header | Result | Other | End


def decode(text: str) -> Answer | None:
    """Return what a record says; None if it is none."""
    fields = text.split("|")
    letter = fields[0]
    if letter == "H":
        return _header(fields)
    if letter == "R":
        return _result(fields) if fields[2:3] == [GLUCOSE] else Other(letter="R")
    if letter == "L":
        return End()
    return Other(letter=letter) if letter in ("P", "O", "C", "Q", "M", "S") and len(fields) > 1 else None


def moment(text: str) -> datetime | None:
    """Return a date and time of 12 or 14 digits."""
    if not _MOMENT.fullmatch(text):
        return None
    year, month, day, hour, minute = (int(text[at : at + width]) for at, width in _PARTS)
    try:
        return datetime(year, month, day, hour, minute, int(text[12:] or 0))
    except ValueError:
        return None


def _header(fields: list[str]) -> Header | None:
    if len(fields) < 5 or fields[1] != "\\^&":
        return None
    product = fields[4].split("^")
    count = fields[6] if len(fields) > 6 else ""
    return Header(
        model=product[0][:32],
        serial=product[2][:32] if len(product) > 2 else "",
        count=int(count) if re.fullmatch(r"\d{1,5}", count) else None,
        time=moment(fields[-1]),
    )


def _result(fields: list[str]) -> Result | None:
    if len(fields) < LEAST_FIELDS or not re.fullmatch(r"\d{1,5}", fields[1]):
        return None
    unit = _UNIT.fullmatch(fields[4])
    at = moment(fields[-1])
    if unit is None or at is None or not _VALUE.fullmatch(fields[3]):
        return None
    marks = tuple(mark for field in fields[6:-1] for mark in re.split(r"[/\\]", field) if mark)
    sample = _sample(fields[3], unit[1], marks)
    return Result(number=int(fields[1]), sample=sample, unit=unit[1], marks=marks, at=at)


def _sample(value: str, unit: str, marks: tuple[str, ...]) -> Sample:
    if ">" in marks:
        return Sample.missing(AbsentReason.ABOVE_RANGE)
    if "<" in marks:
        return Sample.missing(AbsentReason.BELOW_RANGE)
    return in_range(Decimal(value), *RANGES[unit])
