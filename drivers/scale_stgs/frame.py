# SPDX-License-Identifier: EUPL-1.2
"""How the family's lines are written: the device's side of `decode`."""

from __future__ import annotations

from enum import StrEnum

END = b"\r\n"


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
