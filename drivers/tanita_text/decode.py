# SPDX-License-Identifier: EUPL-1.2
"""Records → values, without state. The number somebody was given at the scale (ID, CC) is never decoded.

Keys: MO model, SN serial number, St status (0 good), Wk weight kg, Hm height cm, FW fat %, MI body mass index, Pt tare
kg, TI time, and the date as ``Da`` dd/mm/yyyy (export), ``DT`` yyyy/mm/dd (Japan) or ``DA`` yy/mm/dd (DC-320).
``~0``, ``~1`` and ``~2`` name the units; every known record says 1, which is kg and cm.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from drivers.items import FieldValue
from kiosk.reading import Measure

HIDDEN = {"ID", "CC"}
MEASURES = {"Wk": Measure.WEIGHT, "Hm": Measure.HEIGHT, "FW": Measure.BODY_FAT, "MI": Measure.BMI}
"""``Wk`` in kg, ``Hm`` in cm, ``FW`` in %: the measures' usual units."""
DATES = {"Da": (3, 2, 1), "DT": (1, 2, 3), "DA": (1, 2, 3)}
"""Which part of the date is year, month and day."""

_DATE = re.compile(r"(\d{2}|\d{4})/(\d{2})/(\d{2}|\d{4})")
_TIME = re.compile(r"(\d{2}):(\d{2})")
_NUMBER = re.compile(r"-?\d{1,5}(?:\.\d{1,3})?")
_WORD = re.compile(r"[A-Za-z0-9 ._/+-]{1,24}")
_IDENTITY = re.compile(rb"(,(?:ID|CC),)([^,]*)")
_UNIT = re.compile(r"~\d")


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """One measurement. ``values`` has what was measured; a zero there means that it was not."""

    model: str
    serial: str
    good: bool
    known_units: bool
    tare: bool
    id_present: bool
    values: Mapping[Measure, Decimal]
    device_time: datetime | None
    numbers: Mapping[str, str]
    """Every other number by its key, for people."""

    def fields(self) -> dict[str, FieldValue]:
        """Return every field by name; whether there was an ID, but never the ID."""
        return {
            "model": self.model,
            "serial": self.serial,
            "good": self.good,
            "known_units": self.known_units,
            "device_time": None if self.device_time is None else self.device_time.isoformat(),
            "id_present": self.id_present,
            **self.numbers,
        }


def redacted(raw: bytes) -> bytes:
    """Return the record with the number somebody was given starred out."""
    return _IDENTITY.sub(lambda found: found[1] + b"*" * len(found[2]), raw)


def decode(raw: bytes) -> Record | None:
    """Decode a whole record; None if its keys and values do not pair, or a key comes twice."""
    parts = raw.decode("ascii").removeprefix("{").split(",")
    keys, values = parts[::2], parts[1::2]
    if len(keys) != len(values) or len(set(keys)) != len(keys):
        return None
    pairs = dict(zip(keys, values, strict=True))
    numbers = {key: text for key, text in pairs.items() if _is_number(key, text)}
    return Record(
        model=_text(pairs, "MO"),
        serial=_text(pairs, "SN"),
        good=pairs.get("St", "0") == "0",
        known_units=all(text == "1" for key, text in pairs.items() if _UNIT.fullmatch(key)),
        tare=bool(Decimal(numbers.get("Pt", "0"))),
        id_present=any(pairs.get(key, "").strip('"0 ') for key in HIDDEN),
        values={measure: value for key, measure in MEASURES.items() if (value := Decimal(numbers.get(key, "0")))},
        device_time=_device_time(pairs),
        numbers=numbers,
    )


def _is_number(key: str, text: str) -> bool:
    return key not in HIDDEN and key not in ("0", "CS") and _NUMBER.fullmatch(text) is not None


def _text(pairs: Mapping[str, str], key: str) -> str:
    text = pairs.get(key, "").strip('"')
    return text if _WORD.fullmatch(text) else ""


def _device_time(pairs: Mapping[str, str]) -> datetime | None:
    clock = _TIME.fullmatch(pairs.get("TI", "").strip('"'))
    key = next((key for key in DATES if key in pairs), None)
    date = _DATE.fullmatch(pairs[key].strip('"')) if key else None
    if clock is None or date is None or key is None:
        return None
    year, month, day = (int(date[part]) for part in DATES[key])
    try:
        return datetime(year + (2000 if year < 100 else 0), month, day, int(clock[1]), int(clock[2]))
    except ValueError:
        return None


DATE_TEXT: Mapping[str, Callable[[datetime], str]] = {
    "Da": lambda at: f"{at:%d/%m/%Y}",
    "DT": lambda at: f"{at:%Y/%m/%d}",
    "DA": lambda at: f"{at:%y/%m/%d}",
}
"""How each form of the date is written."""
