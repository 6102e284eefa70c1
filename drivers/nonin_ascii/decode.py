# SPDX-License-Identifier: EUPL-1.2
"""Lines → values and marks, without state (operator's manuals of the Nonin 8500, 9847 and Avant 9600)."""

from __future__ import annotations

from dataclasses import dataclass

from drivers.items import FieldValue
from drivers.nonin_2.decode import valid_rate, valid_saturation
from drivers.nonin_ascii.frame import LINE

FAST, EVENT, BREATH = "F", "*", "B"


@dataclass(frozen=True, kw_only=True, slots=True)
class Second:
    """What a line says about a second. ``clock`` is the time of day, without a date, where the model sends it."""

    hr_bpm: int | None
    spo2_percent: int | None
    clock: str
    fast: bool
    event: bool
    breath: bool

    @classmethod
    def decode(cls, text: str) -> Second | None:
        """Decode a line without its end; None if it is another."""
        said = LINE.fullmatch(text)
        if said is None:
            return None
        rate, saturation = _number(said["hr"]), _number(said["spo2"])
        return cls(
            hr_bpm=None if rate is None else valid_rate(rate),
            # Three digits go up to 999; the seven bits of 127 are a mark of the binary formats.
            spo2_percent=None if saturation is None or saturation > 100 else valid_saturation(saturation) or None,
            clock=said["clock"] or "",
            fast=FAST in said["marks"],
            event=EVENT in said["marks"],
            breath=BREATH in said["marks"],
        )

    def fields(self) -> dict[str, FieldValue]:
        """Return every field by name."""
        return {
            "hr": self.hr_bpm,
            "spo2": self.spo2_percent,
            "clock": self.clock or None,
            "fast": self.fast,
            "event": self.event,
            "breath": self.breath,
        }


def _number(text: str) -> int | None:
    digits = text.strip()
    return int(digits) if digits.isdecimal() else None
