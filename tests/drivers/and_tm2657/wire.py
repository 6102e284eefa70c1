# SPDX-License-Identifier: EUPL-1.2
"""Bytes of an A&D station: recorded, or put together here and not by the code under test."""

from __future__ import annotations

import functools
import operator

RECORDED_2657 = (
    b"\x16\x16\x0100\x02TM2657\x1e2411121014\x1eRA\x1eM\x1eE00\x1eS127\x1eM 97\x1eD 76\x1eP 78\x1eI00\x1eL232\x1ep173"
    b"\x1ei 0\x1em0\x1er0\x1et 35\x1ecN\x1el  \x1ed\x1eh     \x1es     "
    b"\x1ew      \x1ef      \x1ee      \x1eb     \x1e\x03J"
)
"""The whole of the one recorded TM-2657P result, its check included."""

START = bytes.fromhex("16 16 01 30 30 02 53 54 03 07")
STOP = bytes.fromhex("16 16 01 30 30 02 53 50 03 03")
GET_RESULT = bytes.fromhex("16 16 01 30 30 02 52 42 03 10")
YES = bytes.fromhex("16 16 01 30 30 06")
NO = bytes.fromhex("16 16 01 30 30 15")


def framed(text: str) -> bytes:
    """Return the message with ``|`` for RS."""
    body = b"\x0100\x02" + text.replace("|", "\x1e").encode() + b"\x03"
    return b"\x16\x16" + body + bytes([functools.reduce(operator.xor, body)])


def result_2655(
    systolic: str = "116",
    diastolic: str = " 60",
    pulse: str = " 89",
    *,
    mean: str = " 86",
    error: str = "E00",
    time: str = "2606041532",
    inflation: str = "16",
) -> bytes:
    """Return a TM-2655 result; numbers as they stand on the wire."""
    return framed(f"TM2655|{time}|RB|M|{error}|S{systolic}|M{mean}|D{diastolic}|P{pulse}|I{inflation}|L143|")


RECORDED_2655 = (
    framed("TM2655|1910291429|RB|M|E00|S102|M 87|D 62|P 83|I17|L139|"),
    framed("TM2655|2005110848|RB|M|E00|S107|M 85|D 59|P 88|I16|L 92|"),
)
"""Results out of two programs' comments, the separators put back where a transcript lost them."""

PULSES = framed("TM2655|1310311616|RP|N  5|157, 13|155, 16|153,  9|151, 14|149, 18|")
BLANK = "   "


def result_2657(marks: str, systolic: str = "127") -> bytes:
    """Return a TM-2657 result with the fields ``marks`` instead of ``I00|i 0|m0|r0``."""
    return framed(f"TM2657|2411121014|RA|M|E00|S{systolic}|M 97|D 76|P 78|L232|p173|{marks}|t 35|")
