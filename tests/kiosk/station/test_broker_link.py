# SPDX-License-Identifier: EUPL-1.2
"""The station's link to the broker does not trust a connection whose path has changed."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import aiomqtt
import pytest

from kiosk.signalling.topics import Topics
from kiosk.station import broker_link
from kiosk.station.broker_link import BrokerAddress, BrokerLink, BrokerListener
from tests.kiosk.call.wait import until


class Broker:
    """Stands where the MQTT client stands. ``refuse``: no connection comes about; ``dead``: nothing is acknowledged."""

    def __init__(self) -> None:
        self.connections = self.asked = 0
        self.open = 0
        self.refuse = self.dead = self.hang = False
        self.here: list[bool] = []

    async def __aenter__(self) -> Broker:
        self.connections += 1
        if self.hang:
            await asyncio.Event().wait()
        if self.refuse:
            raise aiomqtt.MqttError("refused")
        self.open += 1
        return self

    async def __aexit__(self, *_: object) -> None:
        self.open -= 1

    async def subscribe(self, _topics: Any) -> None:
        return

    async def publish(self, _topic: str, _payload: bytes, *, timeout: float = 10.0, **_: Any) -> None:
        self.asked += 1
        if self.dead:
            await asyncio.sleep(min(timeout, 0.05))
            raise aiomqtt.MqttError("Operation timed out")

    @property
    def messages(self) -> AsyncIterator[aiomqtt.Message]:
        return self._messages()

    async def _messages(self) -> AsyncIterator[aiomqtt.Message]:
        await asyncio.Event().wait()
        yield None  # type: ignore[misc]


@asynccontextmanager
async def linked(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[BrokerLink]:
    address = BrokerAddress(host="localhost", port=1, tls=ssl.create_default_context(), client_id="x")
    listener = BrokerListener(
        here=broker.here.append, command=lambda _: pytest.fail("no command"), event=lambda *_: pytest.fail("no event")
    )
    link = BrokerLink(address, Topics("halsorum"), "station-one", listener)
    monkeypatch.setattr(link, "_client", lambda: broker)
    link.presence(state="online", since=datetime.now(UTC), version="1", devices=[])
    running = asyncio.create_task(link.run())
    try:
        yield link
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


@pytest.fixture
def broker() -> Broker:
    return Broker()


async def test_a_broker_that_answers_when_doubted_is_kept(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    async with linked(broker, monkeypatch) as link:
        await until(lambda: broker.here == [True])
        asked = broker.asked
        link.doubt()
        link.doubt()
        await until(lambda: broker.asked == asked + 1)
        assert broker.connections == 1 and broker.here == [True]
    assert broker.open == 0


@pytest.mark.parametrize("act", [BrokerLink.doubt, BrokerLink.renew])
async def test_a_dead_connection_is_made_anew(
    broker: Broker, monkeypatch: pytest.MonkeyPatch, act: Callable[[BrokerLink], None]
) -> None:
    async with linked(broker, monkeypatch) as link:
        await until(lambda: broker.here == [True])
        broker.dead = True
        act(link)
        await until(lambda: broker.here[-1] is False)
        broker.dead = False
        await until(lambda: broker.here == [True, False, True], 3)
        assert broker.connections in (2, 3) and broker.open == 1


async def test_a_path_that_goes_while_connecting_begins_it_anew(
    broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    broker.hang = True
    async with linked(broker, monkeypatch) as link:
        await until(lambda: broker.connections == 1)
        broker.hang = False
        link.renew()
        await until(lambda: broker.here == [True], 2)


async def test_a_broker_that_is_away_is_not_stormed_however_often_it_is_doubted(
    broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broker_link, "RECONNECT_S", (60.0,))
    broker.refuse = True
    async with linked(broker, monkeypatch) as link:
        await until(lambda: broker.connections == 1)
        for count in range(2, 6):
            link.doubt()
            await until(lambda count=count: broker.connections == count)  # type: ignore[misc]
            await asyncio.sleep(0.05)
            assert broker.connections == count, "one doubt, one try"
        broker.refuse = False
        link.doubt()
        await until(lambda: broker.here == [True])
