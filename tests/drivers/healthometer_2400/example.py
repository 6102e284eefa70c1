# SPDX-License-Identifier: EUPL-1.2
"""Records of a 2595KL, built by hand from the vendor's paper."""

from __future__ import annotations

from decimal import Decimal

from kiosk.reading import Measure
from tests.drivers.example import Example

KILOGRAMS = bytes.fromhex("02 82 d7 e4") + b"81.4\r"
POUNDS = bytes.fromhex("01 80 d7 e4") + b" 179.5\r"

EXAMPLES = (
    Example(
        name="2595kl",
        data=b"1.4\r" + KILOGRAMS * 3 + POUNDS * 3,
        values={Measure.WEIGHT: frozenset(map(Decimal, ("81.4", "179.5")))},
        least=2,
    ),
)
