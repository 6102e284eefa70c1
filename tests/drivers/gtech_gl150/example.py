# SPDX-License-Identifier: EUPL-1.2
"""The list and the printed block that programs for G-Tech stations have in their sources."""

from __future__ import annotations

from decimal import Decimal

from kiosk.reading import Measure
from tests.drivers.example import Example

LIST = b"\x02178.5,105.4,M,123.5, 67.9\x03"
PRINTED = (
    b"\0\r\nGENDER   ---- FEMALE\r\nWEIGHT   ---- 90.05 kg\r\nSTANDARD ---- 74.69 kg\r\nHEIGHT   ---- 188.6 cm\r\n"
    b"B  M  I  ----  25.3   \r\nFATNESS  ---- 120.5 % \r\nMARKS    ---- FATTY\r\n\x1bT\0"
)

EXAMPLES = (
    Example(
        name="list-and-print",
        data=b"5,M,123.5, 67.9\x03" + LIST + PRINTED + LIST,
        values={
            Measure.WEIGHT: frozenset(map(Decimal, ("105.4", "90.05"))),
            Measure.HEIGHT: frozenset(map(Decimal, ("178.5", "188.6"))),
            Measure.BMI: frozenset(map(Decimal, ("67.9", "25.3"))),
        },
        least=9,
    ),
)
