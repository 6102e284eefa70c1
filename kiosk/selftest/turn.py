# SPDX-License-Identifier: EUPL-1.2
"""Reaches a TURN server as a call would: a STUN binding by UDP, TCP or TLS, with a deadline."""

from __future__ import annotations

import asyncio
import secrets
import socket
import ssl

from kiosk.selftest.report import Check, Reason, Result, failed, passed, skipped
from kiosk.selftest.stun import HEADER_BYTES, TRANSACTION_BYTES, TurnAddress, answers, binding_request, parse_turn

WAIT_S = 4.0
ASK_AGAIN_S = (0.5, 1.0, 1.5)
"""Pauses between datagrams, which may be lost (after RFC 8489, section 6.2.1)."""


async def try_turn(uris: tuple[str, ...], tls: ssl.SSLContext | None = None) -> tuple[Result, ...]:
    """Try every server; one that answers is enough, for any of them serves a call.

    ``tls``: what certificates are trusted; None: those that the machine trusts.
    """
    if not uris:
        return (skipped(Check.TURN, Reason.NOT_SET),)
    reasons = await asyncio.gather(*(_reason(uri, tls) for uri in uris))
    if Reason.NONE in reasons:
        return (passed(Check.TURN),)
    return (failed(Check.TURN, reasons[0]),)


async def _reason(uri: str, tls: ssl.SSLContext | None) -> Reason:
    address = parse_turn(uri)
    if address is None:
        return Reason.BAD_ADDRESS
    transaction = secrets.token_bytes(TRANSACTION_BYTES)
    try:
        async with asyncio.timeout(WAIT_S):
            if address.stream:
                heard = await _by_stream(address, transaction, tls or ssl.create_default_context())
            else:
                heard = await _by_datagram(address, transaction)
    except (TimeoutError, asyncio.IncompleteReadError):
        return Reason.UNREACHED
    except socket.gaierror:
        return Reason.NO_NAME
    except ssl.SSLCertVerificationError:
        return Reason.DISTRUSTED
    except ssl.SSLError:
        return Reason.NO_TLS
    except OSError:
        return Reason.NO_CONNECTION
    return Reason.NONE if heard else Reason.REFUSED


async def _by_stream(address: TurnAddress, transaction: bytes, tls: ssl.SSLContext) -> bool:
    reader, writer = await asyncio.open_connection(
        address.host,
        address.port,
        ssl=tls if address.secure else None,
        server_hostname=address.host if address.secure else None,
    )
    try:
        writer.write(binding_request(transaction))
        return answers(await reader.readexactly(HEADER_BYTES), transaction)
    finally:
        writer.close()


async def _by_datagram(address: TurnAddress, transaction: bytes) -> bool:
    """Ask again and again; the caller's deadline ends it."""
    loop = asyncio.get_running_loop()
    heard: asyncio.Future[bool] = loop.create_future()
    transport, _ = await loop.create_datagram_endpoint(
        lambda: _Ear(transaction, heard), remote_addr=(address.host, address.port)
    )
    try:
        for pause_s in ASK_AGAIN_S:
            transport.sendto(binding_request(transaction))
            done, _ = await asyncio.wait({heard}, timeout=pause_s)
            if done:
                return heard.result()
        return await heard
    finally:
        heard.cancel()
        transport.close()


class _Ear(asyncio.DatagramProtocol):
    """Waits for the answer; anything else that arrives is not for us."""

    def __init__(self, transaction: bytes, heard: asyncio.Future[bool]) -> None:
        self._transaction, self._heard = transaction, heard

    def datagram_received(self, data: bytes, _: object) -> None:
        if answers(data, self._transaction) and not self._heard.done():
            self._heard.set_result(True)

    def error_received(self, problem: Exception) -> None:
        if not self._heard.done():
            self._heard.set_exception(problem)
