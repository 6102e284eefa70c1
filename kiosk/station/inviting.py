# SPDX-License-Identifier: EUPL-1.2
"""Inviting a third participant, letting her in, and out again. No I/O.

The GP's page makes her link as it makes a colleague's; it says in the same breath that the patient agreed. Everything
here ends with her: nothing that happens to her leg, link or page is told to the GP's leg. What the two pages must say
to each other to connect goes from one to the other through the station, which has proved who both are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kiosk import log
from kiosk.errors import SignatureError
from kiosk.messages import (
    Channel,
    Connection,
    ConnectionState,
    DataArrived,
    HangUp,
    Message,
    Offer,
    OfferFailed,
    PathChange,
    SendData,
)
from kiosk.signalling.events import (
    Answer,
    Candidates,
    Content,
    Event,
    Hangup,
    HangupReason,
    Ready,
    Refused,
    RefusedReason,
    Reject,
    Visit,
    VisitState,
)
from kiosk.signalling.jws import un_b64url
from kiosk.station import control
from kiosk.station.call_leg import CallLeg, LegParts
from kiosk.station.gp_session import RefusedError
from kiosk.station.guest import GuestLegOutside, GuestMemory, Phase, Step
from kiosk.visit.machine import MEETING

if TYPE_CHECKING:
    from kiosk.station.conductor import Conductor
    from kiosk.station.memory import VisitMemory

_log = log.EventLog("guest")


@dataclass(slots=True)
class Inviting:
    """``handlers``: what the GP's page may ask."""

    conductor: Conductor
    handlers: dict[type[control.FromGp], Callable[[VisitMemory, Any], None]] = field(init=False)
    _contents: dict[type[Content], Callable[[VisitMemory, GuestMemory, Event], None]] = field(init=False)

    def __post_init__(self) -> None:
        self.handlers = {
            control.InviteGuest: self._invite,
            control.RemoveGuest: self._remove,
            control.GuestSignal: self._to_guest,
        }
        self._contents = {
            Ready: self._ready,
            Answer: self._answer,
            Candidates: self._candidates,
            Reject: self._reject,
            Hangup: self._hangup,
        }

    @property
    def _now_s(self) -> float:
        return self.conductor.clock.monotonic_s()

    @property
    def _may_offer(self) -> bool:
        return self.conductor.state in MEETING and self.conductor.memory.call_process_here

    # ------------------------------------------------------------------------------------------ what the GP asks

    def _invite(self, visit: VisitMemory, asked: control.InviteGuest) -> None:
        proof_key = _key(asked.proof_key) if asked.agreed else None
        if proof_key is None:
            self.conductor.page.tell(control.guest(asked.seat, asked.who, "failed"))
            return
        self.end(visit, HangupReason.REMOVED)
        session = visit.session.beside(proof_key)
        parts = LegParts(
            visit=visit.descriptor.visit,
            session=session,
            ice_servers=visit.descriptor.ice_servers,
            outside=GuestLegOutside(outside=self.conductor.outside, seat=asked.seat),
            clock=self.conductor.clock,
        )
        visit.guest = GuestMemory(seat=asked.seat, role=asked.who, session=session, leg=CallLeg(parts))
        self.conductor.outside.open_seat(visit.descriptor.visit, asked.seat, asked.password)
        _log.info("invited")

    def opened(self, visit_id: str, seat: str, ok: bool) -> None:
        """Hear whether the desk lets her in."""
        visit = self._current(visit_id)
        guest = visit.guest if visit is not None else None
        if visit is None or guest is None or guest.seat != seat:
            return
        if ok:
            self._go(guest, Step.OPENED)
        else:
            visit.guest = None
            self.conductor.page.tell(control.guest(seat, guest.role, "failed"))
        self.conductor.refresh()

    def _remove(self, visit: VisitMemory, _: control.RemoveGuest) -> None:
        guest = visit.guest
        if guest is not None:
            self.end(visit, HangupReason.REMOVED)
            self.conductor.page.tell(control.guest(guest.seat, guest.role, "removed"))

    def end(self, visit: VisitMemory, reason: HangupReason) -> None:
        """Let her out, and her link open nothing any more."""
        guest, visit.guest = visit.guest, None
        if guest is None:
            return
        _log.info("let-out")
        visit.guest_left = (guest.role, self._now_s) if guest.phase is Phase.JOINED else None
        self._farewell(visit, guest, reason)
        self.conductor.outside.to_call(HangUp(guest=True))
        self.conductor.outside.close_seat(visit.descriptor.visit, guest.seat)

    def _farewell(self, visit: VisitMemory, guest: GuestMemory, reason: HangupReason) -> None:
        call_id = guest.leg.call_id or "none"
        hangup = Hangup(call_id=call_id, party_id=guest.session.own_party_id, reason=reason)
        self._say(visit, guest, hangup)

    # ------------------------------------------------------------------------------------------ from her page

    def event(self, visit_id: str, seat: str, event: Event) -> None:
        """Act on a call event of a guest's page."""
        visit = self._current(visit_id)
        guest = visit.guest if visit is not None and visit.guest is not None and visit.guest.seat == seat else None
        if visit is None or guest is None:
            if isinstance(event.content, Ready):
                refused = Refused(party_id=event.content.party_id, reason=RefusedReason.EXPIRED)
                self.conductor.outside.to_guest(visit_id, seat, refused)
            return
        handler = self._contents.get(type(event.content))
        if handler is not None:
            handler(visit, guest, event)
        self.conductor.refresh()

    def _ready(self, visit: VisitMemory, guest: GuestMemory, event: Event) -> None:
        ready = event.content
        if not isinstance(ready, Ready):
            return
        try:
            new_party = guest.session.greet(ready, event.passport)
        except (SignatureError, RefusedError) as problem:
            _log.warning("greeting-refused", reason=problem.reason)
            known = set(RefusedReason)
            reason = RefusedReason(problem.reason) if problem.reason in known else RefusedReason.BAD_SIGNATURE
            self._say(visit, guest, Refused(party_id=ready.party_id, reason=reason))
            return
        self._say(visit, guest, Visit(state=VisitState.IN_CALL if self._may_offer else VisitState.WAITING))
        if self._may_offer:
            self._go(guest, Step.GREETED)
            guest.leg.greeted(new_party=new_party)

    def _answer(self, visit: VisitMemory, guest: GuestMemory, event: Event) -> None:
        try:
            guest.leg.answered(event)
        except SignatureError as problem:
            _log.warning("answer-refused", reason=problem.reason)
            guest.leg.give_up()
            call_id = getattr(event.content, "call_id", "none")
            reason = f"org.halsorum.{problem.reason}"
            self._say(visit, guest, Hangup(call_id=call_id, party_id=guest.session.own_party_id, reason=reason))

    def _candidates(self, _: VisitMemory, guest: GuestMemory, event: Event) -> None:
        if isinstance(event.content, Candidates) and guest.session.knows(event.content.party_id):
            guest.leg.candidates(event.content)

    def _reject(self, _: VisitMemory, guest: GuestMemory, event: Event) -> None:
        if isinstance(event.content, Reject) and guest.session.knows(event.content.party_id):
            _log.warning("invite-refused-by-page")
            guest.leg.give_up()

    def _hangup(self, _: VisitMemory, guest: GuestMemory, event: Event) -> None:
        """She leaves: only herself. Her link stays what it was, until the GP takes it back."""
        if isinstance(event.content, Hangup) and guest.session.knows(event.content.party_id):
            self.conductor.outside.to_call(HangUp(guest=True))
            guest.leg.process_lost()
            guest.session.forget_page()
            self._go(guest, Step.LEFT)

    # ------------------------------------------------------------------------------------------ from the call process

    def report(self, message: Message) -> bool:
        """Act on what the call process says of her; tell whether it was about her."""
        visit = self.conductor.memory.visit
        guest = visit.guest if visit is not None else None
        match message:
            case DataArrived() if message.guest:
                if guest is not None and message.channel is Channel.CONTROL:
                    self._to_gp(guest, message.data)
            case Offer() if guest is not None and guest.leg.knows(message.call_id):
                guest.leg.offered(message.call_id, message.sdp)
            case OfferFailed() if guest is not None and guest.leg.knows(message.call_id):
                guest.leg.offer_failed(message.call_id)
            case Connection() if guest is not None and guest.leg.knows(message.call_id):
                self._connection(guest, message)
            case _:
                return False
        return True

    def _connection(self, guest: GuestMemory, message: Connection) -> None:
        line = guest.leg.connection(message)
        guest.leg.tick(may_offer=self._may_offer)
        if line is ConnectionState.CONNECTED:
            if not self._go(guest, Step.CONNECTED):
                self.tell_gp(guest)  # her page has another connection: the GP's page must find it anew
            self.tell_media()
        elif line is ConnectionState.LOST:
            self._go(guest, Step.LOST)

    def process_arrived(self) -> None:
        """The call process is (back) here."""
        guest = self._guest
        if guest is not None and guest.session.here and self._may_offer:
            guest.leg.start()

    def process_left(self) -> None:
        """The call process is gone, and her connection with it."""
        guest = self._guest
        if guest is not None:
            guest.leg.process_lost()
            self._go(guest, Step.LOST)

    def path_changed(self, change: PathChange) -> None:
        """The network of the station changed."""
        guest = self._guest
        if guest is not None:
            guest.leg.path_changed(change)

    def tick(self) -> None:
        """Let time pass."""
        guest = self._guest
        if guest is None:
            return
        guest.leg.tick(may_offer=self._may_offer and guest.session.here)
        if guest.phase is Phase.JOINING and not guest.session.here and not guest.leg.up:
            guest.leg.take_back()
            self._go(guest, Step.GONE)

    # ------------------------------------------------------------------------------------------ between the pages

    def _to_guest(self, visit: VisitMemory, asked: control.GuestSignal) -> None:
        """Hand on what the GP's page says to hers."""
        guest = visit.guest
        if guest is not None and guest.phase is Phase.JOINED:
            self._tell(control.guest_signal(asked.data))

    def _to_gp(self, guest: GuestMemory, data: str) -> None:
        signal = control.decode_from_guest(data)
        if signal is not None and guest.phase is Phase.JOINED:
            self.conductor.page.tell(control.guest_signal(signal.data))

    def tell_media(self) -> None:
        """Tell her page what the patient sends."""
        visit = self.conductor.memory.visit
        if visit is not None and visit.guest is not None and visit.guest.phase is Phase.JOINED:
            self._tell(control.guest_media(microphone=visit.microphone, camera=visit.camera))

    def tell_gp(self, guest: GuestMemory) -> None:
        """Tell the GP's page how far she is."""
        self.conductor.page.tell(control.guest(guest.seat, guest.role, guest.phase, guest.session.party_id))

    # ------------------------------------------------------------------------------------------ inside

    @property
    def _guest(self) -> GuestMemory | None:
        visit = self.conductor.memory.visit
        return visit.guest if visit is not None else None

    def _current(self, visit_id: str) -> VisitMemory | None:
        visit = self.conductor.memory.visit
        return visit if visit is not None and visit.descriptor.visit == visit_id else None

    def _go(self, guest: GuestMemory, step: Step) -> bool:
        before = guest.phase
        if not guest.go(step, self._now_s):
            return False
        _log.info("phase", from_state=before, state=guest.phase)
        self.tell_gp(guest)
        return True

    def _say(self, visit: VisitMemory, guest: GuestMemory, content: Content) -> None:
        self.conductor.outside.to_guest(visit.descriptor.visit, guest.seat, content)

    def _tell(self, message: dict[str, Any]) -> None:
        data = SendData(channel=Channel.CONTROL, data=control.encode(message), guest=True)
        self.conductor.outside.to_call(data)


def _key(text: str) -> bytes | None:
    try:
        return un_b64url(text)
    except ValueError:
        return None
