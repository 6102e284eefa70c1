# SPDX-License-Identifier: EUPL-1.2
"""Messages → values, without state (five programs for boards of this family; see SCORE.toml)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from drivers.items import FieldValue
from drivers.un300c.frame import Message, check_fits, checked
from kiosk.reading import Failure

TOP_MMHG = 499
END_TEXT = "999"
NO_ERROR = 0
_CUFF = re.compile(r"(\d{3})(?:C(\d)S(\d))?")
_STATUS = re.compile(
    r"S(\d);A(\d);C(\d\d|--);M(\d\d|--);P([\d-]{3})([\d-]{3})([\d-]{3});R([\d-]{3});T([\d -]{4});;[0-9A-Fa-f]{2}"
)


class State(IntEnum):
    """The digit after S."""

    SELF_TEST = 0
    STANDBY = 1
    ERROR = 2
    MEASURING = 3
    MANOMETER = 4
    INITIALISING = 5
    CYCLE = 6
    LEAK_TEST = 7
    INFLATING = 8
    HOLDING = 9


BUSY = frozenset({State.MEASURING, State.MANOMETER, State.LEAK_TEST, State.INFLATING, State.HOLDING})

FAILURES: Mapping[int, Failure] = {
    2: Failure.REFUSED,
    6: Failure.CUFF_LOOSE,
    7: Failure.CUFF_LOOSE,
    8: Failure.DEVICE_FAULT,
    9: Failure.TOO_LONG,
    10: Failure.OUT_OF_RANGE,
    11: Failure.MOVEMENT,
    12: Failure.OVERPRESSURE,
    13: Failure.MOVEMENT,
    14: Failure.CUFF_LOOSE,
    15: Failure.DEVICE_FAULT,
}
"""Message codes of a status that mean an error; 0 is good."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Status:
    """The answer to a question for the status. Pressures in mmHg, pulse in beats a minute; None: dashes."""

    state: int = State.STANDBY
    mode: int = 0
    cycle_min: int | None = 0
    error: int | None = NO_ERROR
    systolic: int | None = None
    diastolic: int | None = None
    mean: int | None = None
    pulse: int | None = None
    rest: str = "    "

    def encode(self) -> str:
        """Return the text between STX and ETX."""

        def digits(value: int | None, width: int) -> str:
            return "-" * width if value is None else f"{value:0{width}d}"

        pressures = "".join(digits(value, 3) for value in (self.systolic, self.diastolic, self.mean))
        return checked(
            f"S{self.state};A{self.mode};C{digits(self.cycle_min, 2)};M{digits(self.error, 2)};"
            f"P{pressures};R{digits(self.pulse, 3)};T{self.rest};;"
        )


def cuff_mmhg(message: Message) -> int | None:
    """Return the pressure of a live message, such as ``035C0S3`` or ``035``; None if it is none, or the end."""
    match = _CUFF.fullmatch(message.text)
    return int(match[1]) if match is not None and message.text != END_TEXT and int(match[1]) <= TOP_MMHG else None


def status(message: Message) -> Status | None:
    """Return a status whose check fits."""
    match = _STATUS.fullmatch(message.text)
    if match is None or not check_fits(message.text):
        return None
    return Status(
        state=int(match[1]),
        mode=int(match[2]),
        cycle_min=_number(match[3]),
        error=_number(match[4]),
        systolic=_number(match[5]),
        diastolic=_number(match[6]),
        mean=_number(match[7]),
        pulse=_number(match[8]),
        rest=match[9],
    )


def describe(message: Message) -> tuple[str, dict[str, FieldValue]]:
    """Return the message's name and its fields."""
    if message.text == END_TEXT:
        return "end", {}
    match = _CUFF.fullmatch(message.text)
    if match is not None:
        return "cuff", {"cuff_mmhg": cuff_mmhg(message), "caution": match[2], "state": match[3]}
    said = status(message)
    if said is None:
        return "other", {"text": message.text, "check_fits": check_fits(message.text)}
    failure = FAILURES.get(said.error or NO_ERROR)
    return "status", {
        "state": said.state,
        "state_name": State(said.state).name.lower().replace("_", "-"),
        "mode": said.mode,
        "cycle_min": said.cycle_min,
        "error": said.error,
        "meaning": "" if failure is None else failure.value,
        "systolic": said.systolic,
        "diastolic": said.diastolic,
        "mean": said.mean,
        "pulse": said.pulse,
        "rest": said.rest,
    }


def _number(text: str) -> int | None:
    """Return the number of a field of digits alone."""
    return int(text) if text.isdecimal() else None
