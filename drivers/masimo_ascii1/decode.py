# SPDX-License-Identifier: EUPL-1.2
"""Lines of "ASCII 1" → values and exceptions, without state (Rad-8 operator's manual, exception table)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import IntFlag

from drivers.items import FieldValue
from drivers.masimo_ascii1.frame import fields
from kiosk.reading import AbsentReason, Flag, SensorState

SPO2_TOP = 100


class Exc(IntFlag):
    """The exceptions; 100 and 200 are reserved, and what stands above is not told."""

    NO_SENSOR = 0x001
    DEFECTIVE_SENSOR = 0x002
    LOW_PERFUSION = 0x004
    PULSE_SEARCH = 0x008
    INTERFERENCE = 0x010
    SENSOR_OFF = 0x020
    AMBIENT_LIGHT = 0x040
    UNRECOGNISED_SENSOR = 0x080
    LOW_SIGNAL_QUALITY = 0x400
    SET = 0x800
    """The measuring runs in its full mode; says nothing about a number."""


TROUBLES: tuple[tuple[Exc, AbsentReason, SensorState], ...] = (
    (
        Exc.NO_SENSOR | Exc.DEFECTIVE_SENSOR | Exc.UNRECOGNISED_SENSOR,
        AbsentReason.SENSOR_FAULT,
        SensorState.SENSOR_FAULT,
    ),
    (Exc.SENSOR_OFF, AbsentReason.FINGER_OUT, SensorState.FINGER_OUT),
    (Exc.PULSE_SEARCH, AbsentReason.SEARCHING, SensorState.SEARCHING),
    (Exc.INTERFERENCE | Exc.AMBIENT_LIGHT, AbsentReason.NO_SIGNAL, SensorState.NO_SIGNAL),
)
"""While one is set no number is valid, whatever the line says: a Rad-8 goes on showing the last ones with the sensor
off. The first that is set decides."""

QUALITY: tuple[tuple[Exc, Flag], ...] = (
    (Exc.LOW_PERFUSION, Flag.LOW_PERFUSION),
    (Exc.LOW_SIGNAL_QUALITY, Flag.WEAK_SIGNAL),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Second:
    """What a line says. ``clock`` is the device's, None if it is no time at all. ``serial`` is empty if not told."""

    clock: datetime | None
    serial: str
    spo2_percent: int | None
    pulse_bpm: int | None
    pi_percent: Decimal | None
    alarm: str
    exceptions: Exc

    @classmethod
    def decode(cls, text: str) -> Second | None:
        """Decode a line without its end; None if it is another."""
        said = fields(text)
        if said is None:
            return None
        return cls(
            clock=_clock(said["DATE"], said["TIME"]),
            serial=said.get("SN", "").strip("-"),
            spo2_percent=_whole(said["SPO2"], SPO2_TOP),
            pulse_bpm=_whole(said["BPM"], 999),
            pi_percent=_decimal(said.get("PI", "")),
            alarm=said.get("ALARM", ""),
            exceptions=Exc(int(said["EXC"], 16) & _ALL),
        )

    @property
    def trouble(self) -> tuple[AbsentReason, SensorState] | None:
        """Why no number is valid."""
        for exceptions, absent, state in TROUBLES:
            if self.exceptions & exceptions:
                return absent, state
        return None

    @property
    def flags(self) -> tuple[Flag, ...]:
        return tuple(flag for exception, flag in QUALITY if exception in self.exceptions)

    def fields(self) -> dict[str, FieldValue]:
        """Return every field by name."""
        return {
            "clock": None if self.clock is None else self.clock.isoformat(sep=" "),
            "spo2": self.spo2_percent,
            "pulse": self.pulse_bpm,
            "pi": None if self.pi_percent is None else str(self.pi_percent),
            "alarm": self.alarm or None,
            "exceptions": ", ".join(str(bit.name).lower().replace("_", "-") for bit in Exc if bit in self.exceptions),
        }


_ALL = sum(Exc)


def _clock(date: str, time: str) -> datetime | None:
    try:
        return datetime.strptime(f"{date} {time}", "%m/%d/%y %H:%M:%S")
    except ValueError:
        return None


def _whole(text: str, top: int) -> int | None:
    """Return a number; zero is how a device without one may say so."""
    digits = text.rstrip("%")
    value = int(digits) if digits.isdecimal() else 0
    return value if 0 < value <= top else None


def _decimal(text: str) -> Decimal | None:
    digits = text.rstrip("%")
    if not digits or "-" in digits:
        return None
    value = Decimal(digits)
    return value if value > 0 else None
