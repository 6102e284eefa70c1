# SPDX-License-Identifier: EUPL-1.2
"""Records ↔ values, without state.

Sources: two programs in C# (one quotes ``bp,99999999999999999999,2023/04/27,15:06,140,098,077,068,3`` of "mode 5", the
other lists the widths and the bytes of the other output). Both read the pressures in the order systolic, mean,
diastolic. What the last field means is not known: it is 3 on a good result.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from datetime import datetime

from drivers.items import FieldValue

MODE_5 = re.compile(
    rb"bp,(?P<card>[ -+\--~]{20}),(?P<time>[0-9]{4}/[0-9]{2}/[0-9]{2},[0-9]{2}:[0-9]{2}),"
    rb"(?P<systolic>[0-9]{3}| {3}),(?P<mean>[0-9]{3}| {3}),(?P<diastolic>[0-9]{3}| {3}),(?P<pulse>[0-9]{3}| {3}),"
    rb"(?P<last>[0-9 ])[\r\n]"
)
SHORT = re.compile(
    rb"\x02 (?P<time>[0-9]{6} [0-9]{4}) (?P<systolic>[0-9]{3}| {3}) (?P<diastolic>[0-9]{3}| {3})"
    rb" (?P<pulse>[0-9]{3}| {3})\x03"
)
PRESSURE_MMHG, PULSE_BPM = range(10, 301), range(20, 301)
"""Wider than any of these stations measures; there is no check, so a number outside is a damaged one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """One result; None where the field is blank or zero. ``has_id``, ``mean`` and ``last`` are of mode 5 alone."""

    at: datetime
    systolic: int | None
    diastolic: int | None
    pulse: int | None
    mean: int | None = None
    last: str = ""
    has_id: bool = False
    short: bool = False


def decode(raw: bytes) -> Result | None:
    """Decode a whole record; None if it is none, its time is none, or no cuff gives such pressures in this order."""
    found, short = MODE_5.fullmatch(raw), False
    if found is None:
        found, short = SHORT.fullmatch(raw), True
    if found is None:
        return None
    text = {name: value.decode("ascii") for name, value in found.groupdict().items()}
    at = _time(text["time"], "%y%m%d %H%M" if short else "%Y/%m/%d,%H:%M")
    if at is None:
        return None
    result = Result(
        at=at,
        systolic=_number(text["systolic"]),
        diastolic=_number(text["diastolic"]),
        pulse=_number(text["pulse"]),
        mean=_number(text.get("mean", "")),
        last=text.get("last", "").strip(),
        has_id=bool(text.get("card", "").strip()),
        short=short,
    )
    return result if _ordered(result) and _possible(result) else None


def _possible(result: Result) -> bool:
    """Tell whether a cuff can have measured the numbers there."""
    pressures = (result.systolic, result.mean, result.diastolic)
    return all(each is None or each in PRESSURE_MMHG for each in pressures) and (
        result.pulse is None or result.pulse in PULSE_BPM
    )


def _ordered(result: Result) -> bool:
    """Tell whether the pressures there are fall from systolic over mean to diastolic.

    There is no check; this shows an output whose fields stand in another order, and much damage as well.
    """
    pressures = [each for each in (result.systolic, result.mean, result.diastolic) if each is not None]
    falling = all(higher >= lower for higher, lower in itertools.pairwise(pressures))
    return falling and (result.systolic is None or result.systolic != result.diastolic)


def _number(text: str) -> int | None:
    return int(text) or None if text.strip() else None


def _time(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form)
    except ValueError:
        return None


def encode(result: Result, card: str = "") -> bytes:
    """Return the record of a result; ``card`` is what stands on the card in the reader."""

    def shown(value: int | None) -> str:
        return "   " if value is None else f"{value:03}"

    if result.short:
        numbers = " ".join(map(shown, (result.systolic, result.diastolic, result.pulse)))
        return f"\x02 {result.at:%y%m%d %H%M} {numbers}\x03".encode("ascii")
    numbers = ",".join(map(shown, (result.systolic, result.mean, result.diastolic, result.pulse)))
    return f"bp,{card:<20},{result.at:%Y/%m/%d,%H:%M},{numbers},{result.last:1}\r\n".encode("ascii")


def describe(result: Result) -> dict[str, FieldValue]:
    """Return every field; of the card only whether there was one."""
    fields: dict[str, FieldValue] = {
        "device_time": result.at.isoformat(timespec="minutes"),
        "systolic": result.systolic,
        "diastolic": result.diastolic,
        "pulse": result.pulse,
    }
    return fields if result.short else {**fields, "mean": result.mean, "last": result.last, "id_present": result.has_id}
