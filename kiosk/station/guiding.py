# SPDX-License-Identifier: EUPL-1.2
"""The patient's hand on the instruments: which one is shown, and starting, stopping and repeating a measurement.

What means nothing now is dropped; what an instrument does not take becomes a notice.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk import log
from kiosk.capability import Command, CommandError
from kiosk.messages import NoticeKey
from kiosk.station.conductor import Conductor
from kiosk.station.entries import Entry
from kiosk.station.memory import VisitMemory
from kiosk.station.spotlight import find
from kiosk.visit.machine import MEASURING

RESTART_S = 1.5
"""The button that stopped a cuff starts it again; a second tap so soon was meant for stopping."""

_log = log.EventLog("guiding")


@dataclass(slots=True)
class Guiding:
    """Acts on instruments by their number, given as text."""

    conductor: Conductor

    def start(self, number: str) -> None:
        """Begin to measure."""
        visit, entry = self._found(number)
        if visit is None or entry is None:
            return
        visit.spotlight.choose(visit.vitals, entry.number)
        now_s = self.conductor.clock.monotonic_s()
        if now_s - visit.stopped_s.get(entry.name, -RESTART_S) >= RESTART_S:
            self._tell(entry, Command.START)

    def stop(self, number: str) -> None:
        """Stop one instrument; without a number everything that can be stopped."""
        visit, entry = self._found(number)
        if visit is None:
            return
        if entry is None:
            visit.note_stopped(self.conductor.clock.monotonic_s())
            self.conductor.outside.stop_all()
        else:
            visit.stopped_s[entry.name] = self.conductor.clock.monotonic_s()
            self._tell(entry, Command.STOP)

    def retake(self, number: str) -> None:
        """Put the result aside and lead through the steps again."""
        visit, entry = self._found(number)
        if visit is not None and entry is not None:
            visit.vitals.forget_result(entry)
            visit.spotlight.choose(visit.vitals, entry.number)

    def choose(self, number: str) -> None:
        """Show an instrument."""
        visit, entry = self._found(number)
        if visit is not None and entry is not None:
            visit.spotlight.choose(visit.vitals, entry.number)

    def go_on(self, _: str) -> None:
        """Show the next instrument."""
        visit, _entry = self._found("")
        if visit is not None:
            visit.spotlight.go_on(visit.vitals, self.conductor.clock.now())

    def _found(self, number: str) -> tuple[VisitMemory | None, Entry | None]:
        visit = self.conductor.memory.visit
        if visit is None or self.conductor.state not in MEASURING:
            return None, None
        known = number.isascii() and number.isdigit() and len(number) < 4
        return visit, find(visit.vitals, int(number)) if known else None

    def _tell(self, entry: Entry, command: Command) -> None:
        if command not in entry.commands:
            return
        self.conductor.memory.remark = None
        try:
            self.conductor.outside.tell(entry.name, command)
        except CommandError as problem:
            _log.error("instrument-not-told", problem, instrument=entry.name)
            stop = command is Command.STOP
            key = NoticeKey.INSTRUMENT_NOT_STOPPED if stop else NoticeKey.INSTRUMENT_NOT_STARTED
            self.conductor.remark(key, entry.guide.title)
