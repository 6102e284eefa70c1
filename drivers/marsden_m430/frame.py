# SPDX-License-Identifier: EUPL-1.2
"""How the scale writes its block: 7 lines of 31 bytes, CR LF LF included (the last is blank)."""

from __future__ import annotations

from datetime import datetime

END = "\r\n\n"
TEXT_WIDTH = 28


def encode(gross: str, tare: str, net: str, height: str, bmi: str, at: datetime) -> bytes:
    """Return the 217 bytes; a text that is no number stands for what was not measured."""
    lines = [
        f"{'GROSS WEIGHT':<18}{gross:>7} kg",
        f"{'TARE WEIGHT':<18}{tare:>7} kg",
        f"{'NET WEIGHT':<18}{net:>7} kg",
        f"{'HEIGHT':<18}{height:>7} cm",
        f"{'BMI':<18}{bmi:>7}",
        f"{at:%d/%m/%Y}   {at:%H:%M}",
        "",
    ]
    return "".join(f"{line:<{TEXT_WIDTH}}{END}" for line in lines).encode("ascii")
