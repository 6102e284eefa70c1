# SPDX-License-Identifier: EUPL-1.2
"""What is held before the code reader: a visit's code acts like typing it, a patient's card is only compared.

The text is used at once and forgotten; it is never shown, logged or kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from kiosk import log
from kiosk.capability import Command, CommandError
from kiosk.messages import NoticeKey
from kiosk.reading import Scan, SensorChange, SensorState
from kiosk.station.conductor import Conductor
from kiosk.station.entries import reader_names
from kiosk.station.scan_text import national_number, same_person, visit_code
from kiosk.station.taps import Taps
from kiosk.technician_code import looks_like_one
from kiosk.visit.machine import COMPARING, SCANNING, Event, State

PAUSE_S = 2.0
"""Readers read what is held before them again and again; so soon after another a scan is the same one."""
LOOKING = COMPARING | {State.CODE, State.STAFF_PIN}
"""States in which a reader that must be told to look is told; elsewhere its light would only dazzle."""
LOOK_AGAIN_S = 1.0

_log = log.EventLog("scans")


@dataclass(slots=True)
class Scans:
    """The code reader's hand on the conductor."""

    conductor: Conductor
    taps: Taps
    hold: Callable[[str], None] = lambda _: None
    """Hears of a technician's signed code."""
    _last_s: float | None = None
    _idle: set[str] = field(default_factory=set)
    """Readers that look at nothing and can be told to."""
    _looked_s: float = 0.0

    def heard(self, change: SensorChange) -> None:
        """Note whether a reader waits to be told to look."""
        able = {each.name for each in self.conductor.instruments if Command.START in each.commands}
        if change.instrument in able & reader_names(self.conductor.instruments):
            idle = change.state in (SensorState.READY, SensorState.FAILED)
            (self._idle.add if idle else self._idle.discard)(change.instrument)

    def look(self) -> None:
        """Tell readers that must be told to look for a code, while one is asked for. Call it a few times a second."""
        now_s = self.conductor.clock.monotonic_s()
        asked = self.conductor.state in LOOKING or self.conductor.assisting.asks
        if not asked or now_s - self._looked_s < LOOK_AGAIN_S:
            return
        self._looked_s = now_s
        for name in sorted(self._idle):
            try:
                self.conductor.outside.tell(name, Command.START)
            except CommandError as problem:
                self._idle.discard(name)  # until it says that it is ready again
                _log.error("instrument-not-told", problem, instrument=name)

    def take(self, scan: Scan) -> None:
        """Act on what was scanned, if the screen is one where something may be scanned."""
        conductor, now_s = self.conductor, self.conductor.clock.monotonic_s()
        if looks_like_one(scan.text):
            self.hold(scan.text)  # it has a lifetime and counts once: nobody need wait between two
            return
        again = self._last_s is not None and now_s - self._last_s < PAUSE_S
        if again or (conductor.state not in SCANNING and not conductor.assisting.asks):
            return
        self._last_s = now_s
        conductor.sign_of_life()
        code = visit_code(scan.text)
        if conductor.assisting.badge(scan.text):
            pass
        elif conductor.assisting.asks:
            conductor.remark(NoticeKey.SCAN_UNKNOWN)
        elif conductor.state in COMPARING:
            self._compare(scan.text)
        elif code is not None:
            self._enter(code)
        else:
            self._explain(scan.text)
        conductor.refresh()

    def _enter(self, code: str) -> None:
        """Go to the keypad, in the visit's own language where nobody has chosen one, and type the code."""
        conductor = self.conductor
        conductor.happen(Event.START)
        if conductor.state is State.LANGUAGE:
            booking = conductor.bookings.by_code(code)
            language = conductor.bookings.open(booking).language if booking is not None else ""
            if language in conductor.memory.languages:
                conductor.memory.language = language
            conductor.happen(Event.LANGUAGE_CHOSEN)
        for step in (State.HOW_TO, State.PURPOSE):
            if conductor.state is step:
                conductor.happen(Event.CONTINUE)
        self.taps.enter_code(code)

    def _explain(self, text: str) -> None:
        card = national_number(text) is not None
        self.conductor.happen(Event.START)  # the first screen has no room for words
        self.conductor.remark(NoticeKey.SCAN_NEEDS_CODE if card else NoticeKey.SCAN_UNKNOWN)

    def _compare(self, text: str) -> None:
        """Say whether a card belongs to the patient of this visit, if the clinic gave a number."""
        visit, number = self.conductor.memory.visit, national_number(text)
        if visit is None or visit_code(text) is not None:
            return  # the letter once more; its code has done its work
        stored = visit.descriptor.patient.identifier_value
        if number is None or not stored:
            self.conductor.remark(NoticeKey.SCAN_UNKNOWN)
        else:
            fits = same_person(number, stored)
            self.conductor.remark(NoticeKey.CARD_FITS if fits else NoticeKey.CARD_DIFFERS)
