# SPDX-License-Identifier: EUPL-1.2
"""Format 2: answered, a search, a lock, a change of the pulse, a finger that leaves while display values stand."""

from __future__ import annotations

from decimal import Decimal

from kiosk.reading import Measure
from tests.drivers.example import Example
from tests.drivers.nonin.bytes import ACK, ALARM, OUT_OF_TRACK
from tests.drivers.streams import nonin_packet

SEARCH = nonin_packet(511, 127, status=OUT_OF_TRACK)
EXAMPLES = (
    Example(
        name="a finger comes and goes",
        data=ACK
        + SEARCH * 3
        + nonin_packet(151, 94) * 6
        + nonin_packet(149, 94) * 4
        + nonin_packet(511, 127, status=ALARM, display=(149, 94)) * 6
        + nonin_packet(60, 99, status=OUT_OF_TRACK) * 2
        + SEARCH,
        values={
            Measure.PULSE: frozenset({Decimal(151), Decimal(149)}),
            Measure.SPO2: frozenset({Decimal(94)}),
        },
        least=4,
    ),
)
