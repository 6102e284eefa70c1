# SPDX-License-Identifier: EUPL-1.2
"""Records of the vendor's paper (184.5, 84.0, 24.1), single and as in a stream, and others in its form."""

from __future__ import annotations

from decimal import Decimal

from kiosk.reading import Measure
from tests.drivers.example import Example

SINGLE = b"\x1bR\x1bI1234567890\x1bW184.5\x1bH84.0\x1bB24.1\x1bT0.0\x1bNm\x1bE"
STREAMED = b"6R\x1bI1234567890\x1bW184.5\x1bH84.0\x1bB24.1\x1bT0.0\x1bNm\x1bE"
POUNDS = b"\x1bR\x1bI0000000000\x1bW123.4\x1bH0.0\x1bB0.0\x1bT0.0\x1bNc\x1bE"
NO_TARE = b"\x1bR\x1bI0000000000\x1bW77.7\x1bH171.0\x1bB26.6\x1bNm\x1bE"


def unlocked(weight: str) -> bytes:
    return b"\x1bR\x1bI0000000000\x1bW%s\x1bH0.0\x1bB0.0\x1bT0.0\x1bNm\x1bE" % weight.encode()


EXAMPLES = (
    Example(
        name="records",
        data=b"4.5\x1bH84.0\x1bB24.1\x1bT0.0\x1bNm\x1bE"
        + SINGLE
        + STREAMED * 3
        + POUNDS * 3
        + unlocked("40.1")
        + unlocked("62.7")
        + unlocked("81.4") * 2
        + NO_TARE * 2,
        values={
            Measure.WEIGHT: frozenset(map(Decimal, ("184.5", "123.4", "81.4", "77.7"))),
            Measure.HEIGHT: frozenset(map(Decimal, ("84.0", "171.0"))),
            Measure.BMI: frozenset(map(Decimal, ("24.1", "26.6"))),
        },
        least=8,
    ),
)
