# SPDX-License-Identifier: EUPL-1.2
"""Keys and certificates for the signalling tests, made in memory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kiosk.signalling.jws import sign_es256

NOT_BEFORE = datetime(2025, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Holder:
    """A key and its certificate: a peer of the identity on disk."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def certificate_der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    def sign(self, data: bytes) -> bytes:
        return sign_es256(self.key, data)


def make_holder(name: str, unit: str, issuer: Holder | None = None, organisation: str = "halsorum") -> Holder:
    """Issue a certificate, by itself if there is no ``issuer``."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, name),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
        ]
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOT_BEFORE)
        .not_valid_after(NOT_BEFORE + timedelta(days=36500))
        .sign(issuer.key if issuer else key, hashes.SHA256())
    )
    return Holder(key, certificate)


@pytest.fixture(scope="session")
def authority() -> Holder:
    return make_holder("Test authority", "ca")


@pytest.fixture(scope="session")
def station(authority: Holder) -> Holder:
    return make_holder("station-one", "station", authority)


@pytest.fixture(scope="session")
def desk(authority: Holder) -> Holder:
    return make_holder("desk", "desk", authority)
