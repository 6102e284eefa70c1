# SPDX-License-Identifier: EUPL-1.2
"""Bytes of a OneTouch Verio IQ, built by hand from the facts."""

from __future__ import annotations

from decimal import Decimal

from kiosk.reading import Measure
from tests.drivers.example import Example
from tests.drivers.onetouch_ultraeasy.example import packet

SPRING_2015 = 480_271_524
"""2015-03-21 16:45:24, counted from 2000."""
SERIAL = packet(0, b"\x03\x06TKNMDXR4\x00")
VERSION = packet(0, b"\x03\x06\x0cVIE_02.01.00\x00")
UNIT = packet(0, b"\x03\x06\x01\x00\x00\x00")


def clock(seconds: int) -> bytes:
    return packet(0, b"\x03\x06" + seconds.to_bytes(4, "little"))


def count(records: int) -> bytes:
    return packet(0, b"\x03\x06" + records.to_bytes(2, "little"))


def record(seconds: int, mg_dl: int, *, control: int = 0, meal: int = 0) -> bytes:
    return packet(
        0, b"\x03\x06" + seconds.to_bytes(4, "little") + mg_dl.to_bytes(2, "little") + bytes([control, meal, 0, 0])
    )


EXAMPLES = (
    Example(
        name="session",
        data=SERIAL
        + VERSION
        + UNIT
        + clock(SPRING_2015 + 60)
        + count(4)
        + record(SPRING_2015, 105, meal=1)
        + record(SPRING_2015 - 600, 110, control=1)
        + record(SPRING_2015 - 900, 601)
        + record(SPRING_2015 - 7200, 81),
        values={Measure.GLUCOSE: frozenset({Decimal(105), Decimal(81)})},
        least=2,
    ),
)
