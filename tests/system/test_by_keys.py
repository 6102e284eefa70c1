# SPDX-License-Identifier: EUPL-1.2
"""Whole visits by keys alone, without and with speech: station, call, ui, the broker, the desk and the GP's browser.

Switches come from the station's pins, which this machine has not: `tests.kiosk.station.test_switches` and
`tests.ui.touch.test_operating` have one end each.
"""

from __future__ import annotations

import asyncio

import pytest

from tests.kit.room import Room

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]

PLUS, ENTER, ZERO = 270, 271, 256
MOST_CONTROLS = 40


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


@pytest.mark.timeout(300)
@pytest.mark.parametrize("speaks", [False, True], ids=["keypad", "keypad-and-speech"])
async def test_a_whole_visit(room: Room, speaks: bool) -> None:
    booked = await room.world.book()
    await room.sees("attract")
    await room.stage.key(ENTER)
    await press(room, "language", "language-sv")
    if speaks:
        await press(room, "how-to", "speech")
    await press(room, "how-to", "continue", speaks=speaks)
    await room.sees("code")
    await settled(room)
    for digit in booked.code:
        await room.stage.key(ZERO + int(digit))
    for screen, ident in (
        ("who-for", "person-self"), ("company", "company-alone"), ("consent", "consent"), ("prepare", "continue"),
        ("measure", "continue"),
    ):  # fmt: skip
        await press(room, screen, ident, speaks=speaks)
    await room.sees("waiting")
    page = await room.browser.open(booked.link)
    await page.join()
    await page.in_call()
    await press(room, "call", "microphone", speaks=speaks)
    await press(room, "call", "end", speaks=speaks)
    await press(room, "call", "end-yes")
    await press(room, "rating", "continue", speaks=speaks)
    await press(room, "goodbye", "done", speaks=speaks)
    await room.shows("check-folder-ok", bool)
    await press(room, "erased", "done", speaks=speaks)
    await press(room, "cleaning", "done")
    await room.sees("attract")
