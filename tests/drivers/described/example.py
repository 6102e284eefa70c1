# SPDX-License-Identifier: EUPL-1.2
"""The shipped descriptions, and two more for what they do not use: lines of text, and a length within the frame."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from kiosk.reading import Measure
from tests.drivers.described.files import BYTES, LINES, lu, named
from tests.drivers.example import Example

WORKED = (named(LINES), named(BYTES))


def temperatures(*values: str) -> dict[Measure, frozenset[Decimal]]:
    return {Measure.TEMPERATURE: frozenset(map(Decimal, values))}


BY_NAME: Mapping[str, tuple[Example, ...]] = {
    "described:lu90614": (
        Example(
            name="one comes near and goes, and another",
            data=lu(2255) * 5
            + lu(3300)
            + lu(3480)
            + lu(3640) * 8
            + lu(4100)
            + lu(3650, mode=0xAA) * 5
            + lu(2300) * 3
            + lu(3710) * 6,
            values=temperatures("36.40", "37.10"),
            least=2,
        ),
    ),
    "described:gd60914": (
        Example(
            name="padded in every way, and nobody there",
            data=b"0000365" + b"    371" + b"0000224" + b"366\r\n\0\0" + b"0000460",
            values=temperatures("36.5", "37.1", "36.6"),
            least=3,
        ),
    ),
    named(LINES): (
        Example(
            name="two heights, none, and others",
            data=b"8.5 ok\r\nH=178.5 ok\r\nH=----\r\nweight 80\r\nH=12.5\r\nH=181.0\r\n",
            values={Measure.HEIGHT: frozenset({Decimal("178.5"), Decimal("181.0")})},
            least=2,
        ),
    ),
    named(BYTES): (
        Example(
            name="two measures, one of them missing, a longer frame",
            data=bytes.fromhex("0E EF AA 03 48 00 0E EF AA 03 FF FF FC 55 AA 05 3C 00 0D 00 00 9E"),
            values={
                Measure.PULSE: frozenset({Decimal(72), Decimal(60)}),
                Measure.TEMPERATURE: frozenset({Decimal("37.0"), Decimal("28.0"), Decimal("36.5")}),
            },
            least=5,
        ),
    ),
}
