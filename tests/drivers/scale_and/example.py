# SPDX-License-Identifier: EUPL-1.2
"""Lines in the A&D standard format; those with 4775.7, -12.3, 58.01 and the overload are of a GX-10202M."""

from __future__ import annotations

from decimal import Decimal

from kiosk.reading import Measure
from tests.drivers.example import Example

LINES = (
    b"5.7   g\r\nUS,-0000012.3   g\r\nUS,+0001840.0   g\r\nST,+0004775.7   g\r\nST,+0004775.7   g\r\n"
    b"OL,+9999999.9   g\r\nST,+0000058.01  g\r\nQT,+00000123 PC\r\nUS,+00040.20 kg\r\nST,+00081.40 kg\r\n"
)
EXAMPLES = (
    Example(
        name="standard-format",
        data=LINES,
        values={Measure.WEIGHT: frozenset(map(Decimal, ("4775.7", "58.01", "81.40")))},
        least=3,
    ),
)
