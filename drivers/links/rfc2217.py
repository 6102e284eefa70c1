# SPDX-License-Identifier: EUPL-1.2
"""A serial port on the network (RFC 2217), for devices that hang on a terminal server or on another machine.

The whole client runs in the event loop: no thread, and every wait has a deadline. The line settings are asked for and
the server's answers compared with them.
"""

from __future__ import annotations

import asyncio
import socket
from typing import cast

from drivers.links.link import Link, LinkError, LinkReason
from drivers.links.ports import LineSettings, NetworkAddress
from drivers.links.telnet import (
    ANSWER,
    FLOWS,
    Code,
    Negotiation,
    Option,
    Setting,
    Subnegotiation,
    TelnetReader,
    ask,
    controls,
    escape,
    negotiate,
    wanted,
)
from kiosk.deadline import Deadline

CONNECT_S = 4.0
NEGOTIATE_S = 4.0
HELD_BYTES_LIMIT = 1 << 16
"""More unread bytes than this and the oldest are dropped; the framer resynchronises."""
WRITE_LIMIT_BYTES = 4096
"""With more unsent bytes than this the port counts as stuck."""

_OFFERS = (
    (Code.WILL, Option.COM_PORT),
    (Code.WILL, Option.BINARY),
    (Code.DO, Option.BINARY),
    (Code.WILL, Option.SUPPRESS_GO_AHEAD),
    (Code.DO, Option.SUPPRESS_GO_AHEAD),
)
_REPLIES = {Code.WILL: (Code.DO, Code.DONT), Code.DO: (Code.WILL, Code.WONT)}
_ACCEPTED = frozenset({Option.COM_PORT, Option.BINARY, Option.SUPPRESS_GO_AHEAD})
# A server that loses power says nothing; without these the driver would wait for it for ever.
_KEEP_ALIVE = ((socket.TCP_KEEPIDLE, 5), (socket.TCP_KEEPINTVL, 2), (socket.TCP_KEEPCNT, 3))


async def open_rfc2217(address: NetworkAddress, line: LineSettings) -> Rfc2217Link:
    """Connect, negotiate and set the line. Raises `LinkError`: unreachable, or wrong line."""
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(CONNECT_S):
            _, link = await loop.create_connection(lambda: Rfc2217Link(address, line), address.host, address.port)
    except (OSError, TimeoutError) as problem:
        raise LinkError(str(address), LinkReason.UNREACHABLE) from problem
    try:
        async with asyncio.timeout(NEGOTIATE_S):
            await link.ready
    except TimeoutError:
        link.close()
        raise LinkError(str(address), LinkReason.UNREACHABLE, "it does not speak RFC 2217") from None
    except BaseException:
        link.close()
        raise
    return link


class Rfc2217Link(asyncio.Protocol, Link):
    """An open network port; made by `open_rfc2217`. ``ready`` is done when the server has set the line."""

    def __init__(self, address: NetworkAddress, line: LineSettings) -> None:
        loop = asyncio.get_running_loop()
        self.ready: asyncio.Future[None] = loop.create_future()
        self.line = line
        self._address = str(address)
        self._reader = TelnetReader()
        self._missing = wanted(line)
        self._said: set[tuple[Code, int]] = set()
        self._asked = False
        self._transport: asyncio.Transport | None = None
        self._held = bytearray()
        self._arrived = asyncio.Event()
        self._writable = asyncio.Event()
        self._writable.set()
        self._gone = False

    # ------------------------------------------------------------------------------------------ asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.set_write_buffer_limits(high=WRITE_LIMIT_BYTES)
        sock = self._transport.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for option, value in _KEEP_ALIVE:
            sock.setsockopt(socket.IPPROTO_TCP, option, value)
        for code, option in _OFFERS:
            self._say(code, option)

    def data_received(self, data: bytes) -> None:
        for event in self._reader.feed(data):
            if isinstance(event, bytes):
                self._hold(event)
            elif isinstance(event, Negotiation):
                self._negotiated(event)
            else:
                self._answered(event)

    def connection_lost(self, exc: Exception | None) -> None:
        self._gone = True
        self._fail(LinkError(self._address, LinkReason.UNREACHABLE, "it hung up"))
        self._arrived.set()
        self._writable.set()

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    # ------------------------------------------------------------------------------------------ Link

    async def read(self, deadline: Deadline) -> bytes:
        if not self._held and not self._gone:
            try:
                async with asyncio.timeout(deadline.remaining_s):
                    await self._arrived.wait()
            except TimeoutError:
                return b""
        if not self._held and self._gone:
            raise LinkError(self._address, LinkReason.UNPLUGGED)
        data = bytes(self._held)
        self._held.clear()
        if not self._gone:
            self._arrived.clear()
        return data

    async def write(self, data: bytes, deadline: Deadline) -> None:
        if self._gone or self._transport is None:
            raise LinkError(self._address, LinkReason.UNPLUGGED)
        self._transport.write(escape(data))
        try:
            async with asyncio.timeout(deadline.remaining_s):
                await self._writable.wait()
        except TimeoutError:
            raise LinkError(self._address, LinkReason.STUCK) from None
        if self._gone:
            raise LinkError(self._address, LinkReason.UNPLUGGED)

    def wake(self) -> None:
        self._arrived.set()

    def close(self) -> None:
        self._gone = True
        self._arrived.set()
        if self._transport is None:
            return
        if self._writable.is_set():
            self._transport.close()
        else:
            self._transport.abort()  # nobody takes what is left

    # ------------------------------------------------------------------------------------------ inside

    def _hold(self, data: bytes) -> None:
        if not self.ready.done():
            return  # came before the line was set: another speed's garbage, or from before us
        self._held += data
        del self._held[:-HELD_BYTES_LIMIT]
        self._arrived.set()

    def _say(self, code: Code, option: int) -> None:
        """Say something about an option, but never twice: two sides that answer each other would not end."""
        if (code, option) not in self._said and self._transport is not None:
            self._said.add((code, option))
            self._transport.write(negotiate(code, option))

    def _negotiated(self, event: Negotiation) -> None:
        if event.option == Option.COM_PORT and event.code is Code.DONT:
            self._fail(LinkError(self._address, LinkReason.UNREACHABLE, "it refuses RFC 2217"))
        elif event.option == Option.COM_PORT and event.code is Code.DO:
            self._set_line()
        elif event.code in _REPLIES:
            agree, refuse = _REPLIES[event.code]
            self._say(agree if event.option in _ACCEPTED else refuse, event.option)

    def _set_line(self) -> None:
        if self._transport is None or self._asked:
            return
        self._asked = True
        settings = [ask(setting, value) for setting, value in self._missing.items()]
        settings += [ask(Setting.CONTROL, value) for value in controls(self.line)]
        self._transport.write(b"".join(settings))

    def _answered(self, event: Subnegotiation) -> None:
        """Compare the server's answer with what was asked."""
        if len(event.payload) < 3 or event.payload[0] != Option.COM_PORT:
            return
        setting, value = event.payload[1] - ANSWER, event.payload[2:]
        if setting == Setting.CONTROL and value in FLOWS and value != controls(self.line)[0]:
            self._fail(LinkError(self._address, LinkReason.WRONG_LINE))
        expected = self._missing.pop(Setting(setting), None) if setting in wanted(self.line) else None
        if expected is None:
            return
        if value != expected:
            self._fail(LinkError(self._address, LinkReason.WRONG_LINE))
        elif not self._missing and not self.ready.done():
            self.ready.set_result(None)

    def _fail(self, problem: LinkError) -> None:
        if not self.ready.done():
            self.ready.set_exception(problem)
