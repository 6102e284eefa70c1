# SPDX-License-Identifier: EUPL-1.2
"""Who is at the other end: the GP's browser, known by the key with which it first proved the link's secret. No I/O.

The first browser that proves the secret is pinned for the visit. It may go and come back by the same link, because it
keeps its key; another browser with the same link is told that the place is taken.

The GP may hand over to a colleague, who has a link of her own: a second secret. While her page greets, offers are for
her; once she is connected she is the GP of the visit, and the link before hers opens nothing any more.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from kiosk.clock import Clock
from kiosk.errors import KioskError, SignatureError, SignatureReason
from kiosk.identity import Identity
from kiosk.signalling.descriptor import VisitDescriptor
from kiosk.signalling.events import Answer, Ready, RefusedReason
from kiosk.signalling.jws import Signer, un_b64url
from kiosk.signalling.link import proof_holds
from kiosk.signalling.passport import Expected, sign_with_certificate, verify_browser
from kiosk.signalling.replay import ReplayMemory
from kiosk.signalling.topics import FIRST_SEAT

FRESH_GREETING_S = 15.0
"""The page greets every five seconds; after three missed ones it is not believed to be there any more."""


class RefusedError(KioskError, PermissionError):
    """A GP's page that proved the secret and cannot join all the same; ``reason`` is a `RefusedReason`."""


@dataclass(kw_only=True, slots=True)
class Successor:
    """A colleague whom the GP has given a link. ``name``: as the GP wrote it; ``pinned``: the key of her browser."""

    seat: str
    name: str = field(repr=False)
    proof_key: bytes = field(repr=False)
    pinned: str | None = None
    party_id: str = ""
    greeted_at_s: float = -FRESH_GREETING_S


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
        self.seat = FIRST_SEAT
        self.successor: Successor | None = None
        self.given_name = ""
        """What the GP before her called her; empty while the visit has its first GP."""
        self._former: list[bytes] = []
        self._answered_by = ""

    def beside(self, proof_key: bytes) -> GpSession:
        """Make the session of somebody else's page in the same visit, by a link with a secret of its own."""
        return GpSession(
            visit=self._visit, proof_key=proof_key, kiosk=self._kiosk, signer=self._signer, clock=self._clock
        )

    @property
    def here(self) -> bool:
        """The pinned page has greeted lately."""
        return bool(self.party_id) and self._clock.monotonic_s() - self._greeted_at_s < FRESH_GREETING_S

    @property
    def successor_here(self) -> bool:
        """The page of the GP's colleague has greeted lately."""
        then_s = -FRESH_GREETING_S if self.successor is None else self.successor.greeted_at_s
        return self._clock.monotonic_s() - then_s < FRESH_GREETING_S

    def knows(self, party_id: str) -> bool:
        """Tell whether a page is the GP's, or her colleague's."""
        return bool(party_id) and party_id in (self.party_id, self.successor.party_id if self.successor else "")

    @property
    def invitee(self) -> str:
        """Whose page the next offer is for."""
        return self.successor.party_id if self.successor is not None and self.successor_here else self.party_id

    def greet(self, ready: Ready, passport: str) -> bool:
        """Believe a page's greeting, or raise `SignatureError` or `RefusedError`; tell whether the page is new."""
        expected = Expected(visit=self._visit, jti=ready.nonce, now=self._clock.now(), sdp=None)
        key = verify_browser(passport, expected).thumbprint
        successor = self.successor
        if successor is not None and proof_holds(successor.proof_key, key, ready.nonce, ready.proof):
            self._seen.accept(ready.nonce, key)
            return self._greet_successor(successor, ready, key)
        if any(proof_holds(former, key, ready.nonce, ready.proof) for former in self._former):
            raise RefusedError("A colleague has taken the visit over.", reason=RefusedReason.HANDED_OVER)
        if not proof_holds(self._proof_key, key, ready.nonce, ready.proof):
            raise SignatureError("A page does not know the link's secret.", reason=SignatureReason.BAD_PROOF)
        self._seen.accept(ready.nonce, key)
        self._pinned = _same_browser(self._pinned, key)
        self._greeted_at_s = self._clock.monotonic_s()
        new_party = ready.party_id != self.party_id
        self.party_id, self.name = ready.party_id, ready.name or self.name
        return new_party

    def _greet_successor(self, successor: Successor, ready: Ready, key: str) -> bool:
        new_party = ready.party_id != successor.party_id
        successor.pinned = _same_browser(successor.pinned, key)
        successor.party_id, successor.greeted_at_s = ready.party_id, self._clock.monotonic_s()
        return new_party

    def forget_page(self) -> None:
        """Forget the page, not the key: the patient left, and both may come back."""
        self.party_id = self.name = ""
        self._greeted_at_s = -FRESH_GREETING_S
        if self.successor is not None:
            self.successor.party_id, self.successor.greeted_at_s = "", -FRESH_GREETING_S

    def check_answer(self, answer: Answer, passport: str) -> None:
        """Believe an answer that the browser of its party signed; raise `SignatureError` for any other."""
        expected = Expected(visit=self._visit, jti=answer.call_id, now=self._clock.now(), sdp=answer.answer.sdp)
        pinned = self._pinned
        if self.successor is not None and answer.party_id == self.successor.party_id:
            pinned = self.successor.pinned
        if pinned is None:
            raise SignatureError("An answer came before any greeting.", reason=SignatureReason.WRONG_KEY)
        key = verify_browser(passport, expected, pinned=pinned)
        self._seen.accept(answer.call_id, key.thumbprint)
        self._answered_by = key.thumbprint

    def take_over(self) -> str:
        """The call that was answered last stands: if the colleague answered it, she is the GP now.

        Return the seat that nobody has any more; empty if nobody took over.
        """
        successor = self.successor
        if successor is None or successor.pinned is None or self._answered_by != successor.pinned:
            return ""
        left, self.seat = self.seat, successor.seat
        self._former.append(self._proof_key)
        self._proof_key, self._pinned, self.party_id = successor.proof_key, successor.pinned, successor.party_id
        self._greeted_at_s = successor.greeted_at_s
        self.name = self.given_name = successor.name
        self.successor = None
        return left

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


def sessions_of(identity: Identity, clock: Clock) -> Callable[[VisitDescriptor], GpSession]:
    """Return what makes the session of a visit at the station of ``identity``."""

    def make(descriptor: VisitDescriptor) -> GpSession:
        proof_key = un_b64url(descriptor.proof_key)
        return GpSession(visit=descriptor.visit, proof_key=proof_key, kiosk=identity.name, signer=identity, clock=clock)

    return make


def _same_browser(pinned: str | None, key: str) -> str:
    """Pin the first browser; refuse any other."""
    if pinned not in (None, key):
        raise RefusedError("Another browser has joined with this link.", reason=RefusedReason.IN_USE)
    return key
