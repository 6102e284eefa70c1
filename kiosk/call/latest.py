# SPDX-License-Identifier: EUPL-1.2
"""A slot that holds only the newest of something: who comes late sees the newest and has missed the rest."""

from __future__ import annotations

import asyncio
import threading
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Latest(Generic[Item]):
    """Written by any thread, awaited in the event loop. Never holds more than one item."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._lock = threading.Lock()
        self._waking = False
        self._changed = asyncio.Event()
        self.number = 0
        """Counts the items; 0 before the first."""
        self.item: Item | None = None

    def put(self, item: Item) -> None:
        """Replace the item and wake who waits; from any thread."""
        with self._lock:
            self.item = item
            self.number += 1
            wake, self._waking = not self._waking, True
        if wake:
            try:
                self._loop.call_soon_threadsafe(self._wake)
            except RuntimeError:
                return  # the loop has ended, nobody waits any more

    def clear(self) -> None:
        """Forget the item; who waits goes on waiting."""
        with self._lock:
            self.item = None

    async def after(self, number: int) -> tuple[int, Item]:
        """Wait for an item newer than ``number``; return its number and itself. Cancel to give up."""
        while True:
            with self._lock:
                if self.number > number and self.item is not None:
                    return self.number, self.item
                changed = self._changed
            await changed.wait()

    def _wake(self) -> None:
        with self._lock:
            self._waking = False
            changed, self._changed = self._changed, asyncio.Event()
        changed.set()
