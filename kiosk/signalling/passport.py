# SPDX-License-Identifier: EUPL-1.2
"""PASSporTs (RFC 8225) with the `mky` claim over the media keys of an offer or answer, as BCP 228 asks.

The claim lists *every* `a=fingerprint` of the SDP, so whoever alters one on the way is seen. The station signs with its
certificate (`x5c`), the GP's browser with a key of its own (`jwk`).
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc.jwk import ECKey
from msgspec import Struct

from kiosk.errors import SignatureError, SignatureReason
from kiosk.signalling.jws import Signer, sign_compact, verify_compact
from kiosk.signalling.link import certificate_thumbprint
from kiosk.signalling.topics import check_kiosk_id, check_visit_id

WINDOW_S = 60
_FINGERPRINT = re.compile(r"a=fingerprint:([A-Za-z0-9-]+) ([0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2})+)")
_PUBLIC_MEMBERS = ("kty", "crv", "x", "y")  # WebCrypto's `key_ops` and `ext` make joserfc refuse the key


class Fingerprint(NamedTuple):
    """A media key as `mky` names it: lower-case algorithm, upper-case hex without colons."""

    alg: str
    dig: str


class _Media(Struct, frozen=True):
    alg: str
    dig: str


class _Origin(Struct, frozen=True):
    uri: str


class _Destination(Struct, frozen=True):
    uri: tuple[str, ...]


class Claims(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The claims of a PASSporT; other claims are ignored."""

    iat: int
    jti: str
    orig: _Origin
    dest: _Destination
    mky: tuple[_Media, ...] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Expected:
    """What a PASSporT must be about. ``sdp`` is None where no media keys are signed (a greeting)."""

    visit: str
    jti: str
    now: datetime
    sdp: str | None


@dataclass(frozen=True, slots=True)
class BrowserKey:
    """The browser's key as it proved it; ``thumbprint`` as in RFC 7638."""

    thumbprint: str


def kiosk_uri(kiosk: str) -> str:
    """Name a station as the origin of a call."""
    return f"urn:halsorum:kiosk:{check_kiosk_id(kiosk)}"


def gp_uri(thumbprint: str) -> str:
    """Name a GP's browser, known only by its key, as the origin of an answer."""
    return f"urn:halsorum:gp:{thumbprint}"


def visit_uri(visit: str) -> str:
    """Name a visit as the destination of everything that is signed in it."""
    return f"urn:halsorum:visit:{check_visit_id(visit)}"


def fingerprints(sdp: str) -> tuple[Fingerprint, ...]:
    """List the media keys of an SDP, each once, sorted by algorithm and digest (RFC 8225 §5.2.2).

    Raises `SignatureError` (MALFORMED) if a line cannot be read or there is none: such an SDP cannot be signed.
    """
    found: set[Fingerprint] = set()
    for line in sdp.splitlines():  # as aiortc splits them, which is at more than CR and LF
        if not line.strip().lower().startswith("a=fingerprint"):
            continue
        parts = _FINGERPRINT.fullmatch(line)
        if parts is None:
            raise _malformed("A fingerprint in the session description cannot be read.")
        found.add(Fingerprint(parts[1].lower(), parts[2].replace(":", "").upper()))
    if not found:
        raise _malformed("The session description has no fingerprint.")
    return tuple(sorted(found))


def sign_with_certificate(*, signer: Signer, kiosk: str, visit: str, call_id: str, sdp: str, now: datetime) -> str:
    """Sign the media keys of the station's ``sdp`` for one visit; return the token."""
    claims = Claims(
        iat=int(now.timestamp()),
        jti=call_id,
        orig=_Origin(kiosk_uri(kiosk)),
        dest=_Destination((visit_uri(visit),)),
        mky=tuple(_Media(*each) for each in fingerprints(sdp)),
    )
    header = {"typ": "passport", "x5c": [base64.b64encode(signer.certificate_der).decode("ascii")]}
    return sign_compact(header, msgspec.json.encode(claims), signer)


def verify_browser(token: str, expected: Expected, *, pinned: str | None = None) -> BrowserKey:
    """Verify what a GP's browser signed and return its key. ``pinned``: thumbprint of the key this visit knows.

    Raises `SignatureError` with the reason. A replay within the window is the caller's to see (`ReplayMemory`).
    """
    keys: list[ECKey] = []

    def find(header: Any) -> ECKey:
        _check_type(header)
        keys.append(_browser_key(header))
        return keys[0]

    _, payload = verify_compact(token, find)
    thumbprint = keys[0].thumbprint()
    _check_claims(_claims(payload), expected, gp_uri(thumbprint))
    if pinned is not None and thumbprint != pinned:
        raise SignatureError("Signed by another browser than the one of this visit.", reason=SignatureReason.WRONG_KEY)
    return BrowserKey(thumbprint)


def verify_station(token: str, expected: Expected, *, kiosk: str, thumbprint: str) -> None:
    """Verify what the station signed, as the GP's page does; ``thumbprint`` is the link's `t`.

    Raises `SignatureError` with the reason.
    """

    def find(header: Any) -> ECKey:
        _check_type(header)
        return _certificate_key(header, thumbprint)

    _, payload = verify_compact(token, find)
    _check_claims(_claims(payload), expected, kiosk_uri(kiosk))


def _check_type(header: Any) -> None:
    if header.get("typ") != "passport":
        raise _malformed("A token is not a PASSporT.")


def _browser_key(header: Any) -> ECKey:
    jwk = header.get("jwk")
    if not isinstance(jwk, dict) or jwk.get("kty") != "EC" or jwk.get("crv") != "P-256" or "d" in jwk:
        raise _malformed("A PASSporT carries no usable public key.")
    return ECKey.import_key({name: jwk[name] for name in _PUBLIC_MEMBERS})


def _certificate_key(header: Any, thumbprint: str) -> ECKey:
    chain = header.get("x5c")
    if not isinstance(chain, list) or not chain or not isinstance(chain[0], str):
        raise _malformed("A PASSporT carries no certificate.")
    der = base64.b64decode(chain[0], validate=True)
    if certificate_thumbprint(der) != thumbprint:
        raise SignatureError("Signed by another station than the link names.", reason=SignatureReason.WRONG_KEY)
    key = x509.load_der_x509_certificate(der).public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise _malformed("A certificate's key is not of the agreed kind.")
    return ECKey.import_key(key)


def _claims(payload: bytes) -> Claims:
    try:
        return msgspec.json.decode(payload, type=Claims)
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise _malformed("A PASSporT lacks a claim.") from problem


def _check_claims(claims: Claims, expected: Expected, origin: str) -> None:
    if claims.dest.uri != (visit_uri(expected.visit),):
        raise SignatureError("Signed for another visit.", reason=SignatureReason.WRONG_VISIT)
    if abs(expected.now.timestamp() - claims.iat) > WINDOW_S:
        raise SignatureError(
            "Signed more than a minute away from now.",
            reason=SignatureReason.STALE,
            hint="Check both clocks; if they are right it is a replay.",
        )
    if claims.jti != expected.jti or claims.orig.uri != origin:
        raise _malformed("A PASSporT is about another call or another sender.")
    if expected.sdp is None:
        return
    if tuple(Fingerprint(each.alg, each.dig) for each in claims.mky or ()) != fingerprints(expected.sdp):
        raise SignatureError(
            "The media keys are not the ones that were signed: the call was altered on the way.",
            reason=SignatureReason.WRONG_FINGERPRINT,
        )


def _malformed(message: str) -> SignatureError:
    return SignatureError(message, reason=SignatureReason.MALFORMED)
