# SPDX-License-Identifier: EUPL-1.2
"""Lines of a Nellcor → values and codes, without state (operator's manuals, "Patient data and operating status")."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from drivers.items import FieldValue
from drivers.nellcor_text.frame import READING
from kiosk.reading import AbsentReason, Flag, SensorState

SPO2_TOP = 100
PULSE_TOP = 300
"""The manuals say 250; zero is what is printed during a pulse search."""

TROUBLES: dict[str, tuple[AbsentReason, SensorState]] = {
    "SD": (AbsentReason.SENSOR_FAULT, SensorState.SENSOR_FAULT),
    "SO": (AbsentReason.FINGER_OUT, SensorState.FINGER_OUT),
    "PS": (AbsentReason.SEARCHING, SensorState.SEARCHING),
    "LP": (AbsentReason.NO_SIGNAL, SensorState.NO_SIGNAL),
    "LM": (AbsentReason.NO_SIGNAL, SensorState.NO_SIGNAL),
}
"""Sensor disconnected, sensor off, pulse search, loss of pulse, loss of pulse with motion: nothing counts, although the
last numbers are still printed when a search begins. The first that is set decides."""
QUALITY: dict[str, Flag] = {"MO": Flag.MOVEMENT, "LB": Flag.LOW_BATTERY}
HARMLESS = frozenset({"AO", "AS", "PH", "PL", "SH", "SL"})
"""Alarm off, alarm silenced, a limit passed: the number stands."""
UNKNOWN = (AbsentReason.NOT_MEASURED, SensorState.NO_SIGNAL)
"""For a code that no manual here names: it may be a warning, so nothing counts."""

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")

FIRST_YEAR = 69
"""Two digits from here on are of the last century."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """What a line says. ``clock`` is the device's, None if it is no time at all; ``alarm``: a number had a star."""

    clock: datetime | None
    spo2_percent: int | None
    pulse_bpm: int | None
    amplitude: int | None
    codes: tuple[str, ...]
    alarm: bool

    @classmethod
    def decode(cls, text: str) -> Moment | None:
        """Decode a line without its end; None if it is a heading."""
        said = READING.fullmatch(text)
        if said is None:
            return None
        return cls(
            clock=_clock(said["date"], said["time"]),
            spo2_percent=_number(said["spo2"], SPO2_TOP),
            pulse_bpm=_number(said["bpm"], PULSE_TOP),
            amplitude=_number(said["pa"], 999),
            codes=tuple(said["codes"].split()),
            alarm="*" in said[0],
        )

    @property
    def trouble(self) -> tuple[AbsentReason, SensorState] | None:
        """Why no number is valid."""
        for code, trouble in TROUBLES.items():
            if code in self.codes:
                return trouble
        known = HARMLESS | QUALITY.keys()
        return None if known.issuperset(self.codes) else UNKNOWN

    @property
    def flags(self) -> tuple[Flag, ...]:
        return tuple(flag for code, flag in QUALITY.items() if code in self.codes)

    def fields(self) -> dict[str, FieldValue]:
        """Return every field by name."""
        return {
            "clock": None if self.clock is None else self.clock.isoformat(sep=" "),
            "spo2": self.spo2_percent,
            "pulse": self.pulse_bpm,
            "amplitude": self.amplitude,
            "codes": " ".join(self.codes) or None,
            "alarm": self.alarm,
        }


def _number(text: str, top: int) -> int | None:
    digits = text.rstrip("*")
    value = int(digits) if digits.isdecimal() else 0
    return value if 0 < value <= top else None


def _clock(date: str, time: str) -> datetime | None:
    """Return the device's time; month names are English whatever the system's language is."""
    day, month, year_text = date.split("-")
    year = int(year_text) + (1900 if int(year_text) >= FIRST_YEAR else 2000)
    hour, minute, second = (int(part) for part in time.split(":"))
    try:
        return datetime(year, MONTHS.index(month.upper()) + 1, int(day), hour, minute, second)
    except ValueError:
        return None
