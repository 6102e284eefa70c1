# SPDX-License-Identifier: EUPL-1.2
"""The socket between the processes: whoever speaks nonsense is dropped, and nobody else notices."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from kiosk import ipc
from kiosk.errors import IpcError
from kiosk.messages import VERSION, Action, FromUi, Hello, Role, Tap, ToCall, ToStation, ToUi, Wave

WAVE = Wave(seq=1, rate_hz=60.0, lower=0, upper=127, samples=(1, None) * 200)


class Server:
    """Keeps what it is told, and the errors that end each connection."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.peers: list[ipc.Peer[Any]] = []
        self.said: asyncio.Queue[Any] = asyncio.Queue()
        self.reading = True

    async def on_peer(self, peer: ipc.Peer[Any]) -> None:
        self.peers.append(peer)
        try:
            while True:
                self.said.put_nowait(await peer.receive())
        except IpcError as problem:
            self.said.put_nowait(problem)

    async def next(self) -> Any:
        return await asyncio.wait_for(self.said.get(), 5)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    server = Server(ipc.socket_path(tmp_path))
    listening = await ipc.serve(server.path, ToStation, server.on_peer)
    yield server
    for peer in server.peers:
        peer.close()
    listening.close()


async def raw(server: Server, data: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_unix_connection(server.path)
    writer.write(data)
    await writer.drain()
    return reader, writer


def framed(body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + body


async def test_messages_pass_both_ways(server: Server) -> None:
    peer: ipc.Peer[Any] = await ipc.connect(server.path, ToUi)
    peer.send(Hello(role=Role.UI, pid=7))
    peer.send(Tap(action=Action.SAY, value="å\u2028"))
    assert await server.next() == Hello(role=Role.UI, pid=7, version=VERSION)
    assert await server.next() == Tap(action=Action.SAY, value="å\u2028")
    server.peers[0].send(WAVE)
    assert await asyncio.wait_for(peer.receive(), 5) == WAVE
    peer.close()
    assert "gone" in str(await server.next())
    with pytest.raises(IpcError, match="gone"):
        peer.send(WAVE)


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (struct.pack(">I", ipc.MAX_MESSAGE_BYTES + 1) + b"x" * 64, "too long"),
        (struct.pack(">I", 0xFFFFFFFF), "too long"),
        (framed(b""), "version"),
        (framed(b"rubbish"), "version"),
        (framed(b"\xff\xfe"), "version"),
        (framed(b'{"kind":"hello"}'), "version"),
        (framed(b'{"kind":"hello","role":"ui","pid":1,"more":1}'), "version"),
        (framed(b'{"kind":"from-the-future"}'), "version"),
        (framed(b"[" * 100_000), "version"),
    ],
)
async def test_nonsense_drops_who_says_it_and_nobody_else(server: Server, data: bytes, word: str) -> None:
    good: ipc.Peer[Any] = await ipc.connect(server.path, ToUi)
    reader, writer = await raw(server, data)
    problem = await server.next()
    assert isinstance(problem, IpcError) and word in str(problem)
    assert await asyncio.wait_for(reader.read(), 5) == b""
    writer.close()
    good.send(Hello(role=Role.UI, pid=1))
    assert await server.next() == Hello(role=Role.UI, pid=1)
    good.close()


@pytest.mark.parametrize("data", [b"", b"\x00", struct.pack(">I", 100), struct.pack(">I", 100) + b"{"])
async def test_a_peer_that_dies_in_the_middle_of_a_message(server: Server, data: bytes) -> None:
    _, writer = await raw(server, data)
    writer.close()
    assert "gone" in str(await server.next())


async def test_another_versions_hello_is_seen_as_such(server: Server) -> None:
    _, writer = await raw(server, framed(b'{"kind":"hello","role":"call","pid":1,"version":99}'))
    assert (await server.next()).version != VERSION
    writer.close()


async def test_a_peer_that_does_not_read_is_dropped_before_it_costs_memory(server: Server) -> None:
    _, writer = await raw(server, b"")
    for _ in range(100):
        if server.peers:
            break
        await asyncio.sleep(0.01)
    peer = server.peers[0]
    with pytest.raises(IpcError, match="does not read"):
        for _ in range(40_000):
            peer.send(WAVE)
    with pytest.raises(IpcError, match="gone"):
        peer.send(WAVE)
    writer.close()


async def test_connect_waits_for_the_station_and_for_its_return(tmp_path: Path) -> None:
    path = ipc.socket_path(tmp_path)
    path.touch()  # what a crashed station leaves
    server = Server(path)
    connecting = asyncio.create_task(ipc.connect(path, ToCall))
    await asyncio.sleep(0.05)
    assert not connecting.done()
    listening = await ipc.serve(path, ToStation, server.on_peer)
    peer = await asyncio.wait_for(connecting, 5)
    assert path.stat().st_mode & 0o777 == 0o660
    peer.send(Hello(role=Role.CALL, pid=1))
    assert await server.next() == Hello(role=Role.CALL, pid=1)
    listening.close()
    server.peers[0].close()
    assert [message async for message in peer] == []


async def test_what_a_role_may_not_say_is_refused(tmp_path: Path) -> None:
    server = Server(ipc.socket_path(tmp_path))
    listening = await ipc.serve(server.path, FromUi, server.on_peer)
    peer: ipc.Peer[Any] = await ipc.connect(server.path, ToUi)
    peer.send(WAVE)
    assert "version" in str(await server.next())
    listening.close()
    peer.close()
