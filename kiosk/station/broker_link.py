# SPDX-License-Identifier: EUPL-1.2
"""The station's connection to the broker: MQTT 5 over mutual TLS, kept up for ever.

The station's state is a retained message with a will behind it. Commands are answered; call events of a visit are
handed on. What is published while the broker is away is dropped: every event is either repeated by its sender or void
after a minute.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import aiomqtt
import msgspec
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from kiosk import log
from kiosk.errors import SignallingError
from kiosk.identity import Identity
from kiosk.settings import BrokerSection
from kiosk.signalling import commands, events
from kiosk.signalling.replay import DuplicateFilter
from kiosk.signalling.topics import Topics

RECONNECT_S = (0.5, 1.0, 2.0, 5.0)
CONNECT_DEADLINE_S = 10.0
ANSWER_S = 1.5
"""How quickly a broker that is there answers when it is asked for."""
KEEPALIVE_S = 15
WILL_DELAY_S = 10
EVENT_EXPIRY_S = 60
OUTBOX = 256

_log = log.EventLog("broker-link")


@dataclass(frozen=True, kw_only=True, slots=True)
class BrokerAddress:
    """``client_id`` stays the same, and nobody can guess it: of two connections with one id a broker keeps the newer,
    whoever it is, so with the station's name as id any GP could throw the station out.
    """

    host: str
    port: int
    tls: ssl.SSLContext
    client_id: str


def address_of(broker: BrokerSection, identity: Identity) -> BrokerAddress:
    """Say where the broker is for the station of ``identity``."""
    client_id = f"{identity.name}-{identity.derive('mqtt client id').hex()[:16]}"
    return BrokerAddress(host=broker.host, port=broker.port, tls=identity.client_tls(), client_id=client_id)


@dataclass(frozen=True, kw_only=True, slots=True)
class BrokerListener:
    """What the link tells: called from the event loop."""

    here: Callable[[bool], None]
    command: Callable[[commands.Command], commands.VisitAnswer | None]
    event: Callable[[str, events.Event], None]
    guest: Callable[[str, str, events.Event], None] = lambda visit, seat, event: None
    """Hears of a visit, a seat in it, and an event from whoever has that seat."""


@dataclass(frozen=True, slots=True)
class _Letter:
    topic: str
    payload: bytes
    expiry_s: int | None = None
    retain: bool = False
    correlation: bytes | None = None


class BrokerLink:
    """Connects, subscribes, and comes back with patience when the broker goes away."""

    def __init__(self, address: BrokerAddress, topics: Topics, kiosk: str, listener: BrokerListener) -> None:
        self._address = address
        self._topics = topics
        self._kiosk = kiosk
        self._listener = listener
        self._outbox: asyncio.Queue[_Letter] = asyncio.Queue(OUTBOX)
        self._sequence = 0
        self._presence = b""
        self._here = False
        self._doubted = asyncio.Event()
        self._renewed = asyncio.Event()

    def doubt(self) -> None:
        """Ask the broker for a sign of life, and connect anew if none comes at once."""
        self._doubted.set()

    def renew(self) -> None:
        """Connect anew at once: the path that the connection used has gone."""
        self._renewed.set()

    def presence(self, *, state: str, since: datetime, version: str, devices: list[str]) -> None:
        """Publish the station's state; retained, and published anew after every reconnection."""
        self._presence = msgspec.json.encode(
            {"state": state, "since": since, "sw": version, "legs": ["p2p"], "devices": devices}
        )
        self._post(_Letter(self._topics.presence(self._kiosk), self._presence, retain=True))

    def publish(self, visit: str, content: events.Content, passport: str = "") -> None:
        """Send a call event to the GP of ``visit``."""
        self._post_event(self._topics.to_gp(self._kiosk, visit), content, passport)

    def publish_to_guest(self, visit: str, seat: str, content: events.Content, passport: str = "") -> None:
        """Send a call event to whoever has ``seat`` in ``visit``."""
        self._post_event(self._topics.to_guest(self._kiosk, visit, seat), content, passport)

    def _post_event(self, topic: str, content: events.Content, passport: str) -> None:
        self._sequence += 1
        payload = events.encode(content, seq=self._sequence, passport=passport)
        self._post(_Letter(topic, payload, EVENT_EXPIRY_S))

    async def run(self) -> None:
        """Stay connected until cancelled."""
        failures = 0
        while True:
            problem = await self._once()
            if problem is not None:
                failures = 0 if self._here else failures + 1
                _log.warning("broker-away", kind=type(problem).__name__, attempt=failures)
            self._say(here=False)
            if not self._renewed.is_set():
                await _either(self._renewed, self._doubted, RECONNECT_S[min(failures, len(RECONNECT_S) - 1)])

    async def _once(self) -> Exception | None:
        """Connect and stay; return what ended it, None if the path has gone."""
        self._renewed.clear()
        self._doubted.clear()
        session = asyncio.create_task(self._patient_session())
        renewed = asyncio.create_task(self._renewed.wait())
        try:
            await asyncio.wait((session, renewed), return_when=asyncio.FIRST_COMPLETED)
        finally:
            session.cancel()
            renewed.cancel()
            ended = await asyncio.gather(session, renewed, return_exceptions=True)
        problem = ended[0]
        if isinstance(problem, aiomqtt.MqttError | OSError | TimeoutError):
            return problem
        if isinstance(problem, BaseException) and not isinstance(problem, asyncio.CancelledError):
            raise problem
        return None

    async def _patient_session(self) -> None:
        async with asyncio.timeout(None) as patience:
            patience.reschedule(asyncio.get_running_loop().time() + CONNECT_DEADLINE_S)
            await self._session(patience)

    async def _session(self, patience: asyncio.Timeout) -> None:
        async with self._client() as client:
            heard = (self._topics.command, self._topics.every_to_kiosk, self._topics.every_guest_to_kiosk)
            await client.subscribe([(topic(self._kiosk), 1) for topic in heard])
            patience.reschedule(None)
            self._drop_outbox()
            if self._presence:
                await client.publish(self._topics.presence(self._kiosk), self._presence, qos=1, retain=True)
            self._say(here=True)
            self._doubted.clear()
            writing = asyncio.create_task(self._write(client))
            reading = asyncio.create_task(self._read(client))
            watching = asyncio.create_task(self._watch(client))
            try:
                await asyncio.wait((reading, watching), return_when=asyncio.FIRST_COMPLETED)
                for ended in (reading, watching):
                    if ended.done():
                        ended.result()
            finally:
                for task in (writing, reading, watching):
                    task.cancel()
                await asyncio.gather(writing, reading, watching, return_exceptions=True)

    async def _watch(self, client: aiomqtt.Client) -> None:
        """Whenever the broker is doubted, have it answer; raises if it does not."""
        while True:
            await self._doubted.wait()
            self._doubted.clear()
            await client.publish(
                self._topics.presence(self._kiosk), self._presence, qos=1, retain=True, timeout=ANSWER_S
            )

    def _client(self) -> aiomqtt.Client:
        offline = msgspec.json.encode({"state": "offline"})
        will = Properties(PacketTypes.WILLMESSAGE)
        will.WillDelayInterval = WILL_DELAY_S
        return aiomqtt.Client(
            hostname=self._address.host,
            port=self._address.port,
            tls_context=self._address.tls,
            identifier=self._address.client_id,
            protocol=aiomqtt.ProtocolVersion.V5,
            clean_start=True,
            keepalive=KEEPALIVE_S,
            timeout=CONNECT_DEADLINE_S,
            # Nagle and delayed ACK together double the time of a small exchange over TLS.
            socket_options=[(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)],
            will=aiomqtt.Will(self._topics.presence(self._kiosk), offline, qos=1, retain=True, properties=will),
        )

    async def _write(self, client: aiomqtt.Client) -> None:
        while True:
            letter = await self._outbox.get()
            properties = Properties(PacketTypes.PUBLISH)
            if letter.expiry_s is not None:
                properties.MessageExpiryInterval = letter.expiry_s
            if letter.correlation is not None:
                properties.CorrelationData = letter.correlation
            await client.publish(letter.topic, letter.payload, qos=1, retain=letter.retain, properties=properties)

    async def _read(self, client: aiomqtt.Client) -> None:
        seen = DuplicateFilter()
        async for message in client.messages:
            payload = message.payload if isinstance(message.payload, bytes) else b""
            try:
                if message.topic.matches(self._topics.command(self._kiosk)):
                    self._command(payload, message.properties)
                else:
                    self._event(str(message.topic), payload, seen)
            except SignallingError as problem:
                _log.warning("message-dropped", reason=problem.reason)

    def _event(self, topic: str, payload: bytes, seen: DuplicateFilter) -> None:
        event = events.decode_from_gp(payload)
        guest = self._topics.guest_of(topic)
        visit = self._topics.visit_of(topic) if guest is None else guest[0]
        if event is None or not seen.is_new((visit, *event.key)):
            return
        if guest is None:
            self._listener.event(visit, event)
        else:
            self._listener.guest(*guest, event)

    def _command(self, payload: bytes, properties: Properties | None) -> None:
        command = commands.decode_command(payload)
        if command is None:
            return
        answer = self._listener.command(command)
        topic = getattr(properties, "ResponseTopic", None)
        if answer is not None and topic == self._topics.event(self._kiosk):
            correlation = getattr(properties, "CorrelationData", None)
            self._post(_Letter(topic, commands.encode(answer), EVENT_EXPIRY_S, correlation=correlation))

    def _post(self, letter: _Letter) -> None:
        if not self._here:
            return
        try:
            self._outbox.put_nowait(letter)
        except asyncio.QueueFull:
            _log.warning("outbox-full")

    def _drop_outbox(self) -> None:
        while not self._outbox.empty():
            self._outbox.get_nowait()

    def _say(self, *, here: bool) -> None:
        if here is not self._here:
            self._here = here
            _log.info("broker", ok=here)
            self._listener.here(here)


async def _either(first: asyncio.Event, second: asyncio.Event, within_s: float) -> None:
    """Wait for one of two events, or for ``within_s``."""
    waits = [asyncio.create_task(first.wait()), asyncio.create_task(second.wait())]
    try:
        await asyncio.wait(waits, timeout=within_s, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
        await asyncio.gather(*waits, return_exceptions=True)
