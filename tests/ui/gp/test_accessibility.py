# SPDX-License-Identifier: EUPL-1.2
"""Every state of the GP's page, in each of its languages, before axe-core in a real Chromium: nothing may be found."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import expect

from tests.ui.gp import axe, room
from tests.ui.gp.browser import DEADLINE_MS, GpPage
from tests.ui.gp.handing_over import SO_FAR, make_link
from tests.ui.gp.page_server import LANGUAGES
from tests.ui.gp.rig import Rig
from tests.ui.gp.test_page_tools import ALL, jpeg
from tests.ui.gp.views import narrow, speak, widely_set

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]

NO_DEVICES = "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotAllowedError'); }"


async def opening(rig: Rig) -> None:
    """The desk has not answered yet."""
    await rig.gp.page.route("**/config", lambda _: None)
    await rig.gp.page.goto(rig.link)
    await rig.gp.state("opening")


async def lobby(rig: Rig) -> None:
    await rig.gp.open(rig.link)
    await expect(rig.gp.page.locator("#choose-audio option")).not_to_have_count(0, timeout=DEADLINE_MS)


async def lobby_without_devices(rig: Rig) -> None:
    await rig.gp.page.add_init_script(NO_DEVICES)
    await rig.gp.open(rig.link)
    await expect(rig.gp.page.locator("#device-problem")).to_be_visible(timeout=DEADLINE_MS)


async def joining(rig: Rig) -> None:
    await rig.station(hold=True, progress="not-arrived")
    await rig.gp.join(rig.link)
    await expect(rig.gp.page.locator("#stage-title")).not_to_be_empty(timeout=DEADLINE_MS)


async def broker_away(rig: Rig) -> None:
    await rig.broker.stop()
    await rig.gp.join(rig.link)
    await rig.gp.connection("broker-away")


async def in_call(rig: Rig) -> None:
    """A full room, something accepted, text in both directions, an open list of keys."""
    station = await rig.call(room=room.full())
    page = rig.gp.page
    await expect(page.locator("#value-pressure")).to_have_text("127/76", timeout=DEADLINE_MS)
    for button in await page.locator(".instrument .buttons button:not([aria-disabled])").element_handles():
        await button.click()
    await expect(page.locator("#accepted-list li[data-state=filed]")).not_to_have_count(0, timeout=DEADLINE_MS)
    station.call.channels["text"].send("Jag mår bra\u2028Men")
    await page.fill("#chat-input", "Good")
    await page.keyboard.press("Enter")
    await page.click("#keys summary")
    await expect(page.locator("#chat-typing")).not_to_be_empty(timeout=DEADLINE_MS)


async def in_call_with_tools(rig: Rig) -> None:
    station = await rig.call()
    await rig.gp.until("document.getElementById('remote-video').videoWidth > 0")
    await station.say({**ALL, "stethoscope_on": True, "scale": 3.0, "camera": "examination"})
    line = {"type": "quality", "grade": "poor", "cause": "slow-up", "mode": "audio-only", "video": False}
    await station.say({"type": "media", "microphone": False, "camera": True, "text_call": True, "cannot_hear": True})
    await station.say(line)
    await expect(rig.gp.page.locator("#line-mode")).to_be_visible(timeout=DEADLINE_MS)
    await rig.gp.page.click("#take-still")
    await expect(rig.gp.page.locator("#still-line")).to_be_visible(timeout=DEADLINE_MS)


async def text_call(rig: Rig) -> None:
    """The patient writes; the picture has the panels' room, and the assistant asks for an interpreter all the same."""
    station = await rig.call()
    await station.say({"type": "media", "microphone": False, "camera": True, "text_call": True, "cannot_hear": False})
    station.call.channels["text"].send("Jag har ont i halsen sedan i m\u00e5ndags\u2028Och feb")
    await expect(rig.gp.page.locator("#chat-typing")).not_to_be_empty(timeout=DEADLINE_MS)
    await rig.gp.page.click("#larger")
    await station.say({"type": "guest-wanted", "who": "interpreter"})
    await expect(rig.gp.page.locator("#guest-wanted")).to_be_visible(timeout=DEADLINE_MS)


async def still(rig: Rig) -> None:
    """A picture from the station's camera on the board."""
    station = await rig.call()
    await rig.gp.until("document.getElementById('remote-video').videoWidth > 0")
    await station.say(ALL)
    await rig.gp.page.click("#take-still")
    await station.until(lambda: [each for each in station.call.control if each["type"] == "still"], "a picture asked")
    id_ = next(each["id"] for each in station.call.control if each["type"] == "still")
    channel = station.call.peer.createDataChannel("still")
    await station.until(lambda: channel.readyState == "open", "the channel")
    picture = jpeg(320, 240)
    channel.send(json.dumps({"type": "still", "id": id_, "bytes": len(picture), "width": 320, "height": 240}))
    channel.send(picture)
    await expect(rig.gp.page.locator("#board")).to_be_visible(timeout=DEADLINE_MS)


async def guiding(rig: Rig) -> None:
    """A request has just been sent."""
    await rig.call()
    await rig.gp.page.click("#tab-guide")
    await rig.gp.page.click("#phrases [data-phrase=hold-still]")
    await expect(rig.gp.page.locator("#guide-state")).not_to_be_empty(timeout=DEADLINE_MS)


async def writing(rig: Rig) -> None:
    """What was said is being written."""
    await rig.call()
    await rig.gp.page.click("#tab-summary")
    await rig.gp.page.fill("#summary-text", "Rest for two days.\n" * 20)


async def asked_to_end(rig: Rig) -> None:
    """Something is written that would be lost."""
    await writing(rig)
    await rig.gp.page.click("#end")


async def handing_over(rig: Rig) -> None:
    """A colleague's link is there, and has been copied."""
    station = await rig.call()
    await make_link(rig, station)
    await rig.gp.page.click("#link-copy")
    await expect(rig.gp.page.locator("#link-copied")).not_to_be_empty(timeout=DEADLINE_MS)


async def taken_over(rig: Rig) -> None:
    """What was written before this page came."""
    station = await rig.call()
    await station.say(SO_FAR)
    await rig.gp.page.click("#tab-hand-over")
    await expect(rig.gp.page.locator("#chat-log p")).to_have_count(2, timeout=DEADLINE_MS)


async def handed_over(rig: Rig) -> None:
    await rig.station(refuse="handed-over")
    await rig.gp.join(rig.link)
    await rig.gp.state("ended")


async def line_lost(rig: Rig) -> None:
    station = await rig.call()
    await expect(rig.gp.page.locator("#value-spo2")).to_have_text("97", timeout=DEADLINE_MS)
    station.heartbeats, station.hold = False, True
    await rig.gp.connection("reconnecting")


async def refused(rig: Rig) -> None:
    await rig.station(refuse="in-use")
    await rig.gp.join(rig.link)
    await rig.gp.state("refused")


async def tampered(rig: Rig) -> None:
    station = await rig.station(hold=True)
    station.alter = lambda sdp: sdp.replace("a=fingerprint:sha-256 ", "a=fingerprint:sha-256 00:", 1)
    await rig.gp.join(rig.link)
    await station.until(lambda: station.heard("org.halsorum.ready"), "the greeting")
    await station.call_page()
    await rig.gp.state("tampered")


async def clock_wrong(rig: Rig) -> None:
    station = await rig.station(hold=True)
    await rig.gp.join(rig.link)
    await station.until(lambda: station.heard("org.halsorum.ready"), "the greeting")
    await station.call_page(signed_at=datetime.now(UTC) - timedelta(seconds=90))
    await rig.gp.state("refused")


async def old_browser(rig: Rig) -> None:
    await rig.gp.page.add_init_script("delete window.RTCPeerConnection")
    await rig.gp.page.goto(rig.link)
    await rig.gp.state("problem")


async def not_started(rig: Rig) -> None:
    """A browser that cannot read the script: only style and the page's own words are left."""
    await rig.gp.page.route(
        "**/app.js", lambda route: route.fulfill(body="export default ?", content_type="text/javascript")
    )
    await rig.gp.page.goto(rig.link)
    await rig.gp.page.evaluate("document.getAnimations().forEach((each) => each.finish())")
    await expect(rig.gp.page.locator("#too-old")).to_be_visible()


async def broken_link(rig: Rig) -> None:
    await rig.gp.page.goto(rig.link.partition("#")[0])
    await rig.gp.state("problem")


async def other_tab(rig: Rig) -> None:
    await rig.call()
    second = GpPage(rig.gp.context, await rig.gp.context.new_page())
    await second.join(rig.link)
    await rig.gp.state("problem")


async def ended(rig: Rig) -> None:
    """Two readings are in the record; what was written is lost, for the patient was faster."""
    station = await rig.call()
    await expect(rig.gp.page.locator("#value-spo2")).to_have_text("97", timeout=DEADLINE_MS)
    await rig.gp.page.click("#accept")
    await expect(rig.gp.page.locator("#accepted-list li[data-state=filed]")).to_have_count(2, timeout=DEADLINE_MS)
    await rig.gp.page.click("#tab-summary")
    await rig.gp.page.fill("#summary-text", "Rest.")
    await station.say({"type": "ended", "by": "patient"})
    await rig.gp.state("ended")


STATES: tuple[Callable[[Rig], Awaitable[None]], ...] = (
    opening, lobby, lobby_without_devices, joining, broker_away, in_call, in_call_with_tools, text_call, still, guiding,
    writing, handing_over, taken_over, handed_over, asked_to_end, line_lost, refused, tampered, clock_wrong,
    broken_link, old_browser, other_tab, ended,
)  # fmt: skip


ALWAYS = (lobby, in_call, still, taken_over, line_lost, refused, ended)
"""The scenes (test_scenes.py) show the others each time, without a real call behind them."""


@pytest.mark.parametrize(
    "state",
    [pytest.param(state, id=state.__name__, marks=() if state in ALWAYS else (pytest.mark.wide,)) for state in STATES],
)
async def test_nothing_is_found_in_any_language(rig: Rig, state: Callable[[Rig], Awaitable[None]]) -> None:
    await state(rig)
    found = []
    for language in LANGUAGES:
        await speak(rig.gp.page, language)
        faults = [*await axe.faults(rig.gp.page), *await narrow(rig.gp.page), *await widely_set(rig.gp.page)]
        found += [f"{language} {fault}" for fault in faults]
    assert found == []


async def test_a_browser_that_cannot_read_the_script_is_told_so(rig: Rig) -> None:
    await not_started(rig)
    for language in ("sv", "nb", "fi", "en"):
        await expect(rig.gp.page.locator(f"#too-old [lang={language}]")).to_contain_text("Firefox")
    assert [*await axe.faults(rig.gp.page), *await narrow(rig.gp.page), *await widely_set(rig.gp.page)] == []


async def test_nothing_moves_by_itself_where_motion_is_unwanted(rig: Rig) -> None:
    await rig.gp.page.emulate_media(reduced_motion="reduce")
    await in_call(rig)
    assert await rig.gp.page.evaluate("document.getAnimations().length") == 0
    # the curve is drawn in steps: between two of them it is the same picture
    drawn = await rig.gp.page.evaluate(
        """async () => {
            const canvas = document.getElementById("trace"), seen = new Set(), start = performance.now();
            while (performance.now() - start < 2000) {
                await new Promise((resolve) => requestAnimationFrame(resolve));
                seen.add(canvas.toDataURL());
            }
            return seen.size;
        }"""
    )
    assert drawn <= 6
