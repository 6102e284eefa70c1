# SPDX-License-Identifier: EUPL-1.2
"""A socket beside the station's own, through which a tool on the machine asks for a self-test and hears of its end."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, Protocol

from kiosk import ipc
from kiosk.errors import IpcError
from kiosk.messages import Message
from kiosk.selftest.report import Report, Trigger
from kiosk.selftest.run import WHOLE_S

SOCKET = "self-test.sock"
ASKED_S = 5.0
ANSWER_S = WHOLE_S + 15.0


class RunSelfTest(Message, frozen=True, kw_only=True, tag="run-self-test"):
    """Test yourself now."""


class SelfTestEnded(Message, frozen=True, kw_only=True, tag="self-test-ended"):
    """The end of it. ``report``: None if somebody is at the station, or came."""

    report: Report | None = None


class Tester(Protocol):
    """What the door leads to: `kiosk.selftest.selftest.SelfTest`."""

    def ask(self, trigger: Trigger) -> bool: ...

    async def finished(self) -> Report | None: ...


async def open_door(runtime: Path, tester: Tester) -> asyncio.AbstractServer:
    """Listen in the station's runtime folder until the server is closed."""

    async def attend(peer: ipc.Peer[Any]) -> None:
        try:
            async with asyncio.timeout(ASKED_S):
                await peer.receive()
            report = await tester.finished() if tester.ask(Trigger.TOOL) else None
            peer.send(SelfTestEnded(report=report))
        except (TimeoutError, IpcError):
            return

    return await ipc.serve(runtime / SOCKET, RunSelfTest, attend)


async def run_there(runtime: Path) -> Report | None:
    """Have the station of that runtime folder test itself; None if somebody is there.

    Raises `IpcError` if it does not run or does not answer.
    """
    away = IpcError(
        "The station does not run, or does not answer.", hint="`kiosk doctor` looks one over that does not."
    )
    if not (runtime / SOCKET).is_socket():
        raise away
    try:
        async with asyncio.timeout(ASKED_S):
            peer: ipc.Peer[SelfTestEnded] = await ipc.connect(runtime / SOCKET, SelfTestEnded)
        async with asyncio.timeout(ANSWER_S):
            try:
                peer.send(RunSelfTest())
                return (await peer.receive()).report
            finally:
                peer.close()
    except (TimeoutError, OSError):
        raise away from None
