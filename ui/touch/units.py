# SPDX-License-Identifier: EUPL-1.2
"""Units as people read them, and numbers with the decimal sign of the language: the device's digits, for display."""

from __future__ import annotations

from ui.touch.i18n import decimal_sign

SYMBOLS = {
    "%": "%",
    "/min": "/min",
    "mm[Hg]": "mmHg",
    "kPa": "kPa",
    "kg": "kg",
    "g": "g",
    "[lb_av]": "lb",
    "[oz_av]": "oz",
    "[stone_av]": "st",
    "cm": "cm",
    "m": "m",
    "mm": "mm",
    "[in_i]": "in",
    "kg/m2": "kg/m²",
    "mmol/L": "mmol/l",
    "mg/dL": "mg/dl",
    "Cel": "°C",
    "[degF]": "°F",
    "1": "",
}
"""From UCUM; the same in all our languages."""


def symbol(unit: str) -> str:
    """Write a UCUM unit as people read it; one that is not known as it is."""
    return SYMBOLS.get(unit, unit)


def number(text: str, language: str) -> str:
    """Write the device's digits with the decimal sign of ``language``."""
    return text.replace(".", decimal_sign(language))


def minutes(seconds: int) -> str:
    """Write a time that is left, as minutes and seconds."""
    return f"{seconds // 60}:{seconds % 60:02}"
