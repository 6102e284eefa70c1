# SPDX-License-Identifier: EUPL-1.2
"""A GP hands her visit over to a colleague: two real browsers, one station."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import expect

from kiosk.signalling.jws import b64url
from kiosk.signalling.link import mqtt_password, parse_link, proof_key
from tests.ui.gp.browser import DEADLINE_MS
from tests.ui.gp.handing_over import (
    NAME,
    SO_FAR,
    ask,
    asked,
    colleague,
    make_link,
    say_farewell,
    take_over,
)
from tests.ui.gp.rig import Rig

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]


async def test_a_link_for_a_colleague_opens_the_visit_and_its_secret_stays_with_the_two(rig: Rig) -> None:
    await rig.gp.context.grant_permissions(["clipboard-read", "clipboard-write"])
    station = await rig.call()
    page = rig.gp.page
    text = await make_link(rig, station)
    (message,) = asked(station)
    link = parse_link(text.replace("http://", "https://"))
    assert (link.visit, link.seat) == (rig.visit.visit, message["seat"])
    assert message["password"] == mqtt_password(link.secret, link.visit)
    assert message["proof_key"] == b64url(proof_key(link.secret, link.visit))
    assert b64url(link.secret) not in str(message) and not any(b64url(link.secret) in url for url in rig.gp.asked)
    await expect(page.locator("#link-copy")).to_be_focused(timeout=DEADLINE_MS)
    await page.keyboard.press("Enter")
    await expect(page.locator("#link-copied")).to_have_text("Copied.", timeout=DEADLINE_MS)
    assert await page.evaluate("navigator.clipboard.readText()") == text
    mail = parse_qs(urlsplit(await page.locator("#link-mail").get_attribute("href") or "").query)
    assert text in mail["body"][0] and NAME not in str(mail)
    await page.click("#link-keep")
    await station.until(lambda: {"type": "keep-visit"} in station.call.control, "the link taken back")
    await station.say({"type": "hand-over", "seat": message["seat"], "state": "withdrawn", "name": NAME})
    await expect(page.locator("#hand-over-state")).to_have_text("The link opens nothing any more.", timeout=DEADLINE_MS)
    await expect(page.locator("#colleague")).to_be_focused()
    assert await page.locator("#colleague-link").input_value() == ""


async def test_a_link_that_is_refused_is_told(rig: Rig) -> None:
    station = await rig.call()
    message = await ask(rig, station)
    await expect(rig.gp.page.locator("#hand-over-state")).to_have_text("The link is being made…")
    await station.say({"type": "hand-over", "seat": message["seat"], "state": "failed", "name": NAME})
    await expect(rig.gp.page.locator("#hand-over-state")).to_have_text("There is no link. Try again.")
    await expect(rig.gp.page.locator("#hand-over-make")).to_be_enabled()


async def test_the_colleague_goes_on_where_the_gp_stopped_and_the_gp_is_told(rig: Rig) -> None:
    station = await rig.call()
    link = await make_link(rig, station)
    other = await colleague(rig)
    before = await take_over(rig, station, other, link)
    answers = [event["content"]["call_id"] for event in station.heard("m.call.answer")]
    assert answers == [call.call_id for call in station.calls], "the invite was for the colleague only"
    await say_farewell(station, before)
    await rig.gp.state("ended")
    await rig.gp.text("#ended-title", "You have handed the visit over")
    await rig.gp.text("#ended-text", f"{NAME} is with the patient now.")
    await expect(rig.gp.page.locator("#ended-title")).to_be_focused()
    assert (await rig.gp.kept())["keys"] == 0
    await before.peer.close()
    await station.say(SO_FAR)
    page = other.page
    await expect(page.locator("#chat-log p")).to_have_text(
        ["Patient – earlier Jag mår bra", "The doctor before you – earlier Good to hear"], timeout=DEADLINE_MS
    )
    assert await page.locator("#summary-text").input_value() == SO_FAR["summary"]
    await expect(page.locator("#visit-needed")).to_be_checked()
    await expect(page.locator("#value-spo2")).to_have_text("97", timeout=DEADLINE_MS)
    await expect(page.locator("#patient-media")).to_be_hidden()
    await page.click("#end")
    await page.click("#end-confirm")
    await other.state("ended")
    await other.text("#ended-title", "The visit has ended")


async def test_a_link_that_has_been_handed_over_says_so(rig: Rig) -> None:
    await rig.station(refuse="handed-over")
    await rig.gp.join(rig.link)
    await rig.gp.state("ended")
    await rig.gp.text("#ended-text", "A colleague is with the patient now.")


async def test_whom_the_assistant_asks_for_is_said_until_it_is_seen(rig: Rig) -> None:
    station = await rig.call()
    page = rig.gp.page
    await station.say({"type": "guest-wanted", "who": "interpreter"})
    await rig.gp.text("#guest-wanted", "The assistant asks for an interpreter in the call. Make a link under “Invite”")
    await station.say({"type": "guest-wanted", "who": "colleague"})
    await rig.gp.text("#guest-wanted", "Make a link under “Hand over”")
    await page.click("#guest-seen")
    await expect(page.locator("#guest-wanted")).to_be_hidden()
    await expect(page.locator("#mute")).to_be_focused()
