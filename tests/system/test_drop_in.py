# SPDX-License-Identifier: EUPL-1.2
"""Somebody without an appointment: asked whether it is an emergency, taken by a nurse, met; every process real."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from msgspec.structs import replace

from kiosk.desk.rows import VisitState
from tests.kit.room import QUICK, Room, open_room, quick_plan
from tests.kit.traces import find_traces, places_to_write, written_since

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]

NURSE = "Sara Sjuksköterska"
DEADLINE_S = 20.0
TRACES = {"reason": "chest", "screen": '"acute"', "field": '"reason-chest"'}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def room(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Room]:
    kinds = replace(QUICK, kinds=("booked", "drop-in", "measure-only"))
    async with open_room(quick_plan(tmp_path_factory.mktemp("world"), visit=kinds)) as opened:
        yield opened


async def comes_for(room: Room, kind: str) -> None:
    await room.sees("attract")
    await room.tap("start")
    await room.sees("language")
    await room.tap("language-sv")
    await room.on_to("purpose")
    await room.tap(f"purpose-{kind}")


async def drops_in(room: Room) -> None:
    """Walk to the waiting room with a pain in the chest."""
    await comes_for(room, "drop-in")
    await room.sees("drop-in")
    await room.tap("reason-chest")
    await room.sees("acute")
    await room.tap("not-acute")
    await room.on_to("measure")
    await room.tap("continue")
    await room.on_to("waiting")


async def waits(room: Room, count: int) -> list[dict[str, Any]]:
    """Wait until staff see so many who wait."""
    async with asyncio.timeout(DEADLINE_S), room.world.clinic.operator() as staff:
        while len(found := await staff.requests()) != count:
            await asyncio.sleep(0.1)
    return found


@pytest.mark.timeout(300)
async def test_a_nurse_takes_who_came_without_an_appointment_and_they_meet(room: Room) -> None:
    start_s = time.time()
    await drops_in(room)
    (asked,) = await waits(room, 1)
    assert (asked["reason"], asked["language"], asked["phone"]) == ("chest", "sv", "")
    await room.shows("queue", bool)
    async with room.world.clinic.operator() as staff:
        taken = await staff.take_request(asked["request"], {"gp": {"name": NURSE}})
    await room.shows("title", lambda text: NURSE in text)
    page = await room.browser.open(taken["link"])
    await page.join()
    await page.in_call()
    await room.sees("call")
    await waits(room, 0)
    await room.leave_call(page)
    assert room.world.clinic.desk.visits.get(taken["visit"]).state is VisitState.ENDED
    ours = {room.world.plan.folder, room.world.runtime}
    files = [path for path in written_since(start_s, {*places_to_write(), *ours}) if ours & set(path.parents)]
    assert files and find_traces(TRACES, files) == []


async def test_who_leaves_is_waited_for_no_more(room: Room) -> None:
    await drops_in(room)
    await waits(room, 1)
    await room.tap("leave", "leave-yes")
    await room.sees("erased")
    await waits(room, 0)


async def test_who_only_measures_is_told_to_nobody(room: Room) -> None:
    visits = room.world.clinic.desk.visits
    before = visits._desk.store.visits()
    await comes_for(room, "measure-only")
    await room.sees("consent")
    await room.on_to("measure")
    await room.world.oximeter("finger in")
    await room.shows("spo2", lambda text: "97" in text)
    await room.tap("continue")
    await room.sees("review")
    await room.on_to("goodbye")
    await waits(room, 0)
    assert visits._desk.store.visits() == before
    await room.tap("done")
    await room.sees("erased")
    await room.shows("check-folder-ok", bool)
