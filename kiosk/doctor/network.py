# SPDX-License-Identifier: EUPL-1.2
"""What has to be reached: broker and desk, layer by layer, so that the report names the layer that fails."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from kiosk.doctor.finding import Cause, Finding, Subject, failure, not_checked, ok, warning
from kiosk.errors import KioskError

WAIT_S = 3.0
CLOCK_TOLERANCE_S = 30.0
"""Signatures are void after a minute; half of it is a fair warning."""

MQTT_REASONS = {
    0x84: "does not speak MQTT 5",
    0x85: "does not accept this client's name",
    0x86: "does not know the station",
    0x87: "does not let the station in",
    0x88: "is not ready",
    0x89: "is busy",
    0x8A: "has banned the station",
}

Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Unreached(KioskError):
    """Where the way to a peer ended: ``what`` is the state, ``hint`` the next action, ``cause`` the layer."""

    def __init__(self, *, what: str, todo: str, cause: Cause) -> None:
        super().__init__(what, reason=cause, hint=todo)
        self.what = what
        self.cause = cause


async def check_broker(subject: Subject) -> tuple[Finding, ...]:
    """Reach the broker as far as an accepted MQTT connection."""
    if subject.identity is None:
        return not_checked("broker", "Without an identity the broker lets nobody in.")
    host, port = subject.settings.broker.host, subject.settings.broker.port
    try:
        async with _reached("broker", host, port, subject.identity.client_tls()) as stream:
            code = await _mqtt_connect(stream, f"{subject.settings.station.id}-doctor")
    except Unreached as problem:
        return failure("broker", problem.what, problem.hint, problem.cause)
    if code:
        why = MQTT_REASONS.get(code, f"refuses with reason {code:#04x}")
        todo = "Tell the clinic; the desk may have to add it."
        return failure("broker", f"The broker at {host}:{port} {why}.", todo, Cause.REFUSED)
    return ok("broker", f"{host}:{port} lets the station in.")


async def check_desk(subject: Subject) -> tuple[Finding, ...]:
    """Reach the desk over mutual TLS, and compare its clock with ours."""
    if subject.identity is None:
        return not_checked("desk", "Without an identity the desk lets nobody in.")
    url = urlsplit(subject.settings.desk.api_url)
    host, port = url.hostname or "", url.port or 443
    try:
        async with _reached("desk", host, port, subject.identity.client_tls()) as stream:
            status, date = await _healthz(stream, host)
    except Unreached as problem:
        return failure("desk", problem.what, problem.hint, problem.cause)
    if status != 200:
        what = f"The desk at {host}:{port} answers with status {status}."
        return failure("desk", what, "Tell the clinic.", Cause.REFUSED)
    return ok("desk", f"{host}:{port} answers.") + _compare(date, subject)


def _compare(date: datetime | None, subject: Subject) -> tuple[Finding, ...]:
    if date is None:
        return ()
    off_s = (subject.clock.now() - date).total_seconds()
    if abs(off_s) <= CLOCK_TOLERANCE_S:
        return ()
    word = "ahead of" if off_s > 0 else "behind"
    return warning(
        "clock",
        f"The clock is {abs(off_s):.0f} s {word} the desk's; from 60 s on, calls are refused.",
        "Let both machines reach a time server: timedatectl",
        Cause.CLOCK_WRONG,
    )


@asynccontextmanager
async def _reached(name: str, host: str, port: int, tls: ssl.SSLContext) -> AsyncIterator[Stream]:
    """Open a TLS connection; raises `Unreached` naming the layer, also for what goes wrong while it is used."""
    address = f"{host}:{port}"
    try:
        async with asyncio.timeout(WAIT_S):
            await _resolve(name, host)
            await _knock(name, host, port)
            reader, writer = await asyncio.open_connection(host, port, ssl=tls, server_hostname=host)
    except TimeoutError:
        raise _silent(name, address) from None
    except ssl.SSLCertVerificationError as problem:
        raise Unreached(
            what=f"The {name} at {address} shows a certificate that is not accepted: {problem.verify_message}.",
            todo="If the clinic's authority has changed, enrol again; if the name is wrong, correct the settings.",
            cause=Cause.DISTRUSTED,
        ) from None
    except (ssl.SSLError, OSError):
        raise Unreached(
            what=f"{address} answers, but not with TLS.",
            todo=f"See that the {name}'s port in the settings is right.",
            cause=Cause.NO_TLS,
        ) from None
    try:
        async with asyncio.timeout(WAIT_S):
            yield reader, writer
    except TimeoutError:
        raise _silent(name, address) from None
    except (ssl.SSLError, OSError, EOFError):
        raise Unreached(
            what=f"The {name} at {address} does not accept the station's certificate.",
            todo="Enrol again, or ask the clinic whether the certificate was taken back.",
            cause=Cause.DISTRUSTED,
        ) from None
    finally:
        writer.close()


def _silent(name: str, address: str) -> Unreached:
    return Unreached(
        what=f"The {name} at {address} does not answer within {WAIT_S:.0f} s.",
        todo="See to the network cable, the router and the clinic's firewall.",
        cause=Cause.UNREACHED,
    )


async def _resolve(name: str, host: str) -> None:
    try:
        await asyncio.get_running_loop().getaddrinfo(host, None)
    except socket.gaierror:
        raise Unreached(
            what=f"The name of the {name}, '{host}', is not found (DNS).",
            todo="See to the network, or correct the name in the settings.",
            cause=Cause.NO_NAME,
        ) from None


async def _knock(name: str, host: str, port: int) -> None:
    try:
        _, writer = await asyncio.open_connection(host, port)
    except OSError:
        raise Unreached(
            what=f"Nothing listens at {host}:{port} (TCP).",
            todo=f"Start the {name}, or correct its port.",
            cause=Cause.NO_CONNECTION,
        ) from None
    writer.close()


async def _mqtt_connect(stream: Stream, client: str) -> int:
    """Send CONNECT and return the reason code of CONNACK, 0 for success (MQTT 5, sections 3.1 and 3.2)."""
    reader, writer = stream
    name = client.encode()
    clean_start, keep_alive_s, no_properties = 0x02, 10, 0
    body = (
        b"\x00\x04MQTT\x05"
        + bytes((clean_start,))
        + keep_alive_s.to_bytes(2, "big")
        + bytes((no_properties,))
        + len(name).to_bytes(2, "big")
        + name
    )
    writer.write(bytes((0x10, len(body))) + body)
    kind, _, _, reason = await reader.readexactly(4)
    if kind != 0x20:
        raise EOFError
    writer.write(b"\xe0\x00")
    await writer.drain()
    return reason


async def _healthz(stream: Stream, host: str) -> tuple[int, datetime | None]:
    reader, writer = stream
    writer.write(f"GET /healthz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    words = head[0].split()
    dates = [line.partition(":")[2] for line in head if line.lower().startswith("date:")]
    status = int(words[1]) if len(words) > 1 and words[1].isdecimal() else 0
    return status, parsedate_to_datetime(dates[0]) if dates else None
