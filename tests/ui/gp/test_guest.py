# SPDX-License-Identifier: EUPL-1.2
"""A GP invites a third participant: two real browsers, one station, and what goes between the browsers themselves."""

from __future__ import annotations

import asyncio
from itertools import product

import pytest
from playwright.async_api import expect

from kiosk.signalling.jws import b64url
from kiosk.signalling.link import mqtt_password, parse_link, proof_key
from kiosk.signalling.topics import is_guest
from tests.ui.gp import axe
from tests.ui.gp.browser import DEADLINE_MS, GpPage
from tests.ui.gp.guests import LONG_MS, GuestStandIn, asked, guest_joins, invite, offer, tell
from tests.ui.gp.page_server import LANGUAGES
from tests.ui.gp.rig import Rig
from tests.ui.gp.views import narrow, speak, widely_set

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]

FRAMES = "(id) => document.getElementById(id).getVideoPlaybackQuality().totalVideoFrames"
LOUDEST = """async (id) => {
    const context = new AudioContext();
    await context.resume();
    const heard = context.createAnalyser();
    context.createMediaStreamSource(document.getElementById(id).srcObject).connect(heard);
    const samples = new Float32Array(heard.fftSize);
    let loudest = 0;
    for (let look = 0; look < 400 && loudest < 0.01; look += 1) {
        await new Promise((then) => setTimeout(then, 50));
        heard.getFloatTimeDomainData(samples);
        loudest = Math.max(loudest, ...samples.map(Math.abs));
    }
    await context.close();
    return loudest;
}"""


async def meet(hers: GuestStandIn, one: GpPage, other: GpPage) -> None:
    """Hand on what the pages say until each shows the other's moving picture."""
    async with asyncio.timeout(LONG_MS / 1000):
        while not all(
            [await one.page.evaluate(FRAMES, "guest-video") > 3, await other.page.evaluate(FRAMES, "third-gp") > 3]
        ):
            await hers.hand_on()
            await asyncio.sleep(0.1)


async def faults_for_any_reader(*pages: GpPage) -> dict[str, list[str]]:
    """Look at both pages as they are with three in the call; in each language, in narrow windows, widely set."""
    found = {}
    for end, language in product(range(len(pages)), LANGUAGES):
        page = pages[end].page
        await speak(page, language)
        faults = [*await axe.faults(page), *await narrow(page), *await widely_set(page)]
        if faults:
            found[f"page {end} in {language}"] = faults
    for one in pages:
        await speak(one.page, "en")
    return found


async def test_gp_and_guest_see_and_hear_each_other_and_the_gp_lets_her_out(rig: Rig) -> None:
    station = await rig.call()
    text, message = await invite(rig, station, "relative")
    link = parse_link(text.replace("http://", "https://"))
    assert message["who"] == "relative" and message["agreed"] is True
    assert is_guest(link.seat) and link.seat == message["seat"] and link.visit == rig.visit.visit
    assert message["password"] == mqtt_password(link.secret, link.visit)
    assert message["proof_key"] == b64url(proof_key(link.secret, link.visit))
    assert b64url(link.secret) not in str(message)
    guest, hers = await guest_joins(rig, station, text, message)
    await meet(hers, rig.gp, guest)
    assert await rig.gp.page.evaluate(LOUDEST, "guest-video") >= 0.01
    assert await guest.page.evaluate(LOUDEST, "third-gp") >= 0.01
    await rig.gp.text("#guest-role", "Relative")
    await guest.text("#third-state", "You are in the call.")
    await hers.say({"type": "guest-media", "microphone": True, "camera": False})
    await expect(guest.page.locator("#third-words")).not_to_be_empty(timeout=DEADLINE_MS)
    for hidden in ("#call", "#vitals", "#chat", "#desk"):
        await expect(guest.page.locator(hidden)).to_be_hidden()
    assert await faults_for_any_reader(rig.gp, guest) == {}
    said = {each["type"] for each in hers.call.control}
    assert said <= {"heartbeat", "hello", "media", "statistics", "guest-signal"}
    await rig.gp.page.click("#invite-remove")
    await station.until(lambda: {"type": "remove-guest"} in station.call.control, "the guest to be let out")
    await tell(station, message, "removed")
    farewell = {"call_id": hers.call.call_id, "party_id": "station", "version": "1", "reason": "removed"}
    await hers.publish("m.call.hangup", farewell)
    await guest.state("ended")
    await guest.text("#ended-title", "You are no longer in the call")
    await expect(rig.gp.page.locator("#guest-picture")).to_be_hidden(timeout=DEADLINE_MS)
    await expect(rig.gp.page.locator("#invite-agreed")).not_to_be_checked()
    assert await rig.gp.page.get_attribute("body", "data-state") == "in-call"


async def test_a_guest_who_leaves_takes_only_herself_away(rig: Rig) -> None:
    station = await rig.call()
    text, message = await invite(rig, station)
    guest, hers = await guest_joins(rig, station, text, message)
    await guest.page.click("#third-leave")
    await hers.until(lambda: hers.heard("m.call.hangup"), "her farewell")
    await guest.state("ended")
    await tell(station, message, "left")
    await rig.gp.text("#invite-state", "has left")
    assert await rig.gp.page.locator("#invite-link").input_value() == text, "she may come back"
    assert not station.heard("m.call.hangup")
    assert await rig.gp.page.get_attribute("body", "data-state") == "in-call"


async def test_nobody_is_asked_for_before_the_patient_has_agreed(rig: Rig) -> None:
    station = await rig.call()
    page = rig.gp.page
    await offer(page)
    await page.locator("#invite-make").focus()
    await page.keyboard.press("Enter")
    await page.check("#invite-agreed")
    await page.uncheck("#invite-agreed")
    await page.keyboard.press("Enter")
    await page.click("#tab-guide")
    await page.click("#phrases button >> nth=0")
    await station.until(lambda: any(each["type"] == "guide" for each in station.call.control), "what came after")
    assert asked(station) == []
