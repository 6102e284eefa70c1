# SPDX-License-Identifier: EUPL-1.2
"""The contact sheet, as text and in a browser."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image
from playwright.async_api import Page, async_playwright, expect

from tests.ui.gp import axe
from tests.ui.gp.browser import CHROMIUM
from ui.touch.gallery.folder import Folder
from ui.touch.gallery.gallery import Row
from ui.touch.gallery.golden import Outcome
from ui.touch.gallery.look import Key, Look
from ui.touch.gallery.sheet import sheet, summary

CODE = Key("code", "sv", Look.NORMAL, "10")
ROWS = [
    Row(key=Key("broken", "ar", Look.LARGE, "7"), outcome=Outcome.FAILED, problem="KeyError: </script><b>"),
    Row(key=CODE, outcome=Outcome.CHANGED, before=True, changed=True),
    Row(key=Key("gone", "fi", Look.NORMAL, "10"), outcome=Outcome.GONE),
    *(Row(key=Key(f"s{number}", "sv", Look.CONTRAST, "15"), outcome=Outcome.SAME) for number in range(200)),
]
TEXT = sheet(ROWS, made="2026-11-23 12:00 UTC", rasterisers=("llvmpipe <1>",), missing=3)


def test_it_needs_nothing_but_the_pictures() -> None:
    assert re.findall(r"(?:https?:)?//[\w.]+", TEXT) == []
    assert re.findall(r"""(?:src|href)=["']""", TEXT) == []
    assert "@" not in re.sub(r"@media", "", TEXT)


def test_no_text_breaks_out() -> None:
    assert TEXT.count("</script>") == 2
    assert "<1>" not in TEXT


def test_it_says_how_things_stand() -> None:
    assert summary(ROWS, 3) == "203 pictures: 1 failed, 1 changed, 1 gone, 200 same, 3 not drawn."
    assert summary(ROWS, 3) in TEXT
    assert summary([]) == "0 pictures: none."


@pytest_asyncio.fixture
async def page(tmp_path: Path) -> AsyncIterator[Page]:
    folder = Folder(tmp_path)
    for kind in (folder.picture, folder.thumb, folder.before, folder.changed):
        kind(CODE).parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (1280, 800), (9, 99, 99)).save(kind(CODE), lossless=True)
    (tmp_path / "index.html").write_text(TEXT, encoding="utf-8")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--allow-file-access-from-files"]
        )
        page = await browser.new_page()
        page.set_default_timeout(30_000)
        await page.goto((tmp_path / "index.html").as_uri())
        yield page
        await browser.close()


@pytest.mark.timeout(180)
async def test_somebody_finds_what_changed_with_the_keyboard(page: Page) -> None:
    """One browser for all: it is the start of it that takes time."""
    items = page.locator("#sheet li")
    await expect(items).to_have_count(120)
    await expect(items.nth(1)).to_contain_text("changed")
    await page.locator("[name=outcome]").select_option("differs")
    await expect(items).to_have_count(3)
    await page.reload()
    await expect(items).to_have_count(3)  # what was asked stands in the address
    assert await axe.faults(page) == []

    await items.nth(1).locator("a").focus()
    await page.keyboard.press("Enter")
    picture = page.locator("#whole")
    await expect(picture).to_have_js_property("naturalWidth", 1280)
    await page.evaluate("scale(4)")
    assert await picture.evaluate("each => each.clientWidth") == pytest.approx(217 * 4, abs=1)
    await page.keyboard.press("2")
    await expect(picture).to_have_attribute("src", re.compile("^before/10/sv/normal/code"))
    await page.keyboard.press("3")
    await expect(picture).to_have_attribute("src", re.compile("^changed/10/sv/normal/code"))
    await page.keyboard.press("s")
    assert await picture.evaluate("each => each.clientWidth") == 1280
    assert await axe.faults(page) == []
    await page.keyboard.press("ArrowLeft")
    await expect(page.locator("#told")).to_contain_text("KeyError: </script><b>")
    await expect(picture).to_be_hidden()
    await page.keyboard.press("Escape")
    await expect(page.locator("#one")).to_be_hidden()
    await expect(items.nth(0).locator("a")).to_be_focused()

    await page.locator("[name=outcome]").select_option("")
    await page.locator("[name=screen]").fill("s19")
    await expect(items).to_have_count(11)
    for theme in ("dark", "light"):
        await page.locator("[name=theme]").select_option(theme)
        assert await axe.faults(page) == []


def test_every_outcome_has_its_words() -> None:
    rows = [replace(ROWS[1], outcome=outcome) for outcome in Outcome]
    text = sheet(rows, made="", rasterisers=())
    for outcome in Outcome:
        assert f'"{outcome}":"' in text
