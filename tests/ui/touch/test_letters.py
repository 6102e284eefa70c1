# SPDX-License-Identifier: EUPL-1.2
"""The letters of each language on pages of keys: all of them, once, and no page too full."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.languages import KNOWN
from ui.touch.letters import LETTERS, RARE, SIGNS, cased, letter_count, pages


def test_every_language_has_its_letters() -> None:
    assert set(LETTERS) == set(KNOWN)
    for language, letters in (("sv", "åäö"), ("nb", "æøå"), ("fi", "åäö"), ("se", "áčđŋšŧž"), ("ar", "ابةى")):
        assert set(letters) <= set(LETTERS[language])
    assert pages("x_long", 40)[0].signs.startswith("abcdefgh"), "a language that is none is written in Latin letters"


@given(st.sampled_from(sorted(LETTERS)), st.integers(3, 60))
def test_each_key_is_on_one_page_and_no_page_is_too_full(language: str, capacity: int) -> None:
    found = pages(language, capacity)
    assert all(0 < len(page.signs) <= capacity for page in found)
    written = "".join(page.signs for page in found)
    wanted = LETTERS[language] + RARE.get(language, "")
    assert all(written.count(sign) == 1 for sign in wanted)
    assert all(sign in written for sign in SIGNS if sign not in ",?")
    assert "".join(sign for sign in written if sign in wanted) == wanted, "in the order of the alphabet"


@pytest.mark.parametrize("language", KNOWN)
def test_where_there_is_room_the_alphabet_is_one_page(language: str) -> None:
    first, *_ = pages(language, letter_count(language) + 2)
    assert first.signs[:-2] == LETTERS[language], "with two keys to end a sentence"


def test_a_sentence_begins_with_a_capital() -> None:
    typed = ""
    for sign in "ont. ja! å nej":
        typed += cased(sign, typed)
    assert typed == "Ont. Ja! Å nej"
