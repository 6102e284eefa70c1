# SPDX-License-Identifier: EUPL-1.2
"""The GP's link, and what both ends derive from its secret.

`https://{desk}/v/{v}#s=<secret>&t=<station certificate>`: browsers do not send the fragment, so neither the desk's
web server nor anything in front of it learns the secret when the page is fetched. The desk makes the secret, derives
what it needs and forgets it. A colleague's link has a third part, `&p=<seat>`; its secret is made by the GP's page, and
neither desk nor station ever has it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kiosk.errors import SignallingError, SignallingReason
from kiosk.signalling.jws import b64url, un_b64url
from kiosk.signalling.topics import FIRST_SEAT, check_seat, check_visit_id

SECRET_BYTES = 16
_PASSWORD_INFO = b"halsorum mqtt password"
_PROOF_INFO = b"halsorum link proof"


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """The parts of a GP's link.

    ``station_thumbprint``: base64url SHA-256 of the station's certificate; ``seat``: whose link in the visit it is.
    """

    base_url: str
    visit: str
    secret: bytes = field(repr=False)
    station_thumbprint: str
    seat: str = FIRST_SEAT


def new_secret() -> bytes:
    """Make the secret of a link: 128 random bits."""
    return secrets.token_bytes(SECRET_BYTES)


def make_link(link: Link) -> str:
    """Write the link as it is given to the GP."""
    page = f"{link.base_url.rstrip('/')}/v/{check_visit_id(link.visit)}"
    whole = f"{page}#s={b64url(link.secret)}&t={link.station_thumbprint}"
    return whole if link.seat == FIRST_SEAT else f"{whole}&p={check_seat(link.seat)}"


def parse_link(text: str) -> Link:
    """Read a GP's link; raises `SignallingError` (BAD_LINK) for anything else."""
    try:
        url = urlsplit(text)
        fragment = parse_qs(url.fragment, strict_parsing=True, max_num_fields=8)
        base, _, visit = url.path.rpartition("/v/")
        (secret,), (thumbprint,), (seat,) = fragment["s"], fragment["t"], fragment.get("p", [FIRST_SEAT])
        link = Link(
            base_url=f"{url.scheme}://{url.netloc}{base}",
            visit=check_visit_id(visit),
            secret=un_b64url(secret),
            station_thumbprint=thumbprint,
            seat=check_seat(seat),
        )
        complete = url.scheme == "https" and bool(url.hostname) and len(link.secret) == SECRET_BYTES
        if not complete or len(un_b64url(thumbprint)) != hashlib.sha256().digest_size:
            raise ValueError("incomplete")
    except (ValueError, KeyError, SignallingError) as problem:
        raise SignallingError(
            "That is not a GP's link.", reason=SignallingReason.BAD_LINK, hint="Copy the whole link."
        ) from problem
    return link


def certificate_thumbprint(certificate_der: bytes) -> str:
    """Name a certificate: base64url SHA-256 of its DER (`x5t#S256`, RFC 7515 §4.1.8)."""
    return b64url(hashlib.sha256(certificate_der).digest())


def mqtt_password(secret: bytes, visit: str) -> str:
    """Derive the broker password of the visit's GP."""
    return b64url(_derive(secret, visit, _PASSWORD_INFO))


def proof_key(secret: bytes, visit: str) -> bytes:
    """Derive the key with which a browser proves that it has the link (32 bytes); the station gets only this."""
    return _derive(secret, visit, _PROOF_INFO)


def proof(key: bytes, thumbprint: str, nonce: str) -> str:
    """Prove knowledge of the link for a browser key: HMAC-SHA256 over its JWK thumbprint and a nonce."""
    return b64url(hmac.digest(key, f"{thumbprint}.{nonce}".encode(), "sha256"))


def proof_holds(key: bytes, thumbprint: str, nonce: str, given: str) -> bool:
    """Compare a proof in constant time."""
    return hmac.compare_digest(proof(key, thumbprint, nonce).encode(), given.encode())


def _derive(secret: bytes, visit: str, info: bytes) -> bytes:
    if len(secret) != SECRET_BYTES:
        raise SignallingError("That is not a link's secret.", reason=SignallingReason.BAD_LINK)
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=check_visit_id(visit).encode(), info=info).derive(secret)
