# SPDX-License-Identifier: EUPL-1.2
"""Signed compact tokens (RFC 7515) with ES256, and the base64url they are made of.

Signing goes through a `Signer`, so that a key may live in hardware. Verification is joserfc's, with limits of our own:
its default of 512 bytes for a header has no room for a certificate, and it refuses header names it does not know.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import msgspec
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from kiosk.errors import SignatureError, SignatureReason

MAX_TOKEN_BYTES = 24 * 1024
_P256_BYTES = 32


class Signer(Protocol):
    """Something that signs for the holder of a certificate."""

    @property
    def certificate_der(self) -> bytes:
        """The certificate whose key signs."""
        ...

    def sign(self, data: bytes) -> bytes:
        """Return the ES256 signature of ``data``: r and s, 32 bytes each (RFC 7518 §3.4)."""
        ...


def b64url(data: bytes) -> str:
    """Encode without padding (RFC 7515 §2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def un_b64url(text: str) -> bytes:
    """Decode strictly: no padding, no foreign characters; raises `ValueError`."""
    try:
        data = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError) as problem:
        raise ValueError("not base64url") from problem
    if b64url(data) != text:
        raise ValueError("not base64url")
    return data


def sign_es256(key: ec.EllipticCurvePrivateKey, data: bytes) -> bytes:
    """Sign ``data`` with a P-256 key held in memory; r and s, 32 bytes each."""
    r, s = decode_dss_signature(key.sign(data, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(_P256_BYTES, "big") + s.to_bytes(_P256_BYTES, "big")


def sign_compact(header: Mapping[str, Any], payload: bytes, signer: Signer) -> str:
    """Make the compact serialisation of ``payload``; ``alg`` is ES256 whatever ``header`` says."""
    protected = b64url(msgspec.json.encode({**header, "alg": "ES256"}))
    signing_input = f"{protected}.{b64url(payload)}"
    return f"{signing_input}.{b64url(signer.sign(signing_input.encode('ascii')))}"


def verify_compact(token: str, find_key: Callable[[Mapping[str, Any]], ECKey]) -> tuple[Mapping[str, Any], bytes]:
    """Verify an ES256 token with the key that ``find_key`` picks for its header; return header and payload.

    Raises `SignatureError`: MALFORMED for what is no such token, BAD_SIGNATURE for a signature that does not fit.
    """
    try:
        header, key = _header(token, find_key)
        registry = jws.JWSRegistry(algorithms=["ES256"])
        registry.max_header_length = MAX_TOKEN_BYTES
        result = jws.deserialize_compact(token, key, registry=registry)
    except SignatureError:
        raise
    except (JoseError, ValueError, TypeError, KeyError) as problem:
        raise _why(problem) from problem
    return header, result.payload


def _header(token: str, find_key: Callable[[Mapping[str, Any]], ECKey]) -> tuple[Mapping[str, Any], ECKey]:
    if len(token) > MAX_TOKEN_BYTES:
        raise ValueError("too long a token")
    header = msgspec.json.decode(un_b64url(token.partition(".")[0]))
    if not isinstance(header, dict) or header.get("alg") != "ES256" or "crit" in header:
        raise ValueError("not a header we take")
    return header, find_key(header)


def _why(problem: Exception) -> SignatureError:
    if isinstance(problem, JoseError) and problem.error == "bad_signature":
        return SignatureError(
            "A signature does not fit its key: it was altered on the way.", reason=SignatureReason.BAD_SIGNATURE
        )
    return SignatureError("A signed token is malformed; it is dropped.", reason=SignatureReason.MALFORMED)
