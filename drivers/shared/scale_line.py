# SPDX-License-Identifier: EUPL-1.2
"""What one line of a scale says, whatever its maker's words are."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from drivers.items import FieldValue

UNIT_WORDS = {"kg": "kg", "g": "g", "lb": "[lb_av]", "lbs": "[lb_av]", "oz": "[oz_av]"}
"""A scale's unit to UCUM. A line in any other unit (pieces, percent, carats) is no weight of a person."""
UNIT = "(kg|g|lbs|lb|oz)"
NUMBER = r"(\d{1,8}(?:\.\d{1,4})?)"


class Mark(StrEnum):
    """What a scale says about its load."""

    STABLE = "stable"
    MOVING = "moving"
    OVERLOAD = "overload"
    UNDERLOAD = "underload"
    OTHER = "other"
    """No weight of a person: a count, a tare, an answer, an error."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ScaleLine:
    """One line. ``value`` is the device's own number with its sign and its zeros; ``unit`` is UCUM.

    ``net``: a tare was taken off. ``act``: what tells two equal prints apart, such as the print's number. ``note``:
    what else it is. ``serial``: the scale told its serial number.
    """

    mark: Mark
    value: Decimal | None = None
    unit: str = ""
    net: bool = False
    act: str = ""
    note: str = ""
    serial: str = ""

    def fields(self) -> dict[str, FieldValue]:
        """Return every field by name."""
        return {
            "mark": self.mark.value,
            "value": None if self.value is None else str(self.value),
            "unit": self.unit,
            "net": self.net,
            "note": self.note or self.act,
        }


def weight(mark: Mark, sign: str, number: str, unit: str, *, net: bool = False, act: str = "") -> ScaleLine:
    """Return the line for a weight; ``unit`` is one of `UNIT_WORDS`."""
    return ScaleLine(mark=mark, value=Decimal(sign + number), unit=UNIT_WORDS[unit], net=net, act=act)


def other(note: str) -> ScaleLine:
    """Return a line that is no weight."""
    return ScaleLine(mark=Mark.OTHER, note=note)
