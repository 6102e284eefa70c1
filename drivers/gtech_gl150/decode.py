# SPDX-License-Identifier: EUPL-1.2
"""Records → values, without state. The device's opinion of the person (``MARKS``, ``FATNESS``) is nobody's affair."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from drivers.gtech_gl150.frame import Result
from kiosk.reading import Measure

_WANTED = {
    "WEIGHT": (Measure.WEIGHT, re.compile(r"(\d{1,3}\.\d{1,2}) kg")),
    "HEIGHT": (Measure.HEIGHT, re.compile(r"(\d{1,3}\.\d{1,2}) cm")),
    "BMI": (Measure.BMI, re.compile(r"(\d{1,3}\.\d{1,2})")),
}


def decode(result: Result) -> Mapping[Measure, Decimal]:
    """Return weight in kg, height in cm and BMI, as far as they are there; a zero was not measured."""
    values = {}
    for name, (measure, pattern) in _WANTED.items():
        found = pattern.fullmatch(result.texts.get(name, ""))
        if found is not None and Decimal(found[1]):
            values[measure] = Decimal(found[1])
    return values
