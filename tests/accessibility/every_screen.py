# SPDX-License-Identifier: EUPL-1.2
"""Every screen of a patient in every language, measured on its picture and its tree of parts.

Takes many minutes: only `./run accessibility` runs it.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from kiosk.languages import KNOWN
from kiosk.preferences import Preferences
from tests.ui.touch import ink
from tests.ui.touch.conftest import display as display
from tests.ui.touch.operating import test_walks as walks
from tests.ui.touch.speech import test_spoken_screens as speech
from tests.ui.touch.station import FakeStation, screen
from tests.ui.touch.views import CASES, Case
from ui.touch.i18n import Words
from ui.touch.stage_client import StageClient

__all__ = ["display"]
PANEL, MM = (1280, 800), ("1280", "800", "217.0")
PX_PER_MM = 1280 / 217.0
TEXT, CAPITAL_MM, LARGE_MM = 6.9, 4.8, 7.33
"""Contrast we ask of text, antialiasing allowed for; height of capitals, and of large ones (0.7° at 600 mm)."""
FLAT = re.compile(r"^[BDEFHIKLMNPRTXZ]")
"""Capitals without a round or an accent: as high as they are said to be."""
MOST_OF_A_LINE = 2.2
"""A line is no higher than so many capitals."""
HELP = "emergency-open"


async def shown(
    station: FakeStation, stage: StageClient, case: Case, language: str, **wishes: Any
) -> list[dict[str, Any]]:
    """Show a case; return its parts that are not covered."""
    before = case.show.get("preferences", Preferences())
    preferences = Preferences(language=language, speech=before.speech, **wishes)
    station.show(case.view, language, **{**case.show, "preferences": preferences})
    tag = str(case.view.__struct_config__.tag)
    await stage.wait(tag, language=language, idle="idle_remaining_s" in case.show)
    return [each for each in await stage.tree() if not each["covered"]]


async def pictures(
    display: str, folder: Path, language: str, **wishes: Any
) -> AsyncIterator[tuple[str, Case, list[dict[str, Any]], Image.Image]]:
    """Go through every screen: its name, case, parts, and picture."""
    async with screen(display, folder) as (station, stage, _process):
        for name, case in CASES.items():
            tree = await shown(station, stage, case, language, **wishes)
            path = folder / "picture.png"
            await stage.picture(path)
            with Image.open(path) as file:
                yield name, case, tree, file.convert("RGB")


def pale(tree: list[dict[str, Any]], picture: Image.Image) -> list[str]:
    """List texts that stand out too little from what is behind them."""
    texts = [each for each in tree if each["text"] and each["ink"] and min(each["ink"][2:]) > 0]
    ratios = {each["id"]: ink.text_contrast(picture, each["box"]) for each in texts if each["role"] != "value"}
    return [f"{ident} has contrast {ratio:.1f}" for ident, ratio in ratios.items() if ratio < TEXT]


def low(tree: list[dict[str, Any]], picture: Image.Image, least_mm: float) -> list[str]:
    """List texts whose first capital is drawn lower than ``least_mm``: measured on the picture."""
    found = []
    for each in tree:
        if not FLAT.match(each["text"]) or not each["ink"] or min(each["ink"][2:]) <= 0 or _several_lines(each):
            continue
        height = capital_px(picture, each["ink"])
        if height and height + 1 < least_mm * PX_PER_MM:
            found.append(f"{each['id']} has capitals of {height / PX_PER_MM:.1f} mm")
    return found


def _several_lines(part: dict[str, Any]) -> bool:
    """Tell whether a text is broken: then the sign at its left may stand in any line."""
    return bool(part["ink"][3] > MOST_OF_A_LINE * part.get("capital_mm", CAPITAL_MM) * PX_PER_MM)


def capital_px(picture: Image.Image, box: list[int]) -> int:
    """Measure how high the first sign in ``box`` is; 0: it does not stand alone."""
    x, y, w, h = box
    grey = np.asarray(picture.crop((x, y, x + w, y + h)).convert("L"), dtype=int)
    ground = int(np.bincount(grey.ravel()).argmax())
    dark = np.abs(grey - ground) > 90
    columns = np.flatnonzero(dark.any(axis=0))
    gaps = np.flatnonzero(np.diff(columns) > 1)
    if not len(gaps):
        return 0
    rows = np.flatnonzero(dark[:, columns[0] : columns[0] + gaps[0] + 1].any(axis=1))
    return int(rows[np.flatnonzero(np.diff(rows) > 1)[0]] if (np.diff(rows) > 1).any() else rows[-1]) - int(rows[0]) + 1


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("high", [False, True], ids=["standard", "high-contrast"])
@pytest.mark.parametrize("language", KNOWN)
async def test_every_picture_in(display: str, tmp_path: Path, language: str, high: bool) -> None:
    """Nothing is cut off, small, pale, or on top of another."""
    found = []
    async for name, case, tree, picture in pictures(display, tmp_path, language, high_contrast=high):
        faults = [*ink.faults(tree, PANEL), *pale(tree, picture)]
        faults += low(tree, picture, CAPITAL_MM * case.smallest)
        found += [f"{name}: {fault}" for fault in faults]
    assert found == [], "\n".join(found)


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("language", KNOWN)
async def test_large_text_in(display: str, tmp_path: Path, language: str) -> None:
    """What a patient reads is 0.7 degrees high from 600 mm, by layout and by picture, and nothing is cut off."""
    found = []
    async for name, _case, tree, picture in pictures(display, tmp_path, language, large_text=True):
        small = [each for each in tree if each["text"] and each.get("capital_mm", LARGE_MM) < LARGE_MM - 0.01]
        faults = [*ink.faults(tree, PANEL), *low(tree, picture, LARGE_MM)]
        faults += [f"{each['id']} has capitals of {each['capital_mm']} mm" for each in small]
        found += [f"{name}: {fault}" for fault in faults]
    assert found == [], "\n".join(found)


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("language", KNOWN)
async def test_every_text_is_said_in(display: str, tmp_path: Path, language: str) -> None:
    """Each text and each control of each screen has words that are said, in the screen's language."""
    found, words = [], Words(language)
    async with screen(display, tmp_path) as (station, stage, _process):
        for name, case in CASES.items():
            tree = await shown(station, stage, case, language)
            spoken = await stage.spoken()
            found += speech._faults(name, spoken, words)
            said = {line["ident"] for line in spoken["said"] if line["text"]}
            found += [f"{name}: {each['id']} has no words" for each in tree if not _named(each, said)]
    assert found == [], "\n".join(found)


def _named(part: dict[str, Any], said: set[str]) -> bool:
    """Tell whether a control has words: its own, those of the whole screen or pad it is, or others said of it."""
    whole = part["id"] in ("start", "wake") or part["id"].startswith(walks.PADS)
    return not part["target"] or bool(part["text"]) or whole or part["id"] in said


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("language", KNOWN)
def test_every_way_goes_as_one_reads_in(display: str, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys and switches come to every control of each screen once, in reading order, and round to the first again."""
    monkeypatch.setattr(walks, "DEADLINE_S", 1000.0)
    report = walks.walk(display, language, *MM)
    mirrored = Words(language).right_to_left
    found = []
    for name, seen in report.items():
        if mirrored:
            seen["walks"]["targets"] = _mirrored(seen["walks"]["targets"])
        found += walks.faults(name, seen["walks"])
    assert found == [], "\n".join(found)


def _mirrored(boxes: dict[str, list[int]]) -> dict[str, list[int]]:
    """Turn boxes over, as one reads from the right; the digits of a number pad stand as ever."""
    standing = walks.PADS if "key-1" in boxes else ()
    return {
        ident: [x, y, w, h] if ident.startswith(standing) else [PANEL[0] - x - w, y, w, h]
        for ident, (x, y, w, h) in boxes.items()
    }


@pytest.mark.timeout(600)
async def test_help_is_in_one_place(display: str, tmp_path: Path) -> None:
    """The way to help stands at one place on every screen under a header, and at one in the call."""
    places: dict[bool, set[tuple[int, ...]]] = {True: set(), False: set()}
    async with screen(display, tmp_path) as (station, stage, _process):
        for case in CASES.values():
            for each in await shown(station, stage, case, "sv"):
                if each["id"] == HELP:
                    places[str(case.view.__struct_config__.tag) == "call"].add(tuple(each["box"]))
    assert {call: len(boxes) for call, boxes in places.items()} == {True: 1, False: 1}
