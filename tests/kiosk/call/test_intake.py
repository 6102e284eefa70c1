# SPDX-License-Identifier: EUPL-1.2
"""A connection's sockets are emptied in one turn of the event loop; what we rest on in asyncio and aioice."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aioice import turn
from aiortc import RTCPeerConnection

from kiosk.call.addresses import LOOPBACK
from kiosk.call.intake import LARGEST_BYTES, MOST_AT_ONCE, Intake, empty_at_once

DEADLINE_S = 5.0


class Heard(asyncio.DatagramProtocol):
    """Keeps what came, and in which turn of the event loop."""

    def __init__(self) -> None:
        self.transport: Any = None
        self.said: list[bytes] = []
        self.turns: list[int] = []
        self.turn = 0
        self.all = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: tuple[Any, ...]) -> None:
        self.said.append(data)
        self.turns.append(self.turn)
        if data == b"end":
            self.all.set()

    async def count(self) -> None:
        while not self.all.is_set():
            self.turn += 1
            await asyncio.sleep(0)


@pytest.fixture
async def heard() -> AsyncIterator[Heard]:
    transport, protocol = await asyncio.get_running_loop().create_datagram_endpoint(Heard, (LOOPBACK, 0))
    yield protocol
    transport.close()


async def send(heard: Heard, count: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as channel:
        channel.connect(heard.transport.get_extra_info("sockname"))
        for number in range(count):
            channel.send(b"%d" % number)
        channel.send(b"end")
    async with asyncio.timeout(DEADLINE_S):
        await asyncio.gather(heard.count(), heard.all.wait())


async def test_all_that_waits_is_read_in_one_turn(heard: Heard) -> None:
    Intake(heard, heard.transport)
    await send(heard, 40)
    assert heard.said == [b"%d" % number for number in range(40)] + [b"end"]
    assert len(set(heard.turns)) == 1


async def test_without_it_each_takes_a_turn(heard: Heard) -> None:
    await send(heard, 5)
    assert len(set(heard.turns)) == 6


async def test_a_flood_leaves_turns_to_others(heard: Heard) -> None:
    Intake(heard, heard.transport)
    await send(heard, 2 * MOST_AT_ONCE)
    assert len(heard.said) == 2 * MOST_AT_ONCE + 1
    assert len(set(heard.turns)) == 3


async def test_no_more_room_is_made_than_a_datagram_takes(heard: Heard) -> None:
    Intake(heard, heard.transport)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as channel:
        channel.connect(heard.transport.get_extra_info("sockname"))
        channel.send(bytes(2 * LARGEST_BYTES))
    await send(heard, 0)
    assert [len(each) for each in heard.said] == [LARGEST_BYTES, len(b"end")]


async def test_every_socket_of_a_connection_is_emptied_so(monkeypatch: pytest.MonkeyPatch) -> None:
    connection = RTCPeerConnection()
    assert empty_at_once(connection) == 0
    connection.createDataChannel("text")
    await connection.setLocalDescription(await connection.createOffer())
    assert connection.sctp is not None
    protocols = connection.sctp.transport.transport._connection._protocols
    assert empty_at_once(connection) == len(protocols) > 0
    taken: list[bytes] = []
    first = protocols[0]
    monkeypatch.setattr(first.receiver, "data_received", lambda data, component: taken.append(data))
    with socket.socket(
        socket.AF_INET6 if ":" in first.local_candidate.host else socket.AF_INET, socket.SOCK_DGRAM
    ) as s:
        s.connect(first.transport.get_extra_info("sockname"))
        for data in (b"\x80media", b"\x80more"):
            s.send(data)
    async with asyncio.timeout(DEADLINE_S):
        while len(taken) < 2:
            await asyncio.sleep(0.001)
    assert taken == [b"\x80media", b"\x80more"]
    await connection.close()


async def test_behind_a_relay_it_is_the_socket_towards_it(heard: Heard) -> None:
    relayed = turn.TurnTransport(heard)  # type: ignore[arg-type]
    inner = getattr(relayed, "_TurnTransport__inner_protocol", None)
    assert inner is heard
