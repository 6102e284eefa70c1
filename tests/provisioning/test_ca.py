# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import asyncio
import ssl
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kiosk.clock import ManualClock, SystemClock
from kiosk.errors import IdentityError, IdentityReason, ProvisioningError, ProvisioningReason
from kiosk.identity import CERTIFICATE_FILE, KEY_FILE, Identity
from kiosk.signalling.roles import Role, name_of, role_of
from provisioning.ca import AUTHORITY_KEY_FILE, LEAF_DAYS, Authority, certificate_pem


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority.create(tmp_path / "ca", "Test clinic", SystemClock())


def request_of(name: str, key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> x509.CertificateSigningRequest:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    return x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256())


def new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def test_an_authority_comes_back_as_it_was_made_and_is_not_overwritten(authority: Authority, tmp_path: Path) -> None:
    assert Authority.load(tmp_path / "ca", SystemClock()).certificate == authority.certificate
    with pytest.raises(ProvisioningError) as caught:
        Authority.create(tmp_path / "ca", "Another", SystemClock())
    assert caught.value.reason is ProvisioningReason.EXISTS


def test_private_keys_are_their_owner_s_only(authority: Authority, tmp_path: Path) -> None:
    authority.issue_identity(tmp_path / "desk", Role.DESK, "desk", ["localhost"])
    for path in (tmp_path / "ca" / AUTHORITY_KEY_FILE, tmp_path / "desk" / KEY_FILE):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_roles_are_where_everybody_looks_for_them(authority: Authority, tmp_path: Path) -> None:
    certificate = authority.issue_identity(tmp_path / "desk", Role.DESK, "desk", ["localhost", "127.0.0.1"])
    assert (name_of(certificate), role_of(certificate)) == ("desk:desk", Role.DESK)
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]
    station = authority.issue_station(request_of("station-one", new_key()), "station-one")
    assert (name_of(station), role_of(station)) == ("station-one", Role.STATION)
    uses = station.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(uses) == [ExtendedKeyUsageOID.CLIENT_AUTH]
    assert not station.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def test_what_a_request_claims_besides_its_key_is_not_taken_over(authority: Authority) -> None:
    key = new_key()
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, "station-one"),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "desk"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "halsorum"),
        ]
    )
    request = (
        x509.CertificateSigningRequestBuilder()
        .subject_name(subject)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate = authority.issue_station(request, "station-one")
    assert role_of(certificate) is Role.STATION
    assert not certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    with pytest.raises(x509.ExtensionNotFound):
        certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)


@pytest.mark.parametrize(
    "name", ["", "Station", "gp-aaaaaaaaaaaaaaaaaaaaaaaaaa", "desk:desk", "a/b", "a+", "-a", "a" * 64]
)
def test_no_station_gets_a_name_that_is_somebody_else_s(authority: Authority, name: str) -> None:
    with pytest.raises(ProvisioningError) as caught:
        authority.issue_station(request_of(name or "x", new_key()), name)
    assert caught.value.reason is ProvisioningReason.BAD_NAME


def test_a_request_for_another_name_key_or_signature_is_refused(authority: Authority) -> None:
    def reason(request: x509.CertificateSigningRequest) -> object:
        with pytest.raises(ProvisioningError) as caught:
            authority.issue_station(request, "station-one")
        return caught.value.reason

    assert reason(request_of("station-two", new_key())) is ProvisioningReason.BAD_NAME
    assert reason(request_of("station-one", rsa.generate_private_key(65537, 2048))) is ProvisioningReason.BAD_REQUEST
    p384 = ec.generate_private_key(ec.SECP384R1())
    assert reason(request_of("station-one", p384)) is ProvisioningReason.BAD_REQUEST
    good = request_of("station-one", new_key())
    der = bytearray(good.public_bytes(Encoding.DER))
    der[-1] ^= 1
    assert reason(x509.load_der_x509_csr(bytes(der))) is ProvisioningReason.BAD_REQUEST


def test_stations_are_not_issued_from_outside(authority: Authority, tmp_path: Path) -> None:
    for role, name in (
        (Role.STATION, "station-one"),
        (Role.OPERATOR, ""),
        (Role.OPERATOR, "a\n"),
        (Role.DESK, "x" * 41),
    ):
        with pytest.raises(ProvisioningError):
            authority.issue_identity(tmp_path / "x", role, name)
    assert not (tmp_path / "x").exists()


def test_certificates_live_two_years(tmp_path: Path) -> None:
    clock = ManualClock()
    authority = Authority.create(tmp_path / "ca", "Test clinic", clock)
    certificate = authority.issue_station(request_of("station-one", new_key()), "station-one")
    assert certificate.not_valid_after_utc == clock.now() + timedelta(days=LEAF_DAYS)
    assert certificate.not_valid_before_utc < clock.now()


def test_an_identity_that_does_not_fit_together_says_what_is_wrong(authority: Authority, tmp_path: Path) -> None:
    def reason(folder: Path) -> object:
        with pytest.raises(IdentityError) as caught:
            Identity.load(folder)
        return caught.value.reason

    assert reason(tmp_path / "nowhere") is IdentityReason.MISSING
    folder = tmp_path / "operator"
    authority.issue_identity(folder, Role.OPERATOR, "a")
    assert Identity.load(folder).require(Role.OPERATOR).name == "operator:a"
    with pytest.raises(IdentityError) as caught:
        Identity.load(folder).require(Role.DESK)
    assert caught.value.reason is IdentityReason.WRONG_ROLE
    with pytest.raises(IdentityError):
        _ = Identity.load(folder).encryption_key
    (folder / KEY_FILE).chmod(0o640)
    assert reason(folder) is IdentityReason.EXPOSED
    (folder / KEY_FILE).chmod(0o600)
    authority.issue_identity(tmp_path / "other", Role.OPERATOR, "b")
    (folder / CERTIFICATE_FILE).write_bytes((tmp_path / "other" / CERTIFICATE_FILE).read_bytes())
    assert reason(folder) is IdentityReason.NOT_A_PAIR
    (folder / CERTIFICATE_FILE).write_text("rubbish")
    assert reason(folder) is IdentityReason.UNREADABLE


def test_what_an_identity_derives_is_its_own_and_stable(authority: Authority, tmp_path: Path) -> None:
    for name in ("a", "b"):
        authority.issue_identity(tmp_path / name, Role.OPERATOR, name)
    one, two = Identity.load(tmp_path / "a"), Identity.load(tmp_path / "b")
    assert one.derive("x") == Identity.load(tmp_path / "a").derive("x")
    assert len({one.derive("x"), one.derive("y"), two.derive("x")}) == 3
    assert one.derive("x").hex() not in repr(one)


async def handshake(server: Identity, client: ssl.SSLContext, *, host: str = "localhost") -> str:
    """Do one TLS exchange; return what the server made of the client."""
    seen: asyncio.Queue[str] = asyncio.Queue()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = writer.get_extra_info("peercert") or {}
        seen.put_nowait(str([pair for part in peer.get("subject", ()) for pair in part]))
        writer.write(b"x")
        writer.close()

    listening = await asyncio.start_server(
        serve, "127.0.0.1", 0, ssl=server.server_tls(client_certificates=True), ssl_handshake_timeout=5
    )
    async with listening, asyncio.timeout(10):
        port = listening.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=client, server_hostname=host)
        try:
            await reader.readexactly(1)
        finally:
            writer.close()
        return await seen.get()


async def test_tls_goes_both_ways_within_the_clinic_only(authority: Authority, tmp_path: Path) -> None:
    other = Authority.create(tmp_path / "other-ca", "Other clinic", SystemClock())
    authority.issue_identity(tmp_path / "desk", Role.DESK, "desk", ["localhost"])
    authority.issue_identity(tmp_path / "staff", Role.OPERATOR, "a")
    other.issue_identity(tmp_path / "stranger", Role.OPERATOR, "a")
    desk, staff = Identity.load(tmp_path / "desk"), Identity.load(tmp_path / "staff")
    assert "operator:a" in await handshake(desk, staff.client_tls())
    with pytest.raises(ssl.SSLCertVerificationError, match="not valid for"):
        await handshake(desk, staff.client_tls(), host="elsewhere")
    with pytest.raises(ssl.SSLCertVerificationError):
        await handshake(desk, Identity.load(tmp_path / "stranger").client_tls())
    (tmp_path / "stranger" / "ca.pem").write_bytes(certificate_pem(authority.certificate))
    with pytest.raises((ssl.SSLError, ConnectionError, asyncio.IncompleteReadError)):
        await handshake(desk, Identity.load(tmp_path / "stranger").client_tls())


def test_other_kinds_of_keys_are_no_identity(authority: Authority, tmp_path: Path) -> None:
    authority.issue_identity(tmp_path / "x", Role.OPERATOR, "a")
    key = ed25519.Ed25519PrivateKey.generate()
    (tmp_path / "x" / KEY_FILE).write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(IdentityError):
        Identity.load(tmp_path / "x")
