# SPDX-License-Identifier: EUPL-1.2
"""Bytes ↔ lines of Nellcor monitors (operator's manuals of the NPB-290, NPB-295, N-395 and N-595, data port protocol).

A line each 2 s: date, time, %SpO2, beats a minute, pulse amplitude, status codes. Headings stand between them: one each
page of 25 lines, another before a printout of the trend, whose lines look the same but are up to a day old.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from drivers.framing import LineFramer

_NUMBER = r"(?:---|[0-9]{1,3}\*?)"
READING = re.compile(
    r"(?P<date>[0-9]{2}-[A-Za-z]{3}-[0-9]{2}) (?P<time>[0-9]{2}:[0-9]{2}:[0-9]{2})"
    rf" +(?P<spo2>{_NUMBER}) +(?P<bpm>{_NUMBER}) +(?P<pa>{_NUMBER})(?P<codes>(?: +[A-Z]{{2}}){{0,8}}) *"
)
"""A ``*`` behind a number is an alarm limit; the number stands. Blanks differ by model, the order does not."""
HEADING = re.compile(
    r"(?P<model>[A-Z0-9-]{3,12}) +VERSION +[0-9.]{1,12} +"
    r"(?:(?P<trend>TREND)|CRC: ?[0-9A-Za-z]{1,8}) +SpO2 Limit: *[0-9]{1,3}- ?[0-9]{1,3}%"
    r" +PR Limit: *[0-9]{1,3}- ?[0-9]{1,3}BPM *"
)
COLUMNS = re.compile(r" *TIME +%S[Pp]O2 +BPM +PA(?P<status> +Status)? *")
"""Only the headings of the trend have no ``Status``."""
SETTINGS = re.compile(r" +(?:ADULT|NEO[A-Z]*) +[0-9]{1,3}SAT-S(?: +SPO2 RESP MODE: [A-Z]+)? *")
END_OF_TREND = re.compile(r" *Output Complete *")
MENU = re.compile(
    r"(?P<model>[A-Z0-9-]{3,12}) +Interactive Mode *| *Command\? ?[0-4]?| *[0-4]\) [A-Za-z ]{4,30}"
    r"|(?P<told>[A-Z0-9-]{3,12}) +VERSION +[0-9.]{1,12} +INFO +CRC: ?[0-9A-Za-z]{1,8} +SEC: ?[0-9 /]{1,30}"
)
"""Somebody uses its interactive menu."""
TEXTS = (READING, HEADING, COLUMNS, SETTINGS, END_OF_TREND, MENU)

SLOTS = (("MO", "PS", "SD", "SO", "LP", "LM"), ("SL", "SH"), ("PL", "PH"), ("LB",), ("AS", "AO"))
"""Which codes stand in which of the places behind the numbers, as an N-560 was recorded."""


def encode(at: datetime, spo2: str, bpm: str, amplitude: str, codes: Iterable[str] = ()) -> bytes:
    """Return a line with its end, laid out as an N-560 does; a number may end in ``*``."""
    set_codes = set(codes)
    slots = " ".join(next((code for code in slot if code in set_codes), "  ") for slot in SLOTS)
    numbers = "    ".join(f"{text.rstrip('*'):>3}{'*' if text.endswith('*') else ' '}" for text in (spo2, bpm))
    return f"{at:%d-%b-%y %H:%M:%S}   {numbers}    {amplitude:>3}    {slots}   \r\n".encode("ascii")


class NellcorFramer(LineFramer):
    """Find the lines, readings and headings alike; a stray NUL ends a line as well."""

    def __init__(self) -> None:
        super().__init__(ends=b"\r\n\0", limit_bytes=132)

    def _belongs(self, content: bytes) -> bool:
        text = content.decode("ascii")
        return any(pattern.fullmatch(text) for pattern in TEXTS)
