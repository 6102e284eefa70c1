# SPDX-License-Identifier: EUPL-1.2
"""The registrar: holds the authority's key, turns a ticket and a request into a station's certificate and settings, and
announces the station to the desk. It is reachable where stations are set up, not from everywhere.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import msgspec
from aiohttp import web
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from kiosk import log
from kiosk.clock import Clock
from kiosk.desk.client import DeskClient
from kiosk.errors import DeskError, ProvisioningError, ProvisioningReason, SignallingError
from kiosk.identity import Identity
from kiosk.settings import BrokerSection, DeskSection, StationSection, StationSettings
from kiosk.settings_text import to_toml
from kiosk.signalling.jws import un_b64url
from kiosk.signalling.link import certificate_thumbprint
from kiosk.signalling.roles import Role
from kiosk.signalling.topics import check_station_name
from provisioning.ca import Authority, certificate_pem, check_request
from provisioning.enrol_message import EnrolAnswer, EnrolRequest, proof_text
from provisioning.failures import FailureLimit
from provisioning.registrar_settings import RegistrarSettings
from provisioning.ticket import Ticket, authority_fingerprint
from provisioning.ticket_store import OpenTicket, TicketStore

MAX_BODY_BYTES = 64 * 1024

_log = log.EventLog("registrar")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_STATUS = {
    ProvisioningReason.BAD_NAME: 400,
    ProvisioningReason.BAD_REQUEST: 400,
    ProvisioningReason.BAD_TICKET: 403,
    ProvisioningReason.TOO_MANY: 429,
    ProvisioningReason.UNREACHABLE: 503,
}


class Registrar:
    """Issues tickets and honours them."""

    def __init__(self, settings: RegistrarSettings, clock: Clock) -> None:
        self._settings = settings
        self._authority = Authority.load(settings.registrar.authority, clock)
        self._identity = Identity.load(settings.registrar.identity).require(Role.REGISTRAR)
        self._tickets = TicketStore(settings.registrar.store, clock)
        self._failures = FailureLimit(clock)

    @property
    def identity(self) -> Identity:
        return self._identity

    def close(self) -> None:
        """Close the store."""
        self._tickets.close()

    def ticket(self, station: StationSection, base: StationSettings | None = None) -> Ticket:
        """Make a ticket for a station; ``base``: further settings it is to get. Raises `ProvisioningError`."""
        try:
            check_station_name(station.id)
        except SignallingError as problem:
            raise ProvisioningError(
                "A station cannot have that id.",
                reason=ProvisioningReason.BAD_NAME,
                hint="Use lower-case letters, digits and hyphens; not `gp-…`.",
            ) from problem
        section = self._settings.registrar
        settings = msgspec.structs.replace(
            base or StationSettings(),
            station=station,
            broker=BrokerSection(
                host=section.broker_host, port=section.broker_port, namespace=section.broker_namespace
            ),
            desk=DeskSection(api_url=section.desk_api_url),
        )
        token = self._tickets.issue(station.id, to_toml(settings), timedelta(seconds=section.ticket_life_s))
        _log.info("ticket", station=station.id)
        return Ticket(
            registrar_url=section.public_url.rstrip("/"),
            station=station.id,
            token=token,
            authority=authority_fingerprint(self._authority.certificate),
        )

    def app(self) -> web.Application:
        """Make the web application."""
        app = web.Application(client_max_size=MAX_BODY_BYTES, middlewares=[_errors])
        app.router.add_get("/ca.pem", self._serve_authority)
        app.router.add_post("/enrol", self._serve_enrolment)
        return app

    async def enrol(self, request: EnrolRequest, place: str) -> EnrolAnswer:
        """Honour a ticket; raises `ProvisioningError`. ``place``: where the request comes from, for the limit.

        A ticket is used up by a request that is wrong, but not by a desk that is away.
        """
        self._failures.check(place)
        try:
            ticket = self._tickets.take(request.token)
            csr, encryption = _check(request, ticket.station)
        except ProvisioningError:
            self._failures.add(place)
            raise
        certificate = self._authority.issue_station(csr, ticket.station)
        try:
            await self._announce(ticket, certificate, encryption)
        except DeskError as problem:
            self._tickets.put_back(ticket)
            _log.error("not-announced", problem, station=ticket.station)
            raise ProvisioningError(
                "The clinic's desk cannot take in a station just now.",
                reason=ProvisioningReason.UNREACHABLE,
                hint="Try again with the same ticket in a moment.",
            ) from problem
        _log.info("enrolled", station=ticket.station)
        return EnrolAnswer(
            certificate=certificate_pem(certificate).decode(),
            authority=certificate_pem(self._authority.certificate).decode(),
            settings=ticket.settings,
        )

    async def _announce(self, ticket: OpenTicket, certificate: x509.Certificate, encryption: ECKey) -> None:
        station = _station_section(ticket.settings)
        wanted = {
            "thumbprint": certificate_thumbprint(certificate.public_bytes(Encoding.DER)),
            "encryption_jwk": encryption.as_dict(private=False),
            **{name: station.get(name, "") for name in ("name", "address", "phone")},
        }
        async with DeskClient(self._settings.registrar.desk_api_url, self._identity.client_tls()) as desk:
            await desk.put_station(ticket.station, wanted)

    async def _serve_authority(self, _: web.Request) -> web.Response:
        return web.Response(body=certificate_pem(self._authority.certificate), content_type="application/x-pem-file")

    async def _serve_enrolment(self, request: web.Request) -> web.Response:
        try:
            wanted = msgspec.json.decode(await request.read(), type=EnrolRequest)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise ProvisioningError("The request is malformed.", reason=ProvisioningReason.BAD_REQUEST) from None
        answer = await self.enrol(wanted, request.remote or "")
        return web.Response(body=msgspec.json.encode(answer), content_type="application/json")


@asynccontextmanager
async def running_registrar(settings: RegistrarSettings, clock: Clock) -> AsyncIterator[Registrar]:
    """Serve until the block is left."""
    registrar = Registrar(settings, clock)
    runner = web.AppRunner(registrar.app(), access_log=None, shutdown_timeout=5)
    await runner.setup()
    try:
        section = settings.registrar
        tls = registrar.identity.server_tls(client_certificates=False)
        try:
            await web.TCPSite(runner, section.host, section.port, ssl_context=tls).start()
        except OSError as problem:
            raise ProvisioningError(
                f"The registrar cannot listen on {section.host} port {section.port}.", hint="Choose another port."
            ) from problem
        yield registrar
    finally:
        await runner.cleanup()
        registrar.close()


def _check(request: EnrolRequest, station: str) -> tuple[x509.CertificateSigningRequest, ECKey]:
    """Check request, keys and proof; raises `ProvisioningError`."""
    try:
        csr = x509.load_pem_x509_csr(request.csr.encode())
        check_request(csr, station)
        if "d" in request.encryption_jwk or request.encryption_jwk.get("crv") != "P-256":
            raise ValueError("not a public P-256 key")
        encryption = ECKey.import_key(request.encryption_jwk)
        _check_proof(request, csr, encryption)
    except (ValueError, TypeError, KeyError, JoseError, InvalidSignature) as problem:
        raise ProvisioningError(
            "The request cannot be read, or its signatures do not fit.", reason=ProvisioningReason.BAD_REQUEST
        ) from problem
    return csr, encryption


def _check_proof(request: EnrolRequest, csr: x509.CertificateSigningRequest, encryption: ECKey) -> None:
    key, raw = csr.public_key(), un_b64url(request.proof)
    if not isinstance(key, ec.EllipticCurvePublicKey) or len(raw) != 64:
        raise ValueError("no proof")
    signature = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key.verify(signature, proof_text(request.token, encryption), ec.ECDSA(hashes.SHA256()))


def _station_section(settings: str) -> Mapping[str, Any]:
    section = msgspec.toml.decode(settings).get("station", {})
    return section if isinstance(section, dict) else {}


@web.middleware
async def _errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except ProvisioningError as problem:
        reason = problem.reason if isinstance(problem.reason, ProvisioningReason) else ProvisioningReason.BAD_REQUEST
        _log.warning("refused", reason=reason)
        body = msgspec.json.encode({"error": reason.value, "message": str(problem)})
        return web.Response(body=body, status=_STATUS.get(reason, 400), content_type="application/json")
