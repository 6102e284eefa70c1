# SPDX-License-Identifier: EUPL-1.2
"""What the patient's taps mean. A tap that means nothing on the present screen is dropped: it came late."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from kiosk.drop_in import Reason
from kiosk.messages import (
    MOST_STARS,
    Action,
    Company,
    PersonFor,
    Printing,
    Tap,
)
from kiosk.preferences import preferred
from kiosk.station.conductor import Conductor
from kiosk.station.guiding import Guiding
from kiosk.station.purposes import purposes
from kiosk.station.screens import questions
from kiosk.station.talking import Talking
from kiosk.visit.machine import WITH_PATIENT, Event, State
from kiosk.visit.steps import VisitKind

MOST_PRINTED_CHARACTERS = 4000
"""Of a sheet: what the GP may write, and what stands around it."""
PRINTED = frozenset({State.SUMMARY, State.REVIEW})
STARS = frozenset(str(stars) for stars in range(1, MOST_STARS + 1))

_PLAIN_EVENTS = {
    Action.START: Event.START,
    Action.CONSENT: Event.CONSENT_GIVEN,
    Action.REFUSE: Event.CONSENT_REFUSED,
    Action.CONTINUE: Event.CONTINUE,
    Action.BACK: Event.BACK,
    Action.LEAVE: Event.LEFT,
    Action.RETRY: Event.RETRY,
    Action.KEEP_WAITING: Event.KEEP_WAITING,
    Action.END: Event.PATIENT_ENDED,
}
_DONE_EVENTS = {
    State.GOODBYE: Event.GOODBYE_OVER,
    State.ERASED: Event.RECEIPT_READ,
    State.CLEANING: Event.CLEANED,
}


@dataclass(slots=True)
class Taps:
    """The patient's hand on the conductor."""

    conductor: Conductor
    _guiding: Guiding = field(init=False)
    _handlers: dict[Action, Callable[[str], None]] = field(init=False)

    def __post_init__(self) -> None:
        guiding = self._guiding = Guiding(self.conductor)
        self._handlers = {
            Action.CHOOSE_LANGUAGE: self._language,
            Action.ENTER_CODE: self.enter_code,
            **Talking(self.conductor).handlers,
            Action.PREFER: self._prefer,
            Action.CHOOSE_PERSON: self._person,
            Action.CHOOSE_COMPANY: self._company,
            Action.CHOOSE_PURPOSE: self._purpose,
            Action.CHOOSE_REASON: self._reason,
            Action.CALL_BACK: self._call_back,
            Action.RATE: self._rate,
            Action.PRINT: self._print,
            Action.DONE: self._done,
            Action.MEASURE_START: guiding.start,
            Action.MEASURE_STOP: guiding.stop,
            Action.RETAKE: self._retake,
            Action.CHOOSE_INSTRUMENT: guiding.choose,
            Action.NEXT_INSTRUMENT: guiding.go_on,
            Action.BLANK: lambda _: self._blank(True),
            Action.PRACTISE: lambda _: self.conductor.practice.begin(),
            Action.WAKE: lambda _: self._blank(False),
        }

    def take(self, tap: Tap) -> None:
        """Act on ``tap``."""
        self.conductor.sign_of_life()
        self.conductor.memory.gone = False
        if tap.action in _PLAIN_EVENTS:
            self.conductor.happen(_PLAIN_EVENTS[tap.action])
        elif tap.action in self._handlers:
            self._handlers[tap.action](tap.value)
        self.conductor.refresh()

    def _blank(self, blank: bool) -> None:
        self.conductor.memory.blank = blank and self.conductor.state is not State.ATTRACT

    def _prefer(self, value: str) -> None:
        """Take a wish; one that comes late must not be the next person's."""
        if self.conductor.state not in WITH_PATIENT | {State.ERASED}:
            return
        preferences = preferred(self.conductor.memory.preferences, value)
        if preferences is not None:
            self.conductor.memory.preferences = preferences

    def _person(self, value: str) -> None:
        visit = self.conductor.memory.visit
        if visit is not None and self.conductor.state is State.WHO_FOR and value in set(PersonFor):
            visit.person_for = PersonFor(value)
            self.conductor.happen(Event.CONTINUE)

    def _company(self, value: str) -> None:
        visit = self.conductor.memory.visit
        if visit is not None and self.conductor.state is State.COMPANY and value in set(Company):
            visit.company = Company(value)
            self.conductor.happen(Event.CONTINUE)

    def _purpose(self, value: str) -> None:
        conductor = self.conductor
        if conductor.state is not State.PURPOSE:
            return
        if value not in purposes(conductor.settings, conductor.memory, conductor.clock.now()).kinds:
            return
        kind = VisitKind(value)
        if kind is not VisitKind.BOOKED:
            conductor.arrival.unbooked(kind)
        conductor.happen(Event.CONTINUE)

    def _reason(self, value: str) -> None:
        if value in set(Reason):
            self.conductor.drop_in.choose(Reason(value))

    def _call_back(self, value: str) -> None:
        """Wait no longer: the clinic shall ring, at the number it knows or at the one that is given."""
        conductor, visit = self.conductor, self.conductor.memory.visit
        if visit is None:
            return
        if visit.has_room and visit.kind in (VisitKind.BOOKED, VisitKind.ON_BEHALF):
            conductor.happen(Event.CALL_BACK_ASKED)
        elif conductor.state is State.GP_ABSENT:
            conductor.happen(Event.NUMBER_WANTED)
        elif conductor.state is State.CALL_ME and conductor.drop_in.call_me(value):
            conductor.happen(Event.CALL_BACK_ASKED)

    def _rate(self, value: str) -> None:
        visit = self.conductor.memory.visit
        if visit is None or self.conductor.state is not State.RATING or value not in STARS:
            return
        visit.ratings = (*visit.ratings, int(value))
        self.conductor.memory.state_since_s = self.conductor.clock.monotonic_s()
        if len(visit.ratings) >= questions(visit):
            self.conductor.happen(Event.CONTINUE)

    def _print(self, value: str) -> None:
        """Print what stands on the screen: the sheet is written there, where the words are."""
        conductor, visit = self.conductor, self.conductor.memory.visit
        if visit is None or conductor.state not in PRINTED or not conductor.settings.printer.queue:
            return
        if visit.printing in (Printing.ABLE, Printing.FAILED) and value:
            visit.printing = Printing.BUSY
            conductor.outside.print_sheet(visit.descriptor.visit, value[:MOST_PRINTED_CHARACTERS])

    def _retake(self, value: str) -> None:
        """Measure something anew, from where the results are looked at too."""
        if self.conductor.state is State.REVIEW:
            self.conductor.happen(Event.REPEAT)
        self._guiding.retake(value)

    def _language(self, value: str) -> None:
        if self.conductor.state is State.LANGUAGE and value in self.conductor.memory.languages:
            self.conductor.memory.language = value
            self.conductor.happen(Event.LANGUAGE_CHOSEN)

    def enter_code(self, value: str) -> None:
        """Take a code that was typed or scanned."""
        conductor = self.conductor
        if conductor.state is not State.CODE:
            return
        booking = conductor.bookings.by_code(value)
        if booking is None:
            self._wrong_code()
        elif booking.over(conductor.clock.now()):
            conductor.happen(Event.VISIT_EXPIRED)
        else:
            conductor.begin(booking)
            conductor.happen(Event.CODE_ACCEPTED)

    def _wrong_code(self) -> None:
        memory = self.conductor.memory
        memory.attempts_left -= 1
        memory.code_was_wrong = True
        if memory.attempts_left > 0:
            self.conductor.happen(Event.CODE_WRONG)
            return
        memory.locked_until_s = self.conductor.clock.monotonic_s() + self.conductor.settings.visit.code_lock_s
        self.conductor.happen(Event.CODE_LOCKED)

    def _done(self, _: str) -> None:
        conductor = self.conductor
        if conductor.state is State.ERASED and conductor.memory.receipt is None:
            return
        if conductor.state in _DONE_EVENTS:
            conductor.happen(_DONE_EVENTS[conductor.state])
