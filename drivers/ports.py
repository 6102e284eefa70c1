# SPDX-License-Identifier: EUPL-1.2
"""Where a device is, and with which line settings it talks; never how."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Parity(StrEnum):
    """Parity of the line, in pyserial's letters."""

    NONE = "N"
    ODD = "O"
    EVEN = "E"


@dataclass(frozen=True, kw_only=True, slots=True)
class LineSettings:
    """How a device's serial line is set; flow control is off unless a device's facts ask for it.

    ``dtr`` and ``rts`` are the levels after opening: opening raises both unless told not to, and some devices restart
    on DTR.
    """

    baud: int
    data_bits: int = 8
    parity: Parity = Parity.NONE
    stop_bits: int = 1
    dtr: bool = True
    rts: bool = False
    rtscts: bool = False
    xonxoff: bool = False

    @property
    def bytes_per_s(self) -> float:
        """How many bytes the line carries: each is its data bits, a start bit, the stop bits and the parity bit."""
        return self.baud / (1 + self.data_bits + (self.parity is not Parity.NONE) + self.stop_bits)

    def __str__(self) -> str:
        flow = " RTS/CTS" if self.rtscts else " XON/XOFF" if self.xonxoff else ""
        return f"{self.baud} {self.data_bits}{self.parity}{self.stop_bits}{flow}"
