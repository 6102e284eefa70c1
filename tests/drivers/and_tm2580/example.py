# SPDX-License-Identifier: EUPL-1.2
"""Answers of a TM-2580, put together here and not by the code under test: no recording of one was found."""

from __future__ import annotations

from decimal import Decimal

from kiosk.reading import Measure
from tests.drivers.example import Example

START = bytes.fromhex("05 53 03")


def answer(
    systolic: str = "127", diastolic: str = " 76", pulse: str = " 78", *, other: str = " ", more: str = ""
) -> bytes:
    """Return an answer with ``other`` at every place that is not known, and ``more`` behind it."""
    return f"{other * 16}{systolic}{other * 6}{diastolic}{other}{pulse}{more}".encode("latin-1")


EXAMPLES: tuple[Example, ...] = (
    Example(
        name="a morning",
        data=answer()
        + b"\r\n"
        + answer("190", "105", "110", other="x", more="x 27")
        + b"\r\n"
        + answer("   ", "   ", "   ")
        + b"\r\n"
        + answer("098", "057", "064", other="\x1e")
        + b"\r\n"
        + answer("131", " 80", " 59", more=" "),
        values={
            Measure.SYSTOLIC: frozenset(map(Decimal, (127, 190, 98, 131))),
            Measure.DIASTOLIC: frozenset(map(Decimal, (76, 105, 57, 80))),
            Measure.CUFF_PULSE: frozenset(map(Decimal, (78, 110, 64, 59))),
        },
        least=12,
    ),
)
