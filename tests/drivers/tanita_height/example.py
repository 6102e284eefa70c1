# SPDX-License-Identifier: EUPL-1.2
"""A record of a BH-100, as its program has it."""

from __future__ import annotations

from decimal import Decimal

from kiosk.reading import Measure
from tests.drivers.example import Example
from tests.drivers.tanita_text.example import BAD_CHECK, BH100

EXAMPLES = (
    Example(
        name="bh100",
        data=BH100[20:] + b"\r\n" + BH100 + b"\r\n" + BAD_CHECK + b"\r\n",
        values={Measure.HEIGHT: frozenset([Decimal("158.9")])},
    ),
)
