# SPDX-License-Identifier: EUPL-1.2
"""Messages of a UN300C, computed here and not by the code under test."""

from __future__ import annotations


def framed(text: str) -> bytes:
    return b"\x02" + text.encode() + b"\x03\r"


def status(pressures: str = "---------", pulse: str = "---", *, state: int = 1, error: str = "00") -> bytes:
    text = f"S{state};A0;C00;M{error};P{pressures};R{pulse};T    ;;"
    return framed(text + f"{sum(text.encode()) % 256:02X}")


def cuff(mmhg: int) -> bytes:
    return framed(f"{mmhg:03d}C0S3")


END = framed("999")
EMPTY = status()
GOOD = status("127076093", "078")
