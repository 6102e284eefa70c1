# SPDX-License-Identifier: EUPL-1.2
"""Visits that may be begun at this station. What names a person stays sealed until the patient types the code.

Of each visit only its times, a digest of its code and the key that proves the GP's link are kept open. Nothing is on
disk; the desk delivers again after a restart.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from kiosk.signalling.descriptor import VisitDescriptor
from kiosk.station.gp_session import GpSession

MAX_BOOKINGS = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Booking:
    """One visit that has not ended."""

    visit: str
    sealed: str
    code_digest: bytes
    ends_at: datetime
    session: GpSession

    def over(self, now: datetime) -> bool:
        return now >= self.ends_at


class Bookings:
    """The visits delivered by the desk. ``unseal`` opens a descriptor with the station's key."""

    def __init__(
        self, unseal: Callable[[str], VisitDescriptor], new_session: Callable[[VisitDescriptor], GpSession]
    ) -> None:
        self._unseal = unseal
        self._new_session = new_session
        self._salt = secrets.token_bytes(16)
        self._booked: dict[str, Booking] = {}

    def deliver(self, sealed: str) -> str:
        """Take a sealed descriptor; return its visit. A visit delivered again keeps its session."""
        descriptor = self._unseal(sealed)
        known = self._booked.get(descriptor.visit)
        self._booked[descriptor.visit] = Booking(
            visit=descriptor.visit,
            sealed=sealed,
            code_digest=self._digest(descriptor.code),
            ends_at=descriptor.ends_at,
            session=known.session if known else self._new_session(descriptor),
        )
        if len(self._booked) > MAX_BOOKINGS:
            self._booked.pop(next(iter(self._booked)))
        return descriptor.visit

    def by_code(self, code: str) -> Booking | None:
        """Find the visit with this code, over or not."""
        digest = self._digest(code)
        found = [each for each in self._booked.values() if hmac.compare_digest(each.code_digest, digest)]
        return found[-1] if found else None

    def open(self, booking: Booking) -> VisitDescriptor:
        return self._unseal(booking.sealed)

    def stranger(self, descriptor: VisitDescriptor) -> GpSession:
        """Make the session of a visit that nobody has booked: nobody can join it."""
        return self._new_session(descriptor)

    def get(self, visit: str) -> Booking | None:
        return self._booked.get(visit)

    def drop(self, visit: str) -> None:
        self._booked.pop(visit, None)

    def sweep(self, now: datetime, keep_s: float = 3600.0) -> None:
        """Forget visits that have been over for ``keep_s``; until then their code is answered with 'expired'."""
        for booking in tuple(self._booked.values()):
            if (now - booking.ends_at).total_seconds() > keep_s:
                self.drop(booking.visit)

    def _digest(self, code: str) -> bytes:
        return hashlib.scrypt(code.encode(), salt=self._salt, n=2**10, r=8, p=1)
