# SPDX-License-Identifier: EUPL-1.2
"""A board that is opened, measures twice, fails once, and is asked again and again."""

from __future__ import annotations

from decimal import Decimal

from kiosk.reading import Measure
from tests.drivers.example import Example
from tests.drivers.un300c.wire import EMPTY, END, GOOD, cuff, framed, status

UP_AND_DOWN = b"".join(cuff(mmhg) for mmhg in (0, 12, 61, 145, 120, 104, 80, 44))

EXAMPLES: tuple[Example, ...] = (
    Example(
        name="a morning",
        data=EMPTY * 2
        + UP_AND_DOWN
        + END
        + GOOD * 3
        + UP_AND_DOWN
        + END
        + status(state=2, error="11")
        + b"".join(framed(f"{mmhg:03d}") for mmhg in (9, 80, 170, 99, 60))
        + END
        + status("203110141", "062"),
        values={
            Measure.SYSTOLIC: frozenset({Decimal(127), Decimal(203)}),
            Measure.DIASTOLIC: frozenset({Decimal(76), Decimal(110)}),
            Measure.MEAN_PRESSURE: frozenset({Decimal(93), Decimal(141)}),
            Measure.CUFF_PULSE: frozenset({Decimal(78), Decimal(62)}),
        },
        least=8,
    ),
)
