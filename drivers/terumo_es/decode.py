# SPDX-License-Identifier: EUPL-1.2
"""Text of a record ↔ values, without state.

Sources: a hospital program (C#) and a kiosk program (Dart, Python), each with recorded records such as
``R1,000000000,210427,153000,128,097,082,084,0000,0000,00000,000``; both read systolic, mean, diastolic, pulse. What the
four last fields say is not known.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from datetime import datetime

from drivers.items import FieldValue

_RECORD = re.compile(
    r"R1,([ -+\--~]{9}),([0-9]{6},[0-9]{6}),([0-9]{3}),([0-9]{3}),([0-9]{3}),([0-9]{3}),"
    r"([0-9]{4},[0-9]{4},[0-9]{5},[0-9]{3})"
)
PRESSURE_MMHG, PULSE_BPM = range(10, 301), range(20, 301)
"""Wider than any of these stations measures; a number outside is a damaged one."""
NO_CARD = "000000000"
NOTHING_MORE = "0000,0000,00000,000"


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """One result; None where the field is zero. ``has_id``: a number was entered; ``rest``: the four last fields."""

    at: datetime
    has_id: bool
    systolic: int | None
    mean: int | None
    diastolic: int | None
    pulse: int | None
    rest: str = NOTHING_MORE


def decode(text: str) -> Result | None:
    """Decode a record; None if it is none, or no cuff gives such pressures in this order."""
    found = _RECORD.fullmatch(text)
    at = _time(found[2]) if found is not None else None
    if found is None or at is None:
        return None
    systolic, mean, diastolic, pulse = (int(number) or None for number in found.group(3, 4, 5, 6))
    pressures = [each for each in (systolic, mean, diastolic) if each is not None]
    if not all(each in PRESSURE_MMHG for each in pressures) or (pulse is not None and pulse not in PULSE_BPM):
        return None
    if any(higher < lower for higher, lower in itertools.pairwise(pressures)):
        return None
    return Result(
        at=at,
        has_id=found[1].strip() not in ("", NO_CARD),
        systolic=systolic,
        mean=mean,
        diastolic=diastolic,
        pulse=pulse,
        rest=found[7],
    )


def _time(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%y%m%d,%H%M%S")
    except ValueError:
        return None


def encode(result: Result, card: str = "") -> str:
    """Return the text of a result; ``card`` is the number that was entered."""
    numbers = (result.systolic, result.mean, result.diastolic, result.pulse)
    shown = ",".join(f"{value or 0:03}" for value in numbers)
    return f"R1,{card[:9]:0>9},{result.at:%y%m%d,%H%M%S},{shown},{result.rest}"


def describe(result: Result) -> dict[str, FieldValue]:
    """Return every field; of the number only whether there was one."""
    return {
        "device_time": result.at.isoformat(),
        "id_present": result.has_id,
        "systolic": result.systolic,
        "mean": result.mean,
        "diastolic": result.diastolic,
        "pulse": result.pulse,
        "rest": result.rest,
    }
