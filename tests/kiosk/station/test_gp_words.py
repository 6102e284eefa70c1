# SPDX-License-Identifier: EUPL-1.2
"""Requests on the patient's screen and what was said in writing: they arrive, are told, and go with the visit."""

from __future__ import annotations

import gc
import unicodedata
import weakref
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.messages import CallView
from kiosk.phrases import Phrase
from kiosk.station.control import MOST_CHARACTERS
from kiosk.station.gp_words import PHRASE_S, QUICKEST_S, Summary, readable
from kiosk.visit.machine import State
from tests.kiosk.signalling.conftest import make_holder
from tests.kiosk.station.rig import Rig


@pytest.fixture
def rig() -> Rig:
    return Rig(make_holder("station-one", "station")).open().to(State.CALL)


def guidance(rig: Rig) -> tuple[Phrase | None, int]:
    view = rig.screen.view
    assert isinstance(view, CallView)
    return view.guidance, view.guidance_count


def summary(rig: Rig) -> Summary | None:
    visit = rig.conductor.memory.visit
    assert visit is not None
    return visit.words.summary


def write(rig: Rig, text: str, **more: Any) -> None:
    rig.gp_says(**{"type": "summary", "id": "one", "text": text, **more})


def test_her_page_is_told_where_the_patient_is_and_who_could_come(rig: Rig) -> None:
    station = rig.conductor.settings.station
    told = rig.control("hello")[-1]["station"]
    assert told == {
        "name": station.name,
        "address": station.address,
        "phone": station.phone,
        "nearest_help": station.nearest_help,
        "emergency_number": "112",
    }


# ---------------------------------------------------------------------------------------------- requests


@pytest.mark.parametrize("phrase", Phrase)
def test_a_request_stands_on_the_screen_for_eight_seconds(rig: Rig, phrase: Phrase) -> None:
    rig.gp_says(type="guide", phrase=phrase.value)
    assert rig.control("guided") == [{"type": "guided", "phrase": phrase.value, "seconds": PHRASE_S}]
    assert guidance(rig) == (phrase, 1)
    rig.wait(PHRASE_S - 0.5)
    assert guidance(rig) == (phrase, 1)
    rig.wait(1.5)
    assert guidance(rig) == (None, 1)


def test_the_same_request_twice_is_two_and_a_newer_one_takes_its_place(rig: Rig) -> None:
    for phrase in (Phrase.HOLD_STILL, Phrase.HOLD_STILL, Phrase.THANK_YOU):
        rig.gp_says(type="guide", phrase=phrase.value)
        rig.wait(QUICKEST_S)
    assert guidance(rig) == (Phrase.THANK_YOU, 3)


def test_a_page_that_asks_without_end_does_not_make_the_screen_flicker(rig: Rig) -> None:
    for _ in range(100):
        rig.gp_says(type="guide", phrase="wait")
    assert guidance(rig) == (Phrase.WAIT, 1)


@pytest.mark.parametrize("asked", [{"phrase": "Undress."}, {"phrase": ""}, {"phrase": 1}, {}])
def test_only_keys_of_the_list_reach_the_screen(rig: Rig, asked: dict[str, Any]) -> None:
    rig.gp_says(**{"type": "guide", **asked})
    assert guidance(rig) == (None, 0)
    assert rig.control("guided") == []


# ---------------------------------------------------------------------------------------------- what was said


def test_a_summary_is_kept_and_acknowledged_without_its_words(rig: Rig) -> None:
    write(rig, "Drick mycket vatten.\r\nRing om febern stiger.  \n", visit_needed=True)
    kept = summary(rig)
    assert kept is not None
    assert (kept.id, kept.visit_needed, kept.written_at) == ("one", True, rig.clock.now())
    assert kept.text == "Drick mycket vatten.\nRing om febern stiger."
    told = {"type": "summary", "id": "one", "characters": len(kept.text), "visit_needed": True}
    assert rig.control("summary") == [told]
    assert "vatten" not in repr(kept)


def test_the_last_summary_counts_and_an_empty_one_takes_it_back(rig: Rig) -> None:
    write(rig, "First.")
    write(rig, "Second.", id="two")
    kept = summary(rig)
    assert kept is not None and (kept.id, kept.text) == ("two", "Second.")
    write(rig, " \n", id="three")
    assert summary(rig) is None
    assert rig.control("summary")[-1]["characters"] == 0
    write(rig, "", id="four", visit_needed=True)
    kept = summary(rig)
    assert kept is not None and kept.visit_needed, "that she must be seen may be said without a word"


def test_a_page_that_comes_back_is_told_what_the_station_has(rig: Rig) -> None:
    write(rig, "Rest.")
    rig.lose_line()
    rig.connect()
    assert len(rig.control("summary")) == 2
    assert rig.control("summary")[-1] == rig.control("summary")[0]


@pytest.mark.parametrize(
    "asked",
    [
        {"id": "one", "text": "x" * (MOST_CHARACTERS + 1)},
        {"id": "", "text": "x"},
        {"id": "one", "text": None},
        {"id": "one"},
        {"id": "one", "text": "x", "visit_needed": "yes"},
    ],
)
def test_a_malformed_summary_is_not_taken_and_not_acknowledged(rig: Rig, asked: dict[str, Any]) -> None:
    rig.gp_says(type="summary", **asked)
    assert summary(rig) is None
    assert rig.control("summary") == []


def test_the_longest_summary_in_any_script_is_taken(rig: Rig) -> None:
    write(rig, "ض" * MOST_CHARACTERS)
    kept = summary(rig)
    assert kept is not None and len(kept.text) == MOST_CHARACTERS


def test_it_is_there_when_the_gp_has_ended_and_erased_with_the_visit(rig: Rig) -> None:
    write(rig, "Rest for a week.")
    visit = rig.conductor.memory.visit
    assert visit is not None
    words = weakref.ref(visit.words)
    del visit
    rig.gp_says(type="end")
    assert rig.at(State.SUMMARY)
    kept = summary(rig)
    assert kept is not None and kept.text == "Rest for a week."
    del kept
    rig.to(State.ERASED)
    assert rig.conductor.memory.visit is None
    gc.collect()
    assert words() is None, "something still holds what the GP wrote"


def _is_harmless(sign: str) -> bool:
    """Whether it draws something or nothing; a sign newer than this Python's tables may be a new picture."""
    return sign.isprintable() or sign.isspace() or sign in "\u200c\u200d" or unicodedata.category(sign) in ("Cn", "Co")


@given(st.text())
def test_what_is_kept_steers_nothing(text: str) -> None:
    kept = readable(text)
    assert len(kept) <= len(text)
    assert all(map(_is_harmless, kept))
    assert not set(kept) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x00\x1b\r\u200e\u200f")
    assert readable(kept) == kept
