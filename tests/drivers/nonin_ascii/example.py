# SPDX-License-Identifier: EUPL-1.2
"""Lines of text: a partial first line, a header, a search, a lock, marks, no finger."""

from __future__ import annotations

from decimal import Decimal

from kiosk.reading import Measure
from tests.drivers.example import Example
from tests.drivers.nonin.bytes import line

EXAMPLES = (
    Example(
        name="numbers alone",
        data=b"2=097 HR=072\r\nNONIN 8500 11/23/26 10:30:00\r\n"
        + line("---", "---") * 3
        + line("094", "151") * 4
        + line("094", "151", marks="*")
        + line("094", "146")
        + line("094", "149") * 3
        + line("---", "---") * 3,
        values={Measure.PULSE: frozenset({Decimal(151), Decimal(149)}), Measure.SPO2: frozenset({Decimal(94)})},
        least=4,
    ),
    Example(
        name="with the time, F and B",
        data=b"".join(line(clock=f"10:30:{second:02d} ", marks=" F" if second % 2 else "B") for second in range(8)),
        values={Measure.PULSE: frozenset({Decimal(72)}), Measure.SPO2: frozenset({Decimal(97)})},
        least=4,
    ),
)
