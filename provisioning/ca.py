# SPDX-License-Identifier: EUPL-1.2
"""The clinic's certificate authority: one P-256 key that vouches for stations, the desk, the registrar and staff.

Its folder holds `ca.pem` and `ca-key.pem` (readable by its owner only). A station's common name is its id; every other
name is written `role:name`, which no station can be called, so nobody's certificate passes for another's at the broker.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kiosk.clock import Clock
from kiosk.errors import KioskError, ProvisioningError, ProvisioningReason
from kiosk.identity import AUTHORITY_FILE, CERTIFICATE_FILE, KEY_FILE
from kiosk.signalling.roles import ORGANISATION, Role
from kiosk.signalling.topics import check_station_name
from provisioning.files import PUBLIC, write_file, write_folder

AUTHORITY_KEY_FILE = "ca-key.pem"
AUTHORITY_DAYS = 3650
LEAF_DAYS = 730
_SKEW = timedelta(hours=1)  # a station's clock may lag when it meets its certificate for the first time


@dataclass(frozen=True, kw_only=True, slots=True)
class Authority:
    """A loaded authority."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey = field(repr=False)
    clock: Clock

    @classmethod
    def create(cls, folder: Path, name: str, clock: Clock) -> Authority:
        """Make a new authority in ``folder``; raises `ProvisioningError` (EXISTS) rather than replace one."""
        if (folder / AUTHORITY_KEY_FILE).exists():
            raise ProvisioningError(
                f"There is an authority in {folder} already.",
                reason=ProvisioningReason.EXISTS,
                hint="Every certificate it issued would be void; choose another folder.",
            )
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name(
            [_attribute(NameOID.COMMON_NAME, name), _attribute(NameOID.ORGANIZATION_NAME, ORGANISATION)]
        )
        builder = _builder(subject, subject, key.public_key(), key, clock.now(), AUTHORITY_DAYS)
        certificate = (
            builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_key_usage(authority=True), critical=True)
            .sign(key, hashes.SHA256())
        )
        folder.mkdir(parents=True, exist_ok=True)
        write_file(folder / AUTHORITY_KEY_FILE, private_pem(key))
        write_file(folder / AUTHORITY_FILE, certificate_pem(certificate), PUBLIC)
        return cls(certificate=certificate, key=key, clock=clock)

    @classmethod
    def load(cls, folder: Path, clock: Clock) -> Authority:
        """Read the authority in ``folder``; raises `ProvisioningError`."""
        try:
            key = serialization.load_pem_private_key((folder / AUTHORITY_KEY_FILE).read_bytes(), password=None)
            certificate = x509.load_pem_x509_certificate((folder / AUTHORITY_FILE).read_bytes())
        except (OSError, ValueError) as problem:
            raise ProvisioningError(
                f"There is no authority in {folder}.", hint="Make one with `kiosk ca init`."
            ) from problem
        if not isinstance(key, ec.EllipticCurvePrivateKey) or certificate.public_key() != key.public_key():
            raise ProvisioningError(f"Key and certificate of the authority in {folder} do not fit.")
        return cls(certificate=certificate, key=key, clock=clock)

    def issue_station(self, request: x509.CertificateSigningRequest, kiosk: str) -> x509.Certificate:
        """Certify a station's key. ``request`` must be signed by that key and name ``kiosk`` as CN.

        Raises `ProvisioningError` (BAD_REQUEST, BAD_NAME).
        """
        check_request(request, kiosk)
        return self._leaf(kiosk, Role.STATION, request.public_key(), hosts=())

    def issue_identity(self, folder: Path, role: Role, name: str, hosts: Iterable[str] = ()) -> x509.Certificate:
        """Make key and certificate for ``role:name`` in ``folder``. ``hosts``: DNS names and addresses of a server."""
        if role is Role.STATION or not name or not name.isprintable() or len(name) > 40:
            raise ProvisioningError(
                "That name cannot be certified.", reason=ProvisioningReason.BAD_NAME, hint="Stations enrol themselves."
            )
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._leaf(f"{role}:{name}", role, key.public_key(), hosts)
        files = {
            KEY_FILE: private_pem(key),
            CERTIFICATE_FILE: certificate_pem(certificate),
            AUTHORITY_FILE: certificate_pem(self.certificate),
        }
        write_folder(folder, files)
        return certificate

    def _leaf(
        self, name: str, role: Role, key: ec.EllipticCurvePublicKey | object, hosts: Iterable[str]
    ) -> x509.Certificate:
        if not isinstance(key, ec.EllipticCurvePublicKey):
            raise ProvisioningError("Only P-256 keys are certified.", reason=ProvisioningReason.BAD_REQUEST)
        subject = x509.Name(
            [
                _attribute(NameOID.COMMON_NAME, name),
                _attribute(NameOID.ORGANIZATIONAL_UNIT_NAME, role),
                _attribute(NameOID.ORGANIZATION_NAME, ORGANISATION),
            ]
        )
        names = [_general_name(host) for host in hosts]
        uses = [ExtendedKeyUsageOID.CLIENT_AUTH, *([ExtendedKeyUsageOID.SERVER_AUTH] if names else [])]
        builder = (
            _builder(subject, self.certificate.subject, key, self.key, self.clock.now(), LEAF_DAYS)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_key_usage(authority=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage(uses), critical=False)
        )
        if names:
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return builder.sign(self.key, hashes.SHA256())


def check_request(request: x509.CertificateSigningRequest, kiosk: str) -> None:
    """Check a station's certificate request against the id it is to have; raises `ProvisioningError`."""
    try:
        check_station_name(kiosk)
    except KioskError as problem:
        raise ProvisioningError(
            "A station cannot have that id.",
            reason=ProvisioningReason.BAD_NAME,
            hint="Use lower-case letters, digits and hyphens; not `gp-…`.",
        ) from problem
    key = request.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ProvisioningError("Only P-256 keys are certified.", reason=ProvisioningReason.BAD_REQUEST)
    try:
        sound = request.is_signature_valid
    except (InvalidSignature, ValueError):
        sound = False
    if not sound:
        raise ProvisioningError("A request is not signed by its own key.", reason=ProvisioningReason.BAD_REQUEST)
    names = request.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    if [str(each.value) for each in names] != [kiosk]:
        raise ProvisioningError("A request is for another name.", reason=ProvisioningReason.BAD_NAME)


def private_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Write a private key as unencrypted PKCS#8; its file's mode protects it."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def certificate_pem(certificate: x509.Certificate) -> bytes:
    """Write a certificate as PEM."""
    return certificate.public_bytes(serialization.Encoding.PEM)


def _attribute(oid: x509.ObjectIdentifier, value: str) -> x509.NameAttribute[str]:
    return x509.NameAttribute(oid, value)


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    issuer_key: ec.EllipticCurvePrivateKey,
    now: datetime,
    days: int,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _SKEW)
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
    )


def _key_usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
