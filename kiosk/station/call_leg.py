# SPDX-License-Identifier: EUPL-1.2
"""The way to the GP's browser: who is on the other end, and one attempt after the other to connect media to her.

The station always offers. One attempt runs at a time; a connection that stands stays until the next one is up (make
before break). A lost line, a page that comes back and a media process that was restarted all end in the same thing: a
fresh signed offer in the same visit. No I/O: what is to be sent goes through `LegOutside`.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kiosk import log
from kiosk.clock import Clock
from kiosk.deadline import Deadline
from kiosk.messages import (
    Connection,
    ConnectionState,
    IceServer,
    MakeOffer,
    Message,
    RemoteCandidate,
    TakeAnswer,
    TakeCandidates,
)
from kiosk.signalling.events import (
    CALL_VERSION,
    LIFETIME_MS,
    Answer,
    Candidates,
    Content,
    Event,
    Invite,
    SelectAnswer,
    Session,
)
from kiosk.station.gp_session import GpSession

OFFER_DEADLINE_S = 10.0
ANSWER_DEADLINE_S = 15.0
CONNECT_DEADLINE_S = 25.0
RETRY_S = 5.0
"""How long a lost line is left before the next offer."""

_log = log.EventLog("call-leg")


class Attempt(StrEnum):
    """How far the attempt to connect is."""

    NONE = "none"
    OFFERING = "offering"
    """The call process is making an offer."""
    INVITED = "invited"
    """The signed offer is on its way."""
    ANSWERED = "answered"
    """The GP's answer was believed; media are connecting."""


class Move(StrEnum):
    """What can happen to an attempt."""

    START = "start"
    OFFERED = "offered"
    BELIEVED = "believed"
    CONNECTED = "connected"
    GIVEN_UP = "given-up"


ATTEMPTS: dict[tuple[Attempt, Move], Attempt] = {
    (Attempt.NONE, Move.START): Attempt.OFFERING,
    (Attempt.OFFERING, Move.START): Attempt.OFFERING,
    (Attempt.INVITED, Move.START): Attempt.OFFERING,
    (Attempt.ANSWERED, Move.START): Attempt.OFFERING,
    (Attempt.OFFERING, Move.OFFERED): Attempt.INVITED,
    (Attempt.INVITED, Move.BELIEVED): Attempt.ANSWERED,
    (Attempt.ANSWERED, Move.CONNECTED): Attempt.NONE,
    (Attempt.OFFERING, Move.GIVEN_UP): Attempt.NONE,
    (Attempt.INVITED, Move.GIVEN_UP): Attempt.NONE,
    (Attempt.ANSWERED, Move.GIVEN_UP): Attempt.NONE,
}

_PATIENCE_S = {
    Attempt.OFFERING: OFFER_DEADLINE_S,
    Attempt.INVITED: ANSWER_DEADLINE_S,
    Attempt.ANSWERED: CONNECT_DEADLINE_S,
}


class LegOutside(Protocol):
    """What the leg acts on."""

    def to_call(self, message: Message) -> None: ...

    def to_gp(self, visit: str, content: Content, passport: str = "") -> None: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class LegParts:
    """What a leg is made of."""

    visit: str
    session: GpSession
    ice_servers: tuple[IceServer, ...]
    outside: LegOutside
    clock: Clock


class CallLeg:
    """The p2p leg of one visit."""

    def __init__(self, parts: LegParts) -> None:
        self._parts = parts
        self.attempt = Attempt.NONE
        self._call_id = ""
        self._deadline: Deadline | None = None
        self._connected_id = ""
        self._last_id = ""
        self._lost_id = ""
        self._retry: Deadline | None = None

    @property
    def busy(self) -> bool:
        """A connection is being made or stands."""
        return self.attempt is not Attempt.NONE or bool(self._connected_id)

    @property
    def call_id(self) -> str:
        """The call under way or standing; empty if there was none."""
        return self._connected_id or self._call_id

    @property
    def up(self) -> bool:
        return bool(self._connected_id)

    def start(self) -> None:
        """Make a fresh offer, whatever was under way."""
        self._call_id = secrets.token_hex(16)
        self._go(Move.START)
        self._parts.outside.to_call(MakeOffer(call_id=self._call_id, ice_servers=self._parts.ice_servers))

    def greeted(self, *, new_party: bool) -> None:
        """The GP's page says it is there: offer, unless an offer to this very page is under way or stands."""
        if self.attempt is Attempt.NONE or new_party:
            self.start()

    def offered(self, call_id: str, sdp: str) -> None:
        """The call process has made the offer: sign it and invite."""
        if call_id != self._call_id or self.attempt is not Attempt.OFFERING:
            return
        self._go(Move.OFFERED)
        invite = Invite(
            call_id=call_id,
            party_id=self._parts.session.own_party_id,
            version=CALL_VERSION,
            lifetime=LIFETIME_MS,
            offer=Session(type="offer", sdp=sdp),
            resumes=self._last_id or None,
        )
        self._parts.outside.to_gp(self._parts.visit, invite, self._parts.session.sign(call_id, sdp))

    def answered(self, event: Event) -> None:
        """Check the GP's answer and hand it on; raises `SignatureError` if it is not believed."""
        answer = event.content
        if not isinstance(answer, Answer) or answer.call_id != self._call_id or self.attempt is not Attempt.INVITED:
            return
        self._parts.session.check_answer(answer, event.passport)
        self._go(Move.BELIEVED)
        self._parts.outside.to_call(TakeAnswer(call_id=answer.call_id, sdp=answer.answer.sdp))
        selected = SelectAnswer(
            call_id=answer.call_id, party_id=self._parts.session.own_party_id, selected_party_id=answer.party_id
        )
        self._parts.outside.to_gp(self._parts.visit, selected)

    def candidates(self, trickled: Candidates) -> None:
        """Hand on ICE candidates of the attempt under way or of the standing connection."""
        if trickled.call_id != self._call_id:
            return
        candidates = tuple(
            RemoteCandidate(candidate=each.candidate, sdp_mid=each.sdp_mid, sdp_m_line_index=each.sdp_m_line_index)
            for each in trickled.candidates
        )
        self._parts.outside.to_call(TakeCandidates(call_id=trickled.call_id, candidates=candidates))

    def connection(self, message: Connection) -> ConnectionState | None:
        """Follow a peer connection; return what the line as a whole has become, if that changed."""
        current = message.call_id in (self._call_id, self._connected_id)
        if message.state is ConnectionState.CONNECTED and message.call_id == self._lost_id:
            return self._healed()
        if message.state is ConnectionState.CONNECTED and message.call_id == self._call_id:
            return self._connected()
        if message.state in (ConnectionState.LOST, ConnectionState.CLOSED) and current:
            return self._lost(message.call_id)
        return None

    def give_up(self) -> None:
        """Stop the attempt under way, e.g. because its answer was not believed."""
        if self.attempt is not Attempt.NONE:
            self._go(Move.GIVEN_UP)

    def process_lost(self) -> None:
        """The call process is gone, and every connection with it."""
        self.give_up()
        self._last_id, self._connected_id = self._connected_id or self._last_id, ""
        self._lost_id = ""
        self._retry = None

    def tick(self, *, may_offer: bool) -> None:
        """Let deadlines pass; offer again on a lost line."""
        if self._deadline is not None and self._deadline.expired:
            _log.warning("attempt-timed-out", step=self.attempt)
            self._go(Move.GIVEN_UP)
            self._retry = Deadline.after(self._parts.clock, RETRY_S)
        if self._retry is not None and self._retry.expired and may_offer and self._last_id:
            self._retry = Deadline.after(self._parts.clock, RETRY_S)
            if self.attempt is Attempt.NONE and not self.up:
                self.start()

    def _connected(self) -> ConnectionState | None:
        if self.attempt is not Attempt.ANSWERED:
            return None
        self._go(Move.CONNECTED)
        self._connected_id = self._last_id = self._call_id
        self._lost_id = ""
        self._retry = None
        return ConnectionState.CONNECTED

    def _healed(self) -> ConnectionState:
        """A short outage is over before another connection was made."""
        self.give_up()
        self._connected_id, self._lost_id = self._lost_id, ""
        self._retry = None
        return ConnectionState.CONNECTED

    def _lost(self, call_id: str) -> ConnectionState | None:
        if call_id == self._call_id and self.attempt is not Attempt.NONE:
            self._go(Move.GIVEN_UP)
            self._retry = Deadline.after(self._parts.clock, RETRY_S)
        if call_id != self._connected_id:
            return None
        self._connected_id, self._lost_id = "", call_id
        self._retry = Deadline.after(self._parts.clock, RETRY_S)
        return ConnectionState.LOST

    def _go(self, move: Move) -> None:
        self.attempt = ATTEMPTS[self.attempt, move]
        patience_s = _PATIENCE_S.get(self.attempt)
        self._deadline = None if patience_s is None else Deadline.after(self._parts.clock, patience_s)
        _log.info("attempt", step=self.attempt)
