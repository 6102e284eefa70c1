# SPDX-License-Identifier: EUPL-1.2
"""Measures every screen on its picture and its parts; prints JSON.

A program of its own, in time of its own, for Kivy wants its defaults set before anything else of it is imported:
``python -m tests.accessibility.pictures LANGUAGE WIDTH_PX HEIGHT_PX WIDTH_MM LOOK``. ``LOOK`` is ``standard``,
``high-contrast``, ``large`` (what a patient reads alone: nobody else's screens grow), ``said`` or ``help``. What it
prints: ``faults``, how many ``screens`` it looked at, and the ``places`` of the way to help.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from msgspec import structs
from PIL import Image

from kiosk.preferences import Preferences
from kiosk.settings import PanelSection, StationSettings
from tests.accessibility.measure import CAPITAL_MM, LARGE_MM, WORK_MM, low, pale, short, unnamed
from tests.ui.touch import ink
from tests.ui.touch.operating.walker import Walker, all_cases
from tests.ui.touch.views import CASES, Case
from ui.touch import setup
from ui.touch.i18n import Words

WISHES: dict[str, dict[str, bool]] = {"large": {"large_text": True}, "high-contrast": {"high_contrast": True}}
HELP = "emergency-open"
SILENT = ("unavailable", "erased")
"""Screens that may say nothing."""
WHOLE = ("start", "wake", "key-", "erase", "pad-")
"""Controls that a whole screen is, or that are said as one pad."""


class Looker:
    """Shows each screen in one language and look, and measures it."""

    def __init__(self, walker: Walker, look: str) -> None:
        from tests.flows.booth import Heard, WrittenVoice
        from ui.touch.speech.narrator import Narrator
        from ui.touch.stage import Stage

        self._walker, self._look = walker, look
        self._speaker = Heard(walker.clock)
        self._narrator = Narrator(walker.face, walker.face, self._speaker, WrittenVoice(), walker.clock)
        self._stage = Stage(walker.face, walker.window, self._narrator)
        walker.hear = self._narrator.on_message
        self.places: dict[str, set[tuple[int, ...]]] = {"call": set(), "elsewhere": set()}

    def faults(self, name: str, case: Case) -> Iterator[str]:
        """Say what is wrong with one screen."""
        before = case.show.get("preferences", Preferences())
        wishes = structs.replace(
            Preferences(language=self._walker.language, speech=before.speech), **WISHES.get(self._look, {})
        )
        self._walker.show(replace(case, show={**case.show, "preferences": wishes}))
        tree = [each for each in self._stage._describe() if not each["covered"]]
        if self._look == "said":
            yield from self._unsaid(name, tree)
        elif self._look == "help":
            self._note_help(case, tree)
        else:
            yield from self._seen(name, case, tree)

    def close(self) -> None:
        """Let go of the voice."""
        self._narrator.on_lost()
        self._speaker.end()

    def _seen(self, name: str, case: Case, tree: list[dict[str, Any]]) -> Iterator[str]:
        """Nothing is cut off, outside, small, pale or on top of another."""
        size = (int(self._walker.window.width), int(self._walker.window.height))
        picture = Image.frombytes("RGBA", size, self._walker.pixels()).convert("RGB")
        picture = picture.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        yield from ink.faults(tree, size)
        yield from pale(tree, picture)
        usual_mm = CAPITAL_MM * case.smallest if name in CASES else WORK_MM
        least_mm = LARGE_MM if self._look == "large" else usual_mm
        yield from low(tree, picture, least_mm)
        yield from short(tree, least_mm)

    def _unsaid(self, name: str, tree: list[dict[str, Any]]) -> Iterator[str]:
        """Every text is said, in order, and no name of a person aloud; every control has words."""
        from tests.ui.touch.speech.test_spoken_screens import _faults

        spoken = self._stage._transcript()
        if not spoken["said"] and name not in SILENT:
            yield "it says nothing"
        yield from _faults(name, spoken, Words(self._walker.language))
        yield from unnamed(tree, {line["ident"] for line in spoken["said"] if line["text"]}, WHOLE)

    def _note_help(self, case: Case, tree: list[dict[str, Any]]) -> None:
        where = "call" if str(case.view.__struct_config__.tag) == "call" else "elsewhere"
        self.places[where] |= {tuple(each["box"]) for each in tree if each["id"] == HELP}


def main(language: str, width_px: str, height_px: str, width_mm: str, look: str) -> None:
    """Measure every screen."""
    panel = PanelSection(width_px=int(width_px), height_px=int(height_px), width_mm=float(width_mm), fullscreen=False)
    setup.prepare(panel)
    looker = Looker(Walker(language, StationSettings(panel=panel)), look)
    cases = CASES if look == "large" else all_cases()
    faults = [f"{name}: {fault}" for name, case in cases.items() for fault in looker.faults(name, case)]
    looker.close()
    places = {where: sorted(boxes) for where, boxes in looker.places.items()}
    json.dump({"faults": faults, "screens": len(cases), "places": places}, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
