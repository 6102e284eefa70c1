# SPDX-License-Identifier: EUPL-1.2
"""What the GP's page does so that one is not in doubt and not disturbed: said once, said in time, with room to look."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.ui.gp.scenes import DEADLINE_MS, MEDIA, SETTINGS, Scene, build_with_puppet, staged
from tests.ui.gp.stand_in import STATION

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]

_HEIGHT = "document.getElementById('stage').getBoundingClientRect().height"
_WATCH = """() => {
    window.told = [];
    const tell = (records) => window.told.push(...records.flatMap(({target, addedNodes}) =>
        [...addedNodes].map(() => target.closest("li")?.dataset.reading ?? "the whole list")));
    new MutationObserver(tell).observe(document.getElementById("accepted-list"), {childList: true, subtree: true});
}"""


@pytest.fixture(scope="module")
def puppet_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_with_puppet(tmp_path_factory.mktemp("puppet"))


@pytest_asyncio.fixture(loop_scope="module")
async def scene(browser: Browser, puppet_files: Path) -> AsyncIterator[Scene]:
    async with staged(browser, puppet_files) as scene:
        yield scene


async def test_the_picture_takes_the_panels_room_and_gives_it_back(scene: Scene) -> None:
    await scene.call()
    page = scene.page
    usual = await page.evaluate(_HEIGHT)
    assert usual > 300  # of 768: the patient comes first, also on the commonest laptop
    await page.keyboard.press("b")
    await expect(page.locator("#larger")).to_have_attribute("aria-pressed", "true", timeout=DEADLINE_MS)
    assert await page.evaluate(_HEIGHT) > usual + 150
    await expect(page.locator("#tabs")).to_be_hidden()
    # whom the assistant asks for is told all the same
    await scene.control({"type": "guest-wanted", "who": "interpreter"})
    await expect(page.locator("#guest-wanted")).to_be_visible()
    await page.click("#guest-seen")
    await page.keyboard.press("g")
    await expect(page.locator("#phrases button").first).to_be_focused(timeout=DEADLINE_MS)
    await expect(page.locator("#larger")).to_have_attribute("aria-pressed", "false")


async def test_who_writes_is_read_large(scene: Scene) -> None:
    await scene.call()
    size = "parseFloat(getComputedStyle(document.getElementById('chat-log')).fontSize)"
    usual = await scene.page.evaluate(size)
    await scene.control({**MEDIA, "microphone": False, "text_call": True})
    assert await scene.page.evaluate(size) >= 1.25 * usual
    await scene.control(MEDIA)
    assert await scene.page.evaluate(size) == usual


async def test_the_station_can_be_rung_from_where_the_number_stands(scene: Scene) -> None:
    await SETTINGS["waiting_room"](scene)
    number = "tel:" + STATION["phone"].replace(" ", "")
    await expect(scene.page.locator("#stage-phone a")).to_have_attribute("href", number, timeout=DEADLINE_MS)
    await scene.puppet("be", "problem", "in-use")
    await expect(scene.page.locator("#problem-phone a")).to_have_attribute("href", number, timeout=DEADLINE_MS)


async def test_what_changed_is_told_and_nothing_else_again(scene: Scene) -> None:
    await SETTINGS["full_room"](scene)
    await scene.page.evaluate(_WATCH)
    await scene.control({"type": "filed", "reading": "meter-glucose", "state": "filed", "reason": ""})
    await expect(scene.page.locator("#accepted-list li[data-state=failed]")).to_have_count(0, timeout=DEADLINE_MS)
    assert set(await scene.page.evaluate("window.told")) == {"meter-glucose"}
    # a lost line is told in one place, not by every instrument; how often it was tried is for the eye alone
    await scene.puppet("be", "reconnecting", "none", "broker-away", 7)
    live = "[...document.querySelectorAll('.sensor')].map((node) => node.getAttribute('aria-live'))"
    assert set(await scene.page.evaluate(live)) == {"off"}
    attempt = scene.page.locator("#connection-attempt")
    await expect(attempt).to_have_text("Attempt 7.")
    await expect(attempt).to_have_attribute("aria-hidden", "true")


async def test_the_end_says_what_came_of_the_work_and_names_nothing_of_it(scene: Scene) -> None:
    await SETTINGS["ended"](scene)
    done = scene.page.locator("#ended-done")
    await expect(done).to_contain_text("in the record: 1.", timeout=DEADLINE_MS)
    await expect(done).to_contain_text("it is not known whether they are in the record: 1.")
    await expect(done).to_contain_text("was not sent")
    await scene.page.select_option("#language", "fi")
    await expect(scene.page.locator("#ended-title")).to_have_text("Käynti on päättynyt")
    await expect(done).to_contain_text("ei lähetetty")
    assert "127" not in await scene.page.content() and "Rest." not in await scene.page.content()
