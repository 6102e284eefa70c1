# SPDX-License-Identifier: EUPL-1.2
"""Parts in, sentences out: the order, what is private, and what is worth saying when something changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import messages as m
from kiosk.reading import Measure
from ui.touch.i18n import KNOWN, Words
from ui.touch.speech.personal import personal
from ui.touch.speech.pronounce import UNITS, pronounced
from ui.touch.speech.transcript import (
    LONGEST,
    Spoken,
    Teller,
    Turn,
    Utterance,
    audible,
    changes,
    in_pieces,
    speakable,
)

SV = Words("sv")
TELLER = Teller(SV, frozenset({"Dr Anna Berg"}))


def part(ident: str, text: str = "", role: str = "text", **more: object) -> Spoken:
    return Spoken(ident=ident, role=role, text=text, **more)  # type: ignore[arg-type]


SCREEN = (
    part("station", "Hälsorummet", frame=True),
    part("leave", "Avsluta", "button"),
    part("text", "Sitt kvar."),
    part("notice-broker-away", "Linjen är borta.", "notice"),
    part("title", "Dr Anna Berg kommer snart", "heading"),
    part("spo2", "Syrehalt 97 %", "value"),
    part("stop-cuff", "Stoppa manschetten nu", "button", urgent=True),
)


def test_what_must_not_wait_comes_first_and_what_is_everywhere_last() -> None:
    said = TELLER.screen(SCREEN)
    assert [line.ident for line in said] == [
        "stop-cuff", "title", "notice-broker-away", "text", "spo2", "leave", "station",
    ]  # fmt: skip
    assert said[0].safety and said[0].text == "Knapp: Stoppa manschetten nu"
    assert {line.language for line in said} == {"sv"}


def test_numbers_and_names_are_private() -> None:
    assert [line.ident for line in TELLER.screen(SCREEN) if line.private] == ["title", "spo2"]


def test_without_a_headset_the_private_is_not_said_but_once_that_there_is_something() -> None:
    said = TELLER.screen(SCREEN)
    assert audible(said, SV, headset=True) == said
    heard = audible(said, SV, headset=False)
    assert not any(line.private for line in heard)
    texts = [line.text for line in heard]
    assert texts.count(SV("speech.private")) == 1 and texts.index(SV("speech.private")) == 1
    assert not any("Anna" in text or "97" in text for text in texts)


def test_a_part_may_say_something_else_nothing_or_in_another_language() -> None:
    said = TELLER.screen(
        (
            part("a", "x", spoken="Ett finger i klämman"),
            part("b", "y", spoken=""),
            part("c", "Welcome", language="en"),
            part("d", "Ring", "button", spoken="Ring efter hjälp"),
            part("language-en", "English", "button", language="en"),
        )
    )
    assert [(line.text, line.language) for line in said] == [
        ("Ett finger i klämman", "sv"), ("Welcome", "en"), ("Ring efter hjälp", "sv"),
        ("Button: English", "en"),
    ]  # fmt: skip


def test_states_are_told_unless_the_words_tell_them() -> None:
    said = TELLER.screen(
        (
            part("a", "Stor text", "toggle", state="on"),
            part("b", "Mikrofon av", "toggle", state="off"),
            part("c", "Fortsätt", "button", enabled=False),
            part("d", "2 Blodtryck", "image", state="done shown"),
        )
    )
    assert [line.text for line in said] == [
        "2 Blodtryck, klar, visas nu", "Knapp: Stor text, på", "Knapp: Mikrofon av",
        "Knapp som inte går att välja nu: Fortsätt",
    ]  # fmt: skip


def test_the_places_of_a_code_are_counted_and_its_digits_never_said() -> None:
    boxes = part("code-boxes", "", "value", state="3/6")
    (said,) = TELLER.screen((boxes,))
    assert said.text == "3 av 6 siffror är ifyllda." and not said.private
    more = TELLER.screen((part("code-boxes", "", "value", state="4/6"),))
    assert [line.text for line in changes((said,), more)] == ["4 av 6 siffror är ifyllda."]


@pytest.mark.parametrize("language", KNOWN)
def test_the_keys_of_a_pad_are_said_in_one_breath(language: str) -> None:
    words = Words(language)
    keys = [part(f"key-{key}", key, "button") for key in "1234567890"]
    said = Teller(words).screen((*keys, part("leave", "Hej", "button")))
    assert [line.ident for line in said] == ["keys", "leave"]
    assert "1, 2, 3, 4, 5, 6, 7, 8, 9, 0" in said[0].text
    (alone,) = Teller(words).screen(keys[:1])
    assert alone.text == speakable(words("speech.button", text="1"))


def test_only_news_is_said_while_a_screen_stays() -> None:
    how = part("how", "Sätt i fingret")
    before = TELLER.screen((how, part("spo2", "Syre – %", "value"), part("w", "2 minuter")))
    counting = TELLER.screen((how, part("spo2", "Syre 97 %", "value"), part("w", "3 minuter")))
    assert [line.ident for line in changes(before, counting)] == ["spo2"]
    later = TELLER.screen((part("how", "Klart"), part("spo2", "Syre 98 %", "value"), part("go", "Gå vidare", "button")))
    assert [line.ident for line in changes(counting, later)] == ["how"]
    assert changes(later, later) == ()


def test_the_same_words_are_said_once() -> None:
    assert len(TELLER.screen((part("a", "Ljus på"), part("b", "Ljus på")))) == 1


@given(st.text(max_size=900))
def test_long_texts_are_said_piece_by_piece_and_nothing_is_lost(text: str) -> None:
    line = Utterance(text=" ".join(text.split()), language="sv")
    pieces = list(in_pieces(line))
    assert "".join("".join(piece.text.split()) for piece in pieces) == "".join(line.text.split())
    assert all(len(piece.text) <= 2 * LONGEST for piece in pieces)


def test_lines_become_sentences_and_marks_for_the_eye_go() -> None:
    assert speakable("Hör du?\nDu: ja\n") == "Hör du? Du: ja"
    assert speakable("Koden stämmer inte\n1 för\u00adsök kvar.") == "Koden stämmer inte. 1 försök kvar."
    assert speakable("\u2066120/80\u2069") == "120/80"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Blodtryck 127/76 mmHg", "Blodtryck 127 över 76 millimeter kvicksilver"),
        ("Puls 64\u00a0/min", "Puls 64 per minut"),
        ("Värme 37,2 °C", "Värme 37,2 grader"),
        ("Syrehalt – %", "Syrehalt inget värde %"),
        ("Blodtryck –/– mmHg", "Blodtryck inget värde millimeter kvicksilver"),
        ("Blodtryck 127/– mmHg", "Blodtryck 127 över inget värde millimeter kvicksilver"),
        ("1\u00a0200 sekunder", "1200 sekunder"),
        ("Vikt 82,40 kg", "Vikt 82,40 kilo"),
        ("kgs på 3 kgb", "kgs på 3 kgb"),
    ],
)
def test_numbers_are_said_as_people_say_them(written: str, said: str) -> None:
    assert pronounced(written, SV) == said


@pytest.mark.parametrize("language", KNOWN)
def test_every_unit_has_words_in_every_language(language: str) -> None:
    words = Words(language)
    assert all(words(key).strip() for key in UNITS.values())


def test_what_says_something_of_a_person_is_found_in_any_view() -> None:
    assert personal(m.WaitingView(gp_name="anna", waited_s=3)) == {"anna"}
    assert personal(m.ConsentView(gp_name="Dr Berg", clinic="Storuman")) == {"Dr Berg", "Storuman"}
    assert personal(m.LanguageView(languages=("sv", "nb"))) == frozenset()
    assert personal(m.GoodbyeView(gp_name="Dr Berg", filed=1, cause="gp")) == {"Dr Berg"}
    value = m.ValueView(measure=Measure.SPO2, text="97", unit="%")
    assert "97" in personal(value)
    assert personal(m.ErasedView(receipt=(m.ReceiptLine(check="memory", ok=True),), complete=True)) == frozenset()


def test_a_name_is_found_as_words_of_its_own() -> None:
    teller = Teller(SV, frozenset({"Ann"}))
    said = teller.screen((part("a", "Ann ser dig"), part("b", "Annars går det"), part("c", "Hej Ann!")))
    assert [line.ident for line in said if line.private] == ["a", "c"]
    with_it = ("قريب وAnn وأنت", "تحدث مع Ann", "وبAnn", "بدونAnn")
    said = Teller(Words("ar"), frozenset({"Ann"})).screen(part(f"{at}", text) for at, text in enumerate(with_it))
    assert [line.ident for line in said if line.private] == ["0", "1", "2"], "Arabic joins 'and' and 'by' to a name"


def test_the_emergency_is_a_safety_line() -> None:
    said = TELLER.screen((part("title", "Hej", "heading"), part("emergency-title", "Ring 112", "heading")))
    assert [line.turn for line in said] == [Turn.SAFETY, Turn.HEADING]


def test_the_way_to_help_does_not_come_before_the_screen_s_own_words() -> None:
    said = TELLER.screen((part("emergency-open", "Nödläge", "button"), part("title", "Hej", "heading")))
    assert [(line.ident, line.safety) for line in said] == [("title", False), ("emergency-open", False)]
