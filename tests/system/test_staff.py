# SPDX-License-Identifier: EUPL-1.2
"""A technician sets up an instrument at the touchscreen, and the next visit measures with it; every part is real."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio

from kiosk.assignments import FILE
from kiosk.fitting import FILE as FITTING
from kiosk.site import VISIT_FOLDER
from kiosk.staff_pin import keep
from kiosk.staff_settings import StaffSection
from tests.kit.room import Room, open_room, quick_plan

pytestmark = [
    pytest.mark.system,
    pytest.mark.asyncio(loop_scope="module"),
]

PIN = "471108"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def room(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Room]:
    staff = StaffSection(pin_hash=str(keep(PIN)))
    async with open_room(quick_plan(tmp_path_factory.mktemp("world"), staff=staff, set_up=False)) as opened:
        yield opened


async def to_staff(room: Room) -> None:
    """Hold the sign in the corner and type the PIN."""
    await room.sees("attract")
    await room.stage.hold("corner", 3.2)
    await room.sees("staff-pin")
    await room.stage.type_code(PIN)
    await room.sees("staff")


async def port_called(room: Room, words: str) -> str:
    """Find a port by its words; the machine may have ports of its own."""
    async with asyncio.timeout(20):
        while True:
            for widget in await room.stage.tree():
                if widget["id"].startswith("port-") and words in widget["text"]:
                    return str(widget["id"])
            await asyncio.sleep(0.1)


@pytest.mark.timeout(240)
async def test_staff_set_up_an_oximeter_and_the_next_patient_uses_it(room: Room) -> None:
    await to_staff(room)
    await room.tap("new")
    await room.sees("staff-ports")
    await room.tap(await port_called(room, "oximeter"))
    await room.sees("staff-port")
    await room.tap("listen")
    await room.shows("driver-contec_9byte", bool, 120)
    await room.tap("driver-contec_9byte")
    await room.sees("staff-check")
    await room.shows("save", bool, 30)
    await room.tap("save")
    await room.sees("staff")
    await room.shows("instrument-oximeter", lambda text: "Contec" in text)
    await room.tap("leave")
    await room.sees("attract")

    booked = await room.world.clinic.create_visit()
    await room.to_measure(booked, finger=True)
    await room.tap("leave")
    await room.tap("leave-yes")
    await room.sees("erased")
    await room.shows("check-folder-ok", bool)
    await room.on_to("attract")
    kept = (room.world.runtime.rglob(FILE), room.world.plan.folder.rglob(FILE))
    assert [path for found in kept for path in found], "it sticks"

    await room.world.kill("station")
    await room.sees("attract", 40)
    await to_staff(room)
    await room.shows("instrument-oximeter", lambda text: "Contec" in text)


async def test_what_was_saved_is_undone_and_removed(room: Room) -> None:
    await to_staff(room)
    await room.shows("instrument-oximeter", bool)
    await room.tap("instrument-oximeter")
    await room.sees("staff-instrument")
    await room.tap("remove")
    await room.sees("staff")
    await room.shows_not("instrument-oximeter")
    await room.tap("undo")
    await room.shows("instrument-oximeter", bool)
    await room.tap("leave")
    await room.sees("attract")


def holds(number: int) -> Callable[[str], bool]:
    return lambda text: str(number) in text


async def _to_page(room: Room, page: str, screen: str) -> None:
    """Look at a page of the station, from whichever page one is at."""
    here = (await room.stage.screen())["screen"]
    await room.sees(here)
    await room.tap("station" if here == "staff" else "back")
    await room.sees("staff-station")
    while page not in {each["id"] for each in await room.stage.tree()}:
        await room.tap("more")
    await room.tap(page)
    await room.sees(screen)


@pytest.mark.timeout(240)
async def test_a_technician_sees_to_the_station_itself(room: Room) -> None:
    await to_staff(room)
    await _to_page(room, "page-versions", "staff-versions")
    await room.shows("version-python", lambda text: "3." in text)
    await _to_page(room, "page-log", "staff-log")
    await room.shows("log-1", bool)
    await _to_page(room, "page-network", "staff-network")
    await room.shows("again", bool)
    await _to_page(room, "page-restart", "staff-restart")

    await _to_page(room, "page-panel", "staff-panel")
    before = (await room.stage.find("back"))["mm"]
    await room.tap("longer-10")
    await room.shows("outline", bool)
    await room.tap("keep")
    await room.shows("undo", bool)
    assert (await room.stage.find("back"))["mm"] != before, "the screen is drawn by the new measure"
    assert list(room.world.plan.folder.rglob(FITTING))
    await room.sees("staff-panel")
    await room.tap("undo")
    await room.shows_not("undo")
    async with asyncio.timeout(20):
        while (await room.stage.find("back"))["mm"] != before:
            await asyncio.sleep(0.1)

    await _to_page(room, "page-touch", "staff-touch-fit")
    await room.tap("begin")
    for number in range(1, 6):
        await room.shows("text", holds(number))
        await room.stage.tap("mark")
    await room.shows("fits", bool)
    await room.sees("staff-touch-fit")
    await room.tap("fits")
    await room.shows("undo", bool)

    await _to_page(room, "page-camera", "staff-camera")
    async with asyncio.timeout(30):
        while (await room.stage.find("picture"))["state"] != "picture":
            await asyncio.sleep(0.1)
    await room.tap("back")
    async with asyncio.timeout(20):
        while (room.world.runtime / VISIT_FOLDER).exists():
            await asyncio.sleep(0.1)
    await room.sees("staff-station")
    await room.tap("back")
    await room.sees("staff")
    await room.tap("leave")
    await room.sees("attract")
