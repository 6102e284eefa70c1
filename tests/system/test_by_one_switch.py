# SPDX-License-Identifier: EUPL-1.2
"""A whole visit by one switch, at a pin of the station that is simulated: the mark goes by itself, a press chooses.

Station, call, ui, the broker, the desk and the GP's browser are all real.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import pytest
import pytest_asyncio

from kiosk.cabinet_settings import CabinetSection
from kiosk.operating_settings import OperatingSection
from tests.kit.pins import Pins
from tests.kit.room import Room, open_room, quick_plan
from tests.system.test_by_keys import ON, TO_WAITING, joined, until_left

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]

CHOOSE_S = 60.0
"""Longer than the mark takes to go round the longest screen, with pauses, twice."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def room(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Room]:
    sections = {
        "cabinet": CabinetSection(kind="gpio", switch_1=ON),
        "operating": OperatingSection(double_strike_s=0.1, hold_off_s=0.3),
    }
    plan = quick_plan(tmp_path_factory.mktemp("world"), sections=sections, station_module="tests.kit.pins")
    async with open_room(plan) as opened:
        yield opened


async def comes_to(room: Room, pins: Pins, screen: str, ident: str, before: list[str]) -> dict[str, Any]:
    """Wait until the mark comes to a control, or to its row, from ``before``; begin the scan again where it rests."""
    async with asyncio.timeout(CHOOSE_S):
        while True:
            state = await room.stage.screen()
            assert state["screen"] == screen
            if state["scan"] in {"off", "resting"}:
                await pins.press(ON)
            elif state["scan"] == "scanning":
                came = before and state["marked"] != before
                if came and ident in state["marked"] and state["mark"] in {"control", "row"}:
                    return state
                before = state["marked"]
            await asyncio.sleep(0.03)


async def choose(room: Room, pins: Pins, screen: str, ident: str) -> None:
    """Wait for a screen, and press the switch when the mark comes to a control, row by row where it has rows."""
    await room.sees(screen, 40)
    state: dict[str, Any] = {"mark": "row", "marked": []}
    while state["mark"] == "row":
        state = await comes_to(room, pins, screen, ident, state["marked"])
        await pins.press(ON)


async def choose_on(room: Room, pins: Pins, screen: str, ident: str) -> None:
    """Choose what leads to another screen."""
    await until_left(room, screen, partial(choose, room, pins, screen, ident))


@pytest.mark.timeout(500)
async def test_by_one_switch(room: Room) -> None:
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
    await choose(room, pins, "call", "end")
    await choose_on(room, pins, "call", "end-yes")
    await choose_on(room, pins, "rating", "continue")
    await choose_on(room, pins, "goodbye", "done")
    await room.shows("check-folder-ok", bool)
    await choose_on(room, pins, "erased", "done")
    await choose_on(room, pins, "cleaning", "done")
    await room.sees("attract")
