# SPDX-License-Identifier: EUPL-1.2
"""Lines as monitors sent them, and lines after them."""

from __future__ import annotations

from decimal import Decimal

from kiosk.reading import Measure
from tests.drivers.example import Example

RAD8 = (
    b"02/22/16 22:47:45 SN=0000056661 SPO2=098% BPM=097 PI=03.60% SPCO=--.-% SPMET=--.-% DESAT=-- PIDELTA=+-- "
    b"ALARM=0000 EXC=000800\r\n"
)
"""From the note, to the byte."""
RAD8_FIVE = RAD8 + b"\r\n".join(
    b"02/22/16 22:47:%b SN=0000056661 SPO2=098%% BPM=%b PI=%b%% SPCO=--.-%% SPMET=--.-%% DESAT=-- PIDELTA=+-- "
    b"ALARM=0000 EXC=000800\r\n" % said
    for said in (
        (b"46", b"096", b"03.95"),
        (b"47", b"096", b"04.25"),
        (b"48", b"096", b"03.19"),
        (b"49", b"097", b"02.41"),
    )
)
"""Five lines of one Rad-8, with the empty lines between them that its user saw."""
HELD = (
    b"05/20/21 14:06:02 SN=0000182948 SPO2=098% BPM=101 PI=--.--% SPCO=--.-% SPMET=--.-% DESAT=-- PIDELTA=+-- "
    b"ALARM=0010 EXC=000824\r\n"
)
"""A Rad-8 with its sensor off, still showing the last numbers."""
NO_SENSOR = b"03/19/16 13:37:12 SN=0000093112 SPO2=---% BPM=---% DESAT=-- PIDELTA=+-- ALARM=0000 EXC=000001\r\n"
RADICAL7 = (
    b"03/17/16 19:19:36 SN=---------- SPO2=098% BPM=123 PI=00.55 SPCO=--% SPMET=--.-% SPHB=--.- SPOC=-- RESVD=--- "
    b"DESAT=-- PIDELTA=+-- PVI=--- ALARM=000000 EXC=0000C00 EXC1=00000000\r\n"
)
RADICAL7_BLUE = (
    b"05/15/07 08:12:21 SN=0000070986 SPO2=---% BPM=--- PI=--.--% SPCO=--.-% SPMET=--.-% DESAT=-- PIDELTA=+-- "
    b"PVI=--- ALARM=0000 EXC=000000 \r\n"
)
TREND = (
    b"09/21/08 09:56:08 SpO2=000 PR=000 PI=00.00 EXC=820:OffPat,SET\r\n",
    b"09/21/08 09:56:12 SpO2=097 PR=069 PI=04.69 EXC=800:SET\r\n",
    b"09/21/08 09:56:14 SpO2=096 PR=074 PI=02.28 EXC=C00:LowSigIQ,SET\r\n",
    b"09/21/08 09:56:18 SpO2=000 PR=000 PI=00.00 EXC=800:SET\r\n",
)
"""The manual's sample; the last has zeros though nothing is wrong."""


def line(
    spo2: str = "098", bpm: str = "072", pi: str = "04.10", exc: int = 0x800, *, second: int = 0, day: str = "11/23/26"
) -> bytes:
    """Return a Rad-8's line, written here and not by the code under test."""
    return (
        f"{day} 10:30:{second:02d} SN=0000056661 SPO2={spo2}% BPM={bpm} PI={pi}% SPCO=--.-% SPMET=--.-% DESAT=-- "
        f"PIDELTA=+-- ALARM=0000 EXC={exc:06X}\r\n"
    ).encode("ascii")


EXAMPLES = (
    Example(
        name="rad-8",
        data=RAD8[40:] + NO_SENSOR + RAD8_FIVE + HELD * 3,
        values={
            Measure.SPO2: frozenset({Decimal(98)}),
            Measure.PULSE: frozenset({Decimal(96)}),
            Measure.PERFUSION_INDEX: frozenset({Decimal("3.95"), Decimal("4.25"), Decimal("3.19"), Decimal("2.41")}),
        },
        least=8,
    ),
    Example(
        name="radical-7",
        data=RADICAL7_BLUE * 2 + RADICAL7 * 3 + RADICAL7_BLUE * 2,
        values={
            Measure.SPO2: frozenset({Decimal(98)}),
            Measure.PULSE: frozenset({Decimal(123)}),
            Measure.PERFUSION_INDEX: frozenset({Decimal("0.55")}),
        },
        least=6,
    ),
)
