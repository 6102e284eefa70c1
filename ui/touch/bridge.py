# SPDX-License-Identifier: EUPL-1.2
"""The line to the station: an asyncio loop on a thread of its own, so that drawing never waits for the socket.

It connects again for ever; what arrives is handed to the main thread in order.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from kiosk import ipc
from kiosk.errors import IpcError
from kiosk.log import EventLog
from kiosk.messages import Hello, Message, Role, ToUi

STOP_WAIT_S = 2.0
_log = EventLog("ui.bridge")

Post = Callable[[Callable[[], None]], None]
"""Runs a function on the main thread, soon and in order."""


class Bridge:
    """Connects to the station at ``socket``; ``on_message`` and ``on_lost`` are called through ``post``."""

    def __init__(
        self, socket: Path, *, post: Post, on_message: Callable[[Message], None], on_lost: Callable[[], None]
    ) -> None:
        self._socket = socket
        self._post = post
        self._on_message = on_message
        self._on_lost = on_lost
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="bridge", daemon=True)
        self._peer: ipc.Peer[Any] | None = None
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self) -> None:
        """Begin to connect."""
        self._thread.start()
        self.spawn(self._stay_connected())

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run ``work`` on the bridge's loop until it ends or the bridge stops."""
        self._loop.call_soon_threadsafe(self._keep, work)

    def send(self, message: Message) -> None:
        """Send ``message`` if the station is there; a tap nobody hears is dropped, for the screen will say so."""
        self._loop.call_soon_threadsafe(self._send, message)

    def stop(self) -> None:
        """Close everything; safe to call from any thread but the bridge's own."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(STOP_WAIT_S)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
            left = asyncio.all_tasks(self._loop)
            for task in left:
                task.cancel()
            self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        finally:
            self._loop.close()

    def _keep(self, work: Coroutine[Any, Any, Any]) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _send(self, message: Message) -> None:
        if self._peer is None:
            return
        try:
            self._peer.send(message)
        except IpcError as problem:
            _log.warning("send-failed", reason=problem.reason)

    async def _stay_connected(self) -> None:
        while True:
            self._peer = await ipc.connect(self._socket, ToUi)
            _log.info("connected")
            try:
                self._peer.send(Hello(role=Role.UI, pid=os.getpid()))
                async for message in self._peer:
                    self._post(lambda message=message: self._on_message(message))  # type: ignore[misc]
            except IpcError as problem:
                _log.error("refused", problem)
            finally:
                self._peer.close()
                self._peer = None
            _log.warning("lost")
            self._post(self._on_lost)
            await asyncio.sleep(ipc.CONNECT_PAUSE_S)
