# SPDX-License-Identifier: EUPL-1.2
"""The GP's page in Chromium against a station's stand-in: a real broker, real media, real signatures."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.ui.gp.browser import DEADLINE_MS, GpPage, browsing, chromium
from tests.ui.gp.page_server import Broker, Desk, build_page
from tests.ui.gp.stand_in import KIOSK, PATIENT, STATION, StandIn, Visit, standing_in

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]
PHONE = STATION["phone"]


@dataclass
class Rig:
    """A visit with everything around it, started as a test needs it."""

    visit: Visit
    desk: Desk
    broker: Broker
    gp: GpPage
    stack: AsyncExitStack

    @property
    def link(self) -> str:
        return self.visit.link(f"http://127.0.0.1:{self.desk.port}")

    async def station(self, **how: Any) -> StandIn:
        return await self.stack.enter_async_context(standing_in(self.visit, self.broker.tcp_port, **how))

    async def call(self, **how: Any) -> StandIn:
        """Bring the page into a call."""
        station = await self.station(**how)
        await self.gp.join(self.link)
        await self.gp.state("in-call")
        return station


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_page(tmp_path_factory.mktemp("page"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def rig(files: Path, tmp_path: Path, browser: Browser) -> AsyncIterator[Rig]:
    visit = Visit()
    broker = Broker(folder=tmp_path)
    broker.write(dict([visit.principal]))
    desk = Desk(files=files, broker_port=broker.ws_port, configs={visit.visit: visit.config(broker.ws_port)})
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(desk.serving())
        stack.push_async_callback(broker.stop)
        await broker.start()
        gp = await stack.enter_async_context(browsing(browser))
        yield Rig(visit, desk, broker, gp, stack)


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
    for words in (*PATIENT.values(), *STATION.values(), "patient, assistant"):
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


def _alter(sdp: str) -> str:
    """Change one digit of every SHA-256 fingerprint."""
    lines = sdp.split("\r\n")
    swap = {True: "1", False: "0"}
    return "\r\n".join(
        line[:-1] + swap[line.endswith("0")] if line.startswith("a=fingerprint:sha-256") else line for line in lines
    )


async def test_an_altered_fingerprint_is_refused(rig: Rig) -> None:
    station = await rig.station(alter=_alter)
    await rig.gp.join(rig.link)
    await rig.gp.state("tampered")
    await rig.gp.text("#problem", "somebody may be tampering")
    await rig.gp.text("#problem", PHONE)
    await expect(rig.gp.page.locator("#retry")).to_be_hidden()
    await station.until(lambda: station.heard("m.call.reject"), "the rejection")
    assert station.heard("m.call.reject")[0]["content"]["reason"] == "fingerprints"
    assert not station.heard("m.call.answer")
    assert station.call.peer.connectionState == "new"


async def test_an_answer_that_was_altered_on_its_way_is_told(rig: Rig) -> None:
    station = await rig.station(answers=False)
    await rig.gp.join(rig.link)
    await station.until(lambda: station.heard("m.call.answer"), "the answer")
    reason = "org.halsorum.wrong-fingerprint"
    hangup = {"call_id": station.call.call_id, "party_id": "station", "version": "1", "reason": reason}
    await station.publish("m.call.hangup", hangup)
    await rig.gp.state("tampered")


async def test_an_invite_signed_long_ago_speaks_of_clocks(rig: Rig) -> None:
    station = await rig.station(hold=True)
    await rig.gp.join(rig.link)
    await station.until(lambda: station.heard("org.halsorum.ready"), "the greeting")
    await station.call_page(signed_at=datetime.now(UTC) - timedelta(seconds=90))
    await rig.gp.state("refused")
    await rig.gp.text("#problem", "clocks do not agree")


async def test_a_second_device_is_told_so(rig: Rig) -> None:
    await rig.station(refuse="in-use")
    await rig.gp.join(rig.link)
    await rig.gp.state("refused")
    await rig.gp.text("#problem", "Another device has already joined with this link")
    await rig.gp.text("#problem", PHONE)
    await rig.gp.page.click("#retry")
    await rig.gp.state("lobby")


async def test_a_patient_who_has_not_arrived_is_waited_for(rig: Rig) -> None:
    station = await rig.station(hold=True, progress="not-arrived")
    await rig.gp.join(rig.link)
    await rig.gp.text("#stage-title", "The patient has not arrived yet")
    await station.publish("org.halsorum.visit", {"state": "preparing"})
    await rig.gp.text("#stage-title", "getting ready")
    await station.call_page()
    await rig.gp.state("in-call")


async def test_a_station_that_is_away_is_told(rig: Rig) -> None:
    station = await rig.station(hold=True, progress="")
    presence = f"halsorum/v1/kiosk/{KIOSK}/presence"
    await station.client.publish(presence, '{"state": "offline"}', qos=1, retain=True)
    await rig.gp.join(rig.link)
    await rig.gp.text("#stage-title", "switched off or without network")
    await station.client.publish(presence, '{"state": "online"}', qos=1, retain=True)
    await rig.gp.text("#stage-title", "Waiting for the station")


async def test_a_patient_who_walks_away_is_waited_for_and_her_name_is_gone(rig: Rig) -> None:
    station = await rig.call()
    await rig.gp.text("#station-card", PATIENT["name"])
    station.hold, station.progress = True, "not-arrived"
    await station.call.peer.close()
    await station.publish("org.halsorum.visit", {"state": "not-arrived"})
    await rig.gp.state("joining")
    await rig.gp.text("#stage-title", "The patient has not arrived yet")
    assert PATIENT["name"] not in await rig.gp.page.content()


async def test_a_gp_may_leave_before_the_patient_came(rig: Rig) -> None:
    station = await rig.station(hold=True, progress="not-arrived")
    await rig.gp.join(rig.link)
    await rig.gp.text("#stage-title", "The patient has not arrived yet")
    await rig.gp.page.click("#end")
    await rig.gp.page.click("#end-confirm")
    await rig.gp.state("ended")
    await station.until(lambda: station.heard("m.call.hangup"), "the hangup")
    assert station.heard("m.call.hangup")[0]["content"]["call_id"] == "none"


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda link: link.partition("&t=")[0], "The link is not complete"),
        (lambda link: link.partition("#")[0], "The link is not complete"),
        (lambda link: link.replace("/v/", "/v/aaaaaaaaaaaaaaaaaaaaaaaaaa?", 1), "There is no such visit"),
    ],
)
async def test_a_link_that_leads_nowhere_says_why(rig: Rig, spoil: Any, words: str) -> None:
    await rig.gp.page.goto(spoil(rig.link))
    await rig.gp.state("problem")
    await rig.gp.text("#problem", words)


async def test_an_ended_visit_says_so(rig: Rig) -> None:
    rig.desk.configs[rig.visit.visit] = rig.visit.config(rig.broker.ws_port, state="ended")
    await rig.gp.page.goto(rig.link)
    await rig.gp.state("ended")


async def test_a_login_that_is_refused_says_so(rig: Rig) -> None:
    rig.visit.secret = bytes(16)
    await rig.gp.join(rig.link)
    await rig.gp.state("problem")
    await rig.gp.text("#problem", "does not let this link in")


async def test_a_lost_line_is_told_and_replaced_before_it_is_dropped(rig: Rig) -> None:
    station = await rig.call()
    first = station.call
    await expect(rig.gp.page.locator("#value-spo2")).to_have_text("97", timeout=DEADLINE_MS)
    station.heartbeats, station.hold = False, True  # the call process hangs: media stand, nothing is said
    await rig.gp.connection("line-lost")
    await expect(rig.gp.page.locator("#value-spo2")).to_have_text("–")
    await rig.gp.text("#note-spo2", "last: 97")
    await expect(rig.gp.page.locator("#accept")).to_be_disabled()
    await rig.gp.connection("reconnecting")
    await station.until(lambda: len(station.heard("org.halsorum.ready")) > 1, "another greeting")
    assert first.peer.connectionState == "connected"
    station.heartbeats = False
    await station.call_page(resumes=first.call_id)
    await station.until(station.call.connected.is_set, "the new connection")
    station.heartbeats = True
    await rig.gp.connection("connected")
    await expect(rig.gp.page.locator("#value-spo2")).to_have_text("97", timeout=DEADLINE_MS)
    await station.until(lambda: first.peer.connectionState == "closed", "the old connection's end")


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


async def test_a_broker_that_is_away_is_told_and_does_not_end_a_call(rig: Rig) -> None:
    await rig.broker.stop()
    await rig.gp.join(rig.link)
    await rig.gp.connection("broker-away")
    await rig.gp.text("#connection-state", "attempt 1")
    await rig.broker.start()
    await rig.station()
    await rig.gp.connection("connected")
    await rig.broker.stop()
    await rig.gp.connection("connected-broker-away")
    await expect(rig.gp.page.locator("#value-spo2")).to_have_text("97", timeout=DEADLINE_MS)


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
    const boxes = [...document.querySelectorAll("#stage, #controls, #vitals, #chat, #station-card, header")]
        .filter(shown).map((node) => [node.id || "header", node.getBoundingClientRect()]);
    for (const [one, a] of boxes) for (const [other, b] of boxes) {
        if (one < other && a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1)
            faults.push(`${one} overlaps ${other}`);
    }
    return faults;
}"""


async def test_nothing_is_cut_off_or_overlaps_in_any_language_and_size(rig: Rig) -> None:
    station = await rig.call()
    page = rig.gp.page
    await expect(page.locator("#value-spo2")).to_have_text("97", timeout=DEADLINE_MS)
    await page.click("#accept")
    station.call.channels["text"].send("Hej\u2028")
    await rig.gp.text("#chat-log", "Hej")
    faults = []
    for language in ("sv", "nb", "en"):
        await page.select_option("#language", language)
        assert await page.get_attribute("html", "lang") == language
        for width, height in ((1280, 800), (640, 800), (640, 400), (1920, 1080), (320, 640)):
            await page.set_viewport_size({"width": width, "height": height})
            faults += [f"{language} {width}: {fault}" for fault in await page.evaluate(LAYOUT)]
    assert faults == []
