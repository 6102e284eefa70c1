# SPDX-License-Identifier: EUPL-1.2
"""The desk's relay to a real Mosquitto: a GP's page gets through, others do not, and a lost end ends the other."""

from __future__ import annotations

import asyncio
import signal
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from provisioning.demo.clinic import Clinic, CreatedVisit
from tests.kit.clinic import TOPICS, clinic_in, connected, relayed_peer, station_peer

pytestmark = pytest.mark.system

STATION = "hut-1"
DEADLINE_S = 10.0


@pytest.fixture
async def clinic(tmp_path: Path) -> AsyncIterator[Clinic]:
    async with clinic_in(tmp_path) as opened:
        await opened.enrol_station(STATION, "Hut", "Hill 1", "0123")
        yield opened


@pytest.fixture
async def booked(clinic: Clinic) -> CreatedVisit:
    return await clinic.create_visit(STATION)


def browser(clinic: Clinic) -> aiohttp.ClientSession:
    tls = ssl.create_default_context(cafile=str(clinic.authority_file))
    return aiohttp.ClientSession(clinic.public_url, connector=aiohttp.TCPConnector(ssl=tls))


async def test_a_page_reaches_its_visit_s_topics_and_no_others(clinic: Clinic, booked: CreatedVisit) -> None:
    folder = clinic.folder / "stations" / STATION
    async with connected(station_peer(clinic, folder)) as station, connected(relayed_peer(clinic, booked)) as gp:
        assert await station.subscribe(TOPICS.every_to_kiosk(STATION))
        assert await gp.subscribe(TOPICS.to_gp(STATION, booked.visit))
        assert not await gp.subscribe(TOPICS.every_presence)
        await gp.send(TOPICS.to_kiosk(STATION, booked.visit), b"x" * 30_000)
        assert (await station.next())[1] == b"x" * 30_000
        await station.send(TOPICS.to_gp(STATION, booked.visit), b"answer")
        assert (await gp.next())[1] == b"answer"


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
async def test_another_site_s_page_is_not_relayed(clinic: Clinic, origin: str) -> None:
    async with browser(clinic) as session:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await session.ws_connect("/mqtt", protocols=("mqtt",), origin=origin)
        assert refused.value.status == 403


async def test_a_plain_request_and_one_without_origin_are_refused(clinic: Clinic) -> None:
    async with browser(clinic) as session:
        assert (await session.get("/mqtt")).status == 403
        assert (await session.get("/mqtt", headers={"Origin": clinic.public_url})).status in (400, 426)


async def test_what_is_not_mqtt_is_not_carried(clinic: Clinic) -> None:
    async with browser(clinic) as session:
        page = await session.ws_connect("/mqtt", protocols=("mqtt",), origin=clinic.public_url)
        await page.send_str("this is not MQTT")
        async with asyncio.timeout(DEADLINE_S):
            assert (await page.receive()).type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED)


async def test_a_broker_that_is_away_is_said_at_once(clinic: Clinic) -> None:
    clinic.broker.send_signal(signal.SIGKILL)
    await clinic.broker.wait()
    async with browser(clinic) as session:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await session.ws_connect("/mqtt", protocols=("mqtt",), origin=clinic.public_url)
        assert refused.value.status == 502
