# SPDX-License-Identifier: EUPL-1.2
"""Every screen says what stands on it, in its language, drawn by the real process; and nobody else hears what is private.
"""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest

from kiosk.messages import AttractView, ConsentView, LanguageView, MeasureView, NoticeKey
from kiosk.preferences import Preferences
from kiosk.prompts_ring import PromptsReader, prompts_path
from tests.ui.touch.staff_views import STAFF_CASES
from tests.ui.touch.station import FakeStation, screen
from tests.ui.touch.views import CASES, GP
from ui.touch.i18n import Words
from ui.touch.speech.pronounce import UNITS, pronounced
from ui.touch.speech.transcript import Turn, speakable
from ui.touch.stage_client import StageClient

SPEECH = Preferences(speech=True)
SIGNS = frozenset({"–", "…", "•"})
"""Stand for something that is said in words, or not at all."""


def _unsaid(spoken: dict[str, Any], words: Words) -> list[str]:
    """List the texts on the screen that no utterance contains."""
    everything = " ".join(line["text"] for line in spoken["said"])
    written = (speakable(widget["text"]) for widget in spoken["visible"])
    texts = (words(UNITS[text]) if text in UNITS else pronounced(text, words) for text in written)
    return [text for text in texts if text not in SIGNS and not _contained(text, everything)]


def _contained(text: str, everything: str) -> bool:
    """Tell whether all words of ``text`` are said; numbers and units may be put together anew."""
    return all(word in everything for word in re.findall(r"\w+", text))


def _faults(name: str, spoken: dict[str, Any], words: Words) -> list[str]:
    said = spoken["said"]
    found = [f"'{text}' is not said" for text in _unsaid(spoken, words)]
    turns = [line["turn"] for line in said]
    if turns != sorted(turns):
        found.append("said out of order")
    if name.startswith("staff") or name in STAFF_CASES:
        return [f"{name}: {fault}" for fault in found]
    found += [f"{GP} is said aloud" for line in said if GP in line["text"] and not line["private"]]
    return [f"{name}: {fault}" for fault in found]


@pytest.mark.parametrize("language", ["sv", "nb", "en"])
async def test_every_text_on_every_screen_is_said(display: str, tmp_path: Path, language: str) -> None:
    found, words = [], Words(language)
    async with screen(display, tmp_path) as (station, stage, _process):
        for name, case in (CASES | STAFF_CASES).items():
            station.show(case.view, language, **case.show)
            await stage.wait(str(case.view.__struct_config__.tag), language=language, idle="idle_remaining_s" in case.show)
            spoken = await stage.spoken()
            if name not in ("unavailable", "erased"):
                assert spoken["said"], name
            found += _faults(name, spoken, words)
    assert found == [], "\n".join(found)
