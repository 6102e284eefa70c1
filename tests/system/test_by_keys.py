# SPDX-License-Identifier: EUPL-1.2
"""Whole visits without a touch: station, call, ui, the broker, the desk and the GP's browser are all real.

By a keypad; by a keypad and speech with the screen dark; by two switches at the station's pins, which are simulated;
and in writing alone, letter by letter.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image

from kiosk.cabinet_settings import CabinetSection
from kiosk.operating_settings import OperatingSection
from provisioning.demo.clinic import CreatedVisit
from provisioning.demo.gp import GpPage
from tests.kit.pins import Pins
from tests.kit.room import Room, open_room, quick_plan

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]

PLUS, ENTER, ZERO = 270, 271, 256
MOST_CONTROLS = 40
MOST_PRESSES = 80
CABINET = CabinetSection(kind="gpio", switch_1="GPIO17", switch_2="GPIO27", headset="GPIO22")
ON, CHOOSE, HEADSET = "GPIO17", "GPIO27", "GPIO22"
TO_WAITING = (
    ("who-for", "person-self"), ("company", "company-alone"), ("consent", "consent"), ("prepare", "continue"),
    ("measure", "continue"),
)  # fmt: skip
QUESTION, ANSWER = "Hur mår du?", "Bra"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def room(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Room]:
    sections = {"cabinet": CABINET, "operating": OperatingSection(double_strike_s=0.1, hold_off_s=0.3)}
    plan = quick_plan(tmp_path_factory.mktemp("world"), sections=sections, station_module="tests.kit.pins")
    async with open_room(plan) as opened:
        opened.stage.pace_s = 0.15
        yield opened


async def settled(room: Room) -> None:
    """Wait until keys count on what is shown."""
    async with asyncio.timeout(20):
        while not (await room.stage.screen())["keys"]:
            await asyncio.sleep(0.05)


async def press(room: Room, screen: str, ident: str, *, speaks: bool = False) -> None:
    """Wait for a screen, go to a control by keys and use it; ``speaks``: both are said."""
    await room.sees(screen, 40)
    await settled(room)
    for _ in range(MOST_CONTROLS):
        if (await room.stage.screen())["marked"] == [ident]:
            break
        await room.stage.key(PLUS)
    assert (await room.stage.screen())["marked"] == [ident]
    if speaks:
        spoken = await room.stage.spoken()
        assert spoken["on"] and ident in {line["ident"] for line in spoken["said"]}, (screen, ident)
    await settled(room)
    await room.stage.key(ENTER)


async def left(room: Room, screen: str) -> bool:
    """Tell whether another screen comes within a few seconds."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(8):
            while (await room.stage.screen())["screen"] == screen:
                await asyncio.sleep(0.1)
            return True
    return False


async def until_left(room: Room, screen: str, use: Callable[[], Awaitable[None]]) -> None:
    """Use what leads to another screen; what came too soon after a change does not count: it is repeated."""
    for _ in range(3):
        await use()
        if await left(room, screen):
            return
    raise AssertionError(f"nothing leads on from '{screen}'")


async def press_on(room: Room, screen: str, ident: str, *, speaks: bool = False) -> None:
    """Use by keys what leads to another screen."""
    await until_left(room, screen, partial(press, room, screen, ident, speaks=speaks))


async def begin(room: Room, booked: CreatedVisit, *, wishes: str = "") -> None:
    """Come by keys to who the visit is for; ``wishes``: something that is wanted of the screen."""
    await room.sees("attract")
    await room.stage.key(ENTER)
    await press_on(room, "language", "language-sv")
    if wishes:
        await press(room, "how-to", wishes)
    await press_on(room, "how-to", "continue", speaks=wishes == "speech")
    await room.sees("code")
    await settled(room)
    for digit in booked.code:
        await room.stage.key(ZERO + int(digit))
    await room.sees("who-for")


async def joined(room: Room, booked: CreatedVisit) -> GpPage:
    """Have the GP join from the waiting room on."""
    await room.sees("waiting")
    page = await room.browser.open(booked.link)
    await page.join()
    await page.in_call()
    return page


async def finish(room: Room, *, speaks: bool = False) -> None:
    """Go by keys from what comes after the call to the first screen."""
    await press_on(room, "rating", "continue", speaks=speaks)
    await press_on(room, "goodbye", "done", speaks=speaks)
    await room.shows("check-folder-ok", bool)
    await press_on(room, "erased", "done", speaks=speaks)
    await press_on(room, "cleaning", "done")
    await room.sees("attract")


async def is_dark(room: Room, folder: Path) -> bool:
    await room.stage.picture(folder / "dark.png")
    with Image.open(folder / "dark.png") as file:
        return file.convert("L").getextrema() == (0, 0)


@pytest.mark.timeout(300)
async def test_by_a_keypad(room: Room) -> None:
    booked = await room.world.book()
    await begin(room, booked)
    for screen, ident in TO_WAITING:
        await press_on(room, screen, ident)
    await joined(room, booked)
    await press(room, "call", "microphone")
    await press(room, "call", "end")
    await press_on(room, "call", "end-yes")
    await finish(room)


@pytest.mark.timeout(300)
async def test_by_ear_with_the_screen_dark(room: Room, tmp_path: Path) -> None:
    pins = Pins(room.world.runtime)
    pins.set(HEADSET, high=False)
    try:
        booked = await room.world.book()
        await begin(room, booked, wishes="speech")
        await press(room, "who-for", "wishes-open", speaks=True)
        await press(room, "who-for", "dark", speaks=True)
        for screen, ident in TO_WAITING:
            await press_on(room, screen, ident, speaks=True)
            assert screen != "consent" or await is_dark(room, tmp_path)
        await joined(room, booked)
        await press(room, "call", "microphone", speaks=True)
        await press(room, "call", "end", speaks=True)
        assert await is_dark(room, tmp_path), "nor is the GP seen"
        await press_on(room, "call", "end-yes")
        await finish(room, speaks=True)
    finally:
        pins.set(HEADSET, high=True)


# ------------------------------------------------------------------------------------------------ two switches


async def choose(room: Room, pins: Pins, screen: str, ident: str) -> None:
    """Wait for a screen, go to a control by the first switch, row by row where it has rows, choose by the second."""
    await room.sees(screen, 40)
    for _ in range(MOST_PRESSES):
        await settled(room)
        state = await room.stage.screen()
        if ident not in state["marked"] or state["scan"] == "holding":
            await pins.press(ON)
            continue
        await pins.press(CHOOSE)
        if state["mark"] != "row":
            return
    raise AssertionError(f"switches do not come to '{ident}' on '{screen}'")


async def choose_on(room: Room, pins: Pins, screen: str, ident: str) -> None:
    """Choose what leads to another screen."""
    await until_left(room, screen, partial(choose, room, pins, screen, ident))


@pytest.mark.timeout(300)
async def test_by_two_switches(room: Room) -> None:
    pins, booked = Pins(room.world.runtime), await room.world.book()
    await room.sees("attract")
    await pins.press(ON)
    await choose_on(room, pins, "language", "language-sv")
    await choose_on(room, pins, "how-to", "continue")
    for digit in booked.code:
        await choose(room, pins, "code", f"key-{digit}")
    for screen, ident in TO_WAITING:
        await choose_on(room, pins, screen, ident)
    await joined(room, booked)
    for ident in ("microphone", "end"):
        await choose(room, pins, "call", ident)
    await choose_on(room, pins, "call", "end-yes")
    await choose_on(room, pins, "rating", "continue")
    await choose_on(room, pins, "goodbye", "done")
    await room.shows("check-folder-ok", bool)
    await choose_on(room, pins, "erased", "done")
    await press_on(room, "cleaning", "done")
    await room.sees("attract")


# ------------------------------------------------------------------------------------------------ in writing


@pytest.mark.timeout(300)
async def test_in_writing_alone(room: Room) -> None:
    """Nothing is said: the microphone is off from the first moment on, and what either writes stands at both ends."""
    booked = await room.world.book()
    page = await room.to_call(booked)
    await room.tap("write", "text-call")
    await page.page.wait_for_selector("#call[data-text-call='true']", state="attached")
    await page.write(QUESTION)
    await room.shows("chat", lambda text: QUESTION in text)
    for count, letter in enumerate(ANSWER.lower(), start=1):
        await room.tap(f"key-{letter}")
        await page.page.wait_for_selector(f"#chat-typing:has-text('{ANSWER[:count]}')")
    await room.tap("pad-line")
    await page.page.wait_for_selector(f"#chat-log:has-text('{ANSWER}')")
    await room.tap("end", "end-yes")
    await room.on_to("goodbye")
    await room.tap("done")
    await room.sees("erased")
