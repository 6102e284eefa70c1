# SPDX-License-Identifier: EUPL-1.2
"""The Unix socket between the station's processes: a length (4 bytes, big-endian) and one JSON message.

A peer that sends rubbish, too much, or reads too slowly is dropped; it comes back by itself. Nothing is ever logged of
what the messages hold.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec

from kiosk.errors import IpcError
from kiosk.messages import Message

MAX_MESSAGE_BYTES = 1 << 20
MAX_UNSENT_BYTES = 4 << 20
CONNECT_PAUSE_S = 0.2
READ_BYTES = 16 * 1024
"""asyncio makes room for sixteen times as much before it reads, which tears the heap to pieces in time."""

Incoming = TypeVar("Incoming", bound=Message)
_ENCODER = msgspec.json.Encoder()
_LENGTH = struct.Struct(">I")


class Peer(Generic[Incoming]):
    """One end of a connection. ``incoming`` is the union of the messages this end accepts."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, incoming: Any) -> None:
        self._reader = reader
        self._writer = writer
        writer.transport.max_size = READ_BYTES  # type: ignore[attr-defined]  # of its selector transports
        self._decoder: msgspec.json.Decoder[Incoming] = msgspec.json.Decoder(incoming)

    def send(self, message: Message) -> None:
        """Queue ``message``; raises `IpcError` if the other side is gone or does not read."""
        if self._writer.is_closing():
            raise IpcError("The other process is gone.")
        if self._writer.transport.get_write_buffer_size() > MAX_UNSENT_BYTES:
            self.close()
            raise IpcError("The other process does not read its messages.")
        body = _ENCODER.encode(message)
        self._writer.write(_LENGTH.pack(len(body)) + body)

    async def receive(self) -> Incoming:
        """Wait for the next message; raises `IpcError` when the connection ends or speaks nonsense."""
        try:
            (length,) = _LENGTH.unpack(await self._reader.readexactly(_LENGTH.size))
            if length <= MAX_MESSAGE_BYTES:
                return self._decoder.decode(await self._reader.readexactly(length))
        except msgspec.DecodeError:
            self.close()
            raise IpcError("The other process sent a message of another version.") from None
        except (asyncio.IncompleteReadError, ConnectionError):
            self.close()
            raise IpcError("The other process is gone.") from None
        self.close()
        raise IpcError("The other process sent too long a message.")

    async def __aiter__(self) -> AsyncIterator[Incoming]:
        """Yield messages until the connection ends."""
        while True:
            try:
                message = await self.receive()
            except IpcError:
                return
            yield message

    def close(self) -> None:
        """Close the connection; may be called again."""
        self._writer.close()


async def serve(path: Path, incoming: Any, on_peer: Callable[[Peer[Any]], Awaitable[None]]) -> asyncio.AbstractServer:
    """Listen on ``path`` (made anew, readable by owner and group) and run ``on_peer`` for each connection."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer: Peer[Any] = Peer(reader, writer, incoming)
        try:
            await on_peer(peer)
        finally:
            peer.close()

    path.unlink(missing_ok=True)
    server = await asyncio.start_unix_server(connected, path)
    path.chmod(0o660)
    return server


async def connect(path: Path, incoming: Any) -> Peer[Any]:
    """Connect to the station, waiting for it as long as it takes; cancel to give up."""
    while True:
        try:
            reader, writer = await asyncio.open_unix_connection(path)
        except (FileNotFoundError, ConnectionRefusedError):
            await asyncio.sleep(CONNECT_PAUSE_S)
            continue
        return Peer(reader, writer, incoming)


def socket_path(runtime: Path) -> Path:
    """Name the station's socket in its runtime folder."""
    return runtime / "station.sock"
