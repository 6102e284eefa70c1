# SPDX-License-Identifier: EUPL-1.2
"""An N-560 as it was recorded: a fall of the saturation, the sensor pulled out, off, a search, a lock, a search."""

from __future__ import annotations

from decimal import Decimal

from kiosk.reading import Measure
from tests.drivers.example import Example

HEADING = (
    b"N-560    VERSION 1.56.00    CRC:XXXX  SpO2 Limit: 90-100%    PR Limit: 60-170BPM\r\n"
    b"                             ADULT            0SAT-S \r\n"
    b"TIME                 %SpO2   BPM     PA     Status\r\n"
)
LINES = (
    b"29-Dec-17 07:18:43    99      66      12                     ",
    b"29-Dec-17 07:18:45    99      66      17    MO               ",
    b"29-Dec-17 07:18:57    89*     66     201    MO SL            ",
    b"29-Dec-17 07:18:59    83*     66     200    MO SL            ",
    b"29-Dec-17 07:19:03    77*     66      30    MO SL       AS   ",
    b"29-Dec-17 07:19:07    77*     70       8       SL       AS   ",
    b"29-Dec-17 07:19:29   ---     ---     ---    SD          AS   ",
    b"29-Dec-17 07:19:31   ---     ---     ---    SD          AS   ",
    b"29-Dec-17 07:19:57   ---     ---     ---    SO          AS   ",
    b"29-Dec-17 07:20:01   ---     ---     ---    SO               ",
    b"29-Dec-17 07:20:27     0       0     ---    PS               ",
    b"29-Dec-17 07:20:29     0       0     ---    PS               ",
    b"29-Dec-17 07:20:43    94     119       5                     ",
    b"29-Dec-17 07:20:45    94     103       4                     ",
    b"29-Dec-17 07:21:05    97      63       6                     ",
    b"29-Dec-17 07:21:07    97      63       5                     ",
    b"29-Dec-17 07:21:13    96      63     ---    PS               ",
)
"""Single lines out of the recording; the last has numbers although a search has begun."""
RECORDED = b"\r\n".join(LINES[:6]) + b"\r\n" + HEADING + b"\r\n".join(LINES[6:]) + b"\r\n"

TREND = (
    b"NPB-290 VERSION 1.0.0.1 TREND SpO2 Limit: 30-100% PR Limit: 100-180BPM\r\n"
    b"TIME %SPO2 BPM PA\r\n"
    b"22-NOV-97 14:00:05 100 120 150\r\n"
    b"22-NOV-97 14:00:07 100 120 154\r\n"
    b"22-NOV-97 14:00:09 100 120 150\r\n"
    b"Output Complete\r\n"
)
"""The NPB-290 manual's printout of the trend."""
NPB_295 = (
    b"NPB-295 VERSION 2.0.0.0 CRC: XXXX SpO2 Limit: 70-100% PR Limit: 60-160BPM\r\n"
    b"TIME %SPO2 BPM PA Status\r\n"
    b"12-NOV-98 14:00:05 100 120 50\r\n"
    b"12-NOV-98 14:00:07 100 120 50\r\n"
)
"""After the NPB-295 manual."""


def line(spo2: str = "97", bpm: str = "72", pa: str = "44", codes: str = "", second: int = 1) -> bytes:
    """Return a line, written here and not by the code under test."""
    return f"23-Nov-26 10:30:{second:02d}   {spo2:>3}     {bpm:>3}     {pa:>3}    {codes:<17}\r\n".encode("ascii")


EXAMPLES = (
    Example(
        name="n-560",
        data=LINES[0][30:] + b"\r\n" + RECORDED,
        values={
            Measure.SPO2: frozenset({Decimal(99), Decimal(77), Decimal(94), Decimal(97)}),
            Measure.PULSE: frozenset({Decimal(66), Decimal(63)}),
        },
        least=9,
    ),
    Example(
        name="npb-290 prints its trend",
        data=line() * 3 + TREND + NPB_295,
        values={
            Measure.SPO2: frozenset({Decimal(97), Decimal(100)}),
            Measure.PULSE: frozenset({Decimal(72), Decimal(120)}),
        },
        least=6,
    ),
)
