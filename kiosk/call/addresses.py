# SPDX-License-Identifier: EUPL-1.2
"""Which addresses ICE gathers, and by which interface their packets leave. Rests on aioice; tests pin what it needs.

- A machine without any network gathers the loopback, which aioice leaves out: a demonstration on a laptop in a village
  without network is a case we care about.
- A connection can be kept to some addresses: one that is to move back to the preferred path must not choose the other.
- On a machine with two ways out, packets from an address leave by its own interface (IP_UNICAST_IF of ip(7), which
  needs no privilege). Without it, everything leaves by the preferred default route, and the mobile modem's address is
  of no use until the dead Wi-Fi's route is gone.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import socket
import struct
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from aioice import ice

LOOPBACK = "127.0.0.1"
IP_UNICAST_IF = 50
IPV6_UNICAST_IF = 76
_NETWORK_ORDER = struct.Struct("!I")

only: ContextVar[frozenset[str]] = ContextVar("only", default=frozenset())
"""Addresses to which gathering in this context is kept; empty: all. Where none of them exists, all are gathered."""


@functools.cache
def allow_loopback_where_there_is_nothing_else() -> None:
    """Let ICE gather the loopback address where the machine has no other, and heed `only`; done once."""
    usual = ice.get_host_addresses

    def addresses(use_ipv4: bool, use_ipv6: bool) -> list[str]:
        found: list[str] = usual(use_ipv4, use_ipv6)
        kept = [each for each in found if each in only.get()]
        return kept or found or [LOOPBACK]

    ice.get_host_addresses = addresses


class OwnInterface:
    """Makes ICE's sockets send by the interface of their own address; ``index_of`` gives it, 0 where it is all one."""

    def __init__(self, index_of: Callable[[str], int]) -> None:
        self._index_of = index_of
        self._protocol: Any = ice.StunProtocol
        self._usual = self._protocol.connection_made

    def install(self) -> None:
        """Begin."""
        usual, bind = self._usual, self._bind

        def connection_made(protocol: Any, transport: asyncio.BaseTransport) -> None:
            usual(protocol, transport)
            bind(transport)

        self._protocol.connection_made = connection_made

    def remove(self) -> None:
        """Let things be as they were."""
        self._protocol.connection_made = self._usual

    def _bind(self, transport: asyncio.BaseTransport) -> None:
        channel, name = transport.get_extra_info("socket"), transport.get_extra_info("sockname")
        if channel is None or not name:
            return
        index = self._index_of(str(name[0]))
        if not index:
            return
        six = channel.family == socket.AF_INET6
        level, option = (socket.IPPROTO_IPV6, IPV6_UNICAST_IF) if six else (socket.IPPROTO_IP, IP_UNICAST_IF)
        with contextlib.suppress(OSError):  # without it the routes decide, as they always did
            channel.setsockopt(level, option, _NETWORK_ORDER.pack(index))
