# SPDX-License-Identifier: EUPL-1.2
"""The letters of each language in the order of its alphabet, and how they are divided into pages of keys. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

_LATIN = "abcdefghijklmnopqrstuvwxyz"
LETTERS: dict[str, str] = {
    "sv": _LATIN + "åäö",
    "nb": _LATIN + "æøå",
    "fi": _LATIN + "åäö",
    "en": _LATIN,
    "se": "aábcčdđefghijklmnŋoprsštŧuvzž",
    "ar": "ابتةثجحخدذرزسشصضطظعغفقكلمنهويى",
}
RARE: dict[str, str] = {"se": "qwxyåäæøö", "ar": "أإآؤئء"}
"""Letters on a page of their own: those of a language's neighbours, for names; in Arabic the forms with a hamza."""
SIGNS = "1234567890.,?!-:/()+%"
ARABIC_SIGNS = "1234567890.،؟!-:/()+%"
_SPARE = {"ar": ".؟،"}
ENDS = (". ", "? ", "! ")
"""After these, and where a line begins, a letter is a capital."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What the keys of a page write. ``name``: what stands on the key that leads here."""

    name: str
    signs: str


def letter_count(language: str) -> int:
    """Count the letters of ``language`` that are not rare."""
    return len(LETTERS.get(language, _LATIN))


def pages(language: str, capacity: int) -> tuple[Page, ...]:
    """Divide letters, rare letters, and digits with signs into pages of at most ``capacity`` keys, evenly.

    Where the last page of letters has keys to spare they end sentences.
    """
    letters = _even(LETTERS.get(language, _LATIN), capacity)
    spare = _SPARE.get(language, ".?,")[: capacity - len(letters[-1])]
    named = [Page(name=_span(part), signs=part) for part in letters]
    named[-1] = Page(name=named[-1].name, signs=named[-1].signs + spare)
    signs = _even(ARABIC_SIGNS if language == "ar" else SIGNS, capacity)
    digits = [Page(name=part[:3], signs=part) for part in signs]
    rare = [Page(name=_span(part), signs=part) for part in _even(RARE.get(language, ""), capacity)]
    return (*named, *rare, *digits)


def cased(sign: str, line: str) -> str:
    """Write ``sign`` after ``line`` as one does: a sentence begins with a capital."""
    begins = not line.strip() or line.endswith(ENDS)
    return sign.upper() if begins else sign


def _even(signs: str, capacity: int) -> list[str]:
    count = -(-len(signs) // max(1, capacity))
    edges = [round(number * len(signs) / max(1, count)) for number in range(count + 1)]
    return [signs[first:last] for first, last in pairwise(edges)]


def _span(signs: str) -> str:
    return f"{signs[0]}–{signs[-1]}".upper()
