# SPDX-License-Identifier: EUPL-1.2
"""Bytes of OneTouch meters; the dumps are of real ones, as public programs quote them."""

from __future__ import annotations

from decimal import Decimal

from kiosk.reading import Measure
from tests.drivers.example import Example

VERSION = b"?P02.00.00 30/08/06 03BC\r\n"
SERIAL = b'@ "GMF600DCY" 02F4\r\n'
CLOCK = b'F "SAT","03/21/15","16:46:02   " 0603\r\n'

HEADER = b'P 003,"GMF600DCY","MG/DL " 05A6\r\n'
NEWEST = b'P "SAT","03/21/15","16:45:24   ","  081 ","N","03", 00 09B6\r\n'
MIDDLE = b'P "SAT","03/21/15","16:42:11   ","  105 ","B","02", 00 099F\r\n'
OLDEST = b'P "SAT","03/21/15","16:39:46   ","  176 ","N","02", 00 09C1\r\n'
DUMP = HEADER + NEWEST + MIDDLE + OLDEST

ULTRA_HEADER = b'P 150,"QTZ0004CT","MG/DL " 05B3\r\n'
ULTRA = (
    b'P "SAT","05/27/06","16:42:08   ","  051 ", 00 0829\r\n'
    b'P "SAT","05/27/06","14:15:48   ","  073 ", 00 082F\r\n'
    b'P "SAT","05/27/06","11:28:48   ","  059 ", 00 0834\r\n'
    b'P "SAT","05/27/06","10:09:40   ","  057 ", 00 0828\r\n'
    b'P "SAT","05/27/06","07:29:40   ","  143 ", 00 082C\r\n'
    b'P "SAT","05/27/06","00:15:24   ","  132 ", 00 0820\r\n'
    b'P "FRI","05/26/06","21:51:08   ","  053 ", 00 081F\r\n'
    b'P "FRI","05/26/06","19:43:16   ","  123 ", 00 0824\r\n'
    b'P "FRI","05/26/06","15:02:24   ","  134 ", 00 081C\r\n'
)


def glucose(*values: int) -> dict[Measure, frozenset[Decimal]]:
    return {Measure.GLUCOSE: frozenset(map(Decimal, values))}


EXAMPLES = (
    Example(name="ultra2", data=DUMP, values=glucose(81, 105, 176), least=3),
    Example(
        name="ultra",
        data=b"\x11\r" + ULTRA_HEADER + ULTRA,
        values=glucose(51, 73, 59, 57, 143, 132, 53, 123, 134),
        least=9,
    ),
)
