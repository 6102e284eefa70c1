# SPDX-License-Identifier: EUPL-1.2
"""Looking closer, stills, the examination camera, light, stethoscope and freeze on the GP's page, in Chromium."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.async_api import expect

from tests.ui.gp.browser import DEADLINE_MS
from tests.ui.gp.rig import Rig
from tests.ui.gp.stand_in import StandIn

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]

ALL: dict[str, Any] = {
    "type": "tools", "zoom": True, "still": True, "examination": True, "torch": True, "stethoscope": True,
    "camera": "room", "x": 0.5, "y": 0.5, "scale": 1.0, "torch_on": False, "stethoscope_on": False,
    "fallen_back": False,
}  # fmt: skip
BUTTONS = ("take-still", "exam-camera", "torch", "stethoscope", "freeze")


async def in_call(rig: Rig, **tools: Any) -> StandIn:
    """Bring the page into a call whose station has everything."""
    station = await rig.call()
    await rig.gp.until("document.getElementById('remote-video').videoWidth > 0")
    await station.say({**ALL, **tools})
    await expect(rig.gp.page.locator("#freeze")).to_be_visible(timeout=DEADLINE_MS)
    return station


def asked(station: StandIn, kind: str) -> list[dict[str, Any]]:
    return [message for message in station.call.control if message["type"] == kind]


def jpeg(width: int = 1600, height: int = 1200) -> bytes:
    """Make a picture whose quarters have colours of their own."""
    pixels = np.zeros((height, width, 3), np.uint8)
    for row in (0, 1):
        for column in (0, 1):
            part = (
                slice(row * height // 2, (row + 1) * height // 2),
                slice(column * width // 2, (column + 1) * width // 2),
            )
            pixels[part] = (200 * row, 200 * column, 90)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=90)
    return file.getvalue()


async def colour_at(rig: Rig, across: float, down: float) -> list[int]:
    """Read the board's colour at shares of its canvas."""
    script = """([x, y]) => { const board = document.getElementById('board-picture');
        return [...board.getContext('2d').getImageData(board.width * x, board.height * y, 1, 1).data].slice(0, 3); }"""
    found: list[int] = await rig.gp.page.evaluate(script, [across, down])
    return found


async def test_buttons_are_there_for_what_there_is(rig: Rig) -> None:
    page = rig.gp.page
    station = await in_call(rig)
    for button in BUTTONS:
        await expect(page.locator(f"#{button}")).to_be_visible()
    await expect(page.locator("#look")).to_be_visible()
    await station.say({"type": "tools"})
    for button in BUTTONS[:-1]:
        await expect(page.locator(f"#{button}")).to_be_hidden(timeout=DEADLINE_MS)
    await expect(page.locator("#look")).to_be_hidden()
    await page.mouse.click(*await _middle(rig))
    assert asked(station, "zoom") == []


async def test_the_hand_moves_the_camera(rig: Rig) -> None:
    page = rig.gp.page
    station = await in_call(rig)
    x, y = await _middle(rig)
    await page.mouse.click(x, y)
    await station.until(lambda: asked(station, "zoom"), "a tap")
    assert asked(station, "zoom")[-1] == {"type": "zoom", "x": 0.5, "y": 0.5, "scale": 2.5}
    await page.wait_for_timeout(400)  # a second tap within this would be a double tap
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x + 60, y, steps=6)
    await page.mouse.up()
    await station.until(lambda: asked(station, "zoom")[-1]["x"] < 0.47, "a drag")
    count = len(asked(station, "zoom"))
    await page.locator("#remote-video").evaluate(
        """(seen, place) => { for (let turn = 0; turn < 30; turn++) seen.dispatchEvent(
            new WheelEvent('wheel', {deltaY: -40, ...place, bubbles: true, cancelable: true})); }""",
        {"clientX": x, "clientY": y},
    )
    await station.until(lambda: asked(station, "zoom")[-1]["scale"] > 6, "the wheel")
    assert len(asked(station, "zoom")) - count < 30, "the hand is told in steps"
    await expect(page.locator("#zoom-scale")).to_contain_text("×")
    await page.click("#zoom-whole")
    await station.until(lambda: asked(station, "zoom")[-1]["scale"] == 1, "the whole again")
    await page.locator("#remote-video").focus()
    await page.keyboard.press("+")
    await page.keyboard.press("ArrowLeft")
    await station.until(lambda: asked(station, "zoom")[-1]["x"] < 0.5, "the arrow")
    assert asked(station, "zoom")[-1]["scale"] == 1.5
    await page.mouse.dblclick(x, y)
    await station.until(lambda: asked(station, "zoom")[-1]["scale"] == 1, "a double tap where one was close")


async def test_the_station_is_the_truth(rig: Rig) -> None:
    page = rig.gp.page
    station = await in_call(rig)
    await page.click("#stethoscope")
    await page.click("#torch")
    await page.click("#exam-camera")
    await station.until(lambda: asked(station, "camera"), "the camera")
    assert asked(station, "stethoscope") == [{"type": "stethoscope", "on": True}]
    assert asked(station, "torch") == [{"type": "torch", "on": True}]
    assert asked(station, "camera") == [{"type": "camera", "camera": "examination"}]
    await expect(page.locator("#stethoscope")).to_have_attribute("aria-pressed", "false")
    now = {**ALL, "camera": "examination", "torch_on": True, "stethoscope_on": True, "scale": 3.0}
    await station.say(now)
    for button in ("exam-camera", "torch", "stethoscope"):
        await expect(page.locator(f"#{button}")).to_have_attribute("aria-pressed", "true", timeout=DEADLINE_MS)
    notes = page.locator("#tool-notes")
    await expect(notes).to_contain_text("Stethoscope")
    await expect(page.locator("#zoom-scale")).to_have_text("3.0 ×")
    await station.say({**ALL, "fallen_back": True})
    await expect(notes).to_contain_text("gives no picture", timeout=DEADLINE_MS)
    await page.keyboard.press("l")
    await station.until(lambda: len(asked(station, "stethoscope")) == 2, "the key")
    await page.keyboard.press("e")
    await station.until(lambda: len(asked(station, "camera")) == 2, "the key")


async def test_a_still_arrives_and_is_looked_at(rig: Rig) -> None:
    page = rig.gp.page
    station = await in_call(rig)
    await page.keyboard.press("p")
    await station.until(lambda: asked(station, "still"), "a picture asked for")
    id_ = asked(station, "still")[0]["id"]
    await expect(page.locator("#still-words")).to_contain_text("being taken")
    await expect(page.locator("#take-still")).to_be_disabled()
    await station.say({"type": "still", "id": id_, "state": "taken", "reason": ""})
    picture = jpeg()
    channel = station.call.peer.createDataChannel("still")
    await station.until(lambda: channel.readyState == "open", "the channel")
    channel.send(json.dumps({"type": "still", "id": id_, "bytes": len(picture), "width": 1600, "height": 1200}))
    channel.send(picture[:8192])
    await rig.gp.until("document.getElementById('still-bar').value > 0")
    for at in range(8192, len(picture), 8192):
        channel.send(picture[at : at + 8192])
    await expect(page.locator("#board")).to_be_visible(timeout=DEADLINE_MS)
    await expect(page.locator("#board-title")).to_contain_text("not stored")
    await expect(page.locator("#still-line")).to_be_hidden()
    await expect(page.locator("#board-picture")).to_be_focused()
    assert (await colour_at(rig, 0.52, 0.52))[0] > 150 and (await colour_at(rig, 0.48, 0.48))[0] < 60
    for _ in range(4):
        await page.keyboard.press("+")
    for _ in range(12):
        await page.keyboard.press("ArrowUp")
    assert (await colour_at(rig, 0.52, 0.9))[0] < 60, "only the upper half is seen"
    assert asked(station, "zoom") == [], "the camera is left alone"
    await page.keyboard.press("Escape")
    await expect(page.locator("#board")).to_be_hidden()
    await expect(page.locator("#take-still")).to_be_enabled()


async def test_a_still_can_be_cancelled_and_can_fail(rig: Rig) -> None:
    page = rig.gp.page
    station = await in_call(rig)
    await page.click("#take-still")
    await page.click("#still-drop")
    await station.until(lambda: asked(station, "drop-still"), "cancelled")
    assert asked(station, "drop-still")[0]["id"] == asked(station, "still")[0]["id"]
    await expect(page.locator("#still-line")).to_be_hidden()
    await page.click("#take-still")
    await station.until(lambda: len(asked(station, "still")) == 2, "another one")
    id_ = asked(station, "still")[1]["id"]
    await station.say({"type": "still", "id": id_, "state": "failed", "reason": "no-camera"})
    await expect(page.locator("#still-words")).to_contain_text("off or missing", timeout=DEADLINE_MS)
    await expect(page.locator("#take-still")).to_be_enabled()


async def test_freeze_holds_the_picture_here_only(rig: Rig) -> None:
    page = rig.gp.page
    station = await in_call(rig)
    said = len(station.call.control)
    await page.click("#freeze")
    await expect(page.locator("#board")).to_be_visible(timeout=DEADLINE_MS)
    await expect(page.locator("#board-title")).to_contain_text("Frozen")
    await expect(page.locator("#freeze")).to_have_attribute("aria-pressed", "true")
    before = await page.evaluate("document.getElementById('board-picture').toDataURL()")
    await rig.gp.until("document.getElementById('remote-video').getVideoPlaybackQuality().totalVideoFrames > 30")
    assert await page.evaluate("document.getElementById('board-picture').toDataURL()") == before
    await page.click("#freeze")
    await expect(page.locator("#board")).to_be_hidden()
    assert [each for each in station.call.control[said:] if each["type"] not in ("heartbeat", "statistics")] == []


async def test_a_lost_call_forgets_pictures_and_tools(rig: Rig) -> None:
    page = rig.gp.page
    await in_call(rig, scale=2.0)
    await page.click("#freeze")
    await expect(page.locator("#board")).to_be_visible(timeout=DEADLINE_MS)
    await page.click("#end")
    await page.click("#end-confirm")
    await rig.gp.state("ended")
    await rig.gp.until("document.getElementById('board-picture').width === 0")
    assert rig.gp.said == []


async def _middle(rig: Rig) -> tuple[float, float]:
    box = await rig.gp.page.locator("#remote-video").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
