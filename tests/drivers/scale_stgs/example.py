# SPDX-License-Identifier: EUPL-1.2
"""Lines of CAS, T-Scale and Shimadzu scales, as recorded or as their parsers' tests have them."""

from __future__ import annotations

from decimal import Decimal

from kiosk.reading import Measure
from tests.drivers.example import Example

NHB = (
    b"\xd4\xaf20.9g  \r\nUS,GS    20.9g  \r\nUS,GS    20.8g  \r\nST,GS    20.7g  \r\nST,GS    20.7g  \r\n"
    b"US,GS    85.1g  \r\nUS,GS    86.0g  \r\nST,GS    85.5g  \r\nST,GS    85.5g  \r\n"
)
QHW = b"US,GS,    92.6 g\r\nUS,GS,   245.5 g\r\nST,GS,   245.6 g\r\nST,GS,   245.6 g\r\nUS,GS,     7.9 g\r\n"
CAS = (
    b"ST,GS,+00000.00 kg\r\nUS,GS,+00041.20 kg\r\nUS,GS,+00082.95 kg\r\nST,GS,+00081.40 kg\r\nST,GS,+00081.40 kg\r\n"
    b"OL,GS,+99999.99 kg\r\nOL,GS,+99999.99 kg\r\nUS,NT,+0005.00 g\r\nST,NT,+00123.45,g\r\nQT,+00000012 PC\r\n"
)
EB = b"U  101.20g\r\nS  123.45g\r\nS    OL g\r\nU -120.00g\r\nS-186.65g\r\n"


def _weights(*values: str) -> dict[Measure, frozenset[Decimal]]:
    return {Measure.WEIGHT: frozenset(map(Decimal, values))}


EXAMPLES = (
    Example(name="nhb", data=NHB, values=_weights("20.7", "85.5"), least=2),
    Example(name="qhw", data=QHW, values=_weights("245.6")),
    Example(name="cas", data=CAS, values=_weights("0.00", "81.40", "123.45"), least=3),
    Example(name="eb", data=EB, values=_weights("123.45", "-186.65"), least=2),
)
