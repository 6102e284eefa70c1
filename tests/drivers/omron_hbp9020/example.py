# SPDX-License-Identifier: EUPL-1.2
"""Records of an HBP-9020: those of the programs, and others put together here and not by the code under test."""

from __future__ import annotations

from decimal import Decimal

from kiosk.reading import Measure
from tests.drivers.example import Example

MODE_5 = b"bp,99999999999999999999,2023/04/27,15:06,140,098,077,068,3\r\n"
"""The line of the hospital program."""
SIMULATED = b"bp,12345678901234567890,2016/01/25,01:05,100,075,050,065,0\r"
"""The line by which the kiosk program tries itself."""
SHORT = bytes.fromhex("02 20 31 35 30 35 30 32 20 30 39 34 33 20 31 32 35 20 30 37 35 20 30 39 39 03")
"""The bytes the kiosk program lists of the other output."""
BLANK = b"bp,                    ,2023/04/27,15:16,   ,   ,   ,   ,1\r\n"


def line(
    systolic: str = "140",
    mean: str = "098",
    diastolic: str = "077",
    pulse: str = "068",
    *,
    time: str = "2023/04/27,15:06",
    card: str = "",
    last: str = "3",
) -> bytes:
    return f"bp,{card:<20},{time},{systolic},{mean},{diastolic},{pulse},{last}\r\n".encode()


EXAMPLES: tuple[Example, ...] = (
    Example(
        name="a morning",
        data=b"098,077,068,3\r\n" + MODE_5 + SIMULATED + BLANK + SHORT + line("190", "133", "105", "094", card="4711"),
        values={
            Measure.SYSTOLIC: frozenset(map(Decimal, (140, 100, 125, 190))),
            Measure.MEAN_PRESSURE: frozenset(map(Decimal, (98, 75, 133))),
            Measure.DIASTOLIC: frozenset(map(Decimal, (77, 50, 75, 105))),
            Measure.CUFF_PULSE: frozenset(map(Decimal, (68, 65, 99, 94))),
        },
        least=15,
    ),
)
