# SPDX-License-Identifier: EUPL-1.2
"""TURN servers, reached for real on loopback: by UDP, TCP and TLS."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.clock import SystemClock
from kiosk.identity import AUTHORITY_FILE, Identity
from kiosk.selftest import turn
from kiosk.selftest.report import Check, Reason, failed, passed, skipped
from kiosk.selftest.stun import TRANSACTION_BYTES, TurnAddress, answers, binding_request, parse_turn
from kiosk.selftest.turn import try_turn
from kiosk.signalling.roles import Role
from provisioning.ca import Authority
from provisioning.demo.clinic import free_ports

Answer = Callable[[bytes], bytes]


def success(request: bytes) -> bytes:
    """Answer as RFC 8489 has it, without attributes."""
    return b"\x01\x01\x00\x00" + request[4:20]


def rubbish(_: bytes) -> bytes:
    return b"HTTP/1.1 400 Bad Request\r\n\r\n"


class _Server(asyncio.DatagramProtocol):
    def __init__(self, answer: Answer, deaf: int) -> None:
        self._answer, self._deaf = answer, deaf
        self.asked = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, peer: tuple[str, int]) -> None:
        self.asked += 1
        if self.asked > self._deaf:
            self._transport.sendto(self._answer(data), peer)


@asynccontextmanager
async def by_udp(answer: Answer, deaf: int = 0) -> AsyncIterator[str]:
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: _Server(answer, deaf), local_addr=("127.0.0.1", 0))
    try:
        yield f"turn:127.0.0.1:{transport.get_extra_info('sockname')[1]}"
    finally:
        transport.close()


@asynccontextmanager
async def by_tcp(answer: Answer, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(await reader.readexactly(20)))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield f"turns:localhost:{port}" if tls else f"turn:127.0.0.1:{port}?transport=tcp"


async def test_a_server_answers_by_udp_also_if_a_datagram_is_lost() -> None:
    async with by_udp(success, deaf=1) as uri:
        assert await try_turn((uri,)) == (passed(Check.TURN),)


async def test_a_server_answers_by_tcp() -> None:
    async with by_tcp(success) as uri:
        assert await try_turn((uri,)) == (passed(Check.TURN),)


async def test_a_server_answers_by_tls_or_is_not_trusted(tmp_path: Path) -> None:
    authority = Authority.create(tmp_path / "authority", "The clinic", SystemClock())
    authority.issue_identity(tmp_path / "server", Role.SERVER, "server", ["localhost"])
    identity = Identity.load(tmp_path / "server")
    async with by_tcp(success, identity.server_tls(client_certificates=False)) as uri:
        trusting = ssl.create_default_context(cafile=str(tmp_path / "server" / AUTHORITY_FILE))
        assert await try_turn((uri,), trusting) == (passed(Check.TURN),)
        assert await try_turn((uri,)) == (failed(Check.TURN, Reason.DISTRUSTED),)


async def test_one_server_of_several_is_enough() -> None:
    async with by_udp(success) as uri:
        assert await try_turn(("turn:127.0.0.1:1?transport=tcp", uri)) == (passed(Check.TURN),)


async def test_each_way_to_fail_has_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    (free,) = free_ports(1)
    assert await try_turn(()) == (skipped(Check.TURN, Reason.NOT_SET),)
    assert await try_turn(("http://turn",)) == (failed(Check.TURN, Reason.BAD_ADDRESS),)
    assert await try_turn((f"turn:127.0.0.1:{free}?transport=tcp",)) == (failed(Check.TURN, Reason.NO_CONNECTION),)
    async with by_tcp(rubbish) as uri:
        assert await try_turn((uri,)) == (failed(Check.TURN, Reason.REFUSED),)
        insecure = uri.replace("turn:", "turns:").removesuffix("?transport=tcp")
        assert await try_turn((insecure,)) == (failed(Check.TURN, Reason.NO_TLS),)
    monkeypatch.setattr(turn, "WAIT_S", 0.3)
    async with by_udp(rubbish) as uri:
        assert await try_turn((uri,)) == (failed(Check.TURN, Reason.UNREACHED),)


@pytest.mark.parametrize(
    ("uri", "wanted"),
    [
        ("turn:a.example", TurnAddress("a.example", 3478, False, False)),
        ("turn:a.example:80?transport=udp", TurnAddress("a.example", 80, False, False)),
        ("turn:a.example?transport=tcp", TurnAddress("a.example", 3478, True, False)),
        ("turns:a.example", TurnAddress("a.example", 5349, True, True)),
        ("turns:[2001:db8::1]:443?transport=tcp", TurnAddress("2001:db8::1", 443, True, True)),
        ("turn:a.example:0", None),
        ("turn:a.example:70000", None),
        ("turn:user@a.example", None),
        ("stun:a.example", None),
        ("", None),
    ],
)
def test_addresses_are_read(uri: str, wanted: TurnAddress | None) -> None:
    assert parse_turn(uri) == wanted


@given(st.text(), st.binary(max_size=64), st.binary(min_size=TRANSACTION_BYTES, max_size=TRANSACTION_BYTES))
def test_whatever_comes_is_no_answer_and_breaks_nothing(uri: str, data: bytes, transaction: bytes) -> None:
    parse_turn(uri)
    assert not answers(data, transaction)
    request = binding_request(transaction)
    assert not answers(request, transaction), "an echo is no answer"
    assert answers(success(request), transaction)
    assert not answers(success(request), bytes(byte ^ 1 for byte in transaction))
