# SPDX-License-Identifier: EUPL-1.2
"""Bytes ↔ lines of Masimo's "ASCII 1" (Rad-8 operator's manual, serial interface; Radical-7 service manual rev. A).

A line a second: date, time, then ``NAME=value`` with blanks between; which names there are differs by model and
firmware. A line without its beginning does not fit, so the first, usually cut line after opening drops out. Lines of
the trend download (which "ASCII 2" also prints) are told apart, because their numbers are of another time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from drivers.framing import LineFramer

FIELDS: dict[str, str] = {
    "SN": r"[0-9A-Za-z-]{1,16}",
    "SPO2": r"(?:---|[0-9]{3})%",
    "BPM": r"(?:---|[0-9]{3})%?",
    "PI": r"(?:--\.--|[0-9]{2}\.[0-9]{2})%?",
    "ALARM": r"[0-9A-Fa-f]{2,8}",
    "EXC": r"[0-9A-Fa-f]{3,8}",
    "EXC1": r"[0-9A-Fa-f]{8}",
}
"""How the fields that mean something here are written; the width is part of it."""
NEEDED = frozenset({"SPO2", "BPM", "EXC"})
"""Without these a line is none of ours: without EXC nobody knows whether the numbers are valid."""

_START = re.compile(r"([0-9]{2}/[0-9]{2}/[0-9]{2}) ([0-9]{2}:[0-9]{2}:[0-9]{2})((?: +[A-Z0-9]{2,8}=[!-~]{1,12})+) *")
_FIELD = re.compile(r" +([A-Z0-9]+)=([!-~]+)")
_KNOWN = {name: re.compile(pattern) for name, pattern in FIELDS.items()}
_OTHER = re.compile(r"[0-9.+%-]{1,12}")
"""Any other number, such as SPCO, PVI, SPHB or DESAT."""

TREND = re.compile(
    r"[0-9]{2}/[0-9]{2}/[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2} SpO2=[0-9]{3} PR=[0-9]{3} PI=[0-9]{2}\.[0-9]{2}"
    r"[!-~ ]{0,60} EXC=[0-9A-F]{3}(?::[A-Za-z0-9,]{0,60})? *"
)
"""A line of the trend download (Rad-8 operator's manual, "Sample trend output")."""


def fields(text: str) -> Mapping[str, str] | None:
    """Return a line's fields, with ``DATE`` and ``TIME``; None if it is no line of "ASCII 1"."""
    start = _START.fullmatch(text)
    if start is None:
        return None
    found: dict[str, str] = {"DATE": start[1], "TIME": start[2]}
    for name, value in _FIELD.findall(start[3]):
        if name in found or not _KNOWN.get(name, _OTHER).fullmatch(value):
            return None
        found[name] = value
    return found if found.keys() >= NEEDED else None


class MasimoFramer(LineFramer):
    """Find the lines; a stray NUL ends a line as well."""

    def __init__(self) -> None:
        super().__init__(ends=b"\r\n\0")

    def _belongs(self, content: bytes) -> bool:
        text = content.decode("ascii")
        return fields(text) is not None or TREND.fullmatch(text) is not None
