# SPDX-License-Identifier: EUPL-1.2
"""MT-SICS commands and how the device writes its lines."""

from __future__ import annotations

END = b"\r\n"
REPEAT, ONCE, ZERO, SERIAL = b"SIR\r\n", b"SI\r\n", b"Z\r\n", b"I4\r\n"
"""``SIR`` sends all the time, until any of S, SI, SIR and @; Z sets to zero, I4 tells the serial number."""


def encode(number: str, unit: str, *, stable: bool) -> bytes:
    """Return a weight line: the number right-aligned in ten characters."""
    return f"S {'S' if stable else 'D'} {number:>10} {unit}".encode("ascii") + END


def encode_print(number: str, unit: str, count: int | None = None) -> bytes:
    """Return the print key's line, with the print's number if the balance gives one."""
    text = f"     N {number:>12} {unit}   " if count is None else f"{count:>2}    N {number:>11} {unit}   "
    return text.encode("ascii") + END
