# SPDX-License-Identifier: EUPL-1.2
"""A meter that is waked, read twice, and found empty."""

from __future__ import annotations

from decimal import Decimal

from kiosk.reading import Measure
from tests.drivers.beurer_bm65.wire import AWAKE, LAST_YEAR, TODAY, YESTERDAY, memory
from tests.drivers.example import Example

EXAMPLES: tuple[Example, ...] = (
    Example(
        name="an afternoon",
        data=AWAKE * 2 + memory(YESTERDAY, LAST_YEAR) + memory(TODAY, YESTERDAY, LAST_YEAR) + memory(),
        values={
            Measure.SYSTOLIC: frozenset({Decimal(127), Decimal(141), Decimal(200)}),
            Measure.DIASTOLIC: frozenset({Decimal(76), Decimal(91), Decimal(110)}),
            Measure.CUFF_PULSE: frozenset({Decimal(78), Decimal(80), Decimal(60)}),
        },
        least=9,
    ),
)
