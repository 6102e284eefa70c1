# SPDX-License-Identifier: EUPL-1.2
"""The station's end of the socket: which of the other processes are here, and what they say.

A process says who it is within five seconds or is dropped. Each role has one peer; a newcomer replaces the old one,
so a restarted process is never locked out by its own ghost.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, Protocol

from kiosk import ipc, log
from kiosk.errors import IpcError
from kiosk.messages import VERSION, Hello, Message, Role, ToStation

HELLO_DEADLINE_S = 5.0

_log = log.EventLog("hub")


class Listener(Protocol):
    """What is told of the other processes."""

    def arrived(self, role: Role) -> None: ...

    def left(self, role: Role) -> None: ...

    def said(self, role: Role, message: Message) -> None: ...


class Hub:
    """Every connection of the station's socket."""

    def __init__(self, path: Path, listener: Listener) -> None:
        self._path = path
        self._listener = listener
        self._peers: dict[Role, ipc.Peer[Any]] = {}
        self._server: asyncio.AbstractServer | None = None

    async def __aenter__(self) -> Hub:
        self._server = await ipc.serve(self._path, ToStation, self._attend)
        return self

    async def __aexit__(self, *_: object) -> None:
        for peer in tuple(self._peers.values()):
            peer.close()
        if self._server is not None:
            self._server.close()
        self._path.unlink(missing_ok=True)

    def present(self, role: Role) -> bool:
        return role in self._peers

    def send(self, role: Role, message: Message) -> None:
        """Send ``message`` if that process is here; a process that comes back is told everything anew."""
        peer = self._peers.get(role)
        if peer is None:
            return
        try:
            peer.send(message)
        except IpcError as problem:
            _log.warning("peer-dropped", role=role, reason=type(problem).__name__)

    async def _attend(self, peer: ipc.Peer[Any]) -> None:
        role = await self._introduced(peer)
        if role is None:
            return
        self._replace(role, peer)
        try:
            async for message in peer:
                self._listener.said(role, message)
        finally:
            if self._peers.get(role) is peer:
                del self._peers[role]
                _log.warning("process-left", role=role)
                self._listener.left(role)

    async def _introduced(self, peer: ipc.Peer[Any]) -> Role | None:
        try:
            async with asyncio.timeout(HELLO_DEADLINE_S):
                hello = await peer.receive()
        except (TimeoutError, IpcError):
            _log.warning("stranger-dropped")
            return None
        if not isinstance(hello, Hello) or hello.version != VERSION:
            _log.error("wrong-version", version=getattr(hello, "version", 0))
            return None
        return hello.role

    def _replace(self, role: Role, peer: ipc.Peer[Any]) -> None:
        old = self._peers.get(role)
        self._peers[role] = peer
        if old is not None:
            old.close()
        _log.info("process-arrived", role=role)
        self._listener.arrived(role)
