# SPDX-License-Identifier: EUPL-1.2
"""The words of the GP that is none: all of them, in every language of the screens."""

from __future__ import annotations

import pytest

from kiosk.languages import KNOWN, PSEUDO
from kiosk.stand_in import Sentence, words


@pytest.mark.parametrize("language", KNOWN)
def test_she_has_different_words_for_everything_in_every_language(language: str) -> None:
    said = [words(sentence, language) for sentence in Sentence]
    assert all(said) and len(set(said)) == len(Sentence)
    assert all(words(sentence, language)[-1] in ".!" for sentence in set(Sentence) - {Sentence.NAME})


def test_no_language_borrows_from_another() -> None:
    for sentence in Sentence:
        assert len({words(sentence, language) for language in KNOWN}) == len(KNOWN), sentence


def test_where_she_does_not_speak_a_language_she_speaks_english() -> None:
    assert words(Sentence.READ, PSEUDO) == words(Sentence.READ, "en")
