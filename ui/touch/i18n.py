# SPDX-License-Identifier: EUPL-1.2
"""Words: gettext catalogues with stable ids as keys, compiled in memory at start; numbers and dates through Babel."""

from __future__ import annotations

import datetime as dt
import gettext
import hashlib
import io
from functools import cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_time
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, get_decimal_symbol

from kiosk.languages import KNOWN as KNOWN
from kiosk.languages import PSEUDO as PSEUDO
from ui.touch.text.direction import has_right_to_left, isolate
from ui.touch.text.pseudo import stretched

FALLBACK = "sv"
RIGHT_TO_LEFT = frozenset({"ar"})
DIGITS = "latn"
"""In every language: the device's digits, the telephone's and the keypad's are these."""
NEEDS_NATIVE = "needs-native"
"""The flag of a sentence that a machine made and no native speaker has read."""
FOLDER = Path(__file__).parent / "locale"
_FORMATS = {"en": "en_GB", PSEUDO: "en_GB"}
"""Whose numbers and dates, where the language alone would mean another country's."""
_CLOCKS = {"ar": "HH:mm"}
"""24 hours for all: a time of the day on a screen in the Nordic countries is never half of it."""

_DAYS = {
    "sv": "EEEE d MMMM", "nb": "EEEE d. MMMM", "se": "EEEE d.M.", "fi": "cccc d. MMMM", "en": "EEEE d MMMM",
    "ar": "EEEE d MMMM", PSEUDO: "EEEE d MMMM",
}  # fmt: skip
"""Weekday, day, month. In Northern Sámi the month is a number, for Babel knows its name in another case only."""


def own_name(language: str) -> str:
    """Name ``language`` as its speakers do."""
    if language == PSEUDO:
        return language
    name: str = Locale.parse(language, sep="-").get_display_name(language) or language
    return name[:1].upper() + name[1:]


def unread(language: str) -> frozenset[str]:
    """List the keys of ``language`` that no native speaker has read."""
    return frozenset(
        str(message.id[0] if isinstance(message.id, tuple) else message.id)
        for message in _read(language)
        if message.id and NEEDS_NATIVE in message.flags
    )


def decimal_sign(language: str) -> str:
    """Tell what stands between the whole and its parts in numbers of ``language``."""
    return str(get_decimal_symbol(_formats(language), numbering_system=DIGITS))


def _formats(language: str) -> str:
    return _FORMATS.get(language, language)


def _read(language: str) -> Catalog:
    with (FOLDER / language / "kiosk.po").open("rb") as file:
        return read_po(file, locale=language)


def _stretched() -> Catalog:
    catalogue = _read("en")
    for message in catalogue:
        if message.id:
            forms = message.string
            message.string = tuple(map(stretched, forms)) if isinstance(forms, tuple) else stretched(str(forms))
    return catalogue


@cache
def _catalogue(language: str) -> gettext.GNUTranslations:
    compiled = io.BytesIO()
    write_mo(compiled, _stretched() if language == PSEUDO else _read(language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@cache
def _fingerprint(language: str) -> str:
    source = "en" if language == PSEUDO else language
    return hashlib.sha256((FOLDER / source / "kiosk.po").read_bytes()).hexdigest()[:12]


class Words:
    """The sentences of one language. A language without a catalogue gets Swedish."""

    def __init__(self, language: str) -> None:
        self.language = language if language in (*KNOWN, PSEUDO) else FALLBACK
        self.right_to_left = self.language in RIGHT_TO_LEFT
        self._catalogue = _catalogue(self.language)

    def __call__(self, key: str, **values: str) -> str:
        """Look up ``key`` and fill in ``values``; raises `KeyError` for a key no catalogue has."""
        text = self._catalogue.gettext(key)
        if text == key:
            raise KeyError(key)
        return text.format(**{name: self.value(value) for name, value in values.items()})

    def count(self, key: str, n: int, **values: str) -> str:
        """Look up the form of ``key`` for ``n``, which it is given as a number of this language."""
        text = self._catalogue.ngettext(key, key, n)
        if text == key:
            raise KeyError(key)
        filled = {name: self.value(value) for name, value in values.items()}
        return text.format(n=self.value(self.number(n)), **filled)

    @property
    def fingerprint(self) -> str:
        """Tell this catalogue from others, for whoever wonders which texts a station has."""
        return f"{self.language} {_fingerprint(self.language)}"

    def has(self, key: str) -> bool:
        return self._catalogue.gettext(key) != key

    def value(self, text: str) -> str:
        """Guard what was not written in this language against being turned round by the words about it."""
        return isolate(text) if self.right_to_left or has_right_to_left(text) else text

    def number(self, value: float) -> str:
        """Write a number as this language does, in Latin digits. A device's own digits are `ui.touch.units.number`."""
        return str(format_decimal(value, locale=_formats(self.language), numbering_system=DIGITS))

    def clock(self, time: dt.time) -> str:
        """Write a time of the day."""
        pattern = _CLOCKS.get(self.language, "short")
        return self.value(str(format_time(time, pattern, locale=_formats(self.language))))

    def day(self, date: dt.date) -> str:
        """Write a date by its weekday, day and month: what a patient needs to know a day by."""
        return str(format_date(date, _DAYS[self.language], locale=_formats(self.language)))
