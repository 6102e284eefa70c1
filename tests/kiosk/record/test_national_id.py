# SPDX-License-Identifier: EUPL-1.2
"""Check digits of national numbers. Every number here is officially synthetic or made up."""

from __future__ import annotations

import pytest

from kiosk.record.national_id import (
    D_NUMMER,
    FELLES_HJELPENUMMER,
    FODSELSNUMMER,
    HPR_NUMBER,
    PERSONNUMMER,
    SAMORDNINGSNUMMER,
    IdProblem,
    normalise,
    problem,
)

K1, K2 = (3, 7, 6, 1, 8, 9, 4, 5, 2), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def norwegian(nine: str, k1_remainder: int = 0) -> str | None:
    """Write the control digits behind nine digits, the first leaving ``k1_remainder``; None if there are none."""
    first = (k1_remainder - sum(int(d) * w for d, w in zip(nine, K1, strict=True))) % 11
    if first > 9:
        return None
    ten = f"{nine}{first}"
    second = -sum(int(d) * w for d, w in zip(ten, K2, strict=True)) % 11
    return None if second > 9 else f"{ten}{second}"


def test_personnummer() -> None:
    assert problem(PERSONNUMMER, "191212121212") is None


def test_samordningsnummer() -> None:
    assert problem(SAMORDNINGSNUMMER, "196109732393") is None
    assert problem(PERSONNUMMER, "196109732393") is IdProblem.DATE
    assert problem(SAMORDNINGSNUMMER, "191212121212") is IdProblem.DATE


@pytest.mark.parametrize(
    ("system", "value", "wrong"),
    [
        (PERSONNUMMER, "1912121212", IdProblem.LENGTH),
        (PERSONNUMMER, "19121212121a", IdProblem.NOT_DIGITS),
        (PERSONNUMMER, "19121212121\u0662", IdProblem.NOT_DIGITS),
        (PERSONNUMMER, "191213321212", IdProblem.DATE),
        (PERSONNUMMER, "190002291212", IdProblem.DATE),
        (PERSONNUMMER, "191212121213", IdProblem.CHECK_DIGIT),
        (FODSELSNUMMER, "123", IdProblem.LENGTH),
        (FODSELSNUMMER, "00000000000", IdProblem.DATE),
        (HPR_NUMBER, "anything at all", None),
    ],
)
def test_what_is_wrong(system: str, value: str, wrong: IdProblem | None) -> None:
    assert problem(system, value) is wrong


@pytest.mark.parametrize("place", range(2, 12))
def test_a_mistyped_digit_is_seen(place: int) -> None:
    """In any place but the century's, which the check digit does not cover."""
    value = "191212121212"
    for digit in set("0123456789") - {value[place]}:
        assert problem(PERSONNUMMER, value[:place] + digit + value[place + 1 :]) is not None


@pytest.mark.parametrize("added", [0, 80, 65, 40])
@pytest.mark.parametrize("remainder", [0, 1, 2, 3])
def test_norwegian_numbers_old_rule_and_new(added: int, remainder: int) -> None:
    """Synthetic months (+80, +65, +40) and the first control digit's wider rule from 2032."""
    made = [norwegian(f"13{9 + added:02}61{n}", remainder) for n in range(100, 200)]
    numbers = [number for number in made if number is not None]
    assert len(numbers) > 50
    assert {problem(FODSELSNUMMER, number) for number in numbers} == {None}
    assert {problem(D_NUMMER, f"{int(n[0]) + 4}{n[1:]}") for n in numbers} <= {IdProblem.CHECK_DIGIT, None}
    assert {problem(FELLES_HJELPENUMMER, number) for number in numbers} == {None}


@pytest.mark.parametrize("remainder", [4, 5, 6, 7, 8, 9, 10])
def test_other_remainders_are_mistyped(remainder: int) -> None:
    made = [norwegian(f"130961{n}", remainder) for n in range(100, 200)]
    assert {problem(FODSELSNUMMER, number) for number in made if number} == {IdProblem.CHECK_DIGIT}


def test_d_number() -> None:
    number = next(n for n in (norwegian(f"530961{i}") for i in range(100, 200)) if n)
    assert problem(D_NUMMER, number) is None
    assert problem(FODSELSNUMMER, number) is IdProblem.DATE


def test_normalise() -> None:
    assert normalise(" 19121212-1212 ") == "191212121212"
    assert normalise("191212+1212") == "1912121212"
