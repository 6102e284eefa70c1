# SPDX-License-Identifier: EUPL-1.2
"""A CMS60C and a Pulox from no finger to finger out, out of pieces of public recordings."""

from __future__ import annotations

from decimal import Decimal

from kiosk.reading import Measure
from tests.drivers.example import Example
from tests.drivers.streams import (
    CMS60C_LATE_HIGH_BITS,
    CMS60C_LOCKED,
    CMS60C_NO_FINGER,
    CMS60C_SEARCHING,
    PULOX_BEFORE_LOCK,
    PULOX_FINGER_OUT,
    PULOX_LOCKED,
)

WITH_PI = bytes.fromhex("01 80 86 c5 85 d2 e2 e8 81")
"""By hand after the paper: pulse 82, saturation 98, perfusion index 0168 (3.60 %) and the bit that denies it clear."""
STORED = bytes.fromhex("0f 80 e2 d2 e2 d2 e2 d2 09 80 e1 d1 e8 81")
"""By hand after the paper: three stored records (98, 82), and one with a perfusion index (97, 81)."""
DISCONNECTING = bytes.fromhex("0d 80 81")
REFUSED = bytes.fromhex("0b 81 a1 85")
"""A1 is not supported."""

EXAMPLES = (
    Example(
        name="cms60c",
        data=CMS60C_NO_FINGER * 30
        + CMS60C_SEARCHING * 60
        + CMS60C_LATE_HIGH_BITS
        + CMS60C_LOCKED * 130
        + CMS60C_NO_FINGER * 20,
        values={Measure.SPO2: frozenset({Decimal(98)}), Measure.PULSE: frozenset({Decimal(82)})},
        least=4,
    ),
    Example(
        name="pulox",
        data=PULOX_BEFORE_LOCK * 40 + PULOX_LOCKED * 70 + PULOX_FINGER_OUT * 20,
        values={Measure.SPO2: frozenset({Decimal(97)}), Measure.PULSE: frozenset({Decimal(83)})},
        least=2,
    ),
    Example(
        name="perfusion index",
        data=CMS60C_SEARCHING * 30 + WITH_PI * 130 + STORED * 20 + WITH_PI * 20 + DISCONNECTING,
        values={
            Measure.SPO2: frozenset({Decimal(98)}),
            Measure.PULSE: frozenset({Decimal(82)}),
            Measure.PERFUSION_INDEX: frozenset({Decimal("3.60")}),
        },
        least=6,
    ),
)
