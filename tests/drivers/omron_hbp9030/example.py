# SPDX-License-Identifier: EUPL-1.2
"""Lines of an HBP-9030, put together here and not by the code under test: four results, errors, and older formats."""

from __future__ import annotations

from decimal import Decimal

from kiosk.reading import Measure
from tests.drivers.example import Example

ID = "12345678901234567890"
GOOD = b"2026,07,11,09,05,12345678901234567890,0,120,080,072,0\r\n"
"""The line of the gateway program's tests."""
MMBP = b"MMBP203N\r2026.07.11\r120\r080\r072\r"
OLD_ID = b"ID99999999B26/07/11/09:05 120 080 072 "
OLD_BP = b"bp,12345678901234567890,2026/07/11,09:05,120,090,080,072,0\r"


def line(
    systolic: str = "120",
    diastolic: str = "080",
    pulse: str = "072",
    *,
    error: str = "0",
    movements: str = "0",
    time: str = "2026,07,11,09,05",
    card: str = ID,
) -> bytes:
    return f"{time},{card:<20},{error},{systolic},{diastolic},{pulse},{movements}\r\n".encode()


FAILED = line("   ", "   ", "   ", error="7")

EXAMPLES: tuple[Example, ...] = (
    Example(
        name="a morning",
        data=b"080,072,0\r\n" + GOOD + FAILED + line("190", "105", "094", movements="2", card="") + MMBP
        + OLD_ID + b"\r\n"        + line("260", "215", "180") + OLD_BP + b"\0\0" + line("060", "030", "040"),
        values={
            Measure.SYSTOLIC: frozenset(map(Decimal, (120, 190, 260, 60))),
            Measure.DIASTOLIC: frozenset(map(Decimal, (80, 105, 215, 30))),
            Measure.CUFF_PULSE: frozenset(map(Decimal, (72, 94, 180, 40))),
        },
        least=12,
    ),
)  # fmt: skip
