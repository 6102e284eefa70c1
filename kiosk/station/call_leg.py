# SPDX-License-Identifier: EUPL-1.2
"""The way to the GP's browser: who is on the other end, and one attempt after the other to connect media to her.

The station always offers. One attempt runs at a time; a connection that stands stays until the next one is up (make
before break). A line that falls silent, a path that changes, a page that comes back and a media process that was
restarted all end in the same thing: a fresh signed offer in the same visit. If a silent connection revives first, the
attempt to replace it is taken back. No I/O: what is to be sent goes through `LegOutside`.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Protocol

from kiosk import log
from kiosk.clock import Clock
from kiosk.deadline import Deadline
from kiosk.messages import (
    Connection,
    ConnectionState,
    DropOffer,
    IceServer,
    MakeOffer,
    Message,
    PathChange,
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
    Hangup,
    HangupReason,
    Invite,
    SelectAnswer,
    Session,
)
from kiosk.station.attempt import ATTEMPTS, Attempt, Move
from kiosk.station.gp_session import GpSession

OFFER_DEADLINE_S = 10.0
ANSWER_DEADLINE_S = 15.0
CONNECT_DEADLINE_S = 25.0
AGAIN_ANSWER_S = 5.0
AGAIN_CONNECT_S = 8.0
"""In a visit that has been connected, a page that does not answer at once has not got the invite."""
PAUSES_S = (0.5, 1.0, 2.0, 4.0, 8.0)
"""How long after each attempt that came to nothing the next one begins; the last is repeated."""
STEADY_S = 15.0
"""A line heard for this long is a good line again: the next silence is answered at once."""
ENOUGH = 3
"""Attempts after which a connection that is heard is left where it is, though a better path was hoped for."""
ASKED_PAUSE_S = 5.0
"""How often a page may ask for another connection while the station hears the one that stands."""

_log = log.EventLog("call-leg")


_FIRST_S = {
    Attempt.OFFERING: OFFER_DEADLINE_S,
    Attempt.INVITED: ANSWER_DEADLINE_S,
    Attempt.ANSWERED: CONNECT_DEADLINE_S,
}
_AGAIN_S = {
    Attempt.OFFERING: OFFER_DEADLINE_S,
    Attempt.INVITED: AGAIN_ANSWER_S,
    Attempt.ANSWERED: AGAIN_CONNECT_S,
}
_HEARD = (ConnectionState.CONNECTED, ConnectionState.SILENT)
"""States in which people see and hear each other, or did a second ago."""


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
        self._sdp = ""
        self._deadline: Deadline | None = None
        self._standing_id = ""
        self._standing = ConnectionState.CLOSED
        self._last_id = ""
        self._replace = False
        self._failures = 0
        self._retry: Deadline | None = None
        self._asked: Deadline | None = None
        self._steady: Deadline | None = None

    @property
    def busy(self) -> bool:
        """A connection is being made or stands."""
        return self.attempt is not Attempt.NONE or self.up

    @property
    def call_id(self) -> str:
        """The call standing or under way; empty if there was none."""
        return self._standing_id if self.up else self._call_id

    def knows(self, call_id: str) -> bool:
        """Tell whether a call is the one standing or under way."""
        return bool(call_id) and call_id in (self._call_id, self._standing_id)

    @property
    def last_id(self) -> str:
        """The last call that stood, whether it still does or not; empty if there was none."""
        return self._last_id

    @property
    def up(self) -> bool:
        """A connection stands, and if it is silent, not for long."""
        return self._standing in _HEARD

    @property
    def wanting(self) -> bool:
        """Another connection is wanted: nothing is heard on the one there was, or its path has gone."""
        return bool(self._last_id) and (self._replace or self._standing is not ConnectionState.CONNECTED)

    def start(self) -> None:
        """Make a fresh offer, whatever was under way."""
        self._call_id, self._sdp = secrets.token_hex(16), ""
        self._go(Move.START)
        self._parts.outside.to_call(MakeOffer(call_id=self._call_id, ice_servers=self._parts.ice_servers))

    def greeted(self, *, new_party: bool) -> None:
        """The GP's page says it is there, or hears nothing: offer, unless an offer to this very page is under way."""
        if new_party:
            self.start()
        elif self.attempt is Attempt.NONE and not (self.up and self._asked is not None and not self._asked.expired):
            self._asked = Deadline.after(self._parts.clock, ASKED_PAUSE_S)
            self.start()

    def path_changed(self, change: PathChange) -> None:
        """The network of the station changed: what is under way was begun on another."""
        self._failures = 0
        if not self._last_id:
            return
        self._replace = self._replace or change is not PathChange.BACK
        if self.wanting:
            self._retry = Deadline.after(self._parts.clock, 0.0)
            self._abandon()

    def offer_failed(self, call_id: str) -> None:
        """The call process could not make the offer."""
        if call_id == self._call_id:
            self.give_up()

    def broker_back(self) -> None:
        """The GP may not have got the invite: send it again."""
        if self.attempt is Attempt.INVITED:
            self._invite()

    def offered(self, call_id: str, sdp: str) -> None:
        """The call process has made the offer: sign it and invite."""
        if call_id != self._call_id or self.attempt is not Attempt.OFFERING:
            return
        self._sdp = sdp
        self._go(Move.OFFERED)
        self._invite()

    def _invite(self) -> None:
        invite = Invite(
            call_id=self._call_id,
            party_id=self._parts.session.own_party_id,
            version=CALL_VERSION,
            invitee=self._parts.session.invitee or None,
            lifetime=LIFETIME_MS,
            offer=Session(type="offer", sdp=self._sdp),
            resumes=self._last_id or None,
        )
        self._parts.outside.to_gp(self._parts.visit, invite, self._parts.session.sign(self._call_id, self._sdp))

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
        attempted = self.attempt is not Attempt.NONE and message.call_id == self._call_id
        if attempted and message.state is ConnectionState.CONNECTED:
            return self._connected()
        if attempted and message.state in (ConnectionState.LOST, ConnectionState.CLOSED):
            self.give_up()
        if message.call_id == self._standing_id and message.state is not ConnectionState.CONNECTING:
            return self._followed(message.state)
        return None

    def give_up(self) -> None:
        """The attempt under way comes to nothing, e.g. because its answer was not believed; another one follows."""
        if self.attempt is not Attempt.NONE:
            self._go(Move.GIVEN_UP)
            self._pause()

    def take_back(self) -> None:
        """Whoever the attempt under way is for shall not come; a connection that stands is left as it is."""
        self._abandon()

    def process_lost(self) -> None:
        """The call process is gone, and every connection with it."""
        if self.attempt is not Attempt.NONE:
            self._go(Move.GIVEN_UP)
        self._standing_id, self._standing = "", ConnectionState.CLOSED
        self._retry = None

    def tick(self, *, may_offer: bool) -> None:
        """Let deadlines pass; offer again while another connection is wanted."""
        if self._deadline is not None and self._deadline.expired:
            _log.warning("attempt-timed-out", step=self.attempt)
            self._abandon()
            self._pause()
        if self._steady is not None and self._steady.expired:
            self._steady, self._failures = None, 0
        due = self._retry is not None and self._retry.expired
        if due and may_offer and self.attempt is Attempt.NONE and self.wanting:
            self._retry = None
            self.start()

    # ------------------------------------------------------------------------------------------ inside

    def _connected(self) -> ConnectionState | None:
        if self.attempt is not Attempt.ANSWERED:
            return None
        self._go(Move.CONNECTED)
        self._standing_id = self._last_id = self._call_id
        self._standing = ConnectionState.CONNECTED
        self._replace = False
        self._retry = None
        self._steady = Deadline.after(self._parts.clock, STEADY_S)
        return ConnectionState.CONNECTED

    def _followed(self, state: ConnectionState) -> ConnectionState | None:
        """The standing connection changed; tell it if what people see and hear did."""
        was_heard, self._standing = self.up, state
        if state is ConnectionState.CONNECTED:
            self._take_back()
        else:
            self._steady = None
            if self.attempt is Attempt.NONE and self._retry is None:
                self._retry = Deadline.after(self._parts.clock, PAUSES_S[self._failures - 1] if self._failures else 0.0)
        if was_heard is self.up:
            return None
        return ConnectionState.CONNECTED if self.up else ConnectionState.LOST

    def _take_back(self) -> None:
        """An outage is over before another connection was made, which is not needed any more."""
        self._steady = Deadline.after(self._parts.clock, STEADY_S)
        if self._replace:
            return
        if self.attempt is not Attempt.NONE:
            self._failures = min(self._failures + 1, len(PAUSES_S))
        self._abandon()
        self._retry = None

    def _abandon(self) -> None:
        """Stop the attempt under way, and tell both ends of it that it is over."""
        if self.attempt is Attempt.NONE:
            return
        invited = self.attempt is not Attempt.OFFERING
        self._go(Move.GIVEN_UP)
        self._parts.outside.to_call(DropOffer(call_id=self._call_id))
        if invited:
            hangup = Hangup(
                call_id=self._call_id,
                party_id=self._parts.session.own_party_id,
                version=CALL_VERSION,
                reason=HangupReason.REPLACED,
            )
            self._parts.outside.to_gp(self._parts.visit, hangup)

    def _pause(self) -> None:
        """Wait before the next attempt, longer each time."""
        pause_s = PAUSES_S[min(self._failures, len(PAUSES_S) - 1)]
        self._failures = min(self._failures + 1, len(PAUSES_S))
        if self._failures >= ENOUGH and self._standing is ConnectionState.CONNECTED:
            self._replace = False
        self._retry = Deadline.after(self._parts.clock, pause_s)

    def _go(self, move: Move) -> None:
        self.attempt = ATTEMPTS[self.attempt, move]
        patience_s = (_AGAIN_S if self._last_id else _FIRST_S).get(self.attempt)
        self._deadline = None if patience_s is None else Deadline.after(self._parts.clock, patience_s)
        _log.info("attempt", step=self.attempt)
