# SPDX-License-Identifier: EUPL-1.2
"""Bytes of Contour meters; the header and two results are of real ones."""

from __future__ import annotations

from decimal import Decimal

from kiosk.reading import Measure
from tests.drivers.example import Example

HEADER = (
    b"\x021H|\\^&||7w3LBL|Bayer7390^01.24\\01.04\\09.02.20^7390-2336773^7403-|A=1^C=63^G=1^I=0200^R=0^S=1^U=0^V=10600"
    b"^X=070070070070180130150250^Y=360126090050099050300089^Z=1|1714||||||1|201909221304\r\x17D7\r\n"
)
PATIENT = b"\x022P|1\r\x1753\r\n"
RESULT_MMOL = b"\x023R|1|^^^Glucose|10.9|mmol/L^P||A||201504171154\r\x17EC\r\n"
RESULT_93 = b"\x025R|3|^^^Glucose|93|mg/dL^P||A/M0/T1||201505261150\r\x1774\r\n"
END = b"\x024L|1||N\r\x0383\r\n"
ENQ, EOT, ACK, NAK = b"\x05", b"\x04", b"\x06", b"\x15"


def frame(number: int, text: str, *, last: bool = False, end: str = "\r") -> bytes:
    """Return a frame, made here and not by the code under test."""
    inner = f"{number % 8}{text}{end}".encode() + (b"\x03" if last else b"\x17")
    return b"\x02" + inner + f"{sum(inner) & 0xFF:02X}\r\n".encode()


def result(number: int, value: str, at: str, *, unit: str = "mg/dL", marks: str = "") -> bytes:
    return frame(number + 2, f"R|{number}|^^^Glucose|{value}|{unit}^P||{marks}||{at}")


EXAMPLES = (
    Example(
        name="contour-usb",
        data=ENQ + HEADER + PATIENT + RESULT_MMOL + END + EOT,
        values={Measure.GLUCOSE: frozenset({Decimal("10.9")})},
        least=1,
    ),
    Example(
        name="next",
        data=ENQ
        + HEADER
        + PATIENT
        + result(1, "133", "201202052034", marks="B/X")
        + result(2, "601", "201202052100", marks=">")
        + result(3, "110", "201202052130", marks="C")
        + frame(6, "R|4|^^^GlucoseA|101|mg/dL^P|||||||")
        + frame(7, "L|1||N", last=True)
        + EOT,
        values={Measure.GLUCOSE: frozenset({Decimal(133)})},
        least=1,
    ),
)
