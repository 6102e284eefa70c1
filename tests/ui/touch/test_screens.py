# SPDX-License-Identifier: EUPL-1.2
"""Every screen in every language, drawn by the real process: nothing cut off, small, pale or on top of another."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from kiosk import messages as m
from tests.ui.touch import ink
from tests.ui.touch.staff_views import STAFF_CASES
from tests.ui.touch.station import PHONE, screen
from tests.ui.touch.views import CASES, Case
from ui.touch.i18n import KNOWN, PSEUDO
from ui.touch.stage_client import StageClient
from ui.touch.widgets.emergency import OPEN

LANGUAGES = ("sv", *(pytest.param(language, marks=pytest.mark.wide) for language in ("nb", "en")))
PANEL = (1280, 800)


FEWER = (
    "code-wrong", "locked", "consent", "measure-notices", "bp-inflating", "bp-failed", "measure-done", "six-another",
    "waiting-cuff", "gp-absent", "call-notice", "call-six", "call-text-only", "goodbye", "erased-failed",
)  # fmt: skip
"""Where a longer language runs out of room first."""
LONG_SMALLEST = 0.65
"""How much longer words than any language has may be squeezed."""


def _writes(ident: str) -> bool:
    """Tell whether it is a key of the letter pad, of which every language has its own."""
    return ident.startswith("key-") and not ident[-1].isdigit()


async def _check(stage: StageClient, name: str, case: Case, language: str, folder: Path) -> list[str]:
    tag = str(case.view.__struct_config__.tag)
    await stage.wait(tag, language=language, idle="idle_remaining_s" in case.show)
    path = folder / f"{name}-{language}.png"
    await stage.picture(path)
    tree = await stage.tree()
    found = ink.faults(tree, PANEL)
    shown = [widget for widget in tree if not widget["covered"]]
    buttons = sorted(widget["id"] for widget in shown if widget["target"] and not _writes(widget["id"]))
    if buttons != sorted(case.every_button):
        found.append(f"buttons are {buttons}")
    with Image.open(path) as file:
        picture = file.convert("RGB")
    for widget in shown:
        if widget["text"] and widget["ink"] and min(widget["ink"][2:]) > 0 and widget["role"] != "value":
            ratio = ink.text_contrast(picture, widget["box"])
            if ratio < 6.9:
                found.append(f"{widget['id']} has contrast {ratio:.1f}")
            if widget["scale"] < (LONG_SMALLEST if language == PSEUDO else case.smallest):
                found.append(f"{widget['id']} is squeezed to {widget['scale']}")
    return [f"{name}: {fault}" for fault in found]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_screen_is_whole_large_and_clear(display: str, tmp_path: Path, language: str) -> None:
    found = []
    async with screen(display, tmp_path) as (station, stage, _process):
        for name, case in (CASES | STAFF_CASES).items():
            station.show(case.view, language, **case.show)
            found += await _check(stage, name, case, language, tmp_path)
            if name == "call":
                await stage.tap("end")
                tree = await stage.tree()
                found += [f"end: {fault}" for fault in ink.faults(tree, PANEL)]
                usable = {each["id"] for each in tree if each["target"] and not each["covered"]}
                assert usable == {"end-yes", "end-no", OPEN}
                await stage.tap("end-no")
    assert found == []


@pytest.mark.timeout(300)
@pytest.mark.parametrize("language", (pytest.param("se", marks=pytest.mark.wide), "fi", "ar", PSEUDO))
async def test_longer_languages_have_room_too(display: str, tmp_path: Path, language: str) -> None:
    found = []
    async with screen(display, tmp_path) as (station, stage, _process):
        for name in (*FEWER, *STAFF_CASES):
            case = (CASES | STAFF_CASES)[name]
            station.show(case.view, language, **case.show)
            found += await _check(stage, name, case, language, tmp_path)
    assert found == []


@pytest.mark.parametrize(
    ("width", "height", "millimetres"),
    [(1280, 800, 217.0), (800, 480, 154.0), (800, 1280, 135.6)],
    ids=["10-inch", "7-inch", "portrait"],
)
async def test_all_languages_have_room_to_greet(
    display: str, tmp_path: Path, width: int, height: int, millimetres: float
) -> None:
    """Where nobody has chosen yet, each speaks for itself, at full size."""
    panel = (f"panel.width_px={width}", f"panel.height_px={height}", f"panel.width_mm={millimetres}")
    offered = f"station.languages={json.dumps(KNOWN)}"
    found = []
    async with screen(display, tmp_path, offered, *panel) as (station, stage, _process):
        for view in (CASES["attract"].view, CASES["unavailable"].view, m.LanguageView(languages=KNOWN)):
            name = str(view.__struct_config__.tag)
            station.show(view)
            await stage.wait(name)
            tree = await stage.tree()
            found += [f"{name}: {fault}" for fault in ink.faults(tree, (width, height))]
            words = [each for each in tree if each["text"] and "scale" in each]
            found += [f"{name}: {each['id']} is squeezed" for each in words if each["scale"] < 0.9]
            assert all(any(each["id"].endswith(f"-{language}") for each in words) for language in KNOWN)
    assert found == []


async def test_arabic_begins_at_the_right_and_keeps_the_order_of_numbers(display: str, tmp_path: Path) -> None:
    """Latin text begins at the left as ever."""
    async with screen(display, tmp_path) as (station, stage, _process):
        station.show(CASES["code-wrong"].view, "ar")
        await stage.wait("code", language="ar")
        title, phone = await stage.find("title"), await stage.find("help")
        station.show(CASES["code-wrong"].view, "en")
        await stage.wait("code", language="en")
        latin = await stage.find("title")
    assert title["ink"][0] + title["ink"][2] == title["box"][0] + title["box"][2]
    assert title["ink"][0] > title["box"][0]
    assert latin["ink"][0] == latin["box"][0]
    assert phone["text"].endswith(PHONE), "spoken and read in the order of writing, without signs of direction"


@pytest.mark.parametrize(
    ("width", "height", "millimetres"), [(800, 480, 154.0), (1920, 1080, 344.0)], ids=["7-inch", "15.6-inch"]
)
async def test_other_panels_cut_nothing_off(
    display: str, tmp_path: Path, width: int, height: int, millimetres: float
) -> None:
    panel = (f"panel.width_px={width}", f"panel.height_px={height}", f"panel.width_mm={millimetres}")
    found = []
    async with screen(display, tmp_path, *panel) as (station, stage, _process):
        for name in (
            "attract",
            "language",
            "code-wrong",
            "consent",
            "measure-done",
            "bp-inflating",
            "bp-done",
            "scale-done",
            "six-inflating",
            "six-another",
            "eight",
            "call",
            "call-six",
            "call-closer",
            "call-listening",
            "goodbye",
            "erased",
            *STAFF_CASES,
        ):
            case = (CASES | STAFF_CASES)[name]
            station.show(case.view, "nb", **case.show)
            await stage.wait(str(case.view.__struct_config__.tag))
            tree = await stage.tree()
            found += [f"{name}: {fault}" for fault in ink.faults(tree, (width, height))]
    assert found == []


async def test_capitals_are_as_high_as_promised(display: str, tmp_path: Path) -> None:
    """The scale of a text means millimetres on the glass: measured at the capital that a button's word begins with."""
    async with screen(display, tmp_path) as (station, stage, _process):
        station.show(CASES["language"].view)
        await stage.wait("language")
        picture_path = tmp_path / "language.png"
        await stage.picture(picture_path)
        x, y, w, h = (await stage.find("leave"))["box"]
    with Image.open(picture_path) as file:
        words = np.asarray(file.convert("L").crop((x + 10, y + 10, x + w - 10, y + h - 10))) < 128
    columns = np.flatnonzero(words.any(axis=0))
    first_letter = words[:, columns[0] : columns[0] + np.flatnonzero(np.diff(columns) > 1)[0] + 1]
    rows = np.flatnonzero(first_letter.any(axis=1))
    assert (rows[-1] - rows[0] + 1) / (PANEL[0] / 217.0) == pytest.approx(4.8, abs=0.2)


async def test_the_picture_stands_still(display: str, tmp_path: Path) -> None:
    """Two pictures of one screen are the same bytes: nothing moves for decoration."""
    async with screen(display, tmp_path) as (station, stage, _process):
        station.show(CASES["attract"].view)
        await stage.wait("attract")
        await stage.picture(tmp_path / "a.png")
        await asyncio.sleep(0)
        await stage.picture(tmp_path / "b.png")
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
