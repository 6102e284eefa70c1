# SPDX-License-Identifier: EUPL-1.2
"""National identifiers: which system names them, and whether one was typed right. Pure; never logs, never quotes.

A check digit proves typing, not identity. Sources: Skatteverket (personnummer, samordningsnummer); Skatteetaten
(fødselsnummer, D-nummer, the wider rule for the first control digit from 2032); HL7 Norway *no-basis* and HL7 Sweden
*SEBasePatient* for the systems. From a Norwegian number neither sex nor century is read.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum

PERSONNUMMER = "http://electronichealth.se/identifier/personnummer"
SAMORDNINGSNUMMER = "http://electronichealth.se/identifier/samordningsnummer"
SWEDISH_RESERVE_NUMBER = "http://electronichealth.se/identifier/nationelltReservnummer"
HSA_ID = "urn:oid:1.2.752.29.4.19"
FODSELSNUMMER = "urn:oid:2.16.578.1.12.4.1.4.1"
D_NUMMER = "urn:oid:2.16.578.1.12.4.1.4.2"
FELLES_HJELPENUMMER = "urn:oid:2.16.578.1.12.4.1.4.3"
HPR_NUMBER = "urn:oid:2.16.578.1.12.4.1.4.4"

_COORDINATION_DAYS = 60
_D_DAYS = 40
_SYNTHETIC_MONTHS = (0, 80, 65, 40)
"""Added to the month: real, Skatteetaten's Tenor, Norsk Helsenett, NAV."""
_K1_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_K2_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_K1_REMAINDERS = frozenset({0, 1, 2, 3})
"""0 until 2031, 0 to 3 from 2032; both kinds live side by side, so both are read today."""


class IdProblem(StrEnum):
    """What is wrong with a number."""

    LENGTH = "length"
    """It does not have the number of digits its system has."""
    NOT_DIGITS = "not-digits"
    """It has something else than digits in it."""
    DATE = "date"
    """There is no such day."""
    CHECK_DIGIT = "check-digit"
    """A digit was mistyped or two were swapped."""


def normalise(value: str) -> str:
    """Take out what people write between the digits: blanks, a hyphen, and the plus sign of those over a hundred."""
    return "".join(c for c in value if not c.isspace() and c not in "-+\u2010\u2011\u2013")


def problem(system: str, value: str) -> IdProblem | None:
    """Return what is wrong with ``value``, or None; a system without a rule here takes anything.

    ``value`` is in stored form (`normalise`): 12 digits in Sweden, 11 in Norway.
    """
    rule = _RULES.get(system)
    if rule is None:
        return None
    length, check = rule
    if len(value) != length:
        return IdProblem.LENGTH
    if not (value.isascii() and value.isdigit()):
        return IdProblem.NOT_DIGITS
    return check(value)


def _personnummer(value: str) -> IdProblem | None:
    return _swedish(value, int(value[6:8]))


def _samordningsnummer(value: str) -> IdProblem | None:
    return _swedish(value, int(value[6:8]) - _COORDINATION_DAYS)


def _swedish(value: str, day: int) -> IdProblem | None:
    if not _is_day(int(value[:4]), int(value[4:6]), day):
        return IdProblem.DATE
    return None if _luhn(value[2:]) else IdProblem.CHECK_DIGIT


def _fodselsnummer(value: str) -> IdProblem | None:
    return _norwegian(value, int(value[:2]))


def _d_nummer(value: str) -> IdProblem | None:
    return _norwegian(value, int(value[:2]) - _D_DAYS)


def _norwegian(value: str, day: int) -> IdProblem | None:
    month = int(value[2:4])
    # 2000 is a leap year: the century is not in the number, so 29 February is let through in every year
    if not any(_is_day(2000, month - added, day) for added in _SYNTHETIC_MONTHS):
        return IdProblem.DATE
    return _control_digits(value)


def _control_digits(value: str) -> IdProblem | None:
    first = _weighted(value, _K1_WEIGHTS) % 11 in _K1_REMAINDERS
    second = _weighted(value, _K2_WEIGHTS) % 11 == 0
    return None if first and second else IdProblem.CHECK_DIGIT


def _weighted(value: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(value, weights, strict=False))


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * (2 - at % 2) for at, digit in enumerate(digits))
    return sum(n // 10 + n % 10 for n in doubled) % 10 == 0


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


_RULES: dict[str, tuple[int, Callable[[str], IdProblem | None]]] = {
    PERSONNUMMER: (12, _personnummer),
    SAMORDNINGSNUMMER: (12, _samordningsnummer),
    FODSELSNUMMER: (11, _fodselsnummer),
    D_NUMMER: (11, _d_nummer),
    FELLES_HJELPENUMMER: (11, _control_digits),
}
