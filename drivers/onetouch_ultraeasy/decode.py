# SPDX-License-Identifier: EUPL-1.2
"""Messages of a OneTouch UltraEasy → answers (LifeScan's specification as two independent programs implement it).

An answer does not name its question; the answers differ by their length. The time and the display's unit have the same
one: a unit is 0 or 1, and no meter's clock shows the first seconds of 1970. Glucose is always in mg/dL.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from drivers.items import Sample
from drivers.shared.memory import in_range

PREFIX, GOOD, COUNT = 0x05, 0x06, 0x0F
EPOCH = datetime(1970, 1, 1)
EARLIEST = datetime(2000, 1, 1)
"""A clock before this was never set."""
HIGHEST_CODE = 0xFFFF
"""Sent for HI; more does not occur."""
NO_SUCH_RECORD = 501
"""Asking for this record gives how many there are."""
_SERIAL = re.compile(rb"[0-9A-Z]{9}")
_VERSION = re.compile(rb"\x11[\x20-\x7e]{17}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Stored:
    """One record; ``at`` is None if the clock was not set."""

    at: datetime | None
    sample: Sample
    control: bool = False
    meal: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    time: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Count:
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Serial:
    serial: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    version: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit:
    shows: str


Answer = Stored | Clock | Count | Serial | Version | Unit
UNITS_SHOWN = {0: "mg/dL", 1: "mmol/L"}


def decode(message: bytes) -> Answer | None:
    """Return what a message of the meter says; None if it is none that is known."""
    if len(message) == 4 and message[:2] == bytes([PREFIX, COUNT]):
        return Count(count=int.from_bytes(message[2:], "little"))
    if message[:2] != bytes([PREFIX, GOOD]):
        return None
    body = message[2:]
    if len(body) == 8:
        return _stored(body)
    if len(body) == 4:
        return _clock_or_unit(int.from_bytes(body, "little"))
    if _SERIAL.fullmatch(body):
        return Serial(serial=body.decode("ascii"))
    return Version(version=body[1:].decode("ascii")) if _VERSION.fullmatch(body) else None


def moment(seconds: int, epoch: datetime = EPOCH) -> datetime | None:
    """Return what a clock shows; None if it was never set."""
    time = epoch + timedelta(seconds=seconds)
    return time if time >= EARLIEST else None


def _stored(body: bytes) -> Stored | None:
    mg_dl = int.from_bytes(body[4:], "little")
    if mg_dl > HIGHEST_CODE:
        return None
    return Stored(at=moment(int.from_bytes(body[:4], "little")), sample=in_range(mg_dl))


def _clock_or_unit(value: int) -> Clock | Unit | None:
    if value in UNITS_SHOWN:
        return Unit(shows=UNITS_SHOWN[value])
    time = moment(value)
    return None if time is None else Clock(time=time)
