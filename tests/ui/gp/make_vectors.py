# SPDX-License-Identifier: EUPL-1.2
"""Write ui/gp/test/vectors.json: what an independent implementation derives and signs, for the page's own tests.

Uses `cryptography` alone and not the project's code. Run by hand: ``python -m tests.ui.gp.make_vectors``.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.x509.oid import NameOID

OUT = Path(__file__).resolve().parents[3] / "ui" / "gp" / "test" / "vectors.json"
VISIT = "abcdefghijklmnopqrstuvwx23"
SECRET = bytes(range(16))
IAT = 1_800_000_000
DIGESTS = (("sha-256", 32), ("sha-384", 48), ("sha-512", 64))


def b64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def derive(info: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=VISIT.encode(), info=info).derive(SECRET)


def certificate(key: ec.EllipticCurvePrivateKey) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "station-one")])
    start = datetime(2026, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(7).not_valid_before(start).not_valid_after(start + timedelta(days=3650))
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def sign(key: ec.EllipticCurvePrivateKey, header: dict[str, Any], claims: dict[str, Any]) -> str:
    text = ".".join(b64url(json.dumps(part).encode()) for part in (header, claims))
    r, s = decode_dss_signature(key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{text}.{b64url(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def offer() -> str:
    lines = ["v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0"]
    for media in ("audio", "video"):
        lines.append(f"m={media} 9 UDP/TLS/RTP/SAVPF 96")
        lines += [f"a=fingerprint:{alg} {digest(alg, size, ':')}" for alg, size in reversed(DIGESTS)]
    return "\r\n".join([*lines, ""])


def digest(alg: str, size: int, between: str) -> str:
    return hashlib.shake_128(alg.encode()).digest(size).hex(":").upper().replace(":", between)


def main() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    other = ec.generate_private_key(ec.SECP256R1())
    der = certificate(key)
    claims = {
        "iat": IAT,
        "jti": "call-1",
        "orig": {"uri": "urn:halsorum:kiosk:station-one"},
        "dest": {"uri": [f"urn:halsorum:visit:{VISIT}"]},
        "mky": [{"alg": alg, "dig": digest(alg, size, "")} for alg, size in DIGESTS],
    }
    header = {"alg": "ES256", "typ": "passport", "x5c": [base64.b64encode(der).decode()]}
    proof_key = derive(b"halsorum link proof")
    vectors = {
        "visit": VISIT,
        "secret": b64url(SECRET),
        "password": b64url(derive(b"halsorum mqtt password")),
        "thumbprint": "a-thumbprint",
        "nonce": "a-nonce",
        "proof": b64url(hmac.digest(proof_key, b"a-thumbprint.a-nonce", "sha256")),
        "kiosk": "station-one",
        "station": b64url(hashlib.sha256(der).digest()),
        "iat": IAT,
        "callId": "call-1",
        "sdp": offer(),
        "invite": sign(key, header, claims),
        "signedByOther": sign(other, header, claims),
        "withoutType": sign(key, {**header, "typ": "JWT"}, claims),
        "withoutMky": sign(key, header, {name: claims[name] for name in claims if name != "mky"}),
    }
    OUT.write_text(json.dumps(vectors, indent=1) + "\n")


if __name__ == "__main__":
    main()
