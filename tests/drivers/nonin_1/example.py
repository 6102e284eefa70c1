# SPDX-License-Identifier: EUPL-1.2
"""Format 1: a search, a lock, a pulse that changes, no reading."""

from __future__ import annotations

from decimal import Decimal

from kiosk.reading import Measure
from tests.drivers.example import Example
from tests.drivers.nonin.bytes import format_1

SEARCH = format_1(511, 127, status=0x20)
EXAMPLES = (
    Example(
        name="a finger comes and goes",
        data=SEARCH * 4
        + format_1(131, 96) * 5
        + format_1(140, 96)
        + format_1(133, 96) * 3
        + bytes(3) * 4
        + format_1(80, 90, status=0x40) * 4,
        values={
            Measure.PULSE: frozenset({Decimal(131), Decimal(133)}),
            Measure.SPO2: frozenset({Decimal(96)}),
        },
        least=4,
    ),
)
