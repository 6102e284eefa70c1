# SPDX-License-Identifier: EUPL-1.2
"""A visit is handed over between two people's browsers, through the real desk, broker, station and call process."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import expect

from tests.kit.room import Room
from tests.system.test_faults_in_call import still_moving

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]

NAME = "Dr Ada Avbytare"
DEADLINE_MS = 30_000


@pytest.mark.timeout(240)
async def test_the_call_moves_to_the_colleague_and_the_gp_s_link_is_dead(room: Room) -> None:
    booked = await room.world.clinic.create_visit()
    page = await room.to_call(booked, finger=True)
    await page.numbers(60_000)
    await page.page.click("#tab-summary")
    await page.page.fill("#summary-text", "Vila i två dagar.")
    await page.page.click("#summary-send")
    await page.page.click("#tab-hand-over")
    await page.page.fill("#colleague", NAME)
    await page.page.click("#hand-over-make")
    await expect(page.page.locator("#colleague-link")).to_be_visible(timeout=DEADLINE_MS)
    link = await page.page.locator("#colleague-link").input_value()
    await room.browser.new_person()
    other = await room.browser.open(link)
    came = asyncio.create_task(room.shows("call-state", lambda text: NAME in text, 60))  # it stands for a while only
    await other.join()
    await other.in_call()
    await came
    await page.state("ended")
    assert NAME in await page.page.inner_text("#ended-text")
    await room.sees("call")
    await other.numbers(60_000)
    await still_moving(other)
    assert await other.page.locator("#summary-text").input_value() == "Vila i två dagar."
    await room.browser.new_person()
    late = await room.browser.open(booked.link)
    await late.join()
    await late.state("problem")
    await room.sees("call")
    await late.page.close()
    await room.leave_call(other)
