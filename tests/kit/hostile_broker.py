# SPDX-License-Identifier: EUPL-1.2
"""A broker that alters what it carries: it has the real broker's key, and changes media keys on the way."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field

FINGERPRINT = re.compile(rb"(a=fingerprint:sha-\d+ )([0-9A-Fa-f])")
COALESCE_S = 0.03
"""A message may come in pieces; they are put together again before they are looked at."""


def alter(data: bytes) -> bytes:
    """Change the first digit of every media key, nothing else; the length stays the same."""
    return FINGERPRINT.sub(lambda found: found[1] + (b"0" if found[2] != b"0" else b"1"), data)


@dataclass(slots=True)
class HostileBroker:
    """Stands on a port of its own before the real broker; an async context manager. ``evil``: it alters now.

    ``target`` names the real broker's port once that is known; ``upstream`` makes the TLS settings towards it.
    """

    tls: ssl.SSLContext
    target: Callable[[], int]
    upstream: Callable[[], ssl.SSLContext]
    port: int
    evil: bool = False
    altered: int = 0
    _server: asyncio.Server | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def __aenter__(self) -> HostileBroker:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", self.port, ssl=self.tls)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection(
                "127.0.0.1", self.target(), ssl=self.upstream(), server_hostname="localhost"
            )
        except OSError:
            writer.close()
            return
        for source, sink, look in ((reader, far_writer, False), (far_reader, writer, True)):
            task = asyncio.create_task(self._pump(source, sink, look=look))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, look: bool) -> None:
        try:
            while data := await self._read(source):
                if look and self.evil and (changed := alter(data)) != data:
                    self.altered += 1
                    data = changed
                sink.write(data)
                await sink.drain()
        except (ConnectionError, ssl.SSLError):
            pass
        finally:
            sink.close()

    @staticmethod
    async def _read(source: asyncio.StreamReader) -> bytes:
        data = await source.read(1 << 16)
        while data:
            try:
                async with asyncio.timeout(COALESCE_S):
                    more = await source.read(1 << 16)
            except TimeoutError:
                break
            if not more:
                break
            data += more
        return data
