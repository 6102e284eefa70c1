# SPDX-License-Identifier: EUPL-1.2
"""Bytes of TaiDoc meters, built by hand from the facts."""

from __future__ import annotations

from decimal import Decimal

from kiosk.reading import Measure
from tests.drivers.example import Example


def frame(command: int, data: str, end: int = 0xA5) -> bytes:
    """Return a frame, made here and not by the code under test."""
    head = bytes([0x51, command]) + bytes.fromhex(data) + bytes([end])
    return head + bytes([sum(head) & 0xFF])


CONNECTED = frame(0x22, "00 00 00 00")
ENTERING = frame(0x54, "00 00 00 00")
NEXUS = frame(0x24, "77 42 01 00")
SERIAL_LOW, SERIAL_HIGH = frame(0x27, "15 32 40 00"), frame(0x28, "77 12 16 28")
CLOCK = frame(0x23, "21 24 0e 15")
COUNT = frame(0x2B, "02 00 06 00")
EMPTY = frame(0x2B, "00 00 ff ff")
AT_21_14 = frame(0x25, "21 24 0e 15")
"""2018-01-01 21:14."""
AT_13_37 = frame(0x25, "04 27 25 0d")
"""2019-08-04 13:37."""
MG_105 = frame(0x26, "69 00 06 00")
MG_300_BEFORE = frame(0x26, "2c 01 06 40")
HIGH = frame(0x26, "59 02 06 00")
LOW = frame(0x26, "13 00 06 00")
CONTROL = frame(0x26, "6e 00 06 c0")
KETONE = frame(0x26, "0c 00 06 1c")

HELLO = CONNECTED + NEXUS + SERIAL_LOW + SERIAL_HIGH + CLOCK + COUNT

EXAMPLES = (
    Example(
        name="nexus",
        data=ENTERING + HELLO + AT_21_14 + MG_105 + AT_13_37 + MG_300_BEFORE + AT_13_37 + HIGH + AT_21_14 + CONTROL,
        values={Measure.GLUCOSE: frozenset({Decimal(105), Decimal(300)})},
        least=2,
    ),
)
