# SPDX-License-Identifier: EUPL-1.2
"""A running clinic for tests, and bare peers at its broker: a station and a GP that speak MQTT and nothing else."""

from __future__ import annotations

import asyncio
import secrets
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiomqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from kiosk.identity import Identity
from kiosk.signalling.link import mqtt_password, parse_link
from kiosk.signalling.topics import Topics, gp_username
from provisioning.demo.clinic import HOST, Clinic, CreatedVisit

DEADLINE_S = 5.0
TOPICS = Topics("halsorum")
_NO_DELAY = [(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)]


def small_page(folder: Path) -> Path:
    """Make a page that is enough to be served, so that tests do not need the built one."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.html").write_text("<!doctype html><title>page</title>", encoding="utf-8")
    (folder / "app.js").write_text("export {};\n" * 50, encoding="utf-8")
    return folder


def clinic_in(folder: Path) -> Clinic:
    """Make a clinic with a small page."""
    return Clinic(folder / "clinic", page=small_page(folder / "page"))


class Peer:
    """A connected MQTT client that remembers what arrives."""

    def __init__(self, client: aiomqtt.Client) -> None:
        self.client = client
        self._arrived: asyncio.Queue[aiomqtt.Message] = asyncio.Queue()

    async def send(
        self, topic: str, payload: bytes = b"hello", *, retain: bool = False, correlation: bytes = b""
    ) -> None:
        """Publish; a broker that refuses says nothing."""
        properties = Properties(PacketTypes.PUBLISH)
        if correlation:
            properties.CorrelationData = correlation
        await self.client.publish(topic, payload, qos=1, retain=retain, properties=properties)

    async def subscribe(self, topic: str) -> bool:
        """Subscribe; tell whether the broker granted it."""
        (granted,) = await self.client.subscribe(topic, qos=1)
        return not getattr(granted, "is_failure", granted == 128)

    async def next_message(self) -> aiomqtt.Message:
        """Wait for the next message."""
        async with asyncio.timeout(DEADLINE_S):
            return await self._arrived.get()

    async def next(self) -> tuple[str, bytes]:
        """Wait for the next message's topic and payload."""
        message = await self.next_message()
        return str(message.topic), message.payload if isinstance(message.payload, bytes) else b""

    async def until(self, payload: bytes) -> None:
        """Throw away what arrived before ``payload``."""
        while (await self.next())[1] != payload:
            pass

    def nothing_arrived(self) -> bool:
        """Tell whether every message was taken with `next`."""
        return self._arrived.empty()

    async def listen(self) -> None:
        """Collect what arrives until the connection ends."""
        async for message in self.client.messages:
            self._arrived.put_nowait(message)


@asynccontextmanager
async def connected(client: aiomqtt.Client) -> AsyncIterator[Peer]:
    """Connect and listen; a connection that breaks shows in what no longer arrives."""
    async with client:
        peer = Peer(client)
        task = asyncio.create_task(peer.listen())
        try:
            yield peer
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def station_peer(clinic: Clinic, folder: Path) -> aiomqtt.Client:
    """Make a client with the certificate in ``folder``."""
    return aiomqtt.Client(
        HOST,
        clinic.broker_port,
        identifier=f"test-{secrets.token_hex(6)}",
        protocol=aiomqtt.ProtocolVersion.V5,
        tls_context=Identity.load(folder).client_tls(),
        clean_start=True,
        timeout=DEADLINE_S,
        socket_options=_NO_DELAY,
    )


def gp_peer(clinic: Clinic, visit: CreatedVisit) -> aiomqtt.Client:
    """Make a client as the page of ``visit`` does, from its link alone."""
    link = parse_link(visit.link)
    return websocket_peer(clinic, gp_username(link.visit), mqtt_password(link.secret, link.visit))


def relayed_peer(clinic: Clinic, visit: CreatedVisit) -> aiomqtt.Client:
    """Make a client as a browser with the page of ``visit`` is, through the desk's relay."""
    link = parse_link(visit.link)
    username, password = gp_username(link.visit), mqtt_password(link.secret, link.visit)
    port = int(clinic.public_url.rpartition(":")[2])
    return websocket_peer(clinic, username, password, port=port, headers={"Origin": clinic.public_url})


def websocket_peer(
    clinic: Clinic,
    username: str | None,
    password: str | None,
    identifier: str | None = None,
    *,
    port: int | None = None,
    headers: dict[str, str] | None = None,
) -> aiomqtt.Client:
    """Make a client of the listener for browsers, or of the one at ``port``."""
    return aiomqtt.Client(
        HOST,
        port or clinic.gp_port,
        websocket_headers=headers,
        identifier=identifier or f"test-{secrets.token_hex(6)}",
        username=username,
        password=password,
        protocol=aiomqtt.ProtocolVersion.V5,
        transport="websockets",
        websocket_path="/mqtt",
        tls_context=ssl.create_default_context(cafile=str(clinic.authority_file)),
        clean_start=True,
        timeout=DEADLINE_S,
        socket_options=_NO_DELAY,
    )
