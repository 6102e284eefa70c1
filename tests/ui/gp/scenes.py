# SPDX-License-Identifier: EUPL-1.2
"""The GP's page in every state there is, without desk, broker, station and media: quick to set, the same each time."""

from __future__ import annotations

import json
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, expect

from kiosk.capability import Capability
from kiosk.reading import Measure, SensorState
from tests.ui.gp import room
from tests.ui.gp.browser import DEADLINE_MS as USUAL_MS
from tests.ui.gp.handing_over import NAME, SO_FAR
from tests.ui.gp.page_server import PAGE, node
from tests.ui.gp.stand_in import PATIENT, STATION, SURROUNDINGS, Visit
from tests.ui.gp.test_page_tools import ALL

DEADLINE_MS = 4 * USUAL_MS
"""Nothing here is about time: a machine with too much to do may take its own."""
ORIGIN = "http://localhost"
"""Nothing listens there: what the page asks for is answered by the browser's driver."""
LIVE = ("in-call", "none", "connected")
MEDIA: dict[str, Any] = {"type": "media", "microphone": True, "camera": True, "text_call": False, "cannot_hear": False}
NO_DEVICES = "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotAllowedError'); }"
_TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html"}


def build_with_puppet(out: Path) -> Path:
    """Build the page with a puppet in the place of its session."""
    command = [node(), str(Path(__file__).with_name("puppet.mjs")), str(PAGE), str(out)]
    subprocess.run(command, check=True, timeout=120)
    return out


@dataclass
class Scene:
    """One page and its puppet."""

    page: Page
    visit: Visit

    async def puppet(self, word: str, *arguments: object) -> None:
        await self.page.evaluate("([word, args]) => globalThis.puppet[word](...args)", [word, list(arguments)])

    async def control(self, *messages: dict[str, Any]) -> None:
        lines = [json.dumps(message) for message in messages]
        await self.page.evaluate("(lines) => lines.forEach((line) => globalThis.puppet.control(line))", lines)

    async def open(self) -> None:
        await self.page.goto(self.visit.link(ORIGIN))

    async def lobby(self) -> None:
        await self.open()
        await self.puppet("told", json.dumps(self.visit.config(1)))

    async def call(self, instruments: list[dict[str, Any]] | None = None) -> None:
        """Be in a call with an oximeter that measures, and what else there is."""
        await self.lobby()
        await self.page.click("#join")
        await self.puppet("be", *LIVE)
        station = {**STATION, **SURROUNDINGS}
        hello = {"type": "hello", "patient": PATIENT, "present": ["patient", "assistant"], "language": "sv"}
        await self.control({**hello, "station": station}, MEDIA)
        streamed = (
            room.is_in("oximeter", Capability.PULSE_OXIMETRY, SensorState.MEASURING),
            room.reads("oximeter", Measure.SPO2, "97"),
            room.reads("oximeter", Measure.PULSE, "72"),
        )
        fresh = [{name: value for name, value in message.items() if name != "at"} for message in streamed]
        await self.puppet("repeat", [json.dumps(message) for message in (*fresh, *(instruments or []))])
        await expect(self.page.locator("#value-spo2")).to_have_text("97", timeout=DEADLINE_MS)


Setting = Callable[[Scene], Awaitable[None]]
SETTINGS: dict[str, Setting] = {}
"""Every scene by its name."""


def setting(scene: Setting) -> Setting:
    SETTINGS[scene.__name__] = scene
    return scene


@setting
async def opening(scene: Scene) -> None:
    await scene.open()


@setting
async def lobby(scene: Scene) -> None:
    await scene.lobby()
    await expect(scene.page.locator("#choose-audio option")).not_to_have_count(0, timeout=DEADLINE_MS)


@setting
async def lobby_without_devices(scene: Scene) -> None:
    await scene.page.add_init_script(NO_DEVICES)
    await scene.lobby()
    await expect(scene.page.locator("#devices-retry")).to_be_visible(timeout=DEADLINE_MS)


@setting
async def waiting_room(scene: Scene) -> None:
    await scene.lobby()
    await scene.page.click("#join")


@setting
async def server_away(scene: Scene) -> None:
    await waiting_room(scene)
    await scene.puppet("be", "joining", "none", "broker-away", 7)


@setting
async def full_room(scene: Scene) -> None:
    """Everything measured, some of it accepted, one filing failed."""
    await scene.call(room.full())
    await expect(scene.page.locator("#value-pressure")).to_have_text("127/76", timeout=DEADLINE_MS)
    for instrument in ("cuff", "meter"):
        await scene.page.click(f"[data-instrument={instrument}] .buttons button")
    failed = {"type": "filed", "reading": "meter-glucose", "state": "failed", "reason": ""}
    await scene.control({**failed, "reading": "cuff-systolic", "state": "filed"}, failed)
    await expect(scene.page.locator("#accepted-list li[data-state=failed]")).to_have_count(1, timeout=DEADLINE_MS)


@setting
async def cuff_inflates(scene: Scene) -> None:
    cuff = room.is_in("cuff", Capability.BLOOD_PRESSURE, SensorState.MEASURING)
    await scene.call([cuff, room.inflates("cuff", "143")])


@setting
async def tools(scene: Scene) -> None:
    """The examination camera near, the light and the stethoscope on, a picture on its way, on a poor line."""
    await scene.call()
    shown = {**ALL, "camera": "examination", "torch_on": True, "stethoscope_on": True, "scale": 3.0}
    line = {"type": "quality", "grade": "poor", "cause": "slow-up", "mode": "full", "video": False}
    await scene.control(shown, line)
    await scene.page.click("#take-still")


@setting
async def frozen(scene: Scene) -> None:
    await scene.call()
    await scene.control(ALL)
    await scene.page.evaluate(
        "async () => { const canvas = document.createElement('canvas'); canvas.getContext('2d').fillRect(0, 0, 9, 9);"
        " const video = document.getElementById('remote-video'); video.srcObject = canvas.captureStream(1);"
        " await video.play(); }"
    )
    await scene.page.click("#freeze")
    await expect(scene.page.locator("#board")).to_be_visible(timeout=DEADLINE_MS)


@setting
async def audio_only(scene: Scene) -> None:
    await scene.call()
    line = {"type": "quality", "grade": "bad", "cause": "loss-up", "mode": "audio-only", "video": False}
    await scene.control(line, {**MEDIA, "cannot_hear": True})


@setting
async def text_call(scene: Scene) -> None:
    """The patient writes; the picture has the panels' room, and the assistant asks for an interpreter all the same."""
    await scene.call()
    await scene.control({**MEDIA, "microphone": False, "text_call": True})
    await scene.page.evaluate("globalThis.puppet.hooks.text('Jag har ont i halsen sedan i måndags\u2028Och feb')")
    await scene.page.fill("#chat-input", "Do you have a fever?")
    await scene.page.press("#chat-input", "Enter")
    await scene.page.click("#larger")
    await scene.control({"type": "guest-wanted", "who": "interpreter"})


@setting
async def guiding(scene: Scene) -> None:
    await scene.call()
    await scene.page.click("#tab-guide")
    await scene.page.click("#phrases [data-phrase=hold-still]")
    await scene.control({"type": "guided", "phrase": "hold-still", "seconds": 60})


@setting
async def writing(scene: Scene) -> None:
    await scene.call()
    await scene.page.click("#tab-summary")
    await scene.page.fill("#summary-text", "Rest for two days.\n" * 20)
    await scene.page.check("#visit-needed")


@setting
async def keys(scene: Scene) -> None:
    await scene.call()
    await scene.page.click("#keys summary")


@setting
async def asked_to_end(scene: Scene) -> None:
    await writing(scene)
    await scene.page.click("#end")


@setting
async def naming_a_colleague(scene: Scene) -> None:
    await scene.call()
    await scene.page.click("#tab-hand-over")
    await scene.page.fill("#colleague", NAME)


@setting
async def handing_over(scene: Scene) -> None:
    """The colleague's link is there."""
    await naming_a_colleague(scene)
    await scene.page.click("#hand-over-make")
    await scene.page.wait_for_function("globalThis.puppet.said.some(({type}) => type === 'hand-over')")
    seat = await scene.page.evaluate("globalThis.puppet.said.find(({type}) => type === 'hand-over').seat")
    await scene.control({"type": "hand-over", "seat": seat, "state": "ready", "name": NAME})
    await expect(scene.page.locator("#link-code")).to_be_visible(timeout=DEADLINE_MS)


@setting
async def taken_over(scene: Scene) -> None:
    await scene.call()
    await scene.control(SO_FAR)
    await expect(scene.page.locator("#chat-log p")).to_have_count(2, timeout=DEADLINE_MS)


@setting
async def line_lost(scene: Scene) -> None:
    await full_room(scene)
    await scene.puppet("be", "reconnecting", "none", "reconnecting")


@setting
async def handed_over(scene: Scene) -> None:
    await handing_over(scene)
    await scene.puppet("be", "ended", "handed-over")


@setting
async def tampered(scene: Scene) -> None:
    await waiting_room(scene)
    await scene.puppet("be", "tampered")


@setting
async def ended(scene: Scene) -> None:
    """One reading is in the record, one is not; what was written is lost, for the patient was faster."""
    await full_room(scene)
    await scene.page.click("#tab-summary")
    await scene.page.fill("#summary-text", "Rest.")
    await scene.puppet("be", "ended")


def _hindered(reason: str) -> Setting:
    async def scene_of(scene: Scene) -> None:
        await scene.lobby()
        await scene.puppet("be", "problem", reason)

    scene_of.__name__ = f"problem_{reason.replace('-', '_')}"
    return scene_of


for _reason in (
    "broken-link", "insecure", "old-browser", "unknown-visit", "desk-away", "login-refused", "other-tab", "in-use",
    "bad-proof", "clock-wrong", "expired", "handed-over", "not-accepted",
):  # fmt: skip
    setting(_hindered(_reason))


@asynccontextmanager
async def staged(browser: Browser, files: Path, **media: Any) -> AsyncIterator[Scene]:
    """Open a window of a usual laptop's size on the page with its puppet."""
    context = await browser.new_context(viewport={"width": 1366, "height": 768}, locale="en-GB", **media)
    context.set_default_timeout(DEADLINE_MS)
    page = await context.new_page()

    async def answer(route: Any) -> None:
        path = route.request.url.partition("#")[0].removeprefix(ORIGIN)
        file = files / (path.removeprefix("/gp/") if path.startswith("/gp/") else "index.html")
        await route.fulfill(body=file.read_bytes(), content_type=f"{_TYPES[file.suffix]}; charset=utf-8")

    await page.route(f"{ORIGIN}/**", answer)
    try:
        yield Scene(page, Visit())
    finally:
        await context.close()
