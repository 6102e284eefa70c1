# SPDX-License-Identifier: EUPL-1.2
"""Format 8: a search, a lock, a pulse that changes, a finger that leaves."""

from __future__ import annotations

from decimal import Decimal

from kiosk.reading import Measure
from tests.drivers.example import Example
from tests.drivers.nonin.bytes import ACK, format_8

SEARCH = format_8(511, 127, status=0x20, status_2=0)
EXAMPLES = (
    Example(
        name="a finger comes and goes",
        data=SEARCH
        + ACK
        + SEARCH * 3
        + format_8(131, 96) * 5
        + format_8(140, 96)
        + format_8(133, 96) * 3
        + format_8(133, 96, status_2=0x08) * 4,
        values={
            Measure.PULSE: frozenset({Decimal(131), Decimal(133)}),
            Measure.SPO2: frozenset({Decimal(96)}),
        },
        least=4,
    ),
)
