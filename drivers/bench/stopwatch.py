# SPDX-License-Identifier: EUPL-1.2
"""A link that notes when bytes come over another link."""

from __future__ import annotations

from drivers.links.link import Link
from kiosk.clock import Clock
from kiosk.deadline import Deadline


class StopwatchLink(Link):
    """Passes everything on to ``inner``; ``first_s`` and ``span_s`` count from the opening, in seconds."""

    def __init__(self, inner: Link, clock: Clock) -> None:
        self.received_bytes = 0
        self.first_s = 0.0
        """When the first bytes came."""
        self.span_s = 0.0
        """From the first bytes to the last."""
        self._inner = inner
        self._clock = clock
        self._opened_s = clock.monotonic_s()

    async def read(self, deadline: Deadline) -> bytes:
        data = await self._inner.read(deadline)
        if data:
            now_s = self._clock.monotonic_s() - self._opened_s
            if not self.received_bytes:
                self.first_s = now_s
            self.received_bytes += len(data)
            self.span_s = now_s - self.first_s
        return data

    async def write(self, data: bytes, deadline: Deadline) -> None:
        await self._inner.write(data, deadline)

    def wake(self) -> None:
        self._inner.wake()

    def close(self) -> None:
        self._inner.close()

    def guard(self, stop: bytes) -> None:
        self._inner.guard(stop)
