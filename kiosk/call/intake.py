# SPDX-License-Identifier: EUPL-1.2
"""Empties a connection's sockets whenever anything has come, instead of one datagram a turn of the event loop.

asyncio reads one. Where processor time is short, turns are few: datagrams then wait in the kernel, seconds of them, and
both ends take that for a slow line. And it makes room for 256 kB before each, to give back all but a packet's worth:
room that is overwritten twice (`kiosk.environment`), and that tears the heap to pieces.

Rests on `_read_ready`, `_add_reader`, `_sock_fd` and `max_size` of asyncio's datagram transport, on aioice's list of
protocols and its TURN client's inner protocol; tests pin them.
"""

from __future__ import annotations

import socket
from typing import Any

from aiortc import RTCPeerConnection

MOST_AT_ONCE = 64
"""A flood must leave the event loop time for everything else."""
LARGEST_BYTES = 4096
"""No path to a browser takes a larger datagram; of one that is, the rest is cut off, and what is left is refused."""


class Intake:
    """Reads all that waits at the socket of ``protocol``."""

    def __init__(self, protocol: Any, transport: Any) -> None:
        self._read, self._take = transport._read_ready, protocol.datagram_received
        self._taken = False
        protocol.datagram_received = self._received
        transport.max_size = LARGEST_BYTES
        transport._add_reader(transport._sock_fd, self._readable)

    def _readable(self) -> None:
        for _ in range(MOST_AT_ONCE):
            self._taken = False
            self._read()
            if not self._taken:
                return

    def _received(self, data: bytes, address: tuple[Any, ...]) -> None:
        self._taken = True
        self._take(data, address)


def empty_at_once(connection: RTCPeerConnection) -> int:
    """Do so with every socket that ``connection`` has gathered; tell how many those are."""
    sctp = connection.sctp
    found: list[Any] = [] if sctp is None else sctp.transport.transport._connection._protocols
    count = 0
    for each in found:
        protocol = getattr(each.transport, "_TurnTransport__inner_protocol", each)
        transport = protocol.transport
        channel = transport.get_extra_info("socket")
        if channel is not None and channel.type == socket.SOCK_DGRAM and not transport.is_closing():
            Intake(protocol, transport)
            count += 1
    return count
