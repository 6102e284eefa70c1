# SPDX-License-Identifier: EUPL-1.2
"""Bytes of TaiDoc blood-pressure meters, built by hand from the facts."""

from __future__ import annotations

from decimal import Decimal

from kiosk.reading import Measure
from tests.drivers.example import Example
from tests.drivers.taidoc.example import CLOCK, CONNECTED, COUNT, frame

TD_3128 = frame(0x24, "28 31 01 00")
TD_3261 = frame(0x24, "61 32 01 00")
AT_21_14 = frame(0x25, "21 24 0e 15")
IRREGULAR_AVERAGE = frame(0x25, "21 24 4e 95")
PRESSURE_AT = frame(0x25, "21 24 8e 15")
"""The same time, with the mark of a blood pressure, of a meter that does both."""
PRESSURE = frame(0x26, "7f 5d 4c 4e")
"""127/76, pulse 78, mean 93."""
NOTHING = frame(0x26, "00 00 00 00")

EXAMPLES = (
    Example(
        name="td-3128",
        data=CONNECTED + TD_3128 + CLOCK + COUNT + AT_21_14 + NOTHING + AT_21_14 + PRESSURE,
        values={
            Measure.SYSTOLIC: frozenset({Decimal(127)}),
            Measure.DIASTOLIC: frozenset({Decimal(76)}),
            Measure.CUFF_PULSE: frozenset({Decimal(78)}),
        },
        least=3,
    ),
)
