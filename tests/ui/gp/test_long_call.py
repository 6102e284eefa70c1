# SPDX-License-Identifier: EUPL-1.2
"""An hour in short: everything that changes in a call changes many times over, and nothing of that is left behind."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, CDPSession

from tests.ui.gp import room
from tests.ui.gp.page_server import LANGUAGES
from tests.ui.gp.scenes import Scene, build_with_puppet, staged

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]

ROUNDS = 60
"""Changes of each kind in half of the hour; the second half may leave nothing that the first has not."""
SLACK = {"nodes": 60, "jsEventListeners": 3}
"""Lines of text that come and go; a timer's moment."""

_LIVE = """async ([rounds, languages]) => {
    const {puppet} = globalThis, menu = document.getElementById("language");
    const tabs = [...document.querySelectorAll("[role=tab]")];
    const tools = {type: "tools", zoom: true, still: true, examination: true, torch: true, stethoscope: true,
        camera: "room", x: 0.5, y: 0.5, fallen_back: false};
    const canvas = document.createElement("canvas");
    canvas.getContext("2d").fillRect(0, 0, 9, 9);
    const say = (message) => puppet.control(JSON.stringify(message));
    for (let round = 0; round < rounds; round += 1) {
        const odd = round % 2 === 1;
        say({...tools, torch_on: odd, stethoscope_on: odd, scale: odd ? 2 : 1});
        say({type: "quality", grade: odd ? "poor" : "good", cause: odd ? "loss-up" : "",
            mode: odd ? "audio-only" : "full", video: !odd});
        say({type: "media", microphone: odd, camera: true, text_call: !odd, cannot_hear: odd});
        say({type: "guided", phrase: "wait", seconds: 0.1});
        say({type: "guest-wanted", who: odd ? "relative" : ""});
        say({type: "filed", reading: "cuff-systolic", state: odd ? "failed" : "filed", reason: ""});
        puppet.hooks.text("x\\u0008");  // typed and taken back
        puppet.hooks.connection(odd ? "line-lost" : "connected", 0);
        menu.value = languages[round % languages.length];
        menu.dispatchEvent(new Event("change"));
        tabs[round % tabs.length].click();
        if (round % 20 === 0) puppet.hooks.stream(canvas.captureStream(0), false);
        await new Promise((resolve) => setTimeout(resolve));
    }
    puppet.hooks.connection("connected", 0);
}"""


@pytest_asyncio.fixture(loop_scope="module")
async def scene(browser: Browser, tmp_path: Path) -> AsyncIterator[Scene]:
    async with staged(browser, build_with_puppet(tmp_path / "page")) as scene:
        yield scene


async def _left(devtools: CDPSession) -> dict[str, int]:
    """Count what lives after everything that nobody holds has been taken away."""
    for _ in range(3):
        await devtools.send("HeapProfiler.collectGarbage")
    counters: dict[str, int] = await devtools.send("Memory.getDOMCounters")
    return counters


@pytest.mark.timeout(300)
async def test_an_hour_leaves_no_listeners_and_no_nodes(scene: Scene) -> None:
    await scene.call(room.full())
    await scene.page.click("[data-instrument=cuff] .buttons button")
    devtools = await scene.page.context.new_cdp_session(scene.page)
    counted = []
    for _ in range(2):
        await scene.page.evaluate(_LIVE, [ROUNDS, list(LANGUAGES)])
        counted.append(await _left(devtools))
    first, second = counted
    grown = {name: second[name] - first[name] for name in SLACK}
    assert all(grown[name] <= most for name, most in SLACK.items()), (first, second)
