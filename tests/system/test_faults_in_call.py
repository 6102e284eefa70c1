# SPDX-License-Identifier: EUPL-1.2
"""What may go wrong in a call, with every part real: each has a screen or a message, and a way on."""

from __future__ import annotations

import asyncio
import signal
from typing import Any

import pytest

from provisioning.demo.gp import GpPage
from tests.kit.room import Room

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]


async def frames(page: GpPage) -> int:
    count: Any = await page.page.evaluate(
        "() => document.getElementById('remote-video').getVideoPlaybackQuality().totalVideoFrames"
    )
    return int(count)


async def still_moving(page: GpPage) -> None:
    """The patient's picture goes on at the GP."""
    before = await frames(page)
    async with asyncio.timeout(10):
        while await frames(page) < before + 15:
            await asyncio.sleep(0.1)


async def test_the_ui_dies_and_comes_back_and_the_gp_sees_no_gap(room: Room) -> None:
    page = await room.to_call(await room.world.clinic.create_visit())
    await room.world.kill("ui")
    await still_moving(page)
    await room.new_screen()
    await room.sees("call", 30)
    assert await page.page.get_attribute("body", "data-state") == "in-call"
    await room.tap("microphone")
    await page.page.wait_for_selector("#patient-media:not([hidden])")
    await room.leave_call(page)


async def test_the_call_process_dies_and_the_visit_goes_on(room: Room) -> None:
    page = await room.to_call(await room.world.clinic.create_visit())
    await room.world.kill("call")
    await room.sees("reconnecting")
    await room.sees("call", 40)
    await page.in_call()
    await still_moving(page)
    await room.leave_call(page)


async def test_the_gp_closes_the_tab_and_comes_back_by_the_same_link(room: Room) -> None:
    booked = await room.world.clinic.create_visit()
    page = await room.to_call(booked)
    await page.page.close()
    await room.sees("reconnecting", 30)
    page = await room.browser.open(booked.link)
    await page.join()
    await page.in_call()
    await room.sees("call")
    await room.leave_call(page)


async def test_a_second_gp_with_the_same_link_is_told_and_changes_nothing(room: Room) -> None:
    booked = await room.world.clinic.create_visit()
    page = await room.to_call(booked)
    await room.browser.new_person()
    second = await room.browser.open(booked.link)
    await second.join()
    await second.state("refused")
    assert "annan" in (await second.page.inner_text("#problem, #stage-words")).lower()
    await room.notice("second-gp")
    await still_moving(page)
    await second.page.close()
    await room.leave_call(page)


async def test_the_oximeter_is_unplugged_and_plugged_in_again(room: Room) -> None:
    page = await room.to_call(await room.world.clinic.create_visit(), finger=True)
    assert (await page.numbers())[0] == "97"
    await room.world.oximeter("unplug")
    await room.notice("instrument-unplugged")
    await page.page.wait_for_function("() => !/[0-9]/.test(document.getElementById('value-spo2').textContent)")
    await room.world.oximeter("replug")
    await page.numbers(30_000)
    await room.notice_gone("instrument-unplugged")
    await room.world.oximeter("garbage 8")
    await room.notice("instrument-garbage")
    await page.numbers(30_000)
    await room.world.oximeter("finger out")
    await room.leave_call(page)


async def test_the_broker_goes_away_and_the_call_goes_on(room: Room) -> None:
    page = await room.to_call(await room.world.clinic.create_visit())
    room.world.clinic.broker.send_signal(signal.SIGSTOP)
    try:
        await room.notice("broker-away", 60)
        await still_moving(page)
        await page.write("Hörs vi?")
        await room.shows("chat", lambda text: "Hörs vi?" in text)
    finally:
        room.world.clinic.broker.send_signal(signal.SIGCONT)
    await room.notice_gone("broker-away", 40)
    await room.leave_call(page)


async def test_the_patient_leaves_the_call_with_a_second_question(room: Room) -> None:
    page = await room.to_call(await room.world.clinic.create_visit())
    await room.tap("end", "end-no")
    await still_moving(page)
    await room.tap("end", "end-yes")
    await room.on_to("goodbye")
    await page.state("ended")
    await room.tap("done")
    await room.sees("erased")
    await room.shows("check-folder-ok", bool)
    await room.on_to("attract")
