# SPDX-License-Identifier: EUPL-1.2
"""One screen, many looks: six panels, large text, high contrast, from right to left, without motion."""

from __future__ import annotations

from itertools import chain, cycle
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from kiosk import messages as m
from kiosk.preferences import Preferences
from tests.ui.touch import ink
from tests.ui.touch.operating import test_walks as walks
from tests.ui.touch.staff_views import STAFF_CASES
from tests.ui.touch.station import FakeStation, screen
from tests.ui.touch.views import CASES, Case
from ui.touch.gallery.look import PANELS
from ui.touch.stage_client import StageClient

LANGUAGES = ("sv", "x_long", "ar")
LARGE_MM = {"7": 5.49, "7-upright": 5.49}
"""0.7 degrees at 450 mm, from where a 7-inch panel is read (docs/placing.md)."""
LARGE_FROM_FAR_MM = 7.33
"""0.7 degrees at 600 mm."""
MOST_PAGES = 6
NARROWEST = {"7-upright", "10-upright"}
"""Where room runs out first; `./run test` sees enough of the other panels elsewhere."""
LARGE_LOOKS = (
    ("7", "sv"), ("7", "fi"), ("7-upright", "sv"), ("10", "sv"), ("10", "fi"), ("10", "ar"), ("10-upright", "sv"),
    ("15", "sv"), ("15-upright", "sv"),
)  # fmt: skip


LARGE_ALWAYS = {("7", "sv"), ("10", "ar"), ("10-upright", "sv")}
SQUEEZED_LOOKS = (("7", "en,fi"), ("7-upright", "sv,fi,ar"), ("10-upright", "sv,fi"))


def widely(wide: bool) -> tuple[pytest.MarkDecorator, ...]:
    return (pytest.mark.wide,) if wide else ()


async def show(station: FakeStation, stage: StageClient, case: Case, language: str, **wishes: Any) -> None:
    more = {**case.show, "preferences": Preferences(language=language, **wishes)}
    station.show(case.view, language, **more)
    tag = str(case.view.__struct_config__.tag)
    await stage.wait(tag, language=language, idle="idle_remaining_s" in case.show)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", [pytest.param(name, marks=widely(name not in NARROWEST)) for name in PANELS])
async def test_every_screen_fits_every_panel(display: str, tmp_path: Path, name: str) -> None:
    """Each panel shows each screen in one of the languages, and the next panel in the next."""
    panel, found = PANELS[name], []
    turn = list(PANELS).index(name)
    languages = cycle(LANGUAGES[turn % 3 :] + LANGUAGES[: turn % 3])
    async with screen(display, tmp_path, *panel.settings) as (station, stage, _process):
        for case_name, case in (CASES | STAFF_CASES).items():
            language = next(languages)
            await show(station, stage, case, language)
            faults = ink.faults(await stage.tree(), (panel.width_px, panel.height_px))
            found += [f"{case_name} in {language}: {fault}" for fault in faults]
    assert found == []


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("name", "language"),
    [pytest.param(*look, id="-".join(look), marks=widely(look not in LARGE_ALWAYS)) for look in LARGE_LOOKS],
)
async def test_large_text_is_large(display: str, tmp_path: Path, name: str, language: str) -> None:
    """Capitals subtend 0.7 degrees from where the panel is read (EN 301 549 5.1.4) in everything a patient reads."""
    panel, least_mm, found = PANELS[name], LARGE_MM.get(name, LARGE_FROM_FAR_MM), []
    async with screen(display, tmp_path, *panel.settings) as (station, stage, _process):
        for case_name, case in CASES.items():
            await show(station, stage, case, language, large_text=True)
            tree = await stage.tree()
            found += [f"{case_name}: {fault}" for fault in ink.faults(tree, (panel.width_px, panel.height_px))]
            for widget in tree:
                seen = widget["text"] and not widget["covered"] and "capital_mm" in widget
                if seen and widget["capital_mm"] < least_mm - 0.01:
                    found.append(f"{case_name}: {widget['id']} has capitals of {widget['capital_mm']} mm")
    assert found == []


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("name", "languages"),
    [pytest.param(*look, id=look[0], marks=widely(look[0] != "7")) for look in SQUEEZED_LOOKS],
)
def test_no_text_is_squeezed_below_three_quarters(display: str, name: str, languages: str) -> None:
    """In normal text, where room is least: asked of every text itself, for what holds it may not tell."""
    panel = PANELS[name]
    size = (str(panel.width_px), str(panel.height_px), str(panel.width_mm))
    report = walks.walk(display, *size, languages, program="tests.accessibility.capitals", deadline_s=280.0)
    assert report["texts"] > 1000, "screens are missing"
    assert report["low"] == []


async def test_more_text_than_a_page_holds_is_one_touch_away(display: str, tmp_path: Path) -> None:
    """All of the receipt can be read with large text, page by page, and the first page comes again."""
    seen: list[list[str]] = []
    async with screen(display, tmp_path) as (station, stage, _process):
        await show(station, stage, CASES["erased"], "sv", large_text=True)
        while len(seen) < MOST_PAGES and (not seen or seen[-1] != seen[0] or len(seen) == 1):
            seen.append([each["id"] for each in await stage.tree() if each["id"].startswith("check-")])
            await stage.tap("page")
    *pages, again = seen
    assert len(pages) > 1
    assert again == pages[0]
    view = CASES["erased"].view
    assert isinstance(view, m.ErasedView)
    assert sorted(chain(*pages)) == sorted(f"check-{line.check}-ok" for line in view.receipt)


async def test_arabic_is_laid_out_from_right_to_left_but_not_its_digits(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path) as (station, stage, _process):
        places = {}
        for language in ("sv", "ar"):
            await show(station, stage, CASES["code"], language)
            places[language] = {each["id"]: each["box"] for each in await stage.tree()}
    for swedish, arabic in zip(places["sv"].items(), places["ar"].items(), strict=True):
        assert swedish[0] == arabic[0], "the order of reading is the same"
    for ident in ("leave", "keypad", "station", "code-boxes"):
        x, _, w, _ = places["sv"][ident]
        across = places["ar"][ident]
        assert abs(across[0] + across[2] - (1280 - x)) <= 1, (
            f"{ident}: its words may be longer, it begins where one reads"
        )
        assert ident in ("leave", "station") or abs(across[2] - w) <= 1, ident
    assert places["ar"]["key-1"][0] < places["ar"]["key-2"][0] < places["ar"]["key-3"][0]


async def test_nothing_glides_by_itself(display: str, tmp_path: Path) -> None:
    """The bar of the time that is left goes in whole seconds."""
    case = CASES["measure-idle"]
    async with screen(display, tmp_path) as (station, stage, _process):
        await show(station, stage, case, "sv")
        share = float((await stage.find("idle-bar"))["state"])
    assert share * 30 == pytest.approx(round(share * 30), abs=0.16)


@pytest.mark.timeout(300)
async def test_high_contrast_changes_the_whole_screen_at_once(display: str, tmp_path: Path) -> None:
    """Every text of every screen has 7:1, measured on the picture; and the ground turns black under the same view."""
    found, path = [], tmp_path / "screen.png"
    async with screen(display, tmp_path) as (station, stage, _process):
        for name, case in CASES.items():
            await show(station, stage, case, "sv", high_contrast=True)
            await stage.picture(path)
            tree = await stage.tree()
            with Image.open(path) as file:
                picture = file.convert("RGB")
            for widget in tree:
                if widget["text"] and widget["ink"] and min(widget["ink"][2:]) > 0 and not widget["covered"]:
                    ratio = ink.text_contrast(picture, widget["box"])
                    found += [f"{name}: {widget['id']} has contrast {ratio:.1f}"] if ratio < 6.9 else []
        grounds = []
        for high in (True, False, True):
            await show(station, stage, CASES["consent"], "sv", high_contrast=high)
            await stage.picture(path)
            with Image.open(path) as file:
                grounds.append(file.convert("RGB").getpixel((2, 790)))
    assert found == []
    assert grounds == [(0, 0, 0), (247, 243, 234), (0, 0, 0)]
