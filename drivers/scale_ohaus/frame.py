# SPDX-License-Identifier: EUPL-1.2
"""How the scale writes its line: the device's side of `decode`."""

from __future__ import annotations

END = b"\r\n"


def encode(number: str, unit: str, *, stable: bool, net: bool = False) -> bytes:
    """Return the 18 bytes for a number such as ``-1.640``."""
    sign, digits = ("-" if number.startswith("-") else " "), number.lstrip("-")
    mark = ("" if stable else "?") + ("N" if net else "G")
    return f"{sign}{digits:>7} {unit:>2} {mark:>4}".encode("ascii") + END
