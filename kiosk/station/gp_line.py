# SPDX-License-Identifier: EUPL-1.2
"""Everything that comes from the GP's side: signed call events through the broker, and what the call process reports.

An event that is not believed changes nothing but a notice; the GP's page is told why, so that it can say it in words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from kiosk import log
from kiosk.errors import SignatureError
from kiosk.messages import (
    Channel,
    Connection,
    ConnectionState,
    DataArrived,
    LineReport,
    Message,
    Offer,
    OfferFailed,
    PathChange,
    PathChanged,
    SoundLevel,
    Sources,
)
from kiosk.record.context import EncounterStatus
from kiosk.signalling.events import (
    Answer,
    Candidates,
    Content,
    Hangup,
    Ready,
    Refused,
    RefusedReason,
    Reject,
    Visit,
)
from kiosk.signalling.events import (
    Event as CallEvent,
)
from kiosk.station import control
from kiosk.station.bookings import Booking
from kiosk.station.conductor import Conductor
from kiosk.station.gp_session import RefusedError
from kiosk.station.gp_words import GpWriting
from kiosk.station.handing_over import HandingOver
from kiosk.station.memory import VisitMemory
from kiosk.station.tools import Tools
from kiosk.visit.machine import REACHABLE_BY_GP, WAITING_ROOM, Event, State

_log = log.EventLog("gp-line")


@dataclass(slots=True)
class GpLine:
    """The GP's hand on the conductor."""

    conductor: Conductor
    handing_over: HandingOver = field(init=False)
    _contents: dict[type[Content], Callable[[VisitMemory, CallEvent], None]] = field(init=False)
    _controls: dict[type[control.FromGp], Callable[[VisitMemory, Any], None]] = field(init=False)
    _reports: dict[type[Message], Callable[[Any], None]] = field(init=False)
    _tools: Tools = field(init=False)

    def __post_init__(self) -> None:
        self._tools = tools = Tools(self.conductor)
        self.handing_over = HandingOver(self.conductor)
        self._contents = {
            Answer: self._answer,
            Candidates: self._candidates,
            Reject: self._reject,
            Hangup: self._hangup,
        }
        self._controls = {
            control.GpHello: self._gp_hello,
            control.Accept: self._accept,
            control.GpMedia: self._gp_media,
            control.End: self._end,
            **tools.handlers,
            **GpWriting(self.conductor).handlers,
            **self.handing_over.handlers,
            **self.conductor.inviting.handlers,
        }
        self._reports = {
            Offer: self._offer,
            OfferFailed: self._offer_failed,
            Connection: self._connection,
            PathChanged: self._path_changed,
            LineReport: self._line_report,
            DataArrived: self._data,
            Sources: self._sources,
            SoundLevel: self._sound_level,
            **tools.reports,
        }

    # ------------------------------------------------------------------------------------------ through the broker

    def event(self, visit_id: str, event: CallEvent) -> None:
        """Act on a call event of a GP's page."""
        if isinstance(event.content, Ready):
            self._ready(visit_id, event.content, event.passport)
        else:
            visit = self._current(visit_id)
            handler = self._contents.get(type(event.content))
            if visit is not None and handler is not None:
                handler(visit, event)
        self.conductor.refresh()

    def seat_opened(self, visit_id: str, seat: str, ok: bool) -> None:
        """Hear whether the desk lets somebody in whom the GP has given a link."""
        self.handing_over.opened(visit_id, seat, ok)
        self.conductor.inviting.opened(visit_id, seat, ok)

    def _current(self, visit_id: str) -> VisitMemory | None:
        visit = self.conductor.memory.visit
        return visit if visit is not None and visit.descriptor.visit == visit_id else None

    def _ready(self, visit_id: str, ready: Ready, passport: str) -> None:
        booking = self.conductor.bookings.get(visit_id)
        running = self._current(visit_id) is not None
        if booking is None or (booking.over(self.conductor.clock.now()) and not running):
            self._refuse(visit_id, ready.party_id, RefusedReason.EXPIRED)
            return
        try:
            new_party = booking.session.greet(ready, passport)
        except SignatureError as problem:
            self._disbelieved(visit_id, ready, problem)
        except RefusedError as problem:
            self._refused(visit_id, ready, RefusedReason(problem.reason or RefusedReason.IN_USE))
        else:
            self._greeted(booking, new_party=new_party)

    def _greeted(self, booking: Booking, *, new_party: bool) -> None:
        conductor = self.conductor
        conductor.outside.to_gp(booking.visit, Visit(state=conductor.progress(booking.visit)))
        visit = self._current(booking.visit)
        if visit is not None and conductor.state in REACHABLE_BY_GP and conductor.memory.call_process_here:
            self.handing_over.greeted(visit, new_party=new_party)
            visit.leg.greeted(new_party=new_party)

    def _disbelieved(self, visit_id: str, ready: Ready, problem: SignatureError) -> None:
        _log.warning("greeting-refused", reason=problem.reason)
        known = set(RefusedReason)
        reason = RefusedReason(problem.reason) if problem.reason in known else RefusedReason.BAD_SIGNATURE
        self._refuse(visit_id, ready.party_id, reason)

    def _refused(self, visit_id: str, ready: Ready, reason: RefusedReason) -> None:
        _log.warning("greeting-refused", reason=reason)
        self._refuse(visit_id, ready.party_id, reason)
        visit = self._current(visit_id)
        if visit is not None and reason is RefusedReason.IN_USE:
            visit.second_gp_at_s = self.conductor.clock.monotonic_s()

    def _refuse(self, visit_id: str, party_id: str, reason: RefusedReason) -> None:
        self.conductor.outside.to_gp(visit_id, Refused(party_id=party_id, reason=reason))

    def _answer(self, visit: VisitMemory, event: CallEvent) -> None:
        try:
            visit.leg.answered(event)
        except SignatureError as problem:
            _log.warning("answer-refused", reason=problem.reason)
            visit.signature_problem = True
            visit.leg.give_up()
            reason = f"org.halsorum.{problem.reason}"
            call_id = getattr(event.content, "call_id", "none")
            refusal = Hangup(call_id=call_id, party_id=visit.session.own_party_id, reason=reason)
            self.conductor.outside.to_gp(visit.descriptor.visit, refusal)

    def _candidates(self, visit: VisitMemory, event: CallEvent) -> None:
        if isinstance(event.content, Candidates) and visit.session.knows(event.content.party_id):
            visit.leg.candidates(event.content)

    def _reject(self, visit: VisitMemory, event: CallEvent) -> None:
        """The GP's page did not believe our offer: on its way somebody may have altered it."""
        if isinstance(event.content, Reject) and visit.session.knows(event.content.party_id):
            _log.warning("invite-refused-by-page")
            visit.signature_problem = True
            visit.leg.give_up()

    def _hangup(self, visit: VisitMemory, event: CallEvent) -> None:
        if isinstance(event.content, Hangup) and event.content.party_id == visit.session.party_id:
            self.conductor.happen(Event.GP_ENDED)

    # ------------------------------------------------------------------------------------------ from the call process

    def report(self, message: Message) -> None:
        """Act on what the call process says."""
        handler = None if self.conductor.inviting.report(message) else self._reports.get(type(message))
        if handler is not None:
            handler(message)
        self.conductor.refresh()

    def process_arrived(self) -> None:
        """The call process is (back) here: give it the rings and the camera, and offer anew if a GP was connected."""
        conductor = self.conductor
        conductor.memory.call_process_here = True
        visit = conductor.memory.visit
        if visit is None or conductor.state not in REACHABLE_BY_GP:
            return
        conductor.resume_media(visit)
        if visit.session.party_id:
            visit.leg.start()
        conductor.inviting.process_arrived()
        conductor.refresh()

    def process_left(self) -> None:
        conductor = self.conductor
        conductor.memory.call_process_here = False
        self._tools.process_left()
        if conductor.memory.visit is not None:
            conductor.memory.visit.leg.process_lost()
            conductor.happen(Event.MEDIA_LOST)
        conductor.inviting.process_left()
        conductor.refresh()

    def _offer(self, message: Offer) -> None:
        visit = self.conductor.memory.visit
        if visit is not None and self.conductor.state in REACHABLE_BY_GP:
            visit.leg.offered(message.call_id, message.sdp)

    def _offer_failed(self, message: OfferFailed) -> None:
        _log.warning("offer-failed")
        visit = self.conductor.memory.visit
        if visit is not None:
            visit.leg.offer_failed(message.call_id)

    def _connection(self, message: Connection) -> None:
        visit = self.conductor.memory.visit
        if visit is None:
            return
        former = visit.leg.last_id
        line = visit.leg.connection(message)
        if message.state in (ConnectionState.SILENT, ConnectionState.LOST):
            self.conductor.outside.doubt_broker()
        self._offer_if_wanted(visit)
        if line is ConnectionState.CONNECTED:
            took_over = self.handing_over.connected(visit, former)
            self._connected()
            if took_over:
                self.handing_over.tell_so_far(visit)
        elif line is ConnectionState.LOST:
            self.conductor.happen(Event.MEDIA_LOST)

    def _offer_if_wanted(self, visit: VisitMemory) -> None:
        """Let the leg act at once rather than with the next tick."""
        conductor = self.conductor
        visit.leg.tick(may_offer=conductor.state in REACHABLE_BY_GP and conductor.memory.call_process_here)

    def _path_changed(self, message: PathChanged) -> None:
        """The way to the clinic may be another now, too."""
        if message.change is PathChange.GONE:
            self.conductor.outside.renew_broker()
        else:
            self.conductor.outside.doubt_broker()
        visit = self.conductor.memory.visit
        if visit is not None:
            visit.leg.path_changed(message.change)
            self._offer_if_wanted(visit)
        self.conductor.inviting.path_changed(message.change)

    def _line_report(self, message: LineReport) -> None:
        visit = self.conductor.memory.visit
        if visit is not None:
            visit.line = message
            self.conductor.page.tell(control.quality(message))

    def _connected(self) -> None:
        conductor = self.conductor
        if not (conductor.happen(Event.GP_JOINED) or conductor.happen(Event.MEDIA_BACK)):
            conductor.page.greet()

    def _sources(self, message: Sources) -> None:
        self.conductor.memory.camera = message.camera
        self.conductor.memory.microphone = message.microphone

    def _sound_level(self, message: SoundLevel) -> None:
        if self.conductor.state in WAITING_ROOM:
            self.conductor.outside.sound_level(message)

    def _data(self, message: DataArrived) -> None:
        visit = self.conductor.memory.visit
        if visit is None or self.conductor.state is not State.CALL:
            return
        if message.channel is Channel.TEXT:
            visit.conversation.receive(message.data)
        elif message.channel is Channel.CONTROL:
            asked = control.decode(message.data)
            if asked is not None:
                self._controls[type(asked)](visit, asked)

    # ------------------------------------------------------------------------------------------ what the GP asks

    def _gp_hello(self, visit: VisitMemory, hello: control.GpHello) -> None:
        visit.session.name = hello.name[:80] or visit.session.name

    def _accept(self, visit: VisitMemory, accept: control.Accept) -> None:
        conductor = self.conductor
        reading = visit.vitals.find(accept.reading)
        if reading is None:
            conductor.page.tell(control.filed(accept.reading[:64], "failed", "unknown"))
            return
        conductor.page.tell(control.filed(reading.id, "filing"))
        conductor.outside.file(visit, EncounterStatus.IN_PROGRESS, reading, "")

    def _gp_media(self, visit: VisitMemory, media: control.GpMedia) -> None:
        visit.gp_microphone, visit.gp_camera = media.microphone, media.camera

    def _end(self, _: VisitMemory, __: control.End) -> None:
        self.conductor.happen(Event.GP_ENDED)
