# SPDX-License-Identifier: EUPL-1.2
"""A visit without an appointment: the clinic is asked for somebody, and gives the visit a room when one comes.

Nothing leaves the station before consent. What is asked is withdrawn with the visit, however that ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.drop_in import PHONE_PATTERN, Petition, Reason
from kiosk.signalling.commands import AnswerReason
from kiosk.signalling.descriptor import VisitDescriptor
from kiosk.signalling.events import VisitState
from kiosk.signalling.topics import new_visit_id
from kiosk.station.memory import Queue, VisitMemory
from kiosk.visit.machine import Event, State
from kiosk.visit.steps import VisitKind

if TYPE_CHECKING:
    from kiosk.station.conductor import Conductor

AGREED = frozenset({State.PREPARE, State.MEASURE, State.REVIEW, State.WAITING})
"""Where consent leads."""


@dataclass(slots=True)
class DropIn:
    """Visits without an appointment, for the conductor."""

    conductor: Conductor

    def choose(self, reason: Reason) -> None:
        """Note what somebody comes for; the clinic is told anew if it has been asked already."""
        visit = self.conductor.memory.visit
        if visit is None or self.conductor.state is not State.DROP_IN:
            return
        visit.reason = reason
        if visit.asked:
            self._ask(visit, reason)
        self.conductor.happen(Event.REASON_CHOSEN)

    def look(self) -> None:
        """Ask the clinic for somebody once the patient has agreed; call it whenever the state has changed."""
        conductor, visit = self.conductor, self.conductor.memory.visit
        if visit is None or visit.asked or visit.has_room or visit.reason is None or conductor.state not in AGREED:
            return
        visit.asked = True
        self._ask(visit, visit.reason)

    def place(self, request: str, place: int) -> None:
        """The clinic says how many wait: ``place`` 1 is next."""
        visit = self.conductor.memory.visit
        if visit is not None and visit.descriptor.visit == request and not visit.has_room:
            visit.queue = Queue(place=place, wait_s=0, told_s=self.conductor.clock.monotonic_s())
            self.conductor.refresh()

    def give_room(self, descriptor: VisitDescriptor, sealed: str) -> AnswerReason:
        """Somebody at the clinic takes the visit: from here on it is one as if it had been booked."""
        conductor, visit = self.conductor, self.conductor.memory.visit
        if visit is not None and visit.descriptor.visit == descriptor.visit:
            return AnswerReason.NONE  # delivered once more
        asked = visit is not None and visit.asked and visit.descriptor.visit == descriptor.request
        if visit is None or not asked or visit.has_room:
            conductor.ended_visits.add(descriptor.visit)
            conductor.tell(descriptor.visit, VisitState.ENDED)
            conductor.outside.visit_over(descriptor.visit, "patient")
            return AnswerReason.OVER
        conductor.bookings.deliver(sealed)
        booking = conductor.bookings.get(descriptor.visit)
        if booking is None:
            return AnswerReason.FULL
        conductor.outside.withdraw(descriptor.request, None)
        visit.descriptor, visit.session = descriptor, booking.session
        visit.leg = conductor.arrival.leg(descriptor, booking.session)
        visit.has_room, visit.queue = True, None
        conductor.memory.state_since_s = conductor.clock.monotonic_s()
        conductor.happen(Event.KEEP_WAITING)
        conductor.tell_progress()
        conductor.refresh()
        return AnswerReason.NONE

    def call_me(self, number: str) -> bool:
        """Hand in the number the patient can be rung at; tell whether it is one."""
        conductor, visit = self.conductor, self.conductor.memory.visit
        if visit is None or visit.reason is None or re.match(PHONE_PATTERN, number) is None:
            return False
        petition = Petition(reason=visit.reason, language=conductor.memory.language, phone=number)
        # Who took her and did not come has used up what was asked for; the number is another request.
        visit.call_back_id = new_visit_id() if visit.has_room else visit.descriptor.visit
        conductor.outside.withdraw(visit.call_back_id, petition)
        visit.asked = False
        return True

    def forget(self, visit: VisitMemory) -> bool:
        """The patient is gone, or wants something else: nobody need come. Tell whether it was no booked visit."""
        if not visit.has_room:
            self._withdraw(visit)
            return True
        if visit.kind is not VisitKind.DROP_IN:
            return False
        conductor, room = self.conductor, visit.descriptor.visit
        conductor.bookings.drop(room)
        conductor.ended_visits.add(room)
        conductor.tell(room, VisitState.ENDED)
        conductor.outside.visit_over(room, "patient")
        return True

    def _ask(self, visit: VisitMemory, reason: Reason) -> None:
        petition = Petition(reason=reason, language=self.conductor.memory.language)
        self.conductor.outside.ask_for_gp(visit.descriptor.visit, petition)

    def _withdraw(self, visit: VisitMemory) -> None:
        if visit.asked:
            visit.asked = False
            self.conductor.outside.withdraw(visit.descriptor.visit, None)
