# SPDX-License-Identifier: EUPL-1.2
"""The GP's page in Chromium against a station's stand-in: a real broker, real media, real signatures."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from playwright.async_api import expect

from kiosk.capability import Capability
from kiosk.reading import Failure, SensorState
from tests.ui.gp import room
from tests.ui.gp.browser import DEADLINE_MS, GpPage
from tests.ui.gp.page_server import LANGUAGES
from tests.ui.gp.rig import Rig
from tests.ui.gp.stand_in import PATIENT, STATION, SURROUNDINGS

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]


async def test_a_visit_from_link_to_end(rig: Rig) -> None:
    gp, page = rig.gp, rig.gp.page
    station = await rig.station()
    await gp.open(rig.link)
    await page.fill("#name", "Dr Lind")
    await page.click("#join")
    await gp.connection("connected")

    # pictures both ways
    await gp.until(
        "document.getElementById('remote-video').getVideoPlaybackQuality().totalVideoFrames > 10",
    )
    await station.until(lambda: station.call.frames > 10, "the GP's picture")
    # numbers, words, who and where
    await expect(page.locator("#value-spo2")).to_have_text("97", timeout=DEADLINE_MS)
    await expect(page.locator("#value-pulse")).to_have_text("72")
    await expect(page.locator("#sensor-state")).to_have_text("measuring")
    help_is_far = ("112 – help is needed at the station: Storgatan 1", SURROUNDINGS["nearest_help"])
    for words in (*PATIENT.values(), *STATION.values(), "patient, assistant", *help_is_far, "Does not work: sound."):
        await gp.text("#station-card", words)
    await gp.until(
        """() => { const {width, height} = document.getElementById('trace');
        return document.getElementById('trace').getContext('2d')
            .getImageData(0, 0, width, height).data.some((part) => part > 0); }""",
    )
    # accept files what is on the screen, by the keyboard
    await page.keyboard.press("a")
    await expect(page.locator("#accepted-list li[data-state=filed]")).to_have_count(2, timeout=DEADLINE_MS)
    await gp.text("#accepted-list", "SpO₂ 97\u00a0%")
    # text both ways, as it is typed
    station.call.channels["text"].send("Jag mår bra\u2028Men")
    await gp.text("#chat-log", "Jag mår bra")
    await gp.text("#chat-typing", "Men")
    await page.keyboard.press("t")
    await page.keyboard.type("mvx")
    await station.until(lambda: station.call.text == "mvx", "what is being typed")
    await page.keyboard.press("Backspace")
    await page.keyboard.press("Enter")
    await station.until(lambda: station.call.text == "mvx\b\u2028", "the finished line")
    # mute by key, but never while writing
    media = [each for each in station.call.control if each["type"] == "media"]
    assert media == [{"type": "media", "microphone": True, "camera": True}]
    await page.locator("#mute").focus()
    await page.keyboard.press("m")
    await station.until(lambda: station.call.control[-1].get("microphone") is False, "muted")
    # a finger out of the sensor takes the number away, and only that one
    station.spo2, station.sensor = None, "finger-out"
    await expect(page.locator("#value-spo2")).to_have_text("–", timeout=DEADLINE_MS)
    await gp.text("#note-spo2", "no finger in the sensor")
    await expect(page.locator("#value-pulse")).to_have_text("72")
    marks = await page.evaluate("performance.getEntriesByType('mark').map((mark) => mark.name)")
    assert marks == ["join-clicked", "invite-received", "connected", "first-frame"]

    # the end asks first, with the safe answer under the finger
    await page.click("#end")
    await expect(page.locator("#end-cancel")).to_be_focused()
    await page.keyboard.press("Enter")
    await gp.state("in-call")
    await page.click("#end")
    await page.click("#end-confirm")
    await gp.state("ended")
    await station.until(lambda: {"type": "end"} in station.call.control, "the end on the control channel")
    await station.until(lambda: station.heard("m.call.hangup"), "the hangup")
    await _left_nothing(rig)


async def _left_nothing(rig: Rig) -> None:
    """Nothing of the patient is in the page, its storage, its console or its requests; no rule of the policy broke."""
    gp = rig.gp
    await gp.until("document.getElementById('remote-video').srcObject === null")
    kept = await gp.kept()
    assert kept == {"settings": [], "session": 0, "keys": 0}
    assert gp.said == []
    seen = [await gp.page.content(), await gp.page.title(), *gp.asked]
    secret = base64.urlsafe_b64encode(rig.visit.secret).rstrip(b"=").decode()
    for trace in (*PATIENT.values(), "Jag mår bra"):
        assert not [text for text in seen if trace in text]
    assert not [request for request in gp.asked if secret in request.partition("#")[0]]


async def test_opening_the_link_has_no_effect(rig: Rig) -> None:
    station = await rig.station()
    await rig.gp.open(rig.link)
    await rig.gp.text("#lobby-facts", STATION["address"])
    await rig.gp.until("document.getElementById('mic-level').value > 0.1")
    assert (await rig.gp.kept())["keys"] == 0
    assert station.events == []
    assert {request.split()[0] for request in rig.gp.asked} == {"GET"}


async def test_a_closed_tab_comes_back_with_the_same_key(rig: Rig) -> None:
    station = await rig.call()
    await rig.gp.page.close()
    rig.gp.page = await rig.gp.context.new_page()
    await rig.gp.join(rig.link)
    await rig.gp.state("in-call")
    keys = [_key(event) for event in station.heard("org.halsorum.ready")]
    parties = {event["content"]["party_id"] for event in station.heard("org.halsorum.ready")}
    assert len(parties) == 2
    assert all(key == keys[0] for key in keys)


async def test_a_second_tab_takes_the_visit_over(rig: Rig) -> None:
    await rig.call()
    second = GpPage(rig.gp.context, await rig.gp.context.new_page())
    await second.join(rig.link)
    await second.state("in-call")
    await rig.gp.state("problem")
    await rig.gp.text("#problem", "opened in another tab")


def _key(event: dict[str, Any]) -> Any:
    header = event["passport"].partition(".")[0]
    return json.loads(base64.urlsafe_b64decode(header + "=" * (-len(header) % 4)))["jwk"]


async def test_a_station_that_names_no_instrument_is_understood(rig: Rig) -> None:
    await rig.call(old=True)
    await expect(rig.gp.page.locator("#value-spo2")).to_have_text("97", timeout=DEADLINE_MS)
    await expect(rig.gp.page.locator("#sensor-state")).to_have_text("measuring")
    await expect(rig.gp.page.locator(".instrument")).to_have_count(1)
    await rig.gp.page.click("#accept")
    await expect(rig.gp.page.locator("#accepted-list li[data-state=filed]")).to_have_count(2, timeout=DEADLINE_MS)


async def test_every_instrument_is_shown_and_accepted_by_itself(rig: Rig) -> None:
    station = await rig.call(room=room.full())
    page = rig.gp.page
    cuff = page.locator(".instrument[data-instrument=cuff]")
    await expect(page.locator("#value-pressure")).to_have_text("127/76", timeout=DEADLINE_MS)
    await expect(page.locator("#unit-pressure")).to_have_text("mmHg")
    await expect(page.locator("#value-cuff-pulse")).to_have_text("78")
    await expect(cuff).to_contain_text("pulse marked as irregular, measured more than once by the device")
    await expect(page.locator("#value-weight")).to_have_text("82.40")
    await expect(page.locator("#value-bmi")).to_have_text("26.9")
    await expect(page.locator("#note-glucose")).to_contain_text("from the device's memory")
    await expect(page.locator("#note-glucose")).to_contain_text("365 days behind")
    thermometer = page.locator(".instrument[data-instrument=thermometer]")
    await expect(thermometer.locator(".sensor")).to_have_text("no result: outside what the device can measure")
    # what a newer station says is shown by its own keys
    nose = page.locator(".instrument[data-instrument=nose]")
    await expect(nose).to_contain_text("smelling")
    await expect(nose.locator(".sensor")).to_have_text("dancing: hiccup")
    await expect(nose.locator("#value-sneezes")).to_have_text("3.1")
    await expect(nose).to_contain_text("loud")
    # where each comes from, in words
    with_one = "taken by the patient, with A maker One, serial number 7"
    helped = "taken by the patient with the assistant's help"
    again = f"{helped}, with A maker One, serial number 7, second measurement of this visit"
    await expect(cuff.locator(".provenance")).to_have_text(again)
    scale = page.locator(".instrument[data-instrument=scale]")
    await expect(scale.locator(".provenance").first).to_have_text(with_one)
    height = page.locator(".instrument[data-instrument=scale]").filter(has=page.locator("#value-height"))
    await expect(height.locator("#note-height")).to_contain_text("typed in")
    await expect(height.locator(".provenance")).to_have_text("typed in by the assistant")
    # one act, one acceptance
    await cuff.get_by_role("button", name="Accept this reading: Blood pressure").click()
    await rig.gp.text("#accepted-list", "Blood pressure 127/76\u00a0mmHg, Pulse 78\u00a0beats/min")
    await expect(page.locator("#accepted-list li[data-state=filed]")).to_have_count(1, timeout=DEADLINE_MS)
    assert [each["reading"] for each in station.call.control if each["type"] == "accept"] == ["cuff-systolic"]
    await expect(cuff.get_by_role("button")).to_be_disabled()
    await expect(cuff.get_by_role("button")).to_have_text("Filed")
    await page.select_option("#language", "sv")
    await expect(page.locator("#value-weight")).to_have_text("82,40")
    assert rig.gp.said == []


async def test_the_key_accepts_where_it_is_plain_what(rig: Rig) -> None:
    station = await rig.call(room=room.pressure())
    page = rig.gp.page
    await expect(page.locator("#value-pressure")).to_have_text("127/76", timeout=DEADLINE_MS)
    await expect(page.locator("#value-spo2")).to_have_text("97", timeout=DEADLINE_MS)
    await page.locator("#mute").focus()
    await page.keyboard.press("a")
    await expect(page.locator("#accept")).to_be_focused()
    assert not [each for each in station.call.control if each["type"] == "accept"]
    await page.locator(".instrument[data-instrument=cuff] button").focus()
    await page.keyboard.press("a")
    accepted = {"type": "accept", "reading": "cuff-systolic"}
    await station.until(lambda: accepted in station.call.control, "the acceptance")
    assert [each for each in station.call.control if each["type"] == "accept"] == [accepted]


async def test_a_cuff_that_inflates_is_seen_and_not_accepted(rig: Rig) -> None:
    measuring = room.is_in("cuff", Capability.BLOOD_PRESSURE, SensorState.MEASURING)
    station = await rig.call(room=[measuring, room.inflates("cuff", "112")])
    cuff = rig.gp.page.locator(".instrument[data-instrument=cuff]")
    await expect(cuff.locator(".progress")).to_have_text("Cuff pressure 112\u00a0mmHg", timeout=DEADLINE_MS)
    await expect(cuff.locator("meter")).to_have_js_property("value", 112)
    await expect(cuff.get_by_role("button")).to_be_disabled()
    loose = room.is_in("cuff", Capability.BLOOD_PRESSURE, SensorState.FAILED, Failure.CUFF_LOOSE)
    station.room = [loose]
    await expect(cuff.locator(".sensor")).to_have_text("no result: cuff loose or leaking", timeout=DEADLINE_MS)
    await expect(cuff.locator(".progress")).to_be_hidden()
    station.room = [room.is_in("cuff", Capability.BLOOD_PRESSURE, SensorState.UNPLUGGED), *room.pressure()]
    await expect(cuff.locator(".sensor")).to_have_text("unplugged", timeout=DEADLINE_MS)
    await expect(cuff.locator("#value-pressure")).to_have_text("127/76")


async def test_a_gp_without_camera_and_microphone_can_join(rig: Rig) -> None:
    await rig.gp.page.add_init_script(
        "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotAllowedError'); }"
    )
    station = await rig.station()
    await rig.gp.open(rig.link)
    await rig.gp.text("#device-problem", "Allow it beside the address")
    await rig.gp.text("#join", "Join without camera and microphone")
    await rig.gp.page.click("#join")
    await rig.gp.state("in-call")
    await rig.gp.until(
        "document.getElementById('remote-video').getVideoPlaybackQuality().totalVideoFrames > 5",
    )
    await station.until(
        lambda: {"type": "media", "microphone": False, "camera": False} in station.call.control, "media state"
    )


async def test_the_patient_ends_the_visit(rig: Rig) -> None:
    station = await rig.call()
    await station.publish("m.call.hangup", {"call_id": "an older one", "reason": "user_hangup"})
    await station.say({"type": "ended", "by": "patient"})
    await rig.gp.state("ended")
    await _left_nothing(rig)


LAYOUT = """() => {
    const shown = (node) => node.checkVisibility() && node.getClientRects().length > 0;
    const faults = [];
    if (document.documentElement.scrollWidth > innerWidth) faults.push("the page is wider than the window");
    for (const node of document.querySelectorAll("button, select, input:not([type=checkbox]), summary")) {
        const {width, height} = node.getBoundingClientRect();
        if (shown(node) && (height < 44 || width < 44)) faults.push(`${node.id} is ${width}×${height}`);
    }
    for (const node of document.querySelectorAll("button, h1, h2, h3, p, dt, dd, li, output, label")) {
        if (shown(node) && !node.closest(".unseen") && node.scrollWidth > node.clientWidth + 1
            && getComputedStyle(node).display !== "inline") faults.push(`${node.id || node.textContent} is cut off`);
    }
    const boxes = [...document.querySelectorAll("#stage, #controls, #vitals, #chat, #desk, header")]
        .filter(shown).map((node) => [node.id || "header", node.getBoundingClientRect()]);
    for (const [one, a] of boxes) for (const [other, b] of boxes) {
        if (one < other && a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1)
            faults.push(`${one} overlaps ${other}`);
    }
    return faults;
}"""


CONTRAST = """() => {
    const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const light = ([r, g, b]) => [r, g, b].map((part) => part / 255)
        .map((part) => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
    const behind = (node) => {
        for (let at = node; at !== null; at = at.parentElement) {
            const colour = parse(getComputedStyle(at).backgroundColor);
            if (colour.length === 3) return colour;
        }
    };
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const weak = [];
    for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
        const node = text.parentElement;
        if (text.data.trim() === "" || !node.checkVisibility()) continue;
        const [one, other] = [light(parse(getComputedStyle(node).color)), light(behind(node))].sort((a, b) => b - a);
        const ratio = (one + 0.05) / (other + 0.05);
        if (ratio < 7) weak.push(`${text.data.trim()}: ${ratio.toFixed(1)}`);
    }
    return weak;
}"""


async def test_text_stands_out_seven_to_one(rig: Rig) -> None:
    await rig.station(room=room.full())
    await rig.gp.open(rig.link)
    weak = await rig.gp.page.evaluate(CONTRAST)
    await rig.gp.page.click("#join")
    await rig.gp.state("in-call")
    await expect(rig.gp.page.locator("#value-pressure")).to_have_text("127/76", timeout=DEADLINE_MS)
    await rig.gp.page.click("#keys summary")
    await rig.gp.page.click("#end")
    weak += await rig.gp.page.evaluate(CONTRAST)
    assert weak == []


@pytest.mark.parametrize("instruments", [[], room.full()], ids=["one instrument", "a full room"])
async def test_nothing_is_cut_off_or_overlaps_in_any_language_and_size(
    rig: Rig, instruments: list[dict[str, Any]]
) -> None:
    station = await rig.call(room=instruments)
    page = rig.gp.page
    await expect(page.locator("#value-spo2")).to_have_text("97", timeout=DEADLINE_MS)
    await page.click("#accept")
    station.call.channels["text"].send("Hej\u2028")
    await rig.gp.text("#chat-log", "Hej")
    faults = []
    for language in LANGUAGES:
        await page.select_option("#language", language)
        assert await page.get_attribute("html", "lang") == language
        for width, height in ((1280, 800), (640, 800), (640, 400), (1920, 1080), (320, 640)):
            await page.set_viewport_size({"width": width, "height": height})
            faults += [f"{language} {width}: {fault}" for fault in await page.evaluate(LAYOUT)]
    assert faults == []
