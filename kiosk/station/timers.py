# SPDX-License-Identifier: EUPL-1.2
"""What the passing of time does to a visit: nobody answers, a screen has stood long enough, a deadline is over."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk import log
from kiosk.station import walk
from kiosk.station.conductor import Conductor
from kiosk.station.tools import Tools
from kiosk.visit.machine import FOR_STAFF, REACHABLE_BY_GP, Event, State, can
from kiosk.visit.timeout import Presence

BROKER_GRACE_S = 5.0
"""A broker away for less than this does not close the station."""
REPEAT_S = 1.0
"""How often the newest readings are sent again: their channel may lose any of them."""

_log = log.EventLog("timers")


@dataclass(slots=True)
class Timers:
    """Time's hand on the conductor. Call `tick` a few times a second."""

    conductor: Conductor
    _repeated_s: float = 0.0
    _tools: Tools = field(init=False)

    def __post_init__(self) -> None:
        self._tools = Tools(self.conductor)

    def tick(self) -> None:
        """Let time pass."""
        now_s = self.conductor.clock.monotonic_s()
        self._idle(now_s)
        self.conductor.parting.tick()
        self._state(now_s)
        self._call(now_s)
        self._tools.tick(now_s)
        self.conductor.assisting.tick()
        self.conductor.practice.tick()
        self.conductor.bookings.sweep(self.conductor.clock.now())
        self.conductor.refresh()

    def _idle(self, now_s: float) -> None:
        if self.conductor.cuff:
            self.conductor.sign_of_life()  # who sits still under a cuff does as she was told
        if self.conductor.idle.presence(now_s) is Presence.GONE:
            _log.info("patient-gone", state=self.conductor.logged_state)
            self._leave()

    def _leave(self) -> None:
        """Wipe before anything else is shown, and then show nothing: nobody is there to read that it is gone."""
        conductor = self.conductor
        dark = conductor.state not in FOR_STAFF and can(conductor.state, Event.LEFT)
        conductor.memory.blank = conductor.memory.gone = dark
        conductor.happen(Event.LEFT)

    def _state(self, now_s: float) -> None:
        conductor, memory = self.conductor, self.conductor.memory
        since_s, limits = now_s - memory.state_since_s, conductor.settings.visit
        match conductor.state:
            case State.ATTRACT if memory.self_test.unfit or self._broker_gone(now_s):
                conductor.happen(Event.BROKER_LOST)
            case State.LOCKED if now_s >= memory.locked_until_s:
                memory.attempts_left = limits.code_attempts
                conductor.happen(Event.LOCK_OVER)
            case State.WAITING if since_s >= walk.late_s(conductor.settings, memory.visit) and not self._leg_busy:
                conductor.happen(Event.GP_LATE)
            case State.RATING if since_s >= limits.goodbye_s:
                conductor.happen(Event.CONTINUE)
            case State.GOODBYE if since_s >= conductor.parting.goodbye_s():
                conductor.happen(Event.GOODBYE_OVER)
            case State.ERASED if memory.receipt is not None and (self._unread or since_s >= limits.receipt_s):
                conductor.happen(Event.RECEIPT_READ)
            case State.CLEANING if since_s >= limits.cleaning_s:
                conductor.happen(Event.CLEANED)
            case _ if self._visit_over:
                conductor.happen(Event.VISIT_EXPIRED)

    @property
    def _unread(self) -> bool:
        """Whether everything is erased, and the screen dark: there is nothing to say, and nobody to say it to."""
        memory = self.conductor.memory
        heard = self.conductor.screen().by_ear and not memory.gone
        return memory.blank and not heard and memory.receipt is not None and memory.receipt.complete

    def _broker_gone(self, now_s: float) -> bool:
        conductor = self.conductor
        return not conductor.memory.broker_here and now_s - conductor.broker_lost_s > BROKER_GRACE_S

    def _call(self, now_s: float) -> None:
        conductor, visit = self.conductor, self.conductor.memory.visit
        if visit is None:
            return
        visit.leg.tick(may_offer=conductor.state in REACHABLE_BY_GP and conductor.memory.call_process_here)
        conductor.inviting.tick()
        if conductor.state is State.CALL and now_s - self._repeated_s >= REPEAT_S:
            self._repeated_s = now_s
            for message in visit.vitals.repeated(conductor.clock.now()):
                conductor.page.vitals(message)

    @property
    def _leg_busy(self) -> bool:
        visit = self.conductor.memory.visit
        return visit is not None and visit.leg.busy

    @property
    def _visit_over(self) -> bool:
        visit = self.conductor.memory.visit
        return visit is not None and self.conductor.clock.now() >= visit.descriptor.ends_at
