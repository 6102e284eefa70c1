# SPDX-License-Identifier: EUPL-1.2
"""Words: gettext catalogues with stable ids as keys, compiled in memory at start; numbers by language through Babel."""

from __future__ import annotations

import gettext
import io
from functools import cache
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LANGUAGES = ("sv", "nb", "en")
FALLBACK = "sv"
FOLDER = Path(__file__).parent / "locale"


def own_name(language: str) -> str:
    """Name ``language`` as its speakers do."""
    name: str = Locale.parse(language, sep="-").get_display_name(language) or language
    return name[:1].upper() + name[1:]


@cache
def _catalogue(language: str) -> gettext.GNUTranslations:
    with (FOLDER / language / "kiosk.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


class Words:
    """The sentences of one language. A language without a catalogue gets Swedish."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else FALLBACK
        self._catalogue = _catalogue(self.language)

    def __call__(self, key: str, **values: str) -> str:
        """Look up ``key`` and fill in ``values``; raises `KeyError` for a key no catalogue has."""
        text = self._catalogue.gettext(key)
        if text == key:
            raise KeyError(key)
        return text.format(**values)

    def count(self, key: str, n: int, **values: str) -> str:
        """Look up the form of ``key`` for ``n``, which it is given as a number of this language."""
        text = self._catalogue.ngettext(key, key, n)
        if text == key:
            raise KeyError(key)
        return text.format(n=format_decimal(n, locale=self.language), **values)

    def has(self, key: str) -> bool:
        return self._catalogue.gettext(key) != key
