# SPDX-License-Identifier: EUPL-1.2
"""A visit with a finger, a cuff and a scale: from the touch of *start* to the record, with every part real."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from provisioning.demo.world import Simulated
from tests.kit.room import Room, open_room, quick_plan

pytestmark = [
    pytest.mark.system,
    pytest.mark.asyncio(loop_scope="module"),
]

CUFF = Simulated(name="cuff", driver="suntech_nibp", options=("--pace", "4", "--say", "person 131/84 66"))
SCALE = Simulated(name="scale", driver="scale_stgs", options=("--scenario", "empty"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def room(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Room]:
    plan = quick_plan(tmp_path_factory.mktemp("world"), more=(CUFF, SCALE))
    async with open_room(plan) as opened:
        yield opened


async def test_what_is_measured_reaches_the_gp_and_the_record(room: Room) -> None:
    booked = await room.world.clinic.create_visit()
    await room.to_measure(booked, finger=True)
    await start_the_cuff(room)
    await room.shows("systolic", lambda text: "131" in text and "84" in text, 40)
    await room.tap("tile-3")
    await room.world.tell("scale", "weight 81.40")
    await room.shows("weight", lambda text: "81,4" in text, 40)
    await room.tap("continue")
    await room.on_to("waiting")
    page = await room.browser.open(booked.link)
    await page.join()
    await page.in_call()
    await page.page.locator("#value-pressure:has-text('131/84')").wait_for()
    for capability in ("blood-pressure", "body-weight"):
        await page.page.locator(f".instrument[data-capability={capability}] .buttons button").last.click()
    await page.page.locator("#accepted-list [data-state='filed']").nth(1).wait_for()
    await room.leave_call(page)
    assert await filed(room, booked.visit) == {
        ("85354-9", "131/84 mm[Hg]"), ("8867-4", "66 /min"), ("29463-7", "81.4 kg")
    }  # fmt: skip


async def filed(room: Room, visit: str) -> set[tuple[str, str]]:
    """Return code and value of every Observation of a visit; of a panel, its components' values."""
    bundle = await room.world.clinic.record(visit)
    found = (entry["resource"] for entry in bundle["entry"])
    return {
        (each["code"]["coding"][0]["code"], _value(each)) for each in found if each["resourceType"] == "Observation"
    }


def _value(observation: dict[str, Any]) -> str:
    parts = [part["valueQuantity"] for part in observation.get("component", ())] or [observation["valueQuantity"]]
    return f"{'/'.join(str(part['value']) for part in parts[:2])} {parts[0]['code']}"


async def test_a_cuff_is_let_go_by_the_stop_button(room: Room) -> None:
    booked = await room.world.clinic.create_visit()
    await room.to_measure(booked)
    await start_the_cuff(room)
    await room.tap("stop")
    await room.shows("start-measuring", bool)
    await room.shows_not("stop")
    assert said_of_the_cuff(room, "sensor.state")[-1] == "stopped"


async def test_a_cuff_is_let_go_on_leaving(room: Room) -> None:
    booked = await room.world.clinic.create_visit()
    await room.to_measure(booked)
    await start_the_cuff(room)
    await room.tap("leave", "leave-yes")
    await room.sees("erased")
    assert said_of_the_cuff(room, "driver.phase")[-1] == "stopped", "its abort was sent before the port was closed"


async def start_the_cuff(room: Room) -> None:
    await room.tap("tile-2")
    await room.shows("start-measuring", bool)
    await room.tap("start-measuring")
    await room.shows("stop", bool)


def said_of_the_cuff(room: Room, event: str) -> list[str]:
    """Return the states that the station's log has of the cuff or of its driver."""
    lines = (json.loads(line) for line in (room.world.plan.folder / "station.log").read_text().splitlines())
    return [line["state"] for line in lines if line["event"] == event and line["instrument"] == CUFF.name]
