# SPDX-License-Identifier: EUPL-1.2
"""Every format's example again, and a device that is told to change from spot checks to a stream."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from kiosk.reading import Measure
from tests.drivers.example import Example
from tests.drivers.nonin.bytes import ACK, CLOCK_ANSWER, SERIAL_ANSWER, spot_check
from tests.drivers.nonin_1.example import EXAMPLES as FORMAT_1
from tests.drivers.nonin_2.example import EXAMPLES as FORMAT_2
from tests.drivers.nonin_7.example import EXAMPLES as FORMAT_7
from tests.drivers.nonin_8.example import EXAMPLES as FORMAT_8
from tests.drivers.nonin_13.example import EXAMPLES as FORMAT_13
from tests.drivers.nonin_ascii.example import EXAMPLES as ASCII
from tests.drivers.streams import nonin_packet

NAMED = {"format 1": FORMAT_1, "format 2": FORMAT_2, "format 7": FORMAT_7, "format 8": FORMAT_8, "text": ASCII}
EXAMPLES = (
    *(
        replace(example, name=f"{name}, {example.name}")
        for name, found in {**NAMED, "format 13": FORMAT_13}.items()
        for example in found
    ),
    Example(
        name="from spot checks to format 2",
        data=CLOCK_ANSWER
        + SERIAL_ANSWER
        + spot_check("20 26 11 23 09 00 00 00", 88, 95, status_2=0x10)
        + ACK
        + nonin_packet(151, 94) * 6,
        values={
            Measure.PULSE: frozenset({Decimal(88), Decimal(151)}),
            Measure.SPO2: frozenset({Decimal(95), Decimal(94)}),
        },
        least=4,
    ),
)
