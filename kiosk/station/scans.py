# SPDX-License-Identifier: EUPL-1.2
"""What is held before the code reader: a visit's code acts like typing it, a patient's card is only compared.

The text is used at once and forgotten; it is never shown, logged or kept.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.messages import NoticeKey
from kiosk.reading import Scan
from kiosk.station.conductor import Conductor
from kiosk.station.scan_text import national_number, same_person, visit_code
from kiosk.station.screens import LANGUAGES
from kiosk.station.taps import Taps
from kiosk.visit.machine import SCANNING, Event, State

PAUSE_S = 2.0
"""Readers read what is held before them again and again; so soon after another a scan is the same one."""


@dataclass(slots=True)
class Scans:
    """The code reader's hand on the conductor."""

    conductor: Conductor
    taps: Taps
    _last_s: float | None = None

    def take(self, scan: Scan) -> None:
        """Act on what was scanned, if the screen is one where something may be scanned."""
        conductor, now_s = self.conductor, self.conductor.clock.monotonic_s()
        again = self._last_s is not None and now_s - self._last_s < PAUSE_S
        if again or conductor.state not in SCANNING:
            return
        self._last_s = now_s
        conductor.sign_of_life()
        code = visit_code(scan.text)
        if conductor.state is State.CONSENT:
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
            conductor.memory.language = language if language in LANGUAGES else conductor.memory.language
            conductor.happen(Event.LANGUAGE_CHOSEN)
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
