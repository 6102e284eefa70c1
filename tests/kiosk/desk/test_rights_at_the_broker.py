# SPDX-License-Identifier: EUPL-1.2
"""Rights, tested by what arrives at a real Mosquitto: a refused publish gives no error, so only silence proves it.

To know that silence is not merely slowness, a message that is allowed is sent after each one that is not; both go
through the same broker in order, so when the second is there the first will never be.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import aiomqtt
import pytest
import pytest_asyncio

from kiosk.signalling.topics import gp_username
from provisioning.demo.clinic import Clinic, CreatedVisit
from tests.kit.clinic import DEADLINE_S, TOPICS, Peer, clinic_in, connected, gp_peer, station_peer, websocket_peer

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]

ONE, TWO = "station-one", "station-two"


@dataclass
class Scene:
    """Two stations, each with a visit and its GP, all at the broker."""

    clinic: Clinic
    folders: dict[str, Path]
    stations: dict[str, Peer]
    visits: dict[str, CreatedVisit]
    gps: dict[str, Peer]

    def to_kiosk(self, station: str) -> str:
        return TOPICS.to_kiosk(station, self.visits[station].visit)

    def to_gp(self, station: str) -> str:
        return TOPICS.to_gp(station, self.visits[station].visit)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    async with AsyncExitStack() as stack:
        clinic = await stack.enter_async_context(clinic_in(tmp_path_factory.mktemp("rights")))
        scene = Scene(clinic, {}, {}, {}, {})
        for name in (ONE, TWO):
            settings = await clinic.enrol_station(name, name, "", "")
            scene.folders[name] = settings.station.identity
            scene.visits[name] = await clinic.create_visit(name)
            scene.stations[name] = await stack.enter_async_context(
                connected(station_peer(clinic, settings.station.identity))
            )
            scene.gps[name] = await stack.enter_async_context(connected(gp_peer(clinic, scene.visits[name])))
            assert await scene.stations[name].subscribe(TOPICS.every_to_kiosk(name))
            assert await scene.gps[name].subscribe(scene.to_gp(name))
        yield scene


@pytest_asyncio.fixture(loop_scope="module")
async def scene(shared: Scene) -> Scene:
    """The shared scene with nothing under way: what an earlier test sent has arrived and is thrown away."""
    for name in (ONE, TWO):
        await shared.gps[name].send(shared.to_kiosk(name), b"barrier")
        await shared.stations[name].until(b"barrier")
        await shared.stations[name].send(shared.to_gp(name), b"barrier")
        await shared.gps[name].until(b"barrier")
    return shared


async def test_station_and_gp_reach_each_other(scene: Scene) -> None:
    await scene.gps[ONE].send(scene.to_kiosk(ONE), b"from the GP")
    assert await scene.stations[ONE].next() == (scene.to_kiosk(ONE), b"from the GP")
    await scene.stations[ONE].send(scene.to_gp(ONE), b"from the station")
    assert await scene.gps[ONE].next() == (scene.to_gp(ONE), b"from the station")


async def test_a_gp_sees_whether_the_station_is_there(scene: Scene) -> None:
    await scene.stations[ONE].send(TOPICS.presence(ONE), b'{"state":"online","since":"x"}', retain=True)
    assert await scene.gps[ONE].subscribe(TOPICS.presence(ONE))
    assert await scene.gps[ONE].next() == (TOPICS.presence(ONE), b'{"state":"online","since":"x"}')
    assert not await scene.gps[ONE].subscribe(TOPICS.presence(TWO))
    await scene.gps[ONE].client.unsubscribe(TOPICS.presence(ONE))
    await scene.stations[ONE].send(TOPICS.presence(ONE), b"", retain=True)


@pytest.mark.parametrize("name", ["to_gp", "to_kiosk"])
async def test_a_gp_cannot_listen_to_another_visit(scene: Scene, name: str) -> None:
    topic = getattr(scene, name)(TWO)
    for each in (topic, TOPICS.every_to_gp(TWO), TOPICS.every_to_kiosk(TWO), "#", "halsorum/#", "$SYS/#"):
        assert not await scene.gps[ONE].subscribe(each)
    await (scene.stations if name == "to_gp" else scene.gps)[TWO].send(topic)
    await scene.stations[ONE].send(scene.to_gp(ONE), b"last")
    assert (await scene.gps[ONE].next())[1] == b"last"
    assert scene.gps[ONE].nothing_arrived()


async def test_a_gp_cannot_speak_in_another_visit_nor_as_the_station(scene: Scene) -> None:
    gp = scene.gps[ONE]
    assert not await gp.subscribe(scene.to_kiosk(ONE))
    await gp.send(scene.to_kiosk(TWO), b"into another visit")
    await scene.gps[TWO].send(scene.to_kiosk(TWO), b"last")
    assert (await scene.stations[TWO].next())[1] == b"last"
    assert scene.stations[TWO].nothing_arrived()
    await gp.send(scene.to_gp(ONE), b"as the station")
    await gp.send(scene.to_gp(TWO), b"as the other station")
    for name in (ONE, TWO):
        await scene.stations[name].send(scene.to_gp(name), b"last")
        assert (await scene.gps[name].next())[1] == b"last"
        assert scene.gps[name].nothing_arrived()


async def test_a_gp_cannot_command_a_station_nor_pretend_its_presence(scene: Scene) -> None:
    station, gp = scene.stations[ONE], scene.gps[ONE]
    assert await station.subscribe(TOPICS.command(ONE))
    assert await gp.subscribe(TOPICS.presence(ONE))
    await gp.send(TOPICS.command(ONE), b"a command")
    await gp.send(TOPICS.presence(ONE), b"a presence")
    await gp.send(scene.to_kiosk(ONE), b"last")
    assert await no_offer(station) == b"last"
    await station.send(TOPICS.presence(ONE), b'{"state":"online"}')
    assert (await gp.next())[1] == b'{"state":"online"}'
    await station.client.unsubscribe(TOPICS.command(ONE))


async def no_offer(station: Peer) -> bytes:
    """Take the next message that is not the desk's own offer of the visit."""
    while True:
        _, payload = await station.next()
        if b"visit.offer" not in payload:
            return payload


async def test_a_station_cannot_listen_to_another_station(scene: Scene) -> None:
    station = scene.stations[ONE]
    topics = (
        scene.to_kiosk(TWO),
        scene.to_gp(TWO),
        scene.to_gp(ONE),
        TOPICS.every_to_kiosk(TWO),
        TOPICS.command(TWO),
        TOPICS.event(TWO),
        TOPICS.presence(TWO),
        "halsorum/v1/kiosk/+/cmd",
        "halsorum/v1/kiosk/#",
        "#",
        "$CONTROL/#",
    )
    for topic in topics:
        assert not await station.subscribe(topic), topic
    await scene.gps[TWO].send(scene.to_kiosk(TWO))
    await scene.gps[ONE].send(scene.to_kiosk(ONE), b"last")
    assert (await station.next())[1] == b"last"
    assert station.nothing_arrived()


async def test_a_station_cannot_speak_as_another_nor_hand_out_rights(scene: Scene) -> None:
    station = scene.stations[ONE]
    await station.send(scene.to_gp(TWO), b"as the other station")
    await station.send(
        "$CONTROL/dynamic-security/v1",
        b'{"commands":[{"command":"addClientRole","username":"station-one","rolename":"desk"}]}',
    )
    await scene.stations[TWO].send(scene.to_gp(TWO), b"last")
    assert (await scene.gps[TWO].next())[1] == b"last"
    assert scene.gps[TWO].nothing_arrived()
    assert not await station.subscribe("$CONTROL/dynamic-security/v1/response")


async def test_a_browser_without_the_link_is_refused(scene: Scene) -> None:
    """Not by a name without a password either: stations and the desk have none, and must not be impersonated."""
    stranger, known = "gp-aaaaaaaaaaaaaaaaaaaaaaaaaa", gp_username(scene.visits[ONE].visit)
    for username in (None, stranger, known, ONE, "desk:desk"):
        for password in (None, "", "guess"):
            if username is None and password is not None:
                continue
            with pytest.raises(aiomqtt.MqttError):
                async with websocket_peer(scene.clinic, username, password):
                    pytest.fail(f"{username} came in")


async def test_no_certificate_no_station(scene: Scene) -> None:
    """TLS 1.3 tells a client without a certificate only when it reads, so the broker's closing is what shows it."""
    tls = ssl.create_default_context(cafile=str(scene.clinic.authority_file))
    async with asyncio.timeout(DEADLINE_S):
        reader, writer = await asyncio.open_connection("localhost", scene.clinic.broker_port, ssl=tls)
        with pytest.raises(ssl.SSLError, match="certificate required"):
            await reader.read(1)
    writer.close()


async def test_staff_have_no_rights_at_the_broker(scene: Scene) -> None:
    """A certificate of the clinic alone opens nothing."""
    async with connected(station_peer(scene.clinic, scene.clinic.operator_folder)) as staff:
        for topic in ("#", TOPICS.every_to_kiosk(ONE), TOPICS.presence(ONE), scene.to_gp(ONE)):
            assert not await staff.subscribe(topic)
        await staff.send(scene.to_kiosk(ONE), b"from staff")
        await scene.gps[ONE].send(scene.to_kiosk(ONE), b"last")
        assert (await scene.stations[ONE].next())[1] == b"last"


async def gone(peer: Peer) -> None:
    """Wait until the broker has thrown ``peer`` out."""
    async with asyncio.timeout(DEADLINE_S):
        with pytest.raises(aiomqtt.MqttError):
            while True:
                await peer.client.publish("nowhere", b"", qos=1)
                await asyncio.sleep(0.01)


async def test_the_end_of_a_visit_throws_its_gp_out_and_keeps_it_out(scene: Scene) -> None:
    visit = await scene.clinic.create_visit(ONE)
    async with scene.clinic.operator() as desk, connected(gp_peer(scene.clinic, visit)) as gp:
        await desk.cancel_visit(visit.visit)
        await gone(gp)
    with pytest.raises(aiomqtt.MqttError):
        async with gp_peer(scene.clinic, visit):
            pytest.fail("the link of a visit that is over still opens the broker")
    await scene.gps[ONE].send(scene.to_kiosk(ONE), b"the station's other visit goes on")
    assert (await scene.stations[ONE].next())[1] == b"the station's other visit goes on"


async def test_a_revoked_station_is_thrown_out_and_its_certificate_opens_nothing(scene: Scene) -> None:
    clinic, name = scene.clinic, "station-three"
    settings = await clinic.enrol_station(name, name, "", "")
    visit = await clinic.create_visit(name)
    folder = settings.station.identity
    async with connected(station_peer(clinic, folder)) as station, connected(gp_peer(clinic, visit)) as gp:
        assert await station.subscribe(TOPICS.command(name))
        async with clinic.operator() as desk:
            await desk.revoke_station(name)
            assert (await desk.visit(visit.visit))["state"] == "cancelled"
        await gone(station)
        await gone(gp)
    async with connected(station_peer(clinic, folder)) as again:
        for topic in (TOPICS.command(name), TOPICS.every_to_kiosk(name)):
            assert not await again.subscribe(topic)
