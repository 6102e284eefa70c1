# SPDX-License-Identifier: EUPL-1.2
"""Records of Terumo stations; the texts are recorded, the checks computed here and not by the code under test."""

from __future__ import annotations

from decimal import Decimal

from kiosk.reading import Measure
from tests.drivers.example import Example

RECORDED = (
    "R1,000000000,210427,153000,128,097,082,084,0000,0000,00000,000",
    "R1,000000000,260429,103800,119,090,076,083,0000,0000,00000,000",
    "R1,000000000,260429,100000,117,089,075,072,0000,0000,00000,000",
)


def record(text: str, *, check: int | None = None) -> bytes:
    body = b"\x02" + text.encode() + b"\x03"
    return body + bytes([sum(body) % 256 if check is None else check])


EXAMPLES: tuple[Example, ...] = (
    Example(
        name="a morning",
        data=b"".join(map(record, RECORDED)) + record(RECORDED[0].replace("128,097,082,084", "000,000,000,000")),
        values={
            Measure.SYSTOLIC: frozenset(map(Decimal, (128, 119, 117))),
            Measure.MEAN_PRESSURE: frozenset(map(Decimal, (97, 90, 89))),
            Measure.DIASTOLIC: frozenset(map(Decimal, (82, 76, 75))),
            Measure.CUFF_PULSE: frozenset(map(Decimal, (84, 83, 72))),
        },
        least=12,
    ),
)
