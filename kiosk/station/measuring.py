# SPDX-License-Identifier: EUPL-1.2
"""The instruments run only while somebody is to be measured: started, stopped, started again for the next person."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from kiosk import log
from kiosk.capability import Shelf
from kiosk.errors import KioskError
from kiosk.reading import InstrumentEvent

_log = log.EventLog("measuring")


class Measuring:
    """Runs a shelf, or not. Stopping takes a moment, for every device is told to stop; a new start waits for it."""

    def __init__(self, shelf: Shelf, deliver: Callable[[InstrumentEvent], None]) -> None:
        self._shelf = shelf
        self._deliver = deliver
        self._running: asyncio.Task[None] | None = None
        self._stopping: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Measure from now on; does nothing if that is so already."""
        if self._running is None:
            self._running = asyncio.create_task(self._run(self._stopping))

    def stop(self) -> None:
        """Begin to stop; does nothing if nothing runs."""
        task, self._running = self._running, None
        if task is not None:
            self._stopping = task
            task.cancel()

    async def settle(self) -> None:
        """Stop, and wait until every device has been told."""
        self.stop()
        task, self._stopping = self._stopping, None
        if task is not None:
            await asyncio.gather(task, return_exceptions=True)

    async def _run(self, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await _over(before)
        try:
            await self._shelf.run(self._deliver)
        except KioskError as problem:
            _log.error("instruments-failed", problem)


async def _over(task: asyncio.Task[None]) -> None:
    """Wait until ``task`` is over, also if we are cancelled meanwhile: whoever comes next waits only for us."""
    try:
        await asyncio.wait({task})
    except asyncio.CancelledError:
        await asyncio.wait({task})
        raise
