# SPDX-License-Identifier: EUPL-1.2
"""What stands between the network and aiortc: drops what it would fall over, hangs up on who would fill it up.

aiortc ends a connection when any of its parsers raises, and anybody who knows the port can make the outermost ones
raise: an empty datagram, or one longer than SRTP's buffer. Its SCTP checks with `assert`, and keeps what it is sent
without a limit: pieces of messages that never become whole, numbers out of order, streams, channels. So datagrams that
no peer of ours sends are dropped before it sees them, what its SCTP cannot read is dropped after, and a peer who makes
it hold more than a call ever needs is hung up on.

Private names this rests on, each pinned by a test: `RTCIceTransport._recv` (the next datagram, and who asks for it),
`RTCDtlsTransport._data_receiver`, `RTCSctpTransport._handle_data`, `._sack_misordered`, `._sack_duplicates`,
`._inbound_streams` with their `reassembly`, `._data_channels`.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from aiortc import RTCPeerConnection
from aiortc.exceptions import InvalidStateError

from kiosk.log import EventLog

LONGEST_DATAGRAM_BYTES = 1500
"""What `pylibsrtp` has room for, and no path carries more; it raises for what is longer."""
MOST_PIECES, MOST_PIECES_BYTES = 512, 512 * 1024
"""Of messages that are not whole: the longest message is 64 KiB in 60 pieces, and some overtake others."""
MOST_OUT_OF_ORDER = 512
MOST_STREAMS, MOST_CHANNELS = 64, 32
"""A call has three channels, and one for each still picture that is asked for."""

_UNREADABLE = (
    ValueError, LookupError, TypeError, AttributeError, AssertionError, ArithmeticError, struct.error,
    InvalidStateError,
)  # fmt: skip
"""What aiortc's SCTP raises for chunks that are not what they should be: it parses without checking first."""

_LOG = EventLog("call")


@dataclass(slots=True)
class GuardStatistics:
    """Counts since the beginning."""

    datagrams: int = 0
    """Too long, or empty."""
    chunks: int = 0
    """Packets of SCTP that could not be read."""


class Guard:
    """Guards ``connection``, which has its channels and has not been connected yet.

    ``hang_up`` is called, in the event loop, when the peer fills up what is kept for it.
    """

    def __init__(self, connection: RTCPeerConnection, hang_up: Callable[[], None]) -> None:
        self.statistics = GuardStatistics()
        self._hang_up = hang_up
        self._full = False
        self._sctp = cast("Any", connection.sctp)
        ice: Any = self._sctp.transport.transport
        self._receive, self._take = ice._recv, self._sctp._handle_data
        ice._recv = self._next_datagram
        self._sctp._handle_data = self._handle_data

    async def _next_datagram(self) -> bytes:
        """Wait for a datagram that can be looked at."""
        while True:
            data: bytes = await self._receive()
            if 0 < len(data) <= LONGEST_DATAGRAM_BYTES:
                return data
            self.statistics.datagrams += 1

    async def _handle_data(self, data: bytes) -> None:
        """Take a packet of SCTP, and look at what came of it."""
        if self._full:
            return
        try:
            await self._take(data)
        except _UNREADABLE as problem:
            self.statistics.chunks += 1
            if self.statistics.chunks == 1:
                _LOG.warning("data-refused", error=type(problem).__name__)
        del self._sctp._sack_duplicates[MOST_OUT_OF_ORDER:]
        if self._overfull():
            self._full = True
            _LOG.warning("data-refused", reason="too-much")
            self._hang_up()

    def _overfull(self) -> bool:
        sctp = self._sctp
        if len(sctp._inbound_streams) > MOST_STREAMS or len(sctp._data_channels) > MOST_CHANNELS:
            return True
        pieces = [piece for stream in sctp._inbound_streams.values() for piece in stream.reassembly]
        size_bytes = sum(len(piece.user_data) for piece in pieces)
        return (
            len(pieces) > MOST_PIECES
            or size_bytes > MOST_PIECES_BYTES
            or len(sctp._sack_misordered) > MOST_OUT_OF_ORDER
        )
