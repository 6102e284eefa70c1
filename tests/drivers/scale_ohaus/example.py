# SPDX-License-Identifier: EUPL-1.2
"""Lines of a Defender 3000 and of a scale with the same line, as recorded."""

from __future__ import annotations

from decimal import Decimal

from kiosk.reading import Measure
from tests.drivers.example import Example

LINES = (
    b"360 kg   ?G\r\n   0.355 kg   ?G\r\n   0.365 kg   ?G\r\n   0.360 kg    G\r\n   0.360 kg    G\r\n"
    b"   0.000 kg    G\r\n-  1.640 kg   ?N\r\n-  1.640 kg    N\r\n"
    b"    19.8 kg   ?G\r\n    94.6 kg   ?G\r\n    20.0 kg    G\r\n"
)
EXAMPLES = (
    Example(
        name="recorded",
        data=LINES,
        values={Measure.WEIGHT: frozenset(map(Decimal, ("0.360", "0.000", "-1.640", "20.0")))},
        least=4,
    ),
)
