# SPDX-License-Identifier: EUPL-1.2
"""Packets written by hand from Contec's paper V5.1."""

from __future__ import annotations

from decimal import Decimal

from kiosk.reading import Measure
from tests.drivers.example import Example

FINGER_OUT = bytes.fromhex("90 40 50 7f 7f")
SEARCHING_STALE = bytes.fromhex("95 33 23 00 00")
"""Searching, and "too long" is still set from before."""
LOCKED_TOO_LONG = bytes.fromhex("96 41 46 0a 62")
"""Pulse 138, SpO2 98; "too long" alone says nothing."""
LOCKED = bytes.fromhex("86 41 46 0a 62")

EXAMPLES = (
    Example(
        name="cms50d",
        data=b"\x41\x46\x0a"
        + FINGER_OUT * 20
        + SEARCHING_STALE * 30
        + LOCKED_TOO_LONG * 10
        + LOCKED * 80
        + FINGER_OUT * 20,
        values={Measure.SPO2: frozenset({Decimal(98)}), Measure.PULSE: frozenset({Decimal(138)})},
        least=4,
    ),
)
