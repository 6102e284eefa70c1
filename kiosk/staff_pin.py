# SPDX-License-Identifier: EUPL-1.2
"""The PIN of the staff screen: kept as a salted, slow hash (PBKDF2-HMAC-SHA-256, RFC 8018 §5.2), checked against it.

Six digits are few, so the hash only slows down whoever reads the settings file; what keeps a guesser at the screen out
is that the keypad closes after a few wrong tries.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

from kiosk.errors import SettingsError

DIGITS = 6
ITERATIONS = 200_000
"""About a third of a second on a Raspberry Pi 4."""
MOST_ITERATIONS = 5_000_000
SALT_BYTES = 16
PATTERN = re.compile(r"pbkdf2-sha256:(\d{1,7}):([0-9a-f]{32,128}):([0-9a-f]{64})")


@dataclass(frozen=True, kw_only=True, slots=True)
class StaffPin:
    """What is kept of a PIN."""

    iterations: int
    salt: bytes
    digest: bytes

    def fits(self, pin: str) -> bool:
        """Tell whether ``pin`` is the one. Takes a while; call it on a thread."""
        return hmac.compare_digest(self.digest, _digest(pin, self.salt, self.iterations))

    def __str__(self) -> str:
        return f"pbkdf2-sha256:{self.iterations}:{self.salt.hex()}:{self.digest.hex()}"


def keep(pin: str, iterations: int = ITERATIONS) -> StaffPin:
    """Make what is kept of ``pin``. Raises `SettingsError` if it cannot be typed on the keypad."""
    if not re.fullmatch(rf"[0-9]{{{DIGITS}}}", pin):
        raise SettingsError(f"A PIN has {DIGITS} digits.", hint="Choose another.")
    if len(set(pin)) == 1 or pin in "01234567890" or pin in "09876543210":
        raise SettingsError("That PIN is one of the first anybody tries.", hint="Choose another.")
    salt = secrets.token_bytes(SALT_BYTES)
    return StaffPin(iterations=iterations, salt=salt, digest=_digest(pin, salt, iterations))


def read(text: str) -> StaffPin | None:
    """Read what `keep` made, as it stands in the settings; None if it is empty. Raises `SettingsError`."""
    if not text:
        return None
    found = PATTERN.fullmatch(text)
    iterations = int(found[1]) if found else 0
    if found is None or not 0 < iterations <= MOST_ITERATIONS:
        raise SettingsError("staff.pin_hash is not the hash of a PIN.", hint="Make one: kiosk staff-pin")
    return StaffPin(iterations=iterations, salt=bytes.fromhex(found[2]), digest=bytes.fromhex(found[3]))


def _digest(pin: str, salt: bytes, iterations: int) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", pin.encode(), salt, iterations)
