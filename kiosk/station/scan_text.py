# SPDX-License-Identifier: EUPL-1.2
"""What a scanned text may be: a visit's code, or a national number on a patient's card. Pure; keeps and logs nothing.

A code is the six digits of the letter, with or without blanks and hyphens, or the last part of an address's path or
fragment. A number counts as one only if its date and check digits are right (`kiosk.record.national_id`).
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from kiosk.record import national_id

MAX_CHARACTERS = 512
CODE_DIGITS = 6
_CENTURIES = ("19", "20")
_NORWEGIAN = (national_id.FODSELSNUMMER, national_id.D_NUMMER, national_id.FELLES_HJELPENUMMER)
_SWEDISH = (national_id.PERSONNUMMER, national_id.SAMORDNINGSNUMMER)


def visit_code(text: str) -> str | None:
    """Find the visit's code in ``text``; None if it holds none."""
    if len(text) > MAX_CHARACTERS:
        return None
    candidates = [text] if not _looks_like_address(text) else _parts(text)
    return next((code for each in candidates if (code := _six_digits(each)) is not None), None)


def national_number(text: str) -> str | None:
    """Return the number of a patient's card in stored form (10, 11 or 12 digits); None if ``text`` is none."""
    number = national_id.normalise(text.strip()) if len(text) <= MAX_CHARACTERS else ""
    if not (number.isascii() and number.isdigit()):
        return None
    systems = {11: _NORWEGIAN, 12: _SWEDISH, 10: _SWEDISH}.get(len(number), ())
    forms = [century + number for century in _CENTURIES] if len(number) == 10 else [number]
    fits = any(national_id.problem(system, form) is None for system in systems for form in forms)
    return number if fits else None


def same_person(scanned: str, stored: str) -> bool:
    """Tell whether a card's number is the one the visit was booked for; of ten digits the century is not asked."""
    stored = national_id.normalise(stored)
    return stored == scanned or (len(scanned) == 10 and len(stored) == 12 and stored[2:] == scanned)


def _looks_like_address(text: str) -> bool:
    return "/" in text or "#" in text or ":" in text


def _parts(text: str) -> list[str]:
    """Split off the last part of the fragment, then that of the path."""
    try:
        address = urlsplit(text.strip())
    except ValueError:
        return []
    return [re.split(r"[/=&#:]", part)[-1] for part in (address.fragment, address.path.rstrip("/")) if part]


def _six_digits(text: str) -> str | None:
    digits = national_id.normalise(text.strip())
    return digits if len(digits) == CODE_DIGITS and digits.isascii() and digits.isdigit() else None
