# SPDX-License-Identifier: EUPL-1.2
"""Text of a message ↔ values, without state.

Sources: one recorded TM-2657P result, results of a TM-2655 in two programs, and the positions a program for Japanese
health checks reads (model 7-12, time 14-23, error 30-32, systolic 35-37, mean 40-42, diastolic 45-47, pulse 50-52,
counted from 1 with the SYNs). What E-codes mean is said by one program (Kotlin), which has it from the vendor's paper.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from drivers.items import FieldValue
from kiosk.reading import Failure

SEPARATOR = "\x1e"
GOOD = "E00"
PULSES = "RP"
"""The form that lists the pulses of a measurement; nobody here asks for it."""

FAILURES: Mapping[str, Failure] = {
    "E11": Failure.CUFF_LOOSE,
    "E12": Failure.CUFF_LOOSE,
    "E13": Failure.CUFF_BLOCKED,
    "E15": Failure.CUFF_LOOSE,
    "E21": Failure.CUFF_BLOCKED,
    "E22": Failure.CUFF_LOOSE,
    "E23": Failure.OVERPRESSURE,
    "E24": Failure.TOO_LONG,
    "E42": Failure.CUFF_LOOSE,
    "E43": Failure.WEAK_SIGNAL,
    "E44": Failure.MOVEMENT,
    "E45": Failure.WEAK_SIGNAL,
    "E46": Failure.WEAK_SIGNAL,
    "E48": Failure.WEAK_SIGNAL,
    "E61": Failure.WEAK_SIGNAL,
    "E63": Failure.OUT_OF_RANGE,
}
"""E11 and E15 no pressure at the start, E12 none in time, E13 it rises too fast, E21 it falls too slowly, E22 too fast,
E23 too much of it, E24 too long, E42 not enough of it, E43 no pulse, E44 movement, E45, E46 and E48 no diastolic, mean
or systolic found, E61 no pulse rate found, E63 out of range."""

NUMBERS = {"S": "systolic", "M": "mean", "D": "diastolic", "P": "pulse"}
"""The first four fields after the error, always there and always in this order: a letter and three characters."""
COUNTS = {
    "I": "class_or_inflation",
    "L": "amplitude",
    "p": "inflation_mmhg",
    "i": "irregular",
    "m": "movement",
    "r": "retest",
    "t": "seconds",
}
TEXTS = {"h": "height", "s": "standard_weight", "w": "weight", "f": "fat", "e": "excess", "b": "bmi"}
"""Of a joined scale; no such field was ever seen filled, so they are only shown."""

_MODEL = re.compile(r"[A-Z]{2}[0-9]{4}[A-Z0-9-]{0,4}")
_FORM = re.compile(r"[A-Z]{2}")
_MODE = re.compile(r"[A-Z]? *")
_ERROR = re.compile(r"E[0-9]{2}")
_NUMBER = re.compile(r" {0,2}[0-9]{1,3}")
_COUNT = re.compile(r" *([0-9]{1,3})")
_TIME = re.compile(r"[0-9]{10}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """A finished measurement. Pressures in mmHg, pulse in beats a minute; None where the field is blank or zero.

    ``further``: the fields behind the pulse, by their letter.
    """

    model: str
    form: str
    error: str
    at: datetime | None
    systolic: int | None
    mean: int | None
    diastolic: int | None
    pulse: int | None
    further: Mapping[str, str] = field(default_factory=dict)

    def count(self, letter: str) -> int | None:
        """Return one of the `COUNTS`; None if the machine does not send it."""
        found = _COUNT.fullmatch(self.further.get(letter, ""))
        return int(found[1]) if found else None

    @property
    def irregular(self) -> bool:
        """Whether beats were irregular: their count, or the class I.

        On a TM-2655 the field I was seen as 16 and 17, which is the pressure to inflate to in tens of mmHg; so only a
        single digit is a class.
        """
        return bool(self.count("i")) or 0 < (self.count("I") or 0) < 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Pulses:
    """A list of pulses: no result."""

    model: str


def decode(text: str) -> Result | Pulses | None:
    """Decode the text of a message; None if it is set to another form of output."""
    parts = text.split(SEPARATOR)
    if len(parts) < 3 or not (_MODEL.fullmatch(parts[0]) and _FORM.fullmatch(parts[2])):
        return None
    if parts[2] == PULSES:
        return Pulses(model=parts[0])
    if not _is_result(parts):
        return None
    systolic, mean, diastolic, pulse = (_number(part[1:]) for part in parts[5:9])
    return Result(
        model=parts[0],
        form=parts[2],
        error=parts[4],
        at=_time(parts[1]),
        systolic=systolic,
        mean=mean,
        diastolic=diastolic,
        pulse=pulse,
        further={part[0]: part[1:] for part in reversed(parts[9:]) if part},
    )


def _is_result(parts: list[str]) -> bool:
    return (
        len(parts) > 8
        and _TIME.fullmatch(parts[1]) is not None
        and _MODE.fullmatch(parts[3]) is not None
        and _ERROR.fullmatch(parts[4]) is not None
        and all(part[:1] == letter and len(part) == 4 for letter, part in zip(NUMBERS, parts[5:9], strict=True))
    )


def _number(text: str) -> int | None:
    """Read a number, right-aligned in three characters. A two-digit field cut out of it would read 105 as 5."""
    return int(text) or None if _NUMBER.fullmatch(text) else None


def _time(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%y%m%d%H%M")
    except ValueError:
        return None  # a clock that was never set


def encode(result: Result, clock: datetime) -> str:
    """Return the text of a result as the machine sends it at ``clock``."""
    numbers = (result.systolic, result.mean, result.diastolic, result.pulse)
    shown = [f"{letter}{'' if value is None else value:>3}" for letter, value in zip(NUMBERS, numbers, strict=True)]
    further = [f"{letter}{text}" for letter, text in result.further.items()]
    fields = [result.model, clock.strftime("%y%m%d%H%M"), result.form, "M", result.error, *shown, *further]
    return "".join(part + SEPARATOR for part in fields)


def describe(result: Result) -> dict[str, FieldValue]:
    """Return the fields whose meaning is known. Others are left out: one may say who the person is."""
    failure = FAILURES.get(result.error)
    fields: dict[str, FieldValue] = {
        "model": result.model,
        "form": result.form,
        "device_time": None if result.at is None else result.at.isoformat(timespec="minutes"),
        "error": result.error,
        "meaning": "" if result.error == GOOD else "unknown" if failure is None else failure.value,
        **{name: getattr(result, name) for name in NUMBERS.values()},
    }
    fields |= {name: result.count(letter) for letter, name in COUNTS.items() if letter in result.further}
    fields |= {name: result.further[letter].strip() for letter, name in TEXTS.items() if letter in result.further}
    return fields
