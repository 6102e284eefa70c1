# SPDX-License-Identifier: EUPL-1.2
"""What the desk signs for a station, and how the station knows that it was the desk: by the clinic's authority."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc.jwk import ECKey

from kiosk.errors import SignallingError, SignallingReason, SignatureError
from kiosk.signalling.jws import Signer, sign_compact, verify_compact
from kiosk.signalling.roles import Role, role_of


def sign_as_desk(kind: str, payload: bytes, desk: Signer) -> str:
    """Sign ``payload``, which is a ``kind`` and nothing else; return a compact JWS that carries the certificate."""
    certificate = base64.b64encode(desk.certificate_der).decode("ascii")
    return sign_compact({"typ": kind, "x5c": [certificate]}, payload, desk)


def verified_from_desk(kind: str, token: str, authority: x509.Certificate) -> bytes:
    """Return the payload of a ``kind`` that a desk signed which ``authority`` certified.

    Raises `SignallingError` (NOT_FROM_DESK).
    """

    def find(header: Mapping[str, Any]) -> ECKey:
        if header.get("typ") != kind:
            raise ValueError("another type")
        certificate = x509.load_der_x509_certificate(base64.b64decode(header["x5c"][0], validate=True))
        certificate.verify_directly_issued_by(authority)
        key = certificate.public_key()
        if role_of(certificate) is not Role.DESK or not isinstance(key, ec.EllipticCurvePublicKey):
            raise ValueError("not the desk")
        return ECKey.import_key(key)

    try:
        _, payload = verify_compact(token, find)
    except (SignatureError, InvalidSignature) as problem:
        raise SignallingError(
            "Something was not signed by the clinic's desk; it is dropped.", reason=SignallingReason.NOT_FROM_DESK
        ) from problem
    return payload
