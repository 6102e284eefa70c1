# SPDX-License-Identifier: EUPL-1.2
"""The station's end of the socket, for tests: starts the real call process and keeps everything it says."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import sys
from pathlib import Path
from typing import Any, TypeVar

from kiosk import ipc
from kiosk.errors import IpcError
from kiosk.frames import Picture, RingReader
from kiosk.messages import (
    Connection,
    ConnectionState,
    Hello,
    MakeOffer,
    Message,
    Offer,
    Preview,
    Rings,
    TakeAnswer,
    ToStation,
)
from tests.kiosk.call.gp import Gp
from tests.kiosk.call.wait import until

Kind = TypeVar("Kind", bound=Message)
STARTING_S = 40.0
"""On a machine that is busy with other tests."""
NICENESS = -5
"""As in the unit, where it is allowed: the machine that runs the tests may be busy."""


class FakeStation:
    """Serves the socket in ``folder``; ``said`` holds every message of the call process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: list[Message] = []
        self.peer: ipc.Peer[Any] | None = None
        self.own, self.remote = RingReader(folder / "own.ring"), RingReader(folder / "remote.ring")
        self.log = ""
        self.process: asyncio.subprocess.Process | None = None
        self.prefix: tuple[str, ...] = ()
        """What the call process is started with, e.g. `unshare --net`."""
        self._server: asyncio.AbstractServer | None = None
        self._probe = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self._probe.bind(str(folder / "probe.sock"))

    async def open(self) -> None:
        self._server = await ipc.serve(ipc.socket_path(self.folder), ToStation, self._serve)

    async def start(self, *settings: str) -> None:
        overrides = [f"station.runtime={self.folder}", f"probe.socket={self.folder / 'probe.sock'}",
                     "camera.kind=test", "sound.kind=speech", *settings]  # fmt: skip
        arguments = [each for override in overrides for each in ("--set", override)]
        self.process = await asyncio.create_subprocess_exec(
            *self.prefix,
            sys.executable,
            "-c",
            LAUNCH,
            "call",
            *arguments,
            env=dict(os.environ),
            stderr=asyncio.subprocess.PIPE,
        )
        with contextlib.suppress(PermissionError, ProcessLookupError):
            os.setpriority(os.PRIO_PROCESS, self.process.pid, NICENESS)
        await until(lambda: self.peer is not None, STARTING_S)
        self.send(Rings(own=str(self.own.path), remote=str(self.remote.path)))
        self.send(Preview(on=True))

    async def end(self) -> int:
        assert self.process is not None
        if self.process.returncode is None:
            self.process.terminate()
        code = await asyncio.wait_for(self.process.wait(), 10)
        if self.process.stderr is not None and not self.process.stderr.at_eof():
            self.log += (await self.process.stderr.read()).decode()
        await self.away()
        self.forget()
        return code

    def forget(self) -> None:
        """Close what tests looked through."""
        self._probe.close()
        self.own.close()
        self.remote.close()

    async def away(self) -> None:
        """Go as a crashed station would."""
        if self._server is not None:
            self._server.close()
            self._server = None
        if self.peer is not None:
            self.peer.close()
            self.peer = None
        ipc.socket_path(self.folder).unlink(missing_ok=True)

    def send(self, message: Message) -> None:
        assert self.peer is not None
        self.peer.send(message)

    def all_of(self, kind: type[Kind]) -> list[Kind]:
        return [message for message in self.said if isinstance(message, kind)]

    def states(self, call_id: str) -> list[ConnectionState]:
        return [message.state for message in self.all_of(Connection) if message.call_id == call_id]

    async def call(self, call_id: str, gp: Gp) -> None:
        """Offer, answer, and wait until both ends are connected."""
        self.send(MakeOffer(call_id=call_id))
        await until(lambda: any(offer.call_id == call_id for offer in self.all_of(Offer)), 8)
        sdp = next(offer.sdp for offer in self.all_of(Offer) if offer.call_id == call_id)
        self.send(TakeAnswer(call_id=call_id, sdp=await gp.answer(sdp)))
        await gp.connected()
        await until(lambda: ConnectionState.CONNECTED in self.states(call_id))

    def probed(self) -> list[dict[str, Any]]:
        """Take what the probe was sent since the last time."""
        lines = []
        while True:
            try:
                lines.append(json.loads(self._probe.recv(4096)))
            except BlockingIOError:
                return lines

    async def remote_picture(self, after: int = 0) -> Picture:
        pictures: list[Picture] = []

        def look() -> bool:
            picture = self.remote.newest(after)
            if picture is not None:
                pictures.append(picture)
            return picture is not None

        await until(look)
        return pictures[0]

    async def _serve(self, peer: ipc.Peer[Any]) -> None:
        try:
            first = await peer.receive()
            assert isinstance(first, Hello)
            self.said.append(first)
            self.peer = peer
            async for message in peer:
                self.said.append(message)
        except IpcError:
            return


LAUNCH = """
import argparse, sys
from kiosk import log
from kiosk.call.cli import add_command
log.configure()
parser = argparse.ArgumentParser()
add_command(parser.add_subparsers(required=True))
arguments = parser.parse_args()
sys.exit(arguments.func(arguments))
"""
"""The command alone, so that this test needs no other part of the project."""
