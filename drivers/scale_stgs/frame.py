# SPDX-License-Identifier: EUPL-1.2
"""How the family's lines are written: the device's side of `decode`, and the line of CAS indicators.

A CAS CI-200 and its relatives send 22 bytes as they leave the factory (owner's manual section 11; confirmed by a
capture): ``ST,GS,`` the device's number in one byte, a byte of lamps, a comma, 8 characters of weight, a blank or NUL,
the unit, CR LF.
"""

from __future__ import annotations

import re
from enum import StrEnum

from drivers.shared.read_lines import ReadLines
from drivers.shared.scale_line import ScaleLine

END = b"\r\n"

_LAMPS = re.compile(rb"((ST|US|OL),(?:GS|NT),)[\x00-\xff]([\x80-\x9f\xc0-\xdf]),([ 0-9.-]{8}[ \0].{1,2})", re.DOTALL)
LAMP_STABLE, LAMP_HOLD = 0x40, 0x10


class StgsLines(ReadLines[ScaleLine]):
    """Find the family's lines; a CAS indicator's is read without its number and lamps."""

    def _words(self, content: bytes) -> str | None:
        found = _LAMPS.fullmatch(content)
        if found is None:
            return super()._words(content)
        lamps, header = found[3][0], found[2]
        if lamps & LAMP_HOLD or (header != b"OL" and bool(lamps & LAMP_STABLE) is not (header == b"ST")):
            return None  # a held weight is no new one; and header and lamp must agree
        return super()._words(found[1] + found[4].replace(b"\0", b" "))


class Form(StrEnum):
    """The forms of the family, by who sends them."""

    CAS = "cas"
    NHB = "nhb"
    QHW = "qhw"
    EB = "eb"
    AND = "and"


def encode(form: Form, number: str, unit: str, *, stable: bool, net: bool = False) -> bytes:
    """Return the line for a number such as ``-12.30``."""
    header, kind = ("ST" if stable else "US"), ("NT" if net else "GS")
    sign, digits = ("-" if number.startswith("-") else "+"), number.lstrip("-")
    text = {
        Form.CAS: lambda: f"{header},{kind},{sign}{digits:0>8} {unit}",
        Form.NHB: lambda: f"{header},{kind}{number:>8}{unit:<3}",
        Form.QHW: lambda: f"{header},{kind},{number:>8} {unit}",
        Form.EB: lambda: f"{header[0]}{sign.replace('+', ' ')}{digits:>7}{unit}",
        Form.AND: lambda: f"{header},{sign}{digits:0>8}{unit:>3}",
    }[form]()
    return text.encode("ascii") + END


def encode_overload(form: Form, unit: str) -> bytes:
    """Return the line of a scale that carries too much."""
    text = {
        Form.CAS: f"OL,GS,+99999.99 {unit}",
        Form.NHB: f"OL,GS {unit:>7}",
        Form.QHW: f"OL,GS,         {unit}",
        Form.EB: f"S      OL{unit}",
        Form.AND: f"OL,+99999999{unit:>3}",
    }[form]
    return text.encode("ascii") + END
