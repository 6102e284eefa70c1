# SPDX-License-Identifier: EUPL-1.2
"""A module that is opened, measures, fails twice and is stopped once."""

from __future__ import annotations

from decimal import Decimal

from kiosk.reading import Measure
from tests.drivers.example import Example
from tests.drivers.suntech_nibp.wire import ABORTED, ACCEPTED, FINISHED, INFORMATION, pressure, result

UP_AND_DOWN = b"".join(pressure(mmhg) for mmhg in (0, 21, 62, 101, 161, 140, 121, 99, 80, 62, 20))


def _measured(systolic: int, diastolic: int, rate: int, mean: int, error: int = 0) -> bytes:
    return ACCEPTED + UP_AND_DOWN + FINISHED + result(systolic, diastolic, rate, mean, error)


EXAMPLES: tuple[Example, ...] = (
    Example(
        name="a morning",
        data=ABORTED
        + INFORMATION
        + _measured(127, 76, 78, 93)
        + _measured(0, 0, 0, 0, error=2)
        + ACCEPTED
        + UP_AND_DOWN[:20]
        + ABORTED
        + FINISHED
        + result(0, 0, 0, 0, error=86)
        + _measured(203, 0x3E, 0x3E, 109),
        values={
            Measure.SYSTOLIC: frozenset({Decimal(127), Decimal(203)}),
            Measure.DIASTOLIC: frozenset({Decimal(76), Decimal(62)}),
            Measure.MEAN_PRESSURE: frozenset({Decimal(93), Decimal(109)}),
            Measure.CUFF_PULSE: frozenset({Decimal(78), Decimal(62)}),
        },
        least=8,
    ),
)
