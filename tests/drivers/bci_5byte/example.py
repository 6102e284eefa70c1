# SPDX-License-Identifier: EUPL-1.2
"""Packets written by hand from the Berry paper."""

from __future__ import annotations

from decimal import Decimal

from kiosk.reading import Measure
from tests.drivers.example import Example

UNPLUGGED = bytes.fromhex("a0 00 00 7f 7f")
NO_FINGER = bytes.fromhex("80 00 50 7f 7f")
"""No finger, pulse FF (its bit 7 is bit 6 of byte 2), SpO2 7F."""
SEARCHING = bytes.fromhex("84 20 63 7f 7f")
EDGE = bytes.fromhex("84 20 63 5a 61")
"""Numbers while searching is still set."""
LOCKED = bytes.fromhex("85 32 05 48 61")
"""Pulse 72, SpO2 97, strength 5."""
FAST = bytes.fromhex("85 32 45 17 5f")
"""Pulse 151: bit 7 stands in byte 2. SpO2 95."""

EXAMPLES = (
    Example(
        name="berry",
        data=UNPLUGGED * 10 + NO_FINGER * 30 + SEARCHING * 40 + EDGE * 3 + LOCKED * 120 + FAST * 60 + NO_FINGER * 20,
        values={
            Measure.SPO2: frozenset({Decimal(97), Decimal(95)}),
            Measure.PULSE: frozenset({Decimal(72), Decimal(151)}),
        },
        least=6,
    ),
)
