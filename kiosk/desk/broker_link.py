# SPDX-License-Identifier: EUPL-1.2
"""The desk's connection to the broker, kept up for ever: rights, commands to stations, and their answers."""

from __future__ import annotations

import asyncio
import secrets
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import aiomqtt
import msgspec
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from kiosk import log
from kiosk.desk.rights import Command
from kiosk.errors import DeskError, DeskReason, SignallingError
from kiosk.signalling import commands
from kiosk.signalling.topics import Topics

RECONNECT_S = (0.2, 0.5, 1.0, 2.0, 5.0)
CONNECT_DEADLINE_S = 10.0
CONTROL_DEADLINE_S = 5.0
KEEPALIVE_S = 15
CONTROL_TOPIC = "$CONTROL/dynamic-security/v1"
RESPONSE_TOPIC = f"{CONTROL_TOPIC}/response"

_log = log.EventLog("desk-broker")


class Presence(msgspec.Struct, frozen=True, kw_only=True):
    """How a station is, as it says itself. ``since``: when its process came up; another one has lost its visits."""

    state: str = "offline"
    since: str = ""

    @property
    def here(self) -> bool:
        return self.state != "offline"


@dataclass(frozen=True, kw_only=True, slots=True)
class DeskListener:
    """What the link tells, in the event loop. ``connected`` is awaited before anything else is heard or sent."""

    connected: Callable[[], Awaitable[None]]
    presence: Callable[[str, Presence], None]
    answer: Callable[[str, bytes, commands.VisitAnswer], None]


class DeskLink:
    """One MQTT 5 session by the desk's certificate."""

    def __init__(self, *, host: str, port: int, topics: Topics, tls: ssl.SSLContext, listener: DeskListener) -> None:
        self._host, self._port = host, port
        self._topics = topics
        self._tls = tls
        self._listener = listener
        self._client: aiomqtt.Client | None = None
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self.connected = asyncio.Event()

    async def run(self) -> None:
        """Stay connected until cancelled."""
        failures = 0
        while True:
            try:
                await self._session()
            except (aiomqtt.MqttError, OSError, TimeoutError, DeskError) as problem:
                failures = 0 if self.connected.is_set() else failures + 1
                _log.warning("broker-away", kind=type(problem).__name__, attempt=failures)
            finally:
                self._gone()
            await asyncio.sleep(RECONNECT_S[min(failures, len(RECONNECT_S) - 1)])

    async def control(self, wanted: Sequence[Command]) -> list[dict[str, Any]]:
        """Carry out commands of the dynamic-security plugin, in order; return their answers, errors included.

        Raises `DeskError` (BROKER_AWAY) if the broker is away or does not answer in time: then nothing is known.
        """
        if self._client is None:
            raise _away()
        marks = [secrets.token_hex(8) for _ in wanted]
        loop = asyncio.get_running_loop()
        futures = [self._waiting.setdefault(mark, loop.create_future()) for mark in marks]
        body = [{**command, "correlationData": mark} for command, mark in zip(wanted, marks, strict=True)]
        try:
            async with asyncio.timeout(CONTROL_DEADLINE_S):
                await self._client.publish(CONTROL_TOPIC, msgspec.json.encode({"commands": body}), qos=1)
                return await asyncio.gather(*futures)
        except (TimeoutError, aiomqtt.MqttError):
            raise _away() from None
        finally:
            for mark in marks:
                self._waiting.pop(mark, None)

    async def command(self, kiosk: str, message: commands.Command, correlation: bytes, expiry_s: int) -> None:
        """Publish a command to a station; raises `DeskError` (BROKER_AWAY)."""
        if self._client is None:
            raise _away()
        properties = Properties(PacketTypes.PUBLISH)
        properties.ResponseTopic = self._topics.event(kiosk)
        properties.CorrelationData = correlation
        properties.MessageExpiryInterval = min(expiry_s, commands.MAX_EXPIRY_S)
        payload = commands.encode(message)
        try:
            async with asyncio.timeout(CONTROL_DEADLINE_S):
                await self._client.publish(self._topics.command(kiosk), payload, qos=1, properties=properties)
        except (TimeoutError, aiomqtt.MqttError):
            raise _away() from None

    async def _session(self) -> None:
        async with aiomqtt.Client(
            self._host,
            self._port,
            identifier=f"desk-{secrets.token_hex(8)}",
            protocol=aiomqtt.ProtocolVersion.V5,
            tls_context=self._tls,
            clean_start=True,
            keepalive=KEEPALIVE_S,
            timeout=CONNECT_DEADLINE_S,
            # Nagle and delayed ACK together double the time of a small exchange over TLS.
            socket_options=[(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)],
        ) as client:
            await client.subscribe(RESPONSE_TOPIC, qos=1)
            self._client = client
            reading = asyncio.create_task(self._read(client))
            try:
                await self._listener.connected()
                await client.subscribe([(self._topics.every_presence, 1), (self._topics.every_event, 1)])
                self.connected.set()
                _log.info("broker", ok=True)
                await reading
            finally:
                reading.cancel()
                await asyncio.gather(reading, return_exceptions=True)

    async def _read(self, client: aiomqtt.Client) -> None:
        async for message in client.messages:
            payload = message.payload if isinstance(message.payload, bytes) else b""
            topic = str(message.topic)
            try:
                if topic == RESPONSE_TOPIC:
                    self._responses(payload)
                elif message.topic.matches(self._topics.every_presence):
                    presence = msgspec.json.decode(payload, type=Presence) if payload else Presence()
                    self._listener.presence(self._topics.kiosk_of(topic), presence)
                elif (answer := commands.decode_answer(payload)) is not None:
                    correlation = getattr(message.properties, "CorrelationData", b"")
                    self._listener.answer(self._topics.kiosk_of(topic), correlation, answer)
            except (msgspec.DecodeError, SignallingError, UnicodeDecodeError) as problem:
                _log.warning("message-dropped", kind=type(problem).__name__)

    def _responses(self, payload: bytes) -> None:
        for response in msgspec.json.decode(payload, type=dict[str, list[dict[str, Any]]]).get("responses", ()):
            future = self._waiting.get(str(response.get("correlationData", "")))
            if future is not None and not future.done():
                future.set_result(response)

    def _gone(self) -> None:
        self._client = None
        self.connected.clear()
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(_away())


def _away() -> DeskError:
    return DeskError("The broker is away.", reason=DeskReason.BROKER_AWAY, hint="Try again in a moment.")
