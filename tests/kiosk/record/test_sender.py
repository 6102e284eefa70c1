# SPDX-License-Identifier: EUPL-1.2
"""Filing over HTTPS: against the desk's own endpoint, and against servers that misbehave."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kiosk.clock import ManualClock, SystemClock
from kiosk.deadline import Deadline
from kiosk.desk.fhir_routes import add_fhir_routes
from kiosk.desk.fhir_store import FhirStore
from kiosk.record import sender as sender_module
from kiosk.record.fhir import transaction
from kiosk.record.sender import MAX_ANSWER_BYTES, RecordError, RecordReason, RecordSender
from tests.kit.record_samples import filing

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Contexts = tuple[ssl.SSLContext, ssl.SSLContext]


@pytest.fixture(scope="module")
def contexts(tmp_path_factory: pytest.TempPathFactory) -> Contexts:
    """A server's and a client's context around one self-made certificate for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "record under test")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    file: Path = tmp_path_factory.mktemp("tls") / "server.pem"
    file.write_bytes(
        pem
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    return server, ssl.create_default_context(cadata=pem.decode())


class Pauses:
    """Stands in for waiting between attempts: notes how long and goes on at once."""

    def __init__(self, clock: ManualClock | None = None) -> None:
        self.waited_s: list[float] = []
        self._clock = clock

    async def __call__(self, seconds: float) -> None:
        self.waited_s.append(seconds)
        if self._clock is not None:
            self._clock.advance(seconds)


@pytest.fixture
async def serve(contexts: Contexts) -> AsyncIterator[Callable[[Handler], Awaitable[str]]]:
    servers: list[TestServer] = []

    async def start(handler: Handler) -> str:
        app = web.Application()
        app.router.add_post("/fhir", handler)
        server = TestServer(app)
        await server.start_server(ssl=contexts[0])
        servers.append(server)
        return str(server.make_url("/"))

    yield start
    for server in servers:
        await server.close()


GOOD_ANSWER = b'{"type":"transaction-response","entry":[' + b",".join([b'{"response":{"status":"200"}}'] * 9) + b"]}"


def _soon() -> Deadline:
    return Deadline.after(SystemClock(), 20)


async def test_a_filing_arrives(contexts: Contexts) -> None:
    async with FhirStore(None, ManualClock()) as store:
        app = web.Application()
        add_fhir_routes(app, store, lambda _: True)
        server = TestServer(app)
        await server.start_server(ssl=contexts[0])
        bundle = transaction(filing())
        async with RecordSender(str(server.make_url("/")), contexts[1]) as sender:
            first = await sender.send(bundle, _soon())
            again = await sender.send(bundle, _soon())
        await server.close()
    assert [entry.created for entry in first.entries] == [True] * 9
    assert [entry.created for entry in again.entries] == [False] * 9
    assert [entry.full_url for entry in first.entries] == [entry["fullUrl"] for entry in bundle["entry"]]
    assert first.entries[0].location.startswith("Encounter/")
    assert first.entries[0].location == again.entries[0].location


@pytest.mark.parametrize("status", [400, 401, 403, 404, 412, 422, 302])
async def test_a_refusal_is_final(contexts: Contexts, serve: Callable[[Handler], Awaitable[str]], status: int) -> None:
    async def refuse(_: web.Request) -> web.Response:
        return web.Response(status=status, text="Tolvan Tolvansson", headers={"Location": "https://localhost:1/"})

    pauses = Pauses()
    async with RecordSender(await serve(refuse), contexts[1], pause=pauses) as sender:
        with pytest.raises(RecordError) as caught:
            await sender.send(transaction(filing()), _soon())
    assert (caught.value.reason, caught.value.status, pauses.waited_s) == (RecordReason.REFUSED, status, [])
    assert "Tolvan" not in str(caught.value)


async def test_a_passing_failure_is_tried_again(contexts: Contexts, serve: Callable[[Handler], Awaitable[str]]) -> None:
    answers = iter([503, 429, 200])

    async def at_last(request: web.Request) -> web.Response:
        status = next(answers)
        entries = [{"response": {"status": "200 OK"}} for _ in transaction(filing())["entry"]]
        body = {"resourceType": "Bundle", "type": "transaction-response", "entry": entries}
        return web.json_response(body, status=status)

    pauses = Pauses()
    async with RecordSender(await serve(at_last), contexts[1], pause=pauses) as sender:
        receipt = await sender.send(transaction(filing()), _soon())
    assert (receipt.attempts, pauses.waited_s) == (3, [0.5, 1.0])


async def test_attempts_are_bounded(contexts: Contexts, serve: Callable[[Handler], Awaitable[str]]) -> None:
    async def busy(_: web.Request) -> web.Response:
        return web.Response(status=503)

    pauses = Pauses()
    async with RecordSender(await serve(busy), contexts[1], pause=pauses) as sender:
        with pytest.raises(RecordError) as caught:
            await sender.send(transaction(filing()), Deadline.after(SystemClock(), 300))
    assert caught.value.reason is RecordReason.UNREACHABLE
    assert pauses.waited_s == [0.5, 1, 2, 4, 8, 8, 8]


async def test_the_deadline_ends_the_attempts(contexts: Contexts, serve: Callable[[Handler], Awaitable[str]]) -> None:
    async def busy(_: web.Request) -> web.Response:
        return web.Response(status=503)

    clock = ManualClock()
    pauses = Pauses(clock)
    async with RecordSender(await serve(busy), contexts[1], pause=pauses) as sender:
        with pytest.raises(RecordError):
            await sender.send(transaction(filing()), Deadline.after(clock, 5))
    assert pauses.waited_s == [0.5, 1, 2]


async def test_silence_is_a_timeout(
    contexts: Contexts, serve: Callable[[Handler], Awaitable[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender_module, "ATTEMPT_S", 0.2)
    released = asyncio.Event()

    async def silent(_: web.Request) -> web.Response:
        await released.wait()
        return web.Response()

    async with RecordSender(await serve(silent), contexts[1]) as sender:
        with pytest.raises(RecordError) as caught:
            await sender.send(transaction(filing()), Deadline.after(SystemClock(), 0.5))
    released.set()
    assert caught.value.reason is RecordReason.TIMEOUT


async def test_nobody_there_is_unreachable(contexts: Contexts, unused_tcp_port: int) -> None:
    pauses = Pauses()
    async with RecordSender(f"https://127.0.0.1:{unused_tcp_port}", contexts[1], pause=pauses) as sender:
        with pytest.raises(RecordError) as caught:
            await sender.send(transaction(filing()), _soon())
    assert caught.value.reason is RecordReason.UNREACHABLE
    assert str(unused_tcp_port) not in str(caught.value)


async def test_a_server_without_our_certificate_gets_nothing(
    serve: Callable[[Handler], Awaitable[str]],
) -> None:
    seen: list[str] = []

    async def greedy(request: web.Request) -> web.Response:
        seen.append(await request.text())
        return web.Response()

    async with RecordSender(await serve(greedy), ssl.create_default_context(), pause=Pauses()) as sender:
        with pytest.raises(RecordError) as caught:
            await sender.send(transaction(filing()), _soon())
    assert (caught.value.reason, seen) == (RecordReason.UNREACHABLE, [])


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"{}", b'{"type":"transaction-response"}', b'{"type":"transaction-response","entry":[]}',
     b'{"type":"transaction-response","entry":[1,2,3,4,5,6,7,8,9]}',
     b'{"type":"transaction-response","entry":[{},{},{},{},{},{},{},{},{}]}',
     GOOD_ANSWER + b" " * MAX_ANSWER_BYTES],
)  # fmt: skip
async def test_a_bad_answer_is_said_so(
    contexts: Contexts, serve: Callable[[Handler], Awaitable[str]], body: bytes
) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(body=body, content_type="application/fhir+json")

    async with RecordSender(await serve(answer), contexts[1]) as sender:
        with pytest.raises(RecordError) as caught:
            await sender.send(transaction(filing()), _soon())
    assert caught.value.reason is RecordReason.BAD_ANSWER
