# SPDX-License-Identifier: EUPL-1.2
"""The page has words for everything the station may say; what it has none for would be shown by its key."""

from __future__ import annotations

import re

import pytest

from kiosk.capability import Capability
from kiosk.reading import AbsentReason, Failure, Flag, Measure, SensorState
from tests.ui.gp.page_server import PAGE

WORDS = set(re.findall(r'^ {2}"?([\w.-]+)"?:', (PAGE / "src" / "locales" / "en.ts").read_text(), re.MULTILINE))
CURVES = {Measure.PLETH, Measure.ECG, Measure.BREATHING}


@pytest.mark.parametrize(
    "word",
    [
        *(f"failure.{each}" for each in Failure),
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
