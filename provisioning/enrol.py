# SPDX-License-Identifier: EUPL-1.2
"""Enrolment, the station's side: keys are made here and never leave; certificate and settings come back for a ticket.

The authority is fetched first and must have the fingerprint that stands in the ticket; only then is the token sent,
over a connection that this authority vouches for.
"""

from __future__ import annotations

import ssl
from pathlib import Path

import aiohttp
import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from joserfc.jwk import ECKey

from kiosk.errors import ProvisioningError, ProvisioningReason
from kiosk.identity import AUTHORITY_FILE, CERTIFICATE_FILE, ENCRYPTION_FILE, KEY_FILE, SETTINGS_FILE
from kiosk.settings import StationSettings, load
from kiosk.settings_text import to_toml
from kiosk.signalling.jws import b64url, sign_es256
from kiosk.signalling.roles import Role, name_of, role_of
from provisioning.ca import certificate_pem, private_pem
from provisioning.enrol_message import EnrolAnswer, EnrolRequest, proof_text
from provisioning.files import write_file, write_folder
from provisioning.ticket import Ticket, authority_fingerprint

DEADLINE_S = 30.0


async def enrol(ticket: Ticket, folder: Path, *, replace: bool = False) -> StationSettings:
    """Enrol this station and write its identity ``folder``; return its settings, which are also in the folder.

    Raises `ProvisioningError`; then nothing was written and an older identity is untouched.
    """
    if folder.exists() and any(folder.iterdir()) and not replace:
        raise ProvisioningError(
            f"There is an identity in {folder} already.",
            reason=ProvisioningReason.EXISTS,
            hint="Give --replace to enrol again; visits made for the old keys are cancelled.",
        )
    authority = await _fetch_authority(ticket)
    key, encryption = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    answer = await _ask(ticket, authority, request_for(ticket, key, encryption))
    certificate = _checked_certificate(answer, ticket, key, authority)
    files = {
        KEY_FILE: private_pem(key),
        ENCRYPTION_FILE: private_pem(encryption),
        CERTIFICATE_FILE: certificate_pem(certificate),
        AUTHORITY_FILE: certificate_pem(authority),
        SETTINGS_FILE: answer.settings.encode(),
    }
    write_folder(folder, files)
    settings = load(StationSettings, folder / SETTINGS_FILE, [f"station.identity={folder}"])
    write_file(folder / SETTINGS_FILE, to_toml(settings).encode())
    return settings


def request_for(
    ticket: Ticket, key: ec.EllipticCurvePrivateKey, encryption: ec.EllipticCurvePrivateKey
) -> EnrolRequest:
    """Write the request of a station with these keys."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, ticket.station)])
    csr = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256())
    public = ECKey.import_key(encryption.public_key())
    return EnrolRequest(
        token=ticket.token,
        csr=csr.public_bytes(serialization.Encoding.PEM).decode(),
        encryption_jwk=dict(public.as_dict(private=False)),
        proof=b64url(sign_es256(key, proof_text(ticket.token, public))),
    )


async def _fetch_authority(ticket: Ticket) -> x509.Certificate:
    """Fetch the authority without trusting the way it comes; its fingerprint decides."""
    unchecked = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    unchecked.check_hostname = False
    unchecked.verify_mode = ssl.CERT_NONE
    status, body = await _call("GET", f"{ticket.registrar_url}/ca.pem", unchecked)
    try:
        certificate = x509.load_pem_x509_certificate(body) if status == 200 else None
    except ValueError:
        certificate = None
    if certificate is None or authority_fingerprint(certificate) != ticket.authority:
        raise ProvisioningError(
            "The registrar that answered is not of the clinic that wrote this ticket.",
            reason=ProvisioningReason.WRONG_AUTHORITY,
            hint="Nothing was sent to it. Check the network and ask for a new ticket.",
        )
    return certificate


async def _ask(ticket: Ticket, authority: x509.Certificate, request: EnrolRequest) -> EnrolAnswer:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    tls.minimum_version = ssl.TLSVersion.TLSv1_3
    tls.load_verify_locations(cadata=certificate_pem(authority).decode())
    status, body = await _call("POST", f"{ticket.registrar_url}/enrol", tls, msgspec.json.encode(request))
    try:
        if status == 200:
            return msgspec.json.decode(body, type=EnrolAnswer)
        fields = msgspec.json.decode(body, type=dict[str, str])
    except msgspec.DecodeError:
        fields = {}
    known = {reason.value: reason for reason in ProvisioningReason}
    raise ProvisioningError(
        fields.get("message", "The registrar's answer is not understood."),
        reason=known.get(fields.get("error", ""), ProvisioningReason.UNREACHABLE),
    )


async def _call(method: str, url: str, tls: ssl.SSLContext, data: bytes | None = None) -> tuple[int, bytes]:
    timeout = aiohttp.ClientTimeout(total=DEADLINE_S)
    headers = {"Content-Type": "application/json"} if data is not None else {}
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(ssl=tls)) as session,
            session.request(method, url, data=data, headers=headers, allow_redirects=False) as response,
        ):
            return response.status, await response.content.read(128 * 1024)
    except aiohttp.ClientConnectorCertificateError as problem:
        raise ProvisioningError(
            "The registrar's certificate is not of the clinic's authority.",
            reason=ProvisioningReason.WRONG_AUTHORITY,
            hint="The token was not sent.",
        ) from problem
    except (aiohttp.ClientError, TimeoutError, OSError) as problem:
        raise ProvisioningError(
            "The registrar cannot be reached.",
            reason=ProvisioningReason.UNREACHABLE,
            hint="Check this station's network and clock, and that the registrar runs.",
        ) from problem


def _checked_certificate(
    answer: EnrolAnswer, ticket: Ticket, key: ec.EllipticCurvePrivateKey, authority: x509.Certificate
) -> x509.Certificate:
    """Check that what came back is a certificate of this station, for this key, by this authority."""
    try:
        certificate = x509.load_pem_x509_certificate(answer.certificate.encode())
        certificate.verify_directly_issued_by(authority)
        ours = certificate.public_key() == key.public_key()
        if not ours or name_of(certificate) != ticket.station or role_of(certificate) is not Role.STATION:
            raise ValueError("another certificate")
    except (ValueError, TypeError, InvalidSignature) as problem:
        raise ProvisioningError(
            "The registrar sent a certificate that is not this station's.", reason=ProvisioningReason.WRONG_AUTHORITY
        ) from problem
    return certificate
