# SPDX-License-Identifier: EUPL-1.2
"""A station of words only: serves the ui's socket, shows what a test tells it to, and keeps the taps."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from kiosk import ipc
from kiosk import messages as m
from tests.ui.touch.process import start_ui, stop_ui
from ui.touch.stage_client import StageClient

DEADLINE_S = 20.0
NAME = "Hälsorummet i Slussfors"
PHONE = "0951-123 45"


class FakeStation:
    """The other end of the ui's socket."""

    def __init__(self, runtime: Path) -> None:
        self.runtime = runtime
        self.peers: asyncio.Queue[ipc.Peer[Any]] = asyncio.Queue()
        self.taps: asyncio.Queue[m.Tap] = asyncio.Queue()
        self.touched = 0
        self.peer: ipc.Peer[Any] | None = None
        self._server: asyncio.AbstractServer | None = None
        self._readers: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        self._server = await ipc.serve(ipc.socket_path(self.runtime), m.FromUi, self._on_peer)

    async def close(self) -> None:
        """Go, as a station does that is killed."""
        if self._server is not None:
            self._server.close()
        for task in self._readers:
            task.cancel()
        await asyncio.gather(*self._readers, return_exceptions=True)
        self.peer = None

    async def _on_peer(self, peer: ipc.Peer[Any]) -> None:
        task = asyncio.ensure_future(self._read(peer))
        self._readers.add(task)
        await asyncio.wait([task])
        self._readers.discard(task)

    async def _read(self, peer: ipc.Peer[Any]) -> None:
        async for message in peer:
            match message:
                case m.Hello():
                    self.peer = peer
                    await self.peers.put(peer)
                case m.Tap(action=m.Action.TOUCHED):
                    self.touched += 1
                case m.Tap():
                    await self.taps.put(message)

    async def connected(self) -> None:
        """Wait until a ui has said hello."""
        async with asyncio.timeout(DEADLINE_S):
            await self.peers.get()

    def send(self, message: m.Message) -> None:
        assert self.peer is not None
        self.peer.send(message)

    def show(self, view: m.AnyView, language: str = "sv", **more: Any) -> None:
        self.send(m.Show(view=view, language=language, station_name=NAME, phone=PHONE, **more))

    async def tap(self) -> m.Tap:
        """Wait for the next tap but 'touched'."""
        async with asyncio.timeout(DEADLINE_S):
            return await self.taps.get()


@asynccontextmanager
async def screen(
    display: str, runtime: Path, *overrides: str
) -> AsyncIterator[tuple[FakeStation, StageClient, Process]]:
    """Run a station and the real ui process on ``display``."""
    station = FakeStation(runtime)
    await station.open()
    process = await start_ui(display, runtime, *overrides)
    try:
        await station.connected()
        async with StageClient(runtime / "stage.sock") as stage:
            yield station, stage, process
    finally:
        try:
            await stop_ui(process)
        finally:
            await station.close()
