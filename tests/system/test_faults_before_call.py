# SPDX-License-Identifier: EUPL-1.2
"""What may go wrong before a call, with every part real."""

from __future__ import annotations

import asyncio

import pytest

from tests.kit.room import Room

pytestmark = [
    pytest.mark.system,
    pytest.mark.asyncio(loop_scope="module"),
]


async def leave(room: Room, *, asked: bool = False) -> None:
    """Leave the visit; where something would be lost the screen asks first."""
    await room.tap("leave")
    if asked:
        await room.tap("leave-yes")
    await room.sees("erased")
    await room.shows("check-folder-ok", bool)
    await room.on_to("attract")


async def test_three_wrong_codes_close_the_keypad_and_it_opens_again(room: Room) -> None:
    booked = await room.world.clinic.create_visit()
    await room.to_code("en")
    wrong = "000000" if booked.code != "000000" else "111111"
    for left in ("2", "1"):
        await room.stage.type_code(wrong)
        await room.shows("message", lambda text, left=left: left in text)  # type: ignore[misc]
    await room.stage.type_code(wrong)
    await room.sees("locked")
    await room.sees("code")
    await room.stage.type_code(booked.code)
    await room.on_to("consent")
    await leave(room)


async def test_a_visit_that_is_over_says_so(room: Room) -> None:
    booked = await room.world.clinic.create_visit(minutes=0.05)
    await room.to_code()
    await asyncio.sleep(3.2)
    await room.stage.type_code(booked.code)
    await room.sees("expired")
    await leave(room)


async def test_opening_the_link_has_no_effect_and_the_gp_is_told_that_nobody_is_there(room: Room) -> None:
    booked = await room.world.clinic.create_visit()
    for _ in range(2):
        page = await room.browser.open(booked.link)
        await page.page.locator("#lobby").wait_for()
        await page.page.close()
    page = await room.browser.open(booked.link)
    await page.join()
    await page.page.wait_for_selector("#stage-words:has-text('kommit')")
    await room.to_measure(booked)
    await room.tap("continue")
    await page.in_call()
    await room.sees("call")
    await room.leave_call(page)


async def test_a_station_killed_in_the_waiting_room_erases_the_visit_and_opens_again(room: Room) -> None:
    booked = await room.world.clinic.create_visit()
    await room.to_waiting(booked)
    folder = room.world.station_runtime / "visit"
    assert list(folder.iterdir()), "the rings are there while the visit goes on"
    await room.world.kill("station")
    await room.sees("attract", 30)
    assert not folder.exists()
    await room.to_waiting(booked)
    await leave(room, asked=True)


async def test_a_link_for_a_visit_nobody_knows(room: Room) -> None:
    booked = await room.world.clinic.create_visit()
    unknown = booked.link.replace(booked.visit, "a" * 26)
    page = await room.browser.open(unknown)
    await page.state("problem")
    assert await page.page.inner_text("#problem-title")
    await page.page.close()


async def test_a_cancelled_visit_cannot_be_begun_and_its_link_is_dead(room: Room) -> None:
    booked = await room.world.clinic.create_visit()
    async with room.world.clinic.operator() as desk:
        await desk.cancel_visit(booked.visit)
    await room.to_code()
    await room.stage.type_code(booked.code)
    await room.shows("message", bool)
    page = await room.browser.open(booked.link)
    await page.state("ended")
    await page.page.close()
    await leave(room)
