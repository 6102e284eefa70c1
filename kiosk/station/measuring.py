# SPDX-License-Identifier: EUPL-1.2
"""Instruments run only while somebody is to use them: started, stopped, started again for the next person."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from kiosk import log
from kiosk.capability import Command, Instrument, Shelf
from kiosk.errors import KioskError
from kiosk.reading import InstrumentEvent

_log = log.EventLog("measuring")


class Measuring:
    """Runs some of a shelf, or nothing. Stopping takes a moment, for every device is told; a new start waits for it."""

    def __init__(self, shelf: Shelf, deliver: Callable[[InstrumentEvent], None]) -> None:
        self._shelf = shelf
        self._deliver = deliver
        self._names: frozenset[str] = frozenset()
        self._running: asyncio.Task[None] | None = None
        self._stopping: asyncio.Task[None] | None = None

    @property
    def instruments(self) -> tuple[Instrument, ...]:
        """Every instrument there is, whether it runs or not."""
        return self._shelf.instruments

    def run(self, names: frozenset[str]) -> None:
        """Run just the instruments called ``names`` from now on; does nothing if that is so already."""
        if names == self._names and (self._running is not None or not names):
            return
        self.stop()
        self._names = names
        if names:
            self._running = asyncio.create_task(self._run(names, self._stopping))

    def replace(self, shelf: Shelf) -> None:
        """Work with another shelf from now on. What runs is stopped; `run` starts it anew."""
        self.stop()
        self._shelf = shelf

    def tell(self, name: str, command: Command) -> None:
        """Tell a running instrument something, at once; raises `CommandError`."""
        self._shelf.tell(name, command)

    def stop_all(self) -> None:
        """Stop what goes on, at once, above all a cuff; the instruments run on."""
        self._shelf.stop_all()

    def stop(self) -> None:
        """Begin to stop; does nothing if nothing runs. What goes on is stopped at once."""
        task, self._running, self._names = self._running, None, frozenset()
        if task is not None:
            self._shelf.stop_all()
            self._stopping = task
            task.cancel()

    async def settle(self) -> None:
        """Stop, and wait until every device has been told."""
        self.stop()
        task, self._stopping = self._stopping, None
        if task is not None:
            await asyncio.gather(task, return_exceptions=True)

    async def _run(self, names: frozenset[str], before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await _over(before)
        try:
            await self._shelf.run(self._deliver, names)
        except KioskError as problem:
            _log.error("instruments-failed", problem)


async def _over(task: asyncio.Task[None]) -> None:
    """Wait until ``task`` is over, also if we are cancelled meanwhile: whoever comes next waits only for us."""
    try:
        await asyncio.wait({task})
    except asyncio.CancelledError:
        await asyncio.wait({task})
        raise
