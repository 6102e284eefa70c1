# SPDX-License-Identifier: EUPL-1.2
"""Blocks of an Ivy 450C: the recorded lines of text, behind waveforms made here."""

from __future__ import annotations

from decimal import Decimal

from kiosk.reading import Measure
from tests.drivers.example import Example

RECORDED: tuple[bytes, ...] = (
    b"HR=1;80;ECG-II-DIAG;",
    b"RR=1;35;APNEA: 20 SEC;",
    b"ETCO2=1;;;",
    b"SPO2=1;100;PR=80 ;",
    b"NIBP=4;121;75;92;80;;",
    b"P1=3;111;73;88;;",
    b"P2=3;;;;NO TRANSDUCER;",
    b"T1=1;;;",
)
"""From the note, to the byte."""
WAVES = bytes([100 + at % 50 for at in range(200)] + [128] * 50 + [86 + at for at in range(50)]) + b"\xfb" * 100


def block(*lines: bytes, waves: bytes = WAVES, end: bytes = b"\xfe") -> bytes:
    """Return a block of the recorded lines, some of them replaced by name."""
    names = {line.partition(b"=")[0]: line for line in RECORDED} | {line.partition(b"=")[0]: line for line in lines}
    return b"\xffANSAR-B " + waves + b"".join(line + b"\r" for line in names.values()) + end


NOTHING = (b"HR=1;;LEAD OFF;", b"RR=1;;APNEA: 20 SEC;", b"SPO2=1;;;SENSOR OFF", b"NIBP=4;;;;;;")
MEASURED = (b"NIBP=4;127;76;93;78;;", b"ETCO2=1;38;;")

EXAMPLES = (
    Example(
        name="recorded lines",
        data=block()[230:] + block() * 4 + block(*NOTHING) * 3 + block(*MEASURED) * 3,
        values={
            Measure.HEART_RATE: frozenset({Decimal(80)}),
            Measure.RESPIRATION: frozenset({Decimal(35)}),
            Measure.END_TIDAL_CO2: frozenset({Decimal(38)}),
            Measure.SPO2: frozenset({Decimal(100)}),
            Measure.PULSE: frozenset({Decimal(80)}),
            Measure.SYSTOLIC: frozenset({Decimal(121), Decimal(127)}),
            Measure.DIASTOLIC: frozenset({Decimal(75), Decimal(76)}),
            Measure.MEAN_PRESSURE: frozenset({Decimal(92), Decimal(93)}),
            Measure.CUFF_PULSE: frozenset({Decimal(80), Decimal(78)}),
        },
        least=20,
    ),
)
