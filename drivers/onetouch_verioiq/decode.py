# SPDX-License-Identifier: EUPL-1.2
"""Messages of a OneTouch Verio IQ → answers (glucometer-protocols; Tidepool's uploader).

As the UltraEasy's, with prefix 03 or 04, a clock that counts from 2000, and records that mark control solution.
"""

from __future__ import annotations

import re
from datetime import datetime

from drivers.onetouch_ultraeasy.decode import (
    GOOD,
    UNITS_SHOWN,
    Answer,
    Clock,
    Count,
    Serial,
    Stored,
    Unit,
    Version,
    moment,
)
from drivers.shared.memory import in_range

PREFIXES = (0x03, 0x04)
EPOCH = datetime(2000, 1, 1)
EARLIEST_S = 365 * 24 * 3600
"""A clock in its first year was never set; the display's unit, 0 or 1, has the same length as a time."""
_SERIAL = re.compile(rb"([0-9A-Z]{7,16})\x00")
_VERSION = re.compile(rb"[\x05-\x1f]([\x20-\x7e]{5,31})\x00")
MEALS = frozenset({0, 1, 2})


def decode(message: bytes) -> Answer | None:
    """Return what a message of the meter says; None if it is none that is known."""
    if len(message) < 3 or message[0] not in PREFIXES or message[1] != GOOD:
        return None
    body = message[2:]
    if len(body) == 10:
        return _stored(body)
    if len(body) == 4:
        return _clock_or_unit(int.from_bytes(body, "little"))
    if len(body) == 2:
        return Count(count=int.from_bytes(body, "little"))
    if (match := _SERIAL.fullmatch(body)) is not None:
        return Serial(serial=match[1].decode("ascii"))
    match = _VERSION.fullmatch(body)
    return Version(version=match[1].decode("ascii")) if match is not None and len(match[1]) == body[0] else None


def _time(seconds: int) -> datetime | None:
    return moment(seconds, EPOCH) if seconds >= EARLIEST_S else None


def _stored(body: bytes) -> Stored | None:
    control, meal = body[6], body[7]
    if control > 1 or meal not in MEALS or body[8:] != b"\0\0":
        return None
    mg_dl = int.from_bytes(body[4:6], "little")
    at = _time(int.from_bytes(body[:4], "little"))
    return Stored(at=at, sample=in_range(mg_dl), control=bool(control), meal=meal)


def _clock_or_unit(value: int) -> Clock | Unit | None:
    if value in UNITS_SHOWN:
        return Unit(shows=UNITS_SHOWN[value])
    time = _time(value)
    return None if time is None else Clock(time=time)
