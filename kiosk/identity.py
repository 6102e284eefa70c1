# SPDX-License-Identifier: EUPL-1.2
"""An identity: the folder with a part's key, its certificate and the clinic's authority, and what is done with them.

key.pem         signing key, P-256; readable by its owner only
cert.pem        certificate, issued by the clinic's authority
ca.pem          the authority's certificate
encryption.pem  stations only: P-256 key that opens sealed visits; readable by its owner only
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from joserfc.jwk import ECKey

from kiosk.errors import IdentityError, IdentityReason
from kiosk.signalling.jws import sign_es256
from kiosk.signalling.link import certificate_thumbprint
from kiosk.signalling.roles import Role, name_of, role_of

KEY_FILE = "key.pem"
CERTIFICATE_FILE = "cert.pem"
AUTHORITY_FILE = "ca.pem"
ENCRYPTION_FILE = "encryption.pem"
SETTINGS_FILE = "station.toml"

_AGAIN = "Enrol again, or issue it again with `kiosk ca issue`."
Parsed = TypeVar("Parsed")


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """A loaded identity; a `kiosk.signalling.jws.Signer`."""

    folder: Path
    certificate: x509.Certificate
    authority: x509.Certificate
    key: ec.EllipticCurvePrivateKey = field(repr=False)
    encryption: ECKey | None = field(repr=False, default=None)

    @classmethod
    def load(cls, folder: Path) -> Identity:
        """Read ``folder`` and check that it fits together; raises `IdentityError` saying what is wrong."""
        key = _private_key(folder / KEY_FILE)
        certificate = _parse(folder / CERTIFICATE_FILE, x509.load_pem_x509_certificate)
        authority = _parse(folder / AUTHORITY_FILE, x509.load_pem_x509_certificate)
        if certificate.public_key() != key.public_key():
            raise IdentityError(
                f"The certificate in {folder} belongs to another key.", reason=IdentityReason.NOT_A_PAIR, hint=_AGAIN
            )
        sealed = folder / ENCRYPTION_FILE
        encryption = ECKey.import_key(_private_key(sealed)) if sealed.exists() else None
        return cls(folder=folder, certificate=certificate, authority=authority, key=key, encryption=encryption)

    @property
    def name(self) -> str:
        """The certificate's common name; a station's is its id."""
        return name_of(self.certificate)

    @property
    def role(self) -> Role | None:
        return role_of(self.certificate)

    @property
    def certificate_der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def thumbprint(self) -> str:
        """The certificate's name in GPs' links."""
        return certificate_thumbprint(self.certificate_der)

    @property
    def expires_at(self) -> datetime:
        return self.certificate.not_valid_after_utc

    @property
    def encryption_key(self) -> ECKey:
        """The key that opens sealed visits; raises `IdentityError` where there is none."""
        if self.encryption is None:
            raise IdentityError(
                f"There is no {ENCRYPTION_FILE} in {self.folder}.", reason=IdentityReason.MISSING, hint=_AGAIN
            )
        return self.encryption

    def sign(self, data: bytes) -> bytes:
        """Sign ``data`` with ES256; r and s, 32 bytes each."""
        return sign_es256(self.key, data)

    def derive(self, info: str) -> bytes:
        """Derive 32 bytes that only the holder of the key knows, one value for each ``info``."""
        secret = self.key.private_numbers().private_value.to_bytes(32, "big")
        return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=f"halsorum {info}".encode()).derive(secret)

    def require(self, role: Role) -> Identity:
        """Return this identity if it has ``role``; raises `IdentityError` otherwise."""
        if self.role is not role:
            raise IdentityError(
                f"The certificate in {self.folder} is not that of a {role}.",
                reason=IdentityReason.WRONG_ROLE,
                hint=_AGAIN,
            )
        return self

    def client_tls(self) -> ssl.SSLContext:
        """Make the TLS settings of a client: our certificate, the clinic's authority only, host names checked."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.load_verify_locations(self.folder / AUTHORITY_FILE)
        context.load_cert_chain(self.folder / CERTIFICATE_FILE, self.folder / KEY_FILE)
        return context

    def server_tls(self, *, client_certificates: bool) -> ssl.SSLContext:
        """Make the TLS settings of a server; ``client_certificates``: nobody gets in without one of our authority."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.load_cert_chain(self.folder / CERTIFICATE_FILE, self.folder / KEY_FILE)
        if client_certificates:
            context.load_verify_locations(self.folder / AUTHORITY_FILE)
            context.verify_mode = ssl.CERT_REQUIRED
        return context


def _private_key(path: Path) -> ec.EllipticCurvePrivateKey:
    key = _parse(path, lambda pem: serialization.load_pem_private_key(pem, password=None))
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise IdentityError(f"{path} is not a P-256 key.", reason=IdentityReason.UNREADABLE, hint=_AGAIN)
    if path.stat().st_mode & 0o077:
        raise IdentityError(
            f"{path} can be read by others than its owner.",
            reason=IdentityReason.EXPOSED,
            hint=f"Run `chmod 600 {path}`.",
        )
    return key


def _parse(path: Path, parse: Callable[[bytes], Parsed]) -> Parsed:
    try:
        return parse(path.read_bytes())
    except FileNotFoundError:
        raise IdentityError(f"There is no {path}.", reason=IdentityReason.MISSING, hint=_AGAIN) from None
    except (OSError, ValueError, TypeError) as problem:
        raise IdentityError(f"{path} cannot be read.", reason=IdentityReason.UNREADABLE, hint=_AGAIN) from problem
