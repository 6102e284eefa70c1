# SPDX-License-Identifier: EUPL-1.2
"""One line of the printed block → its field, without state (MediPi's reader has the layout by the byte).

    GROSS WEIGHT         81.4 kg      HEIGHT              178.5 cm
    TARE WEIGHT           0.0 kg      BMI                  25.5
    NET WEIGHT           81.4 kg      25/09/2014   08:20

Each line ends in CR LF LF. What was not measured is dashes, or ``N/A`` for the BMI.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

GROSS, TARE, NET, HEIGHT, BMI, DATE = "GROSS WEIGHT", "TARE WEIGHT", "NET WEIGHT", "HEIGHT", "BMI", "DATE"
UNIT_WORDS = {"kg": "kg", "lb": "[lb_av]", "cm": "cm", "m": "m", "in": "[in_i]", "": "kg/m2"}
UNITS_OF = {GROSS: {"kg", "lb"}, TARE: {"kg", "lb"}, NET: {"kg", "lb"}, HEIGHT: {"cm", "m", "in"}, BMI: {""}}

_FIELD = re.compile(
    r"(GROSS WEIGHT|TARE WEIGHT|NET WEIGHT|HEIGHT|BMI) {1,24}(?:(-?\d{1,4}(?:\.\d{1,3})?)|[-/A-Z]{1,4})"
    r"(?: {1,2}(kg|lb|cm|m|in))? {0,12}"
)
_DATE = re.compile(r"(\d{2})/(\d{2})/(\d{4}) {1,6}(\d{2}):(\d{2}) {0,16}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One line. ``value`` is None if it was not measured; ``at`` is the date of the last line."""

    name: str
    value: Decimal | None = None
    unit: str = ""
    at: datetime | None = None


def read(text: str) -> Field | None:
    """Return what a whole line says, None if it is none of the block's."""
    if found := _FIELD.fullmatch(text):
        name, number, unit = found[1], found[2], found[3] or ""
        if number is None:
            return Field(name=name)
        return Field(name=name, value=Decimal(number), unit=UNIT_WORDS[unit]) if unit in UNITS_OF[name] else None
    if found := _DATE.fullmatch(text):
        day, month, year, hour, minute = map(int, found.groups())
        try:
            return Field(name=DATE, at=datetime(year, month, day, hour, minute))
        except ValueError:
            return Field(name=DATE)
    return None
