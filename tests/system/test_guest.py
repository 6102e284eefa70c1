# SPDX-License-Identifier: EUPL-1.2
"""A third participant in a call: two people's browsers and the station, through the real desk and broker."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import expect

from kiosk.settings import CameraSection
from provisioning.demo.gp import GpPage
from tests.kit.room import Room, open_room, quick_plan
from tests.system.test_faults_in_call import still_moving

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]

DEADLINE_MS = 90_000
PICTURE_MS = 120_000
"""The line to the GP must have been found to be a wide one first."""
LOUDEST = """async (id) => {
    const context = new AudioContext();
    await context.resume();
    const heard = context.createAnalyser();
    context.createMediaStreamSource(document.getElementById(id).srcObject).connect(heard);
    const samples = new Float32Array(heard.fftSize);
    let loudest = 0;
    for (let look = 0; look < 200 && loudest < 0.01; look += 1) {
        await new Promise((then) => setTimeout(then, 50));
        heard.getFloatTimeDomainData(samples);
        loudest = Math.max(loudest, ...samples.map(Math.abs));
    }
    await context.close();
    return loudest;
}"""
"""How loud what plays in an element is; ten seconds at most."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def room(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Room]:
    """A world with a slow camera: three cameras and two browsers are a great deal for one machine."""
    plan = quick_plan(tmp_path_factory.mktemp("world"), camera=CameraSection(kind="test", fps=10))
    async with open_room(plan) as opened:
        yield opened


async def sees(page: GpPage, ident: str, deadline_ms: float = DEADLINE_MS) -> None:
    """Wait until the picture in that element moves."""
    frames = "(id) => document.getElementById(id).getVideoPlaybackQuality().totalVideoFrames"
    before = await page.page.evaluate(frames, ident)
    async with asyncio.timeout(deadline_ms / 1000):
        while await page.page.evaluate(frames, ident) < before + 5:
            await asyncio.sleep(0.2)


async def hears(page: GpPage, ident: str) -> None:
    assert await page.page.evaluate(LOUDEST, ident) >= 0.01, ident


async def invite(page: GpPage) -> str:
    """Say that the patient agreed, and ask for a link to an interpreter."""
    await page.page.click("#tab-invite")
    await expect(page.page.locator("#invite-make")).to_have_attribute("aria-disabled", "true")
    await page.page.check("#invite-agreed")
    await page.page.click("#invite-make")
    await expect(page.page.locator("#invite-link")).to_be_visible(timeout=DEADLINE_MS)
    return await page.page.locator("#invite-link").input_value()


@pytest.mark.timeout(560)
async def test_a_guest_sees_and_hears_both_is_seen_and_heard_and_is_let_out_alone(room: Room) -> None:
    booked = await room.world.clinic.create_visit()
    await room.to_waiting(booked)
    page = await room.browser.open(booked.link)
    await page.join()
    await page.in_call(DEADLINE_MS)
    await room.sees("call")
    told = asyncio.create_task(room.shows("call-state", lambda text: "Inbjuden" in text, 60))
    link = await invite(page)
    await told
    await room.browser.new_person()
    guest = await room.browser.open(link)
    came = asyncio.create_task(
        room.shows("call-state", lambda text: "Nu med" in text, 90)
    )  # it stands for a while only
    await guest.page.locator("#lobby").wait_for()
    await guest.page.click("#join")
    await guest.state("in-call", DEADLINE_MS)
    await came
    await expect(page.page.locator("#guest-picture")).to_be_visible(timeout=DEADLINE_MS)
    await sees(page, "guest-video")
    await sees(guest, "third-gp")
    await sees(guest, "third-patient", PICTURE_MS)
    for whose, ident in ((guest, "third-patient"), (guest, "third-gp"), (page, "guest-video")):
        await hears(whose, ident)
    for hidden in ("#vitals", "#chat", "#desk", "#tools"):
        await expect(guest.page.locator(hidden)).to_be_hidden()
    assert "Tolvan" not in await guest.page.content()
    await still_moving(page)
    await room.sees("call")
    await page.page.click("#invite-remove")
    await guest.state("ended", DEADLINE_MS)
    await expect(page.page.locator("#guest-picture")).to_be_hidden(timeout=DEADLINE_MS)
    await expect(page.page.locator("#invite-state")).to_have_attribute("data-state", "removed", timeout=DEADLINE_MS)
    await still_moving(page)
    await guest.page.reload()
    await guest.page.locator("#lobby").wait_for()
    await guest.page.click("#join")
    await guest.state("problem", DEADLINE_MS)
    await room.sees("call")
    await room.leave_call(page)
