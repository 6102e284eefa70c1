# SPDX-License-Identifier: EUPL-1.2
"""The page has words for everything the station may say; what it has none for would be shown by its key."""

from __future__ import annotations

import re

import pytest

from kiosk.capability import Capability
from kiosk.phrases import Phrase
from kiosk.reading import AbsentReason, Failure, Flag, Measure, SensorState, TakenBy
from kiosk.selftest.consequences import Fitness
from kiosk.selftest.report import Check
from kiosk.station.control import MOST_CHARACTERS
from tests.ui.gp.page_server import PAGE

WORDS = set(re.findall(r'^ {2}"?([\w.-]+)"?:', (PAGE / "src" / "locales" / "en.ts").read_text(), re.MULTILINE))
CURVES = {Measure.PLETH, Measure.ECG, Measure.BREATHING}


@pytest.mark.parametrize(
    "word",
    [
        *(f"failure.{each}" for each in Failure),
        *(f"phrase.{each}" for each in Phrase),
        *(f"check.{each}" for each in Check),
        *(f"fitness.{each}" for each in Fitness),
        *(f"takenBy.{each}" for each in TakenBy),
        *(f"typedBy.{each}" for each in TakenBy),
        *(f"helpedBy.{each}" for each in TakenBy),
        *(f"flag.{each}" for each in Flag),
        *(f"sensor.{each}" for each in SensorState),
        *(f"capability.{each}" for each in Capability if each is not Capability.CODE_READING),
        *(f"measure.{each}" for each in Measure if each not in CURVES),
    ],
)
def test_the_page_has_a_word(word: str) -> None:
    assert word in WORDS


@pytest.mark.parametrize("reason", AbsentReason)
def test_the_page_can_say_why_a_number_is_absent(reason: AbsentReason) -> None:
    assert {f"absent.{reason}", f"sensor.{reason}"} & WORDS


@pytest.mark.parametrize("name", [*Measure, *Capability])
def test_the_page_s_table_has_a_place(name: str) -> None:
    assert f'"{name}"' in (PAGE / "src" / "measures.ts").read_text()


def test_the_page_offers_every_request_in_the_station_s_order() -> None:
    source = (PAGE / "src" / "guidance.ts").read_text().partition("PHRASES = [")[2].partition("]")[0]
    assert re.findall(r'"([a-z-]+)"', source) == [phrase.value for phrase in Phrase]


def test_the_page_writes_no_longer_summary_than_the_station_takes() -> None:
    assert f"MOST_CHARACTERS = {MOST_CHARACTERS};" in (PAGE / "src" / "summary.ts").read_text()
