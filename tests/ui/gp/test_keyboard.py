# SPDX-License-Identifier: EUPL-1.2
"""The GP's page by keyboard alone: everything is reached, in the order it is read, with a focus that can be seen."""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable

import numpy as np
import pytest
from PIL import Image
from playwright.async_api import Page, expect

from tests.ui.gp.browser import DEADLINE_MS
from tests.ui.gp.rig import Rig
from tests.ui.gp.test_accessibility import guiding, in_call, in_call_with_tools, lobby, refused, still, writing

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]

FOCUS = np.array([255, 224, 102])
"""The colour of the ring round what has the focus."""

_REACHABLE = """() => {
    const found = [...document.querySelectorAll("a[href], button, select, input, textarea, summary, [tabindex]")]
        .filter((node) => node.checkVisibility() && node.getClientRects().length > 0 && !node.disabled
            && node.tabIndex >= 0 && !node.closest("[inert]"));
    found.forEach((node, index) => { node.dataset.stop = String(index); });
    return found.map((node) => node.id || node.textContent.trim() || node.tagName);
}"""
_STOP = "() => Number(document.activeElement?.dataset.stop ?? -1)"
_BOX = """() => { const {x, y, width, height} = document.activeElement.getBoundingClientRect();
    return [x, y, width, height, innerWidth, innerHeight]; }"""
_ON_TOP = """() => { const node = document.activeElement, box = node.getBoundingClientRect();
    const spots = [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5]];
    const at = ([x, y]) => document.elementFromPoint(box.x + box.width * x, box.y + box.height * y);
    return spots.some((spot) => node.contains(at(spot))); }"""


async def ring(page: Page) -> int:
    """Count the pixels of the focus's colour around what has it."""
    x, y, width, height, wide, high = await page.evaluate(_BOX)
    left, top = max(0, x - 8), max(0, y - 8)
    clip = {"x": left, "y": top, "width": min(wide, x + width + 8) - left, "height": min(high, y + height + 8) - top}
    pixels = np.asarray(Image.open(io.BytesIO(await page.screenshot(clip=clip))).convert("RGB")).astype(int)  # type: ignore[arg-type]
    return int((np.abs(pixels - FOCUS).max(axis=2) < 12).sum())


@pytest.mark.parametrize("state", [lobby, in_call, in_call_with_tools, guiding, writing, still, refused])
async def test_everything_is_reached_in_order_and_seen(rig: Rig, state: Callable[[Rig], Awaitable[None]]) -> None:
    await state(rig)
    page = rig.gp.page
    await page.evaluate("document.activeElement?.blur()")
    names = await page.evaluate(_REACHABLE)
    assert len(names) >= 2
    await page.evaluate(
        "() => { document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex'); }"
    )
    order, faults = [], []
    for _ in names:
        await page.keyboard.press("Tab")
        stop = await page.evaluate(_STOP)
        order.append(stop)
        if await ring(page) < 40:
            faults.append(f"the focus on {names[stop]} is not seen")
        if not await page.evaluate(_ON_TOP):
            faults.append(f"something lies over {names[stop]}")
    assert [names[stop] for stop in order] == names
    assert faults == []


async def test_looking_closer_moving_and_back_by_keys_alone(rig: Rig) -> None:
    await in_call_with_tools(rig)
    page = rig.gp.page
    for button in ("zoom-in", "zoom-out", "zoom-whole"):
        await page.locator(f"#{button}").focus()
        await page.keyboard.press("Enter")
    await expect(page.locator("#zoom-scale")).to_be_empty()
    await page.locator("#remote-video").focus()
    await page.keyboard.press("+")
    await page.keyboard.press("ArrowUp")
    await expect(page.locator("#zoom-scale")).to_have_text("1.5 ×")
    await page.keyboard.press("0")
    await expect(page.locator("#zoom-scale")).to_be_empty()


async def test_a_still_is_taken_looked_at_and_closed_by_keys_alone(rig: Rig) -> None:
    await still(rig)
    page = rig.gp.page
    await expect(page.locator("#board-picture")).to_be_focused()
    await page.keyboard.press("+")
    await expect(page.locator("#board-out")).to_be_enabled()
    await page.keyboard.press("Escape")
    await expect(page.locator("#board")).to_be_hidden()
    await expect(page.locator("#take-still")).to_be_focused()


async def test_the_question_before_the_end_keeps_the_focus_and_gives_it_back(rig: Rig) -> None:
    await rig.call()
    page = rig.gp.page
    await page.locator("#end").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#end-cancel")).to_be_focused()
    for _ in range(6):
        await page.keyboard.press("Tab")
        inside = "document.activeElement === document.body || document.activeElement.closest('dialog') !== null"
        assert await page.evaluate(inside)
    await page.keyboard.press("Escape")
    await expect(page.locator("#end-question")).to_be_hidden()
    await expect(page.locator("#end")).to_be_focused()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await expect(page.locator("#end-confirm")).to_be_focused()
    await page.keyboard.press("Enter")
    await rig.gp.state("ended")
    await expect(page.locator("#ended-title")).to_be_focused(timeout=DEADLINE_MS)


async def test_single_keys_can_be_switched_off(rig: Rig) -> None:
    station = await rig.call()
    page = rig.gp.page
    await page.locator("#keys summary").focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await expect(page.locator("#keys-on")).to_be_focused()
    await page.keyboard.press("Space")
    await page.locator("#mute").focus()
    await page.keyboard.press("m")
    await page.keyboard.press("t")
    await expect(page.locator("#mute")).to_be_focused()
    assert not [each for each in station.call.control if each.get("microphone") is False]
