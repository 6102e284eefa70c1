# SPDX-License-Identifier: EUPL-1.2
"""A station without camera, microphone and oximeter, a GP who is late, a patient who leaves, a broker that is away."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from kiosk.settings import CameraSection, SoundSection, VisitSection
from tests.kit.room import Room, open_room, quick_plan

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]

IMPATIENT = VisitSection(goodbye_s=300.0, receipt_s=300.0, idle_s=6.0, idle_warning_s=4.0, gp_late_s=3.0)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def room(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Room]:
    plan = quick_plan(
        tmp_path_factory.mktemp("world"),
        visit=IMPATIENT,
        camera=CameraSection(kind="v4l2", path="/dev/video99"),
        sound=SoundSection(kind="portaudio", input="no such microphone"),
    )
    async with open_room(plan) as opened:
        yield opened


async def test_without_instruments_one_is_told_and_may_go_on_to_the_call(room: Room) -> None:
    await room.world.programs.stop("oximeter")
    booked = await room.world.clinic.create_visit()
    await room.to_measure(booked)
    await room.notice("instrument-missing")
    await room.tap("continue")
    await room.notice("camera-missing")
    await room.notice("microphone-missing")
    page = await room.browser.open(booked.link)
    await page.join()
    await page.in_call()
    await room.sees("call")
    await page.page.wait_for_selector("#sensor-state[data-state='unplugged']")
    await room.world.plug_in()
    await room.world.oximeter("finger in")
    assert (await page.numbers(40_000))[0] == "97"
    await room.world.oximeter("finger out")
    await room.leave_call(page)


async def test_a_gp_who_is_late(room: Room) -> None:
    booked = await room.world.clinic.create_visit()
    await room.to_waiting(booked)
    await room.sees("gp-absent")
    await room.tap("keep-waiting")
    await room.sees("waiting")
    page = await room.browser.open(booked.link)
    await page.join()
    await page.in_call()
    await room.leave_call(page)


async def test_a_patient_who_walks_away_is_asked_and_then_forgotten(room: Room) -> None:
    await room.world.oximeter("finger out")  # a finger that is measured is a sign of life
    await room.to_measure(await room.world.clinic.create_visit())
    await room.shows("stay", bool, 30)
    await room.tap("stay")
    await room.shows_not("stay")
    await room.sees("cleaning", 60)  # what is erased in between is dark, and over as soon as it is done
    await room.on_to("attract")


async def test_a_broker_that_is_away_at_the_start_closes_the_station_until_it_is_back(room: Room) -> None:
    broker = room.world.clinic.broker
    broker.send_signal(signal.SIGSTOP)
    try:
        await room.world.kill("station")
        await room.sees("unavailable", 40)
    finally:
        broker.send_signal(signal.SIGCONT)
    await room.sees("attract", 40)
