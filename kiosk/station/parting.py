# SPDX-License-Identifier: EUPL-1.2
"""Taking leave: of the GP, of the record and of the desk, and what the patient still does when the GP has gone."""

from __future__ import annotations

import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.drop_in import CallBack
from kiosk.messages import HangUp, Preview, Printing
from kiosk.ratings import answers_of
from kiosk.record.context import EncounterStatus
from kiosk.signalling.events import CALL_VERSION, Hangup, HangupReason, VisitState
from kiosk.station import control
from kiosk.visit.machine import State
from kiosk.visit.steps import VisitKind

if TYPE_CHECKING:
    from kiosk.station.conductor import Conductor
    from kiosk.station.memory import VisitMemory

SENDING_S = 30.0
"""After which the clinic counts as not told."""
_STANDS_S = {CallBack.SENDING: SENDING_S, CallBack.LOST: 60.0}


@dataclass(slots=True)
class Parting:
    """The end of a visit, for its conductor."""

    conductor: Conductor

    def part(self) -> None:
        """Take leave of the GP: nothing of the patient is sent from here on."""
        conductor, visit = self.conductor, self.conductor.memory.visit
        if visit is None:
            return
        if conductor.memory.cause == "call-back":
            visit.call_back, visit.call_back_id = CallBack.SENDING, visit.call_back_id or visit.descriptor.visit
        if not visit.has_room:
            self._part_from_nobody(visit)
            return
        cause = conductor.memory.cause
        conductor.page.tell(control.ended(cause if cause in ("gp", "patient") else "station"))
        hangup = Hangup(
            call_id=visit.leg.call_id or "none",
            party_id=visit.session.own_party_id,
            version=CALL_VERSION,
            reason=HangupReason.USER_HANGUP,
        )
        conductor.outside.to_gp(visit.descriptor.visit, hangup)
        conductor.inviting.end(visit, HangupReason.USER_HANGUP)
        conductor.outside.to_call(HangUp())
        conductor.outside.to_call(Preview(on=False))
        self._finish(visit, cause)

    def _part_from_nobody(self, visit: VisitMemory) -> None:
        """Let camera and microphone go, where the clinic knows nothing of the visit, or need not come any more."""
        conductor = self.conductor
        conductor.outside.to_call(HangUp())
        conductor.outside.to_call(Preview(on=False))
        conductor.drop_in.forget(visit)
        conductor.ended_visits.add(visit.descriptor.visit)
        if visit.kind is VisitKind.MEASURE_ONLY and not conductor.memory.cause:
            conductor.memory.cause = "measured"

    def _finish(self, visit: VisitMemory, cause: str) -> None:
        conductor, visit_id = self.conductor, visit.descriptor.visit
        status = EncounterStatus.FINISHED if visit.met_at is not None else EncounterStatus.CANCELLED
        conductor.outside.file(visit, status, None, cause)
        conductor.tell(visit_id, VisitState.ENDED)
        conductor.bookings.drop(visit_id)
        conductor.ended_visits.add(visit_id)
        conductor.outside.visit_over(visit_id, cause)

    def erase(self) -> None:
        """Forget the person. A visit that was only left, not ended, stays booked: she may come back with her code."""
        conductor = self.conductor
        visit, conductor.memory.visit = conductor.memory.visit, None
        conductor.memory.receipt = None
        reference = None
        if visit is not None:
            if visit.descriptor.visit not in conductor.ended_visits:
                conductor.inviting.end(visit, HangupReason.USER_HANGUP)
                conductor.outside.to_call(HangUp())
                conductor.outside.to_call(Preview(on=False))
                if not conductor.drop_in.forget(visit):
                    conductor.tell(visit.descriptor.visit, VisitState.NOT_ARRIVED)
                    visit.session.forget_page()
            conductor.practice.over(visit)
            reference = weakref.ref(visit)
        del visit
        conductor.outside.erase(reference)

    def rate(self) -> None:
        """Hand in what was answered, whichever way the questions were left."""
        visit = self.conductor.memory.visit
        answers = answers_of(visit.ratings) if visit is not None else None
        if answers is not None:
            self.conductor.outside.rated(answers)

    def told(self, ident: str, ok: bool) -> None:
        """Hear whether the clinic knows that somebody wants to be rung; ``ident``: of the request, or of the visit."""
        visit = self.conductor.memory.visit
        if visit is not None and visit.call_back is CallBack.SENDING and visit.call_back_id == ident:
            visit.call_back = CallBack.TOLD if ok else CallBack.LOST
            self.conductor.memory.state_since_s = self.conductor.clock.monotonic_s()
            self.conductor.refresh()

    def goodbye_s(self) -> float:
        """Return how long goodbye stands: until it is known whether she will be rung, and longer if she must ring."""
        visit = self.conductor.memory.visit
        call_back = visit.call_back if visit is not None else CallBack.NONE
        return max(self.conductor.settings.visit.goodbye_s, _STANDS_S.get(call_back, 0.0))

    def tick(self) -> None:
        """Wait no longer for the clinic than somebody stands before a screen."""
        conductor, visit = self.conductor, self.conductor.memory.visit
        waited_s = conductor.clock.monotonic_s() - conductor.memory.state_since_s
        if visit is not None and conductor.state is State.GOODBYE and waited_s >= SENDING_S:
            self.told(visit.call_back_id, False)

    def printed(self, visit_id: str, *, ok: bool) -> None:
        """Hear whether the printer took what was to be printed."""
        visit = self.conductor.memory.visit
        if visit is not None and visit.descriptor.visit == visit_id:
            visit.printing = Printing.DONE if ok else Printing.FAILED
            self.conductor.refresh()
