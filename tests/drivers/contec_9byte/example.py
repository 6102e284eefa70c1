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
)
