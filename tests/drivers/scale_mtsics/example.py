# SPDX-License-Identifier: EUPL-1.2
"""MT-SICS answers, and print lines recorded from an MS204TS and an XP10002S."""

from __future__ import annotations

from decimal import Decimal

from kiosk.reading import Measure
from tests.drivers.example import Example

ASKED = (
    b'2 g\r\nI4 A "1126493049"\r\nS D     104.87 g\r\nS D 104.87 g\r\nS S     100.00 g\r\nS S     100.00 g\r\nS I\r\n'
    b"S +\r\nS +\r\nS D      12.00 g\r\nES\r\nS -\r\nS S      -0.02 g\r\nZ A\r\nS S       0.00 g\r\n"
)
PRINTED = (
    b"     N       0.3749 g   \r\n     N       0.3747 g   \r\n     N       0.3746 g   \r\n"
    b" 1    N    -4544.27 g   \r\n 1    G     4600.00 g   \r\n 1    T     9144.27 g   \r\n 2    N    -4544.27 g   \r\n"
    b"      4775.7 g\r\n"
)


def _weights(*values: str) -> dict[Measure, frozenset[Decimal]]:
    return {Measure.WEIGHT: frozenset(map(Decimal, values))}


EXAMPLES = (
    Example(name="asked", data=ASKED, values=_weights("100.00", "-0.02", "0.00"), least=3),
    Example(name="printed", data=PRINTED, values=_weights("0.3749", "0.3747", "0.3746", "-4544.27"), least=5),
)
