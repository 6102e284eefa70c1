# SPDX-License-Identifier: EUPL-1.2
"""Who is at the other end: the GP's browser, known by the key with which it first proved the link's secret. No I/O.

The first browser that proves the secret is pinned for the visit. It may go and come back by the same link, because it
keeps its key; another browser with the same link is told that the place is taken.
"""

from __future__ import annotations

import secrets

from kiosk.clock import Clock
from kiosk.errors import KioskError, SignatureError, SignatureReason
from kiosk.signalling.events import Answer, Ready, RefusedReason
from kiosk.signalling.jws import Signer
from kiosk.signalling.link import proof_holds
from kiosk.signalling.passport import Expected, sign_with_certificate, verify_browser
from kiosk.signalling.replay import ReplayMemory

FRESH_GREETING_S = 15.0
"""The page greets every five seconds; after three missed ones it is not believed to be there any more."""


class RefusedError(KioskError, PermissionError):
    """A GP's page that proved the secret and cannot join all the same; ``reason`` is a `RefusedReason`."""


class GpSession:
    """The GP's end of one visit."""

    def __init__(self, *, visit: str, proof_key: bytes, kiosk: str, signer: Signer, clock: Clock) -> None:
        self._visit = visit
        self._proof_key = proof_key
        self._kiosk = kiosk
        self._signer = signer
        self._clock = clock
        self._seen = ReplayMemory(clock)
        self._pinned: str | None = None
        self._greeted_at_s = -FRESH_GREETING_S
        self.own_party_id = secrets.token_hex(8)
        self.party_id = ""
        self.name = ""

    @property
    def here(self) -> bool:
        """The pinned page has greeted lately."""
        return bool(self.party_id) and self._clock.monotonic_s() - self._greeted_at_s < FRESH_GREETING_S

    def greet(self, ready: Ready, passport: str) -> bool:
        """Believe a page's greeting, or raise `SignatureError` or `RefusedError`; tell whether the page is new."""
        expected = Expected(visit=self._visit, jti=ready.nonce, now=self._clock.now(), sdp=None)
        key = verify_browser(passport, expected)
        if not proof_holds(self._proof_key, key.thumbprint, ready.nonce, ready.proof):
            raise SignatureError("A page does not know the link's secret.", reason=SignatureReason.BAD_PROOF)
        self._seen.accept(ready.nonce, key.thumbprint)
        if self._pinned not in (None, key.thumbprint):
            raise RefusedError("Another browser has joined with this link.", reason=RefusedReason.IN_USE)
        self._pinned = key.thumbprint
        self._greeted_at_s = self._clock.monotonic_s()
        new_party = ready.party_id != self.party_id
        self.party_id, self.name = ready.party_id, ready.name or self.name
        return new_party

    def forget_page(self) -> None:
        """Forget the page, not the key: the patient left, and both may come back."""
        self.party_id = self.name = ""
        self._greeted_at_s = -FRESH_GREETING_S

    def check_answer(self, answer: Answer, passport: str) -> None:
        """Believe an answer that the pinned browser signed; raise `SignatureError` for any other."""
        expected = Expected(visit=self._visit, jti=answer.call_id, now=self._clock.now(), sdp=answer.answer.sdp)
        if self._pinned is None:
            raise SignatureError("An answer came before any greeting.", reason=SignatureReason.WRONG_KEY)
        key = verify_browser(passport, expected, pinned=self._pinned)
        self._seen.accept(answer.call_id, key.thumbprint)

    def sign(self, call_id: str, sdp: str) -> str:
        """Sign an offer of the station."""
        return sign_with_certificate(
            signer=self._signer,
            kiosk=self._kiosk,
            visit=self._visit,
            call_id=call_id,
            sdp=sdp,
            now=self._clock.now(),
        )
