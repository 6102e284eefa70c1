# SPDX-License-Identifier: EUPL-1.2
"""Spot checks → values and flags, without state (Nonin 9560 OEM specification, serial data format 13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from drivers.items import FieldValue
from drivers.nonin_2.decode import valid_rate, valid_saturation
from drivers.nonin_13.frame import SERIAL_LENGTH

LENGTH = 14
LENGTH_WITH_SERIAL = 23
HIGH_QUALITY, NO_MEASUREMENT = 0x02, 0x01
"""Status byte 1: SmartPoint, NOMS."""
FROM_MEMORY, LOW_BATTERY = 0x10, 0x01
"""Status byte 2."""
BINARY_CENTURY = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class SpotCheck:
    """One measurement. ``taken_at`` is the device's own time, None if it is no date."""

    taken_at: datetime | None
    hr_bpm: int | None
    spo2_percent: int | None
    high_quality: bool
    no_measurement: bool
    from_memory: bool
    low_battery: bool
    serial: str

    @property
    def counts(self) -> bool:
        """Whether the numbers are a measurement: with SmartPoint and without NOMS (as MediPi has it)."""
        return self.high_quality and not self.no_measurement

    @classmethod
    def decode(cls, data: bytes) -> SpotCheck:
        """Decode the data part of a packet, at least 14 bytes."""
        status, status_2 = data[8], data[9]
        rate = int.from_bytes(data[10:12], "big")
        return cls(
            taken_at=_moment(data[:8]),
            hr_bpm=valid_rate(rate),
            spo2_percent=valid_saturation(data[13]) if data[13] < 0x80 else None,
            high_quality=bool(status & HIGH_QUALITY),
            no_measurement=bool(status & NO_MEASUREMENT),
            from_memory=bool(status_2 & FROM_MEMORY),
            low_battery=bool(status_2 & LOW_BATTERY),
            serial=_serial(data),
        )

    def fields(self) -> dict[str, FieldValue]:
        """Return every field by name."""
        return {
            "taken_at": None if self.taken_at is None else self.taken_at.isoformat(),
            "hr": self.hr_bpm,
            "spo2": self.spo2_percent,
            "high_quality": self.high_quality,
            "no_measurement": self.no_measurement,
            "from_memory": self.from_memory,
            "low_battery": self.low_battery,
            "serial": self.serial,
        }


def encode(check: SpotCheck) -> bytes:
    """Return the data part; missing numbers become their marks, a missing time zeros."""
    status = (HIGH_QUALITY if check.high_quality else 0) | (NO_MEASUREMENT if check.no_measurement else 0)
    status_2 = (FROM_MEMORY if check.from_memory else 0) | (LOW_BATTERY if check.low_battery else 0)
    rate = 511 if check.hr_bpm is None else check.hr_bpm
    saturation = 127 if check.spo2_percent is None else check.spo2_percent
    head = bytes(8) if check.taken_at is None else _bcd(check.taken_at)
    return head + bytes([status, status_2, rate >> 8, rate & 0xFF, 0, saturation]) + check.serial.encode("ascii")


def _bcd(at: datetime) -> bytes:
    return bytes.fromhex(at.strftime("%Y%m%d%H%M%S") + f"{at.microsecond // 10_000:02d}")


def _moment(data: bytes) -> datetime | None:
    """Return the moment in eight bytes (century to hundredths); None if it is none.

    They are BCD; one program reads them as binary. The century tells: 14 is twenty in binary, and in BCD long ago.
    """
    fields = list(data) if data[0] == BINARY_CENTURY else _digits(data)
    if fields is None:
        return None
    century, year, month, day, hour, minute, second, hundredth = fields
    try:
        return datetime(century * 100 + year, month, day, hour, minute, second, hundredth * 10_000)
    except ValueError:
        return None


def _digits(data: bytes) -> list[int] | None:
    """Return the numbers in BCD bytes; None unless every digit is one."""
    digits = data.hex()
    return [int(digits[at : at + 2]) for at in range(0, len(digits), 2)] if digits.isdecimal() else None


def _serial(data: bytes) -> str:
    text = data[LENGTH:]
    if len(text) != SERIAL_LENGTH or not all(0x20 <= byte < 0x7F for byte in text):
        return ""
    return text.decode("ascii").strip()
