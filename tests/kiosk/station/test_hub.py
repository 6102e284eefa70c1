# SPDX-License-Identifier: EUPL-1.2
"""The station's socket: roles come, go and are replaced; strangers and other versions stay out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from kiosk import ipc
from kiosk.errors import IpcError
from kiosk.messages import Action, FromStation, Hello, Message, Role, Tap, Wave
from kiosk.station import hub
from kiosk.station.hub import Hub

DEADLINE_S = 5.0


class Notes:
    """Writes down what the hub says."""

    def __init__(self) -> None:
        self.events: asyncio.Queue[tuple[str, Role, Message | None]] = asyncio.Queue()

    def arrived(self, role: Role) -> None:
        self.events.put_nowait(("arrived", role, None))

    def left(self, role: Role) -> None:
        self.events.put_nowait(("left", role, None))

    def said(self, role: Role, message: Message) -> None:
        self.events.put_nowait(("said", role, message))

    async def next(self) -> tuple[str, Role, Message | None]:
        async with asyncio.timeout(DEADLINE_S):
            return await self.events.get()


@pytest.fixture
async def station(tmp_path: Path) -> AsyncIterator[tuple[Hub, Notes, Path]]:
    notes = Notes()
    path = tmp_path / "station.sock"
    async with Hub(path, notes) as open_hub:
        yield open_hub, notes, path


async def join(path: Path, role: Role = Role.UI, version: int | None = None) -> ipc.Peer[Any]:
    peer = await ipc.connect(path, FromStation)
    peer.send(Hello(role=role, pid=1) if version is None else Hello(role=role, pid=1, version=version))
    return peer


async def test_a_process_arrives_speaks_and_leaves(station: tuple[Hub, Notes, Path]) -> None:
    open_hub, notes, path = station
    peer = await join(path)
    assert await notes.next() == ("arrived", Role.UI, None)
    tap = Tap(action=Action.START)
    peer.send(tap)
    assert await notes.next() == ("said", Role.UI, tap)
    wave = Wave(seq=1, rate_hz=60, lower=0, upper=127, samples=(1, None))
    open_hub.send(Role.UI, wave)
    assert await peer.receive() == wave
    peer.close()
    assert await notes.next() == ("left", Role.UI, None)
    open_hub.send(Role.UI, wave)


async def test_a_newcomer_replaces_the_ghost_of_its_role(station: tuple[Hub, Notes, Path]) -> None:
    open_hub, notes, path = station
    ghost = await join(path)
    await notes.next()
    newcomer = await join(path)
    assert await notes.next() == ("arrived", Role.UI, None)
    with pytest.raises(IpcError):
        await ghost.receive()
    assert open_hub.present(Role.UI)
    assert notes.events.empty(), "the ghost's end is not the newcomer's"
    newcomer.close()


async def test_another_version_and_a_silent_stranger_stay_out(
    station: tuple[Hub, Notes, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "HELLO_DEADLINE_S", 0.1)
    open_hub, notes, path = station
    for peer in (await join(path, version=999), await ipc.connect(path, FromStation)):
        with pytest.raises(IpcError):
            await peer.receive()
    assert notes.events.empty() and not open_hub.present(Role.UI)
