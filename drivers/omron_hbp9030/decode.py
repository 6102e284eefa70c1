# SPDX-License-Identifier: EUPL-1.2
"""Lines ↔ values, without state.

Sources: a gateway program's design paper and tests, which cite Omron's manual 2873643-0F, page 20 (function 32 = format
5, its widths and ranges); two programs that read the same fields. Nothing in a line is searched for: every character
has its place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from drivers.items import FieldValue

LENGTH = 53
SYSTOLIC_MMHG, DIASTOLIC_MMHG, PULSE_BPM = range(60, 261), range(30, 216), range(40, 181)
"""The ranges of the manual, ends included; no line with other numbers is one of this device."""

_LINE = re.compile(
    r"([0-9]{4},[0-9]{2},[0-9]{2},[0-9]{2},[0-9]{2}),([ -+\--~]{20}),([0-9]),"
    r"(?:([0-9]{3}),([0-9]{3}),([0-9]{3})|   ,   ,   ),([0-9])"
)
OLD_UNENDED = r"ID[ -~]{8}[A-Z ][0-9]{2}/[0-9]{2}/[0-9]{2}/[0-9]{2}:[0-9]{2} [0-9 ]{3} [0-9 ]{3} [0-9 ]{3} "
"""An old format; its line may have no end."""
_OLD = {
    "MMBP203N": re.compile(r"MMBP[0-9]{3}[A-Z]?"),
    "ID": re.compile(OLD_UNENDED[:-1] + " ?"),
    "bp": re.compile(r"bp,[ -+\--~]{20},[0-9]{4}/[0-9]{2}/[0-9]{2},[0-9]{2}:[0-9]{2}(?:,[0-9 ]{3}){4},[0-9 ]"),
}
_OLD_REST = re.compile(r"[0-9]{4}\.[0-9]{2}\.[0-9]{2}|[0-9 ]{3}")
"""What follows ``MMBP203N``, each on a line of its own; never a number by itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """A line of format 5. ``error`` 0 is good; other errors have no numbers. ``has_id``: a card was in the reader."""

    at: datetime
    has_id: bool
    error: int
    systolic: int | None
    diastolic: int | None
    pulse: int | None
    movements: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Old:
    """A line of a format that the device must be set away from. ``begins``: the first of its result."""

    name: str
    begins: bool = True


def decode(line: str) -> Result | Old | None:
    """Decode a whole line; None if it is not one of the device."""
    found = _LINE.fullmatch(line)
    if found is not None:
        return _result(found)
    for name, pattern in _OLD.items():
        if pattern.fullmatch(line):
            return Old(name=name)
    return Old(name="MMBP203N", begins=False) if _OLD_REST.fullmatch(line) else None


def _result(found: re.Match[str]) -> Result | None:
    at, error, numbers = _time(found[1]), int(found[3]), found.group(4, 5, 6)
    systolic, diastolic, pulse = (None if number is None else int(number) for number in numbers)
    good = systolic in SYSTOLIC_MMHG and diastolic in DIASTOLIC_MMHG and pulse in PULSE_BPM
    if at is None or (error == 0 and not good):
        return None
    return Result(
        at=at,
        has_id=bool(found[2].strip()),
        error=error,
        systolic=None if error else systolic,
        diastolic=None if error else diastolic,
        pulse=None if error else pulse,
        movements=int(found[7]),
    )


def _time(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y,%m,%d,%H,%M")
    except ValueError:
        return None


def encode(result: Result, card: str = "") -> str:
    """Return the line of a result; ``card`` is what stands on the card in the reader."""
    shown = ["   " if value is None else f"{value:03}" for value in (result.systolic, result.diastolic, result.pulse)]
    return ",".join(
        [result.at.strftime("%Y,%m,%d,%H,%M"), f"{card:<20}", str(result.error), *shown, str(result.movements)]
    )


def describe(result: Result) -> dict[str, FieldValue]:
    """Return every field; of the card only whether there was one."""
    return {
        "device_time": result.at.isoformat(timespec="minutes"),
        "id_present": result.has_id,
        "error": result.error,
        "systolic": result.systolic,
        "diastolic": result.diastolic,
        "pulse": result.pulse,
        "movements": result.movements,
    }
