# SPDX-License-Identifier: EUPL-1.2
"""Numbers and units as one says them: 127/76 mmHg is not what a voice should read sign by sign. Pure."""

from __future__ import annotations

import re

from ui.touch.i18n import Words

UNITS = {
    "mmHg": "speech.unit.mmhg",
    "kPa": "speech.unit.kpa",
    "/min": "speech.unit.per-minute",
    "mmol/l": "speech.unit.mmol-per-litre",
    "mg/dl": "speech.unit.mg-per-decilitre",
    "°C": "speech.unit.celsius",
    "kg/m²": "speech.unit.kg-per-square-metre",
    "kg": "speech.unit.kg",
    "cm": "speech.unit.cm",
}
"""As they are written after a number."""
_UNIT = re.compile(rf"(?<=[\d–]) ?({'|'.join(re.escape(unit) for unit in UNITS)})(?!\w)")
_OVER = re.compile(r"(?<=[\d–])/(?=[\d–])")
_ABSENT = re.compile(r"(?<!\S)–(?=$|\s)")
_SPACE_IN_NUMBER = re.compile(r"(?<=\d)[\u00a0\u202f](?=\d{3}\b)")


def pronounced(text: str, words: Words) -> str:
    """Write ``text`` as it is said: units in words, one number over the other, 'no value' for a dash."""
    text = _SPACE_IN_NUMBER.sub("", text).replace("\u00a0", " ").replace("–/–", "–")
    text = _UNIT.sub(lambda unit: f" {words(UNITS[unit[1]])}", text)
    text = _OVER.sub(f" {words('speech.over')} ", text)
    return _ABSENT.sub(words("speech.no-value"), text)
