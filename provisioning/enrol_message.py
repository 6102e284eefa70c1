# SPDX-License-Identifier: EUPL-1.2
"""What a station and the registrar say to each other at enrolment: `POST /enrol`, JSON both ways."""

from __future__ import annotations

from typing import Annotated, Any

from joserfc.jwk import ECKey
from msgspec import Meta, Struct

Pem = Annotated[str, Meta(max_length=8192)]


class EnrolRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A station asks for its certificate.

    ``csr``: PEM, signed by the new signing key, CN = station id. ``encryption_jwk``: public P-256 key that visits are
    sealed to.
    ``proof``: base64url ES256 signature by the signing key over `proof_text`, so that nobody on the way can put in an
    encryption key of their own, or use the request with another token.
    """

    token: Annotated[str, Meta(max_length=64)]
    csr: Pem
    encryption_jwk: dict[str, Any]
    proof: Annotated[str, Meta(max_length=128)]


class EnrolAnswer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``certificate`` and ``authority`` are PEM; ``settings`` is the station's TOML file."""

    certificate: Pem
    authority: Pem
    settings: Annotated[str, Meta(max_length=65536)]


def proof_text(token: str, encryption_key: ECKey) -> bytes:
    """Write what the proof signs."""
    return f"halsorum enrol\n{token}\n{encryption_key.thumbprint()}".encode()
