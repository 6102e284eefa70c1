# SPDX-License-Identifier: EUPL-1.2
"""Blocks of an M-430, built by hand after MediPi's table of bytes."""

from __future__ import annotations

from decimal import Decimal

from kiosk.reading import Measure
from tests.drivers.example import Example


def line(text: str) -> bytes:
    return f"{text:<28}".encode() + b"\r\n\n"


BLOCK = b"".join(
    map(
        line,
        (
            "GROSS WEIGHT         81.4 kg",
            "TARE WEIGHT           0.5 kg",
            "NET WEIGHT           80.9 kg",
            "HEIGHT              178.5 cm",
            "BMI                  25.4",
            "25/09/2014   08:20",
            "",
        ),
    )
)
NO_HEIGHT = (
    BLOCK.replace(b"178.5 cm", b"  --- cm")
    .replace(b"25.4", b"N/A ")
    .replace(b" 0.5", b" 0.0")
    .replace(b"80.9", b"81.4")
)
DISAGREES = BLOCK.replace(b"80.9", b"30.9")

EXAMPLES = (
    Example(
        name="blocks",
        data=BLOCK[-100:] + BLOCK + DISAGREES + NO_HEIGHT,
        values={
            Measure.WEIGHT: frozenset(map(Decimal, ("80.9", "81.4"))),
            Measure.HEIGHT: frozenset([Decimal("178.5")]),
            Measure.BMI: frozenset([Decimal("25.4")]),
        },
        least=4,
    ),
)
