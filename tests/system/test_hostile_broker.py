# SPDX-License-Identifier: EUPL-1.2
"""A broker that alters media keys can drop a call, but nobody talks through it: both ends refuse, in words."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from kiosk.identity import Identity
from provisioning.demo.clinic import free_ports
from provisioning.demo.world import STATION_ID
from tests.kit.hostile_broker import HostileBroker, alter
from tests.kit.room import Room, open_room, quick_plan

pytestmark = [
    pytest.mark.system,
    pytest.mark.asyncio(loop_scope="module"),
]


@dataclass(frozen=True, slots=True)
class Hostile:
    """A world with a hostile broker before each end; both begin honest."""

    room: Room
    to_gp: HostileBroker
    to_station: HostileBroker


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hostile(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Hostile]:
    gp_port, station_port = free_ports(2)
    plan = quick_plan(tmp_path_factory.mktemp("world"), gp_broker_port=gp_port, station_broker_port=station_port)
    async with contextlib.AsyncExitStack() as stack:
        room = await stack.enter_async_context(open_room(plan))
        clinic = room.world.clinic
        broker = Identity.load(clinic.broker_plan.identity)
        station = Identity.load(clinic.folder / "stations" / STATION_ID)
        to_gp = HostileBroker(
            tls=broker.server_tls(client_certificates=False),
            upstream=lambda: ssl.create_default_context(cafile=clinic.authority_file),
            target=lambda: clinic.gp_port,
            port=gp_port,
        )
        to_station = HostileBroker(
            tls=broker.server_tls(client_certificates=True),
            upstream=station.client_tls,
            target=lambda: clinic.broker_port,
            port=station_port,
        )
        for relay in (to_gp, to_station):
            await stack.enter_async_context(relay)
        yield Hostile(room, to_gp, to_station)


async def goodbye(room: Room) -> None:
    await room.tap("leave", "leave-yes")
    await room.sees("erased")
    await room.on_to("attract")


async def test_only_the_key_s_first_digit_is_changed() -> None:
    assert alter(b"x a=fingerprint:sha-256 AB:CD y") == b"x a=fingerprint:sha-256 0B:CD y"


async def test_an_altered_offer_is_refused_by_the_gp_s_page(hostile: Hostile) -> None:
    room = hostile.room
    booked = await room.world.clinic.create_visit()
    await room.to_waiting(booked)
    hostile.to_gp.evil = True
    page = await room.browser.open(booked.link)
    await page.join()
    await page.state("tampered", 30_000)
    assert hostile.to_gp.altered >= 1
    words = await page.page.inner_text("main")
    assert "0952-123 45" in words, "the page says whom to ring instead"
    await room.notice("signature")
    hostile.to_gp.evil = False
    await page.page.close()
    page = await room.browser.open(booked.link)
    await page.join()
    await page.in_call()
    await room.sees("call")
    await room.leave_call(page)


async def test_an_altered_answer_is_refused_by_the_station(hostile: Hostile) -> None:
    room = hostile.room
    booked = await room.world.clinic.create_visit()
    await room.to_waiting(booked)
    hostile.to_station.evil = True
    page = await room.browser.open(booked.link)
    await page.join()
    await room.notice("signature", 30)
    assert hostile.to_station.altered >= 1
    await page.state("tampered", 30_000)
    hostile.to_station.evil = False
    await page.page.close()
    await goodbye(room)
