# SPDX-License-Identifier: EUPL-1.2
"""The ticket that a technician carries from the registrar to a station.

`https://{registrar}/enrol#station=<id>&token=<128 random bits>&ca=<SHA-256 of the authority's certificate>`: one line,
that also fits a QR code. It is good for one enrolment of that station within minutes.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from kiosk.errors import KioskError, ProvisioningError, ProvisioningReason
from kiosk.signalling.jws import b64url, un_b64url
from kiosk.signalling.topics import check_station_name

TOKEN_BYTES = 16
PATH = "/enrol"


@dataclass(frozen=True, kw_only=True, slots=True)
class Ticket:
    """A ticket's parts. ``authority``: `authority_fingerprint` of the clinic's authority."""

    registrar_url: str
    station: str
    token: str = field(repr=False)
    authority: str

    def __str__(self) -> str:
        return f"{self.registrar_url}{PATH}#station={self.station}&token={self.token}&ca={self.authority}"


def new_token() -> str:
    """Make a token."""
    return b64url(secrets.token_bytes(TOKEN_BYTES))


def token_digest(token: str) -> str:
    """Hash a token for keeping; it is random enough for a plain hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def authority_fingerprint(certificate: x509.Certificate) -> str:
    """Name an authority: base64url SHA-256 of its certificate."""
    return b64url(hashlib.sha256(certificate.public_bytes(serialization.Encoding.DER)).digest())


def parse_ticket(text: str) -> Ticket:
    """Read a ticket; raises `ProvisioningError` (BAD_TICKET)."""
    try:
        url = urlsplit(text.strip())
        fragment = parse_qs(url.fragment, strict_parsing=True, max_num_fields=8)
        (station,), (token,), (authority,) = fragment["station"], fragment["token"], fragment["ca"]
        sound = url.scheme == "https" and bool(url.hostname) and url.path == PATH
        if not sound or len(un_b64url(token)) != TOKEN_BYTES or len(un_b64url(authority)) != 32:
            raise ValueError("incomplete")
        check_station_name(station)
    except (ValueError, KeyError, KioskError) as problem:
        raise ProvisioningError(
            "That is not a ticket.",
            reason=ProvisioningReason.BAD_TICKET,
            hint="Copy the whole line that `kiosk registrar ticket` printed.",
        ) from problem
    return Ticket(registrar_url=f"https://{url.netloc}", station=station, token=token, authority=authority)
