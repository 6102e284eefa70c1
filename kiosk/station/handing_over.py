# SPDX-License-Identifier: EUPL-1.2
"""Handing over: the GP gives a colleague a link of her own; when she opens it the call moves to her. No I/O.

The GP's page makes the link and keeps its secret; the station learns what proves it, the desk what opens the broker.
The GP's connection stands until the colleague's does. From then on the link before hers opens nothing, and everything
of the visit so far is told to her page, which holds it in memory like the first one did.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kiosk import log
from kiosk.signalling.events import CALL_VERSION, Hangup, HangupReason
from kiosk.signalling.jws import un_b64url
from kiosk.station import control
from kiosk.station.gp_session import Successor
from kiosk.station.gp_words import readable

if TYPE_CHECKING:
    from kiosk.station.conductor import Conductor
    from kiosk.station.memory import VisitMemory

_log = log.EventLog("handing-over")


@dataclass(slots=True)
class HandingOver:
    """``handlers``: what the GP's page may ask."""

    conductor: Conductor
    handlers: dict[type[control.FromGp], Callable[[VisitMemory, Any], None]] = field(init=False)

    def __post_init__(self) -> None:
        self.handlers = {control.HandOver: self._hand_over, control.KeepVisit: self._keep}

    def opened(self, visit_id: str, seat: str, ok: bool) -> None:
        """Hear whether the desk lets the colleague in."""
        visit = self.conductor.memory.visit
        successor = visit.session.successor if visit is not None else None
        if visit is None or visit.descriptor.visit != visit_id or successor is None or successor.seat != seat:
            return
        if not ok:
            visit.session.successor = None
        self._tell(successor, "ready" if ok else "failed")

    def greeted(self, visit: VisitMemory, *, new_party: bool) -> None:
        """Tell the GP that her colleague's page is there."""
        if new_party and visit.session.successor is not None and visit.session.successor_here:
            self._tell(visit.session.successor, "joining")

    def connected(self, visit: VisitMemory, former: str) -> bool:
        """A connection stands; tell whether the colleague has taken over by it. ``former``: the GP's call."""
        left = visit.session.take_over()
        if not left:
            return False
        _log.info("handed-over")
        farewell = Hangup(
            call_id=former or "none",
            party_id=visit.session.own_party_id,
            version=CALL_VERSION,
            reason=HangupReason.HANDED_OVER,
        )
        self.conductor.outside.to_gp(visit.descriptor.visit, farewell)
        self.conductor.outside.close_seat(visit.descriptor.visit, left)
        visit.gp_microphone = visit.gp_camera = True
        visit.handed_over_at_s = self.conductor.clock.monotonic_s()
        visit.conversation.part()
        return True

    def tell_so_far(self, visit: VisitMemory) -> None:
        """Tell the colleague's page what was written and filed before she came; readings are repeated by themselves."""
        summary = visit.words.summary
        message = control.so_far(
            said=visit.conversation.finished,
            summary="" if summary is None else summary.text,
            visit_needed=summary is not None and summary.visit_needed,
            filed=visit.accepted,
        )
        self.conductor.page.tell(message)

    # ------------------------------------------------------------------------------------------ what the GP asks

    def _hand_over(self, visit: VisitMemory, asked: control.HandOver) -> None:
        name = " ".join(readable(asked.name).split())
        key = _key(asked.proof_key)
        if key is None or not name or asked.seat == visit.session.seat:
            self.conductor.page.tell(control.handing_over(asked.seat, "failed", name))
            return
        self._withdraw(visit)
        visit.session.successor = Successor(seat=asked.seat, name=name, proof_key=key)
        self.conductor.outside.open_seat(visit.descriptor.visit, asked.seat, asked.password)

    def _keep(self, visit: VisitMemory, _: control.KeepVisit) -> None:
        successor = self._withdraw(visit)
        if successor is not None:
            self._tell(successor, "withdrawn")

    def _withdraw(self, visit: VisitMemory) -> Successor | None:
        """Let the colleague's link open nothing any more; return whose it was."""
        successor, visit.session.successor = visit.session.successor, None
        if successor is not None:
            if successor.party_id:
                visit.leg.take_back()
            self.conductor.outside.close_seat(visit.descriptor.visit, successor.seat)
        return successor

    def _tell(self, successor: Successor, state: str) -> None:
        self.conductor.page.tell(control.handing_over(successor.seat, state, successor.name))


def _key(text: str) -> bytes | None:
    try:
        return un_b64url(text)
    except ValueError:
        return None
