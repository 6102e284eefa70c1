# SPDX-License-Identifier: EUPL-1.2
"""An answer ↔ its numbers, without state.

Source: one program, which reads the characters 17-19, 26-28 and 30-32, counted from 1. What the others are it does not
say; so an answer counts only if the numbers have three characters and no more, a cuff can have measured them, and the
pressures stand in order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from drivers.items import FieldValue

SHORTEST = 32
"""Characters up to the last one that is known."""
NUMBERS = ((16, 19), (25, 28), (29, 32))
PRESSURE_MMHG, PULSE_BPM = range(10, 301), range(20, 301)
"""Wider than any cuff measures; no check is known, so a number outside is a damaged one or none at all."""
_NUMBER = "([0-9]{3}| [0-9]{2}|  [0-9])"
_EDGE = "[^0-9.+-]"
"""What a number cannot go on with."""
_ANSWER = re.compile(f".{{15}}{_EDGE}{_NUMBER}{_EDGE}.{{4}}{_EDGE}{_NUMBER}{_EDGE}{_NUMBER}(?:{_EDGE}.*)?", re.DOTALL)


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """One result: pressures in mmHg, pulse in beats a minute."""

    systolic: int
    diastolic: int
    pulse: int


def decode(text: str) -> Result | None:
    """Decode a whole answer; None unless all of it can be one."""
    found = _ANSWER.fullmatch(text)
    if found is None:
        return None
    systolic, diastolic, pulse = map(int, found.groups())
    if not (systolic in PRESSURE_MMHG and diastolic in PRESSURE_MMHG and pulse in PULSE_BPM):
        return None
    if systolic <= diastolic:
        return None
    return Result(systolic=systolic, diastolic=diastolic, pulse=pulse)


def encode(result: Result, *, zeros: bool = False) -> str:
    """Return an answer as far as it is known: blanks stand where nothing is."""
    fill = "0" if zeros else " "
    systolic, diastolic, pulse = (f"{each:{fill}>3}" for each in (result.systolic, result.diastolic, result.pulse))
    return f"{'':16}{systolic}{'':6}{diastolic} {pulse}"


def describe(result: Result) -> dict[str, FieldValue]:
    """Return every field whose meaning is known."""
    return {"systolic": result.systolic, "diastolic": result.diastolic, "pulse": result.pulse}
