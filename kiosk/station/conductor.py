# SPDX-License-Identifier: EUPL-1.2
"""The visit in motion: taps, the GP, the instruments, the call and time go in; screens and commands come out.

Nothing here waits or reads a clock but the one it is given, so a whole visit can be played in a test in no time. What
is to happen outside goes through `Outside`; the visit's table decides what may happen at all.
"""

from __future__ import annotations

from dataclasses import dataclass

from msgspec.structs import replace

from kiosk import log
from kiosk.cabinet import Switch
from kiosk.capability import Instrument
from kiosk.clock import Clock
from kiosk.messages import NoticeKey, Preview, SetMedia, Show
from kiosk.reading import InstrumentEvent, Progress, Reading, Scan, WaveChunk
from kiosk.settings import StationSettings
from kiosk.signalling.events import Visit, VisitState
from kiosk.station import assistant_views, control, screens, walk
from kiosk.station.arrival import Arrival
from kiosk.station.assisting import Assisting
from kiosk.station.bookings import Booking, Bookings
from kiosk.station.drop_in import DropIn
from kiosk.station.entries import measuring_names, reader_names
from kiosk.station.erasure import Receipt
from kiosk.station.gp_page import GpPage
from kiosk.station.instrument_views import squeezing
from kiosk.station.inviting import Inviting
from kiosk.station.memory import Memory, Queue, Remark, VisitMemory
from kiosk.station.outside import Outside
from kiosk.station.parting import Parting
from kiosk.station.practice import Practice
from kiosk.station.progress import PROGRESS
from kiosk.visit.machine import (
    FOR_TECHNICIAN,
    IDLE_HELD,
    LOGGED_AS,
    MEASURING,
    PARTED,
    SCANNING,
    WAITING_ROOM,
    Event,
    State,
    can,
    next_state,
)
from kiosk.visit.timeout import IdleWatch

_CAUSES = {
    Event.GP_ENDED: "gp",
    Event.PATIENT_ENDED: "patient",
    Event.CONSENT_REFUSED: "refused",
    Event.CALL_BACK_ASKED: "call-back",
    Event.CANCELLED: "cancelled",
    Event.VISIT_EXPIRED: "expired",
}

LOG = log.EventLog("visit")


def _log_move(before: State, state: State) -> None:
    if before is not state:
        LOG.info("visit", from_state=before, state=state)


@dataclass(frozen=True, kw_only=True, slots=True)
class ConductorParts:
    settings: StationSettings
    bookings: Bookings
    outside: Outside
    clock: Clock
    instruments: tuple[Instrument, ...]


class Conductor:
    """One station's visits, one after the other."""

    def __init__(self, parts: ConductorParts) -> None:
        self.settings = parts.settings
        self.page = GpPage(self)
        self.parting = Parting(self)
        self.arrival = Arrival(self)
        self.drop_in = DropIn(self)
        self.assisting = Assisting(self)
        self.practice = Practice(self)
        self.inviting = Inviting(self)
        self.bookings = parts.bookings
        self.outside = parts.outside
        self.clock = parts.clock
        self.instruments = parts.instruments
        self.state = State.UNAVAILABLE
        self.memory = Memory(
            language=self.settings.station.language,
            languages=self.settings.station.languages,
            attempts_left=self.settings.visit.code_attempts,
        )
        self.ended_visits: set[str] = set()
        visit = self.settings.visit
        self.idle = IdleWatch(visit.idle_warning_s, visit.idle_s, self.clock.monotonic_s())
        self.broker_lost_s = self.clock.monotonic_s()
        self._shown: Show | None = None

    # ------------------------------------------------------------------------------------------ the machine

    def happen(self, event: Event) -> bool:
        """Let ``event`` happen if it means anything now; late taps and timers are dropped. Tell whether it did."""
        if not can(self.state, event):
            return False
        before, self.state = self.state, next_state(self.state, event, walk.steps(self.settings, self.memory))
        _log_move(LOGGED_AS.get(before, before), self.logged_state)
        self.memory.cause = _CAUSES.get(event, self.memory.cause)
        self.memory.state_since_s = self.clock.monotonic_s()
        self._left(before)
        self._entered(before)
        passing = walk.passing(self.state, self.settings, self.memory)
        if passing is not None:
            return self.happen(Event.BACK if event is Event.BACK else passing)
        self._watch_idle()
        self.refresh()
        return True

    def _left(self, before: State) -> None:
        if before in MEASURING and self.state not in MEASURING:
            self.outside.stop_all()
        if self._running(before) != self._running(self.state):
            self.run_instruments()
        if before is State.RATING:
            self.parting.rate()
        if self.state in (State.PURPOSE, State.CODE) and self.memory.visit is not None:
            if not self.drop_in.forget(self.memory.visit):
                self.tell(self.memory.visit.descriptor.visit, VisitState.NOT_ARRIVED)
            self.memory.visit = None

    def _entered(self, before: State) -> None:
        if self.state in WAITING_ROOM and before not in WAITING_ROOM:
            self._wait_for_gp()
        if self.state is State.CALL:
            self._met()
        if self.state is State.PREPARE and self.memory.visit is not None:
            self.memory.visit.rest_since_s = self.memory.visit.rest_since_s or self.clock.monotonic_s()
        if self.state in PARTED and before not in PARTED:
            self.parting.part()
        if self.state is State.ERASED:
            self._shown = None
            self.parting.erase()
        if self.state is State.CODE and self.memory.locked_until_s > self.clock.monotonic_s():
            self.happen(Event.CODE_LOCKED)
        if self.state in (State.CLEANING, State.ATTRACT):
            self._ready_for_next()
        self.drop_in.look()
        self.tell_progress()

    @property
    def logged_state(self) -> State:
        """The state as it may stand in a log."""
        return LOGGED_AS.get(self.state, self.state)

    @property
    def running(self) -> frozenset[str]:
        """Names of the instruments that run now."""
        badges = reader_names(self.instruments) if self.assisting.asks else frozenset()
        return self._running(self.state) | badges

    def run_instruments(self) -> None:
        """Run what is to run now, and nothing else."""
        self.outside.instruments(self.running)

    def _running(self, state: State) -> frozenset[str]:
        """Name the instruments that run in ``state``."""
        if state in MEASURING:
            return measuring_names(self.instruments)
        scanning = SCANNING | FOR_TECHNICIAN if self.settings.staff.code_key else SCANNING
        return reader_names(self.instruments) if state in scanning else frozenset()

    def _wait_for_gp(self) -> None:
        self.memory.waiting_since_s = self.clock.monotonic_s()
        self.outside.to_call(Preview(on=True))
        visit = self.memory.visit
        if visit is not None and (visit.session.here or visit.session.successor_here):
            visit.leg.greeted(new_party=False)

    def _met(self) -> None:
        visit = self.memory.visit
        if visit is None:
            return
        visit.met_at = visit.met_at or self.clock.now()
        visit.signature_problem = False
        self.page.greet()

    def _ready_for_next(self) -> None:
        self.memory.ready_for_next(self.settings.station.language)
        self.memory.visited = self.memory.visited and self.state is State.CLEANING
        self.outside.presence(in_visit=False)

    def _watch_idle(self) -> None:
        self.idle.watch(
            self.clock.monotonic_s(), held=self.state in IDLE_HELD, idle_s=screens.idle_s(self.settings, self.state)
        )

    # ------------------------------------------------------------------------------------------ the visit

    def begin(self, booking: Booking) -> None:
        """The right code was typed: from here on the station knows who sits there."""
        self.arrival.booked(booking)

    def resume_media(self, visit: VisitMemory) -> None:
        """Tell a call process that came back what goes on."""
        self.outside.to_call(Preview(on=True))
        self.outside.to_call(SetMedia(microphone=visit.microphone, camera=visit.camera))

    def queue(self, visit: str, place: int, wait_s: float) -> None:
        """The clinic says how long the patient who is here waits still."""
        running = self.memory.visit
        if running is not None and running.descriptor.visit == visit:
            running.queue = Queue(place=place, wait_s=wait_s, told_s=self.clock.monotonic_s())
            self.refresh()

    def cancel(self, visit: str) -> None:
        """The clinic takes a visit back; one that is going on ends."""
        self.bookings.drop(visit)
        self.ended_visits.add(visit)
        if self.memory.visit is not None and self.memory.visit.descriptor.visit == visit:
            self.happen(Event.CANCELLED)

    def instrument(self, event: InstrumentEvent) -> None:
        """Take what an instrument says; it is also a sign that somebody is there."""
        visit = self.memory.visit
        if visit is None or self.state not in MEASURING or isinstance(event, Scan):
            return
        message = visit.vitals.take(event)
        if message is not None:
            self.page.vitals(message)
        if isinstance(event, WaveChunk):
            if visit.spotlight.has_wave(visit.vitals, event):
                self.outside.wave(visit.vitals.wave(event))
            return
        visit.spotlight.follow(visit.vitals, event, self.clock.now())
        if isinstance(event, Progress) or (isinstance(event, Reading) and event.valid):
            self.sign_of_life()
        self.refresh()

    def emergency_stop(self) -> None:
        """Let the air out of every cuff at once, whatever state the visit is in, and say so."""
        self.outside.stop_all()
        LOG.warning("emergency-stop", state=self.logged_state)
        if self.memory.visit is not None:
            self.memory.visit.note_stopped(self.clock.monotonic_s())
        self.sign_of_life()
        self.remark(NoticeKey.EMERGENCY_STOPPED)

    def remark(self, key: NoticeKey, instrument: str = "") -> None:
        """Show a notice for a while; it takes the place of the one before."""
        self.memory.remark = Remark(key=key, instrument=instrument, at_s=self.clock.monotonic_s(), state=self.state)
        self.refresh()

    @property
    def shown_number(self) -> int | None:
        """Number of the instrument that has the stage while somebody is measured; None: none."""
        visit = self.memory.visit
        if visit is None or self.state not in MEASURING or visit.spotlight.entry(visit.vitals) is None:
            return None
        return visit.spotlight.number

    def filed(self, reading_id: str, *, ok: bool, reason: str = "") -> None:
        """Hear what became of an accepted reading."""
        visit = self.memory.visit
        if visit is None:
            return
        visit.filing_failed = not ok
        visit.filed += int(ok)
        if ok:
            visit.accepted.append(reading_id)
        self.page.tell(control.filed(reading_id, "filed" if ok else "failed", reason))
        self.refresh()

    def erased(self, receipt: Receipt) -> None:
        self.memory.receipt = receipt
        self.memory.state_since_s = self.clock.monotonic_s()
        self.refresh()

    def broker(self, *, here: bool) -> None:
        """The broker came or went."""
        self.memory.broker_here = here
        self.broker_lost_s = self.clock.monotonic_s()
        if here:
            if not self.memory.self_test.unfit:
                self.happen(Event.BROKER_BACK)
            if self.memory.visit is not None:
                self.memory.visit.leg.broker_back()
        self.refresh()

    def sign_of_life(self) -> None:
        self.idle.sign_of_life(self.clock.monotonic_s())

    # ------------------------------------------------------------------------------------------ out

    def refresh(self) -> None:
        """Show the screen if it differs from what is shown."""
        show = self.screen()
        if show != self._shown:
            self._shown = show
            self.outside.show(show)

    def screen(self) -> Show:
        """Make what the screen shows now."""
        moment = screens.Moment(self.clock.now(), self.clock.monotonic_s())
        above = assistant_views.view(self.state, self.memory, moment)
        return Show(
            view=above or screens.view(self.state, self.memory, moment, self.settings),
            language=self.memory.language if above is None else self.settings.station.language,
            station_name=self.settings.station.name,
            phone=self.settings.station.phone,
            notices=screens.notices(self.state, self.memory, moment),
            idle_remaining_s=self.idle.remaining_s(moment.now_s),
            cuff=self.cuff,
            preferences=replace(self.memory.preferences, language=self.memory.language),
            blank=self.memory.blank and not self.cuff,
            assistant=assistant_views.aside(self.state, self.memory),
            headset=self.settings.sound.headphones or Switch.HEADSET in self.memory.room.active,
        )

    @property
    def cuff(self) -> int:
        """Number of the instrument whose cuff may be squeezing somebody now; 0: none."""
        visit = self.memory.visit
        entry = squeezing(visit.vitals) if visit is not None and self.state in MEASURING else None
        return entry.number if entry is not None else 0

    def progress(self, visit: str) -> VisitState:
        """How far the patient of ``visit`` is, for the GP's page."""
        if self.memory.visit is None or self.memory.visit.descriptor.visit != visit:
            return VisitState.ENDED if visit in self.ended_visits else VisitState.NOT_ARRIVED
        return PROGRESS.get(self.state, VisitState.ENDED)

    def tell_progress(self) -> None:
        """Tell the GP's page how far its patient is."""
        visit = self.memory.visit
        if visit is not None and visit.has_room and self.state in PROGRESS:
            self.tell(visit.descriptor.visit, PROGRESS[self.state])

    def tell(self, visit: str, state: VisitState) -> None:
        """Tell the GP's page how far the patient of ``visit`` is; nobody hears it where there is no such room."""
        self.outside.to_gp(visit, Visit(state=state))
