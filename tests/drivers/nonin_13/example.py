# SPDX-License-Identifier: EUPL-1.2
"""Format 13: answers, two kept measurements, one of now, one without SmartPoint, one without a measurement."""

from __future__ import annotations

from decimal import Decimal

from kiosk.reading import Measure
from tests.drivers.example import Example
from tests.drivers.nonin.bytes import ACK, CLOCK_ANSWER, SERIAL_ANSWER, spot_check

EXAMPLES = (
    Example(
        name="a connection and a measurement",
        data=CLOCK_ANSWER
        + SERIAL_ANSWER
        + ACK
        + spot_check("20 26 11 22 10 30 05 00", 88, 95, status_2=0x10)
        + spot_check("20 26 11 23 09 00 00 00", 130, 93, status_2=0x11, extra=b"501234567")
        + spot_check(hr=72, spo2=97)
        + spot_check(hr=61, spo2=91, status=0)
        + spot_check(hr=62, spo2=92, status=3)
        + spot_check(hr=511, spo2=98),
        values={
            Measure.PULSE: frozenset({Decimal(88), Decimal(130), Decimal(72)}),
            Measure.SPO2: frozenset({Decimal(95), Decimal(93), Decimal(97), Decimal(98)}),
        },
        least=7,
    ),
)
