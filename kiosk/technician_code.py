# SPDX-License-Identifier: EUPL-1.2
"""A code that lets a technician in at one station, once, for a time: signed at the desk, proved without a network.

Ed25519 (RFC 8032) over a prefix that no other signature of the project has, a random number, the time, and the
station's name. Base 32 (RFC 4648), for any code reader, whatever its keyboard, gives it as it is.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kiosk.errors import KioskError, SettingsError
from kiosk.files import replace_file

PREFIX = "HT1:"
LONGEST = timedelta(hours=72)
"""Codes that are valid for longer are not believed: one that was lost must end."""
FILE = "technician-codes.json"
"""Numbers of the codes that were used, in the state folder, until their time is over."""
_DOMAIN = b"halsorum technician code 1\0"
_NONCE_BYTES, _TIME_BYTES, _SIGNATURE_BYTES = 8, 5, 64
_MOST_CHARACTERS = 400


class CodeReason(StrEnum):
    """Why a code does not let anybody in."""

    DAMAGED = "damaged"
    """It is not whole."""
    FORGED = "forged"
    """It was not signed by this clinic's desk."""
    OTHER_STATION = "other-station"
    EXPIRED = "expired"
    TOO_LONG = "too-long"
    """It claims to be valid for longer than any code may be."""
    USED = "used"
    NOT_KEPT = "not-kept"
    """It could not be kept that it was used, so it does not count."""


class CodeError(KioskError):
    """The code does not let anybody in."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TechnicianCode:
    """``nonce``: its number, by which it is used once."""

    station: str
    expires_at: datetime
    nonce: bytes


def looks_like_one(text: str) -> bool:
    """Tell whether a scanned text means to be such a code."""
    return text.strip().upper().startswith(PREFIX) and len(text) <= _MOST_CHARACTERS


def make(key: Ed25519PrivateKey, station: str, expires_at: datetime) -> str:
    """Sign a code for ``station``."""
    seconds = int(expires_at.timestamp()).to_bytes(_TIME_BYTES, "big")
    content = secrets.token_bytes(_NONCE_BYTES) + seconds + station.encode()
    signed = content + key.sign(_DOMAIN + content)
    return PREFIX + base64.b32encode(signed).decode().rstrip("=")


def read(text: str, key: Ed25519PublicKey) -> TechnicianCode:
    """Read a code and check its signature; raises `CodeError`."""
    body = text.strip().upper().removeprefix(PREFIX)
    try:
        raw = base64.b32decode(body + "=" * (-len(body) % 8))
        content, signature = raw[:-_SIGNATURE_BYTES], raw[-_SIGNATURE_BYTES:]
        nonce, rest = content[:_NONCE_BYTES], content[_NONCE_BYTES:]
        expires_at = datetime.fromtimestamp(int.from_bytes(rest[:_TIME_BYTES], "big"), UTC)
        code = TechnicianCode(station=rest[_TIME_BYTES:].decode(), expires_at=expires_at, nonce=nonce)
    except (binascii.Error, ValueError, OverflowError, OSError):
        raise _refused(CodeReason.DAMAGED, "Hold it before the reader once more.") from None
    if len(nonce) < _NONCE_BYTES or not code.station:
        raise _refused(CodeReason.DAMAGED, "Hold it before the reader once more.")
    try:
        key.verify(signature, _DOMAIN + content)
    except InvalidSignature:
        raise _refused(CodeReason.FORGED, "Ask the clinic's desk for a code.") from None
    return code


def check(code: TechnicianCode, station: str, now: datetime) -> None:
    """See that ``code`` is for this station and this time; raises `CodeError`."""
    if code.station != station:
        raise _refused(CodeReason.OTHER_STATION, "Ask the clinic's desk for one for this station.")
    if now >= code.expires_at:
        raise _refused(CodeReason.EXPIRED, "Ask the clinic's desk for another; see to the station's clock.")
    if code.expires_at - now > LONGEST:
        raise _refused(CodeReason.TOO_LONG, "Ask the clinic's desk for another; see to the station's clock.")


@dataclass(frozen=True, slots=True)
class UsedCodes:
    """The codes that were used here, in ``folder``."""

    folder: Path

    def use(self, code: TechnicianCode, now: datetime) -> None:
        """Keep that ``code`` has been used, on the disk before anybody is let in; raises `CodeError`."""
        path, number = self.folder / FILE, code.nonce.hex()
        used = {each: until for each, until in self._read(path).items() if until > now.timestamp()}
        if number in used:
            raise _refused(CodeReason.USED, "Ask the clinic's desk for another.")
        used[number] = code.expires_at.timestamp()
        try:
            replace_file(path, json.dumps(used).encode(), 0o640)
        except OSError:
            raise _refused(CodeReason.NOT_KEPT, "See that there is room on the disk.") from None

    def _read(self, path: Path) -> dict[str, float]:
        """Read the numbers; a damaged file lets nobody in, for what was used is not known any more."""
        try:
            raw = json.loads(path.read_text(encoding="utf-8"))
            return {str(number): float(until) for number, until in raw.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError, AttributeError):
            raise _refused(CodeReason.NOT_KEPT, f"Remove {path}.") from None


def public_key(text: str) -> Ed25519PublicKey | None:
    """Read the desk's key as it stands in the settings; None if it is empty. Raises `SettingsError`."""
    if not text:
        return None
    try:
        return Ed25519PublicKey.from_public_bytes(bytes.fromhex(text))
    except ValueError:
        raise SettingsError("staff.code_key is not a key.", hint="Make one: kiosk technician key") from None


def public_text(key: Ed25519PrivateKey) -> str:
    """Write the public half as it stands in the settings."""
    raw = serialization.Encoding.Raw, serialization.PublicFormat.Raw
    return key.public_key().public_bytes(*raw).hex()


def _refused(reason: CodeReason, todo: str) -> CodeError:
    return CodeError(f"The technician's code does not count ({reason}).", reason=reason, hint=todo)
