# SPDX-License-Identifier: EUPL-1.2
"""A morning of an A&D station: started by us and by its own button, refused, moved, and a list nobody asked for."""

from __future__ import annotations

from decimal import Decimal

from kiosk.reading import Measure
from tests.drivers.and_tm2657.wire import BLANK, NO, PULSES, RECORDED_2655, RECORDED_2657, YES, result_2655
from tests.drivers.example import Example

EXAMPLES: tuple[Example, ...] = (
    Example(
        name="a morning",
        data=YES
        + RECORDED_2657
        + NO
        + RECORDED_2655[0]
        + result_2655(BLANK, BLANK, BLANK, mean=BLANK, error="E44")
        + PULSES
        + RECORDED_2655[1]
        + YES
        + result_2655("190", "105", " 94", mean="133"),
        values={
            Measure.SYSTOLIC: frozenset(map(Decimal, (127, 102, 107, 190))),
            Measure.DIASTOLIC: frozenset(map(Decimal, (76, 62, 59, 105))),
            Measure.MEAN_PRESSURE: frozenset(map(Decimal, (97, 87, 85, 133))),
            Measure.CUFF_PULSE: frozenset(map(Decimal, (78, 83, 88, 94))),
        },
        least=16,
    ),
)
