# SPDX-License-Identifier: EUPL-1.2
"""Bytes of OneTouch UltraEasy meters; version, serial number and the link's packets are of a real one."""

from __future__ import annotations

import binascii
from decimal import Decimal

from kiosk.reading import Measure
from tests.drivers.example import Example

DISCONNECT = bytes.fromhex("02 06 08 03 c2 62")
DISCONNECTED = bytes.fromhex("02 06 0c 03 06 ae")
ACKNOWLEDGE = bytes.fromhex("02 06 06 03 cd 41")
VERSION = bytes.fromhex("02 1a 02 05 06 11 50 30 32 2e 30 30 2e 30 30 32 35 2f 30 35 2f 30 37 03 ab 25")
SERIAL = bytes.fromhex("02 11 02 05 06 43 31 37 36 53 41 30 4f 30 03 49 43")


def packet(link: int, message: bytes) -> bytes:
    """Return a packet, made here and not by the code under test."""
    head = bytes([2, len(message) + 6, link]) + message + b"\x03"
    return head + binascii.crc_hqx(head, 0xFFFF).to_bytes(2, "little")


def record(seconds: int, mg_dl: int, link: int = 0x02) -> bytes:
    return packet(link, b"\x05\x06" + seconds.to_bytes(4, "little") + mg_dl.to_bytes(4, "little"))


def clock(seconds: int, link: int = 0x02) -> bytes:
    return packet(link, b"\x05\x06" + seconds.to_bytes(4, "little"))


def count(records: int, link: int = 0x02) -> bytes:
    return packet(link, b"\x05\x0f" + records.to_bytes(2, "little"))


SPRING_2015 = 1_426_956_324
"""2015-03-21 16:45:24."""

EXAMPLES = (
    Example(
        name="session",
        data=DISCONNECTED
        + ACKNOWLEDGE
        + SERIAL
        + clock(SPRING_2015 + 60)
        + count(3)
        + record(SPRING_2015, 105)
        + record(SPRING_2015 - 600, 0xFFFF)
        + record(SPRING_2015 - 7200, 81),
        values={Measure.GLUCOSE: frozenset({Decimal(105), Decimal(81)})},
        least=2,
    ),
)
