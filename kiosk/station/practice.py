# SPDX-License-Identifier: EUPL-1.2
"""A practice visit: simulated instruments, a GP made of a clock, and a list of what one has learnt.

Nothing of it is sent to the desk or a GP: the visit has no room, and whoever wants to help is let in by the station.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kiosk import log
from kiosk.assistants import Grant, Proof, Ruling, Verdict
from kiosk.messages import Action, CameraName, CameraReport, Tap
from kiosk.phrases import Phrase
from kiosk.station.assistant import Place
from kiosk.station.lesson import task_of
from kiosk.station.memory import VisitMemory
from kiosk.station.spotlight import find
from kiosk.visit.machine import Event, State
from kiosk.visit.steps import VisitKind

if TYPE_CHECKING:
    from kiosk.station.conductor import Conductor

GP_COMES_S = 6.0
"""How long one waits for the GP that is none."""
SPEAKS_EVERY_S = 14.0
LONGEST = timedelta(hours=2)

_log = log.EventLog("practice")


@dataclass(slots=True)
class Practice:
    """Practice visits, for the conductor. Call `tick` a few times a second."""

    conductor: Conductor

    def begin(self) -> None:
        """Begin one, from where staff are asked for their PIN; it needs none, for there is nothing to see."""
        conductor = self.conductor
        if conductor.state is not State.STAFF_PIN or not conductor.memory.staff.practice:
            return
        conductor.outside.practise(on=True)
        conductor.arrival.unbooked(VisitKind.PRACTICE)
        if conductor.memory.visit is not None:
            conductor.memory.visit.cameras = CameraReport(examination=True)
        conductor.happen(Event.PRACTISE)
        _log.info("begun")

    def over(self, visit: VisitMemory) -> None:
        """Give the real instruments back."""
        if visit.kind is VisitKind.PRACTICE:
            self.conductor.outside.practise(on=False)

    def heard(self, tap: Tap) -> None:
        """Tick off what a tap does; call it before the tap is acted on."""
        visit = self.visit
        if visit is None:
            return
        starts = tap.action is Action.MEASURE_START and tap.value.isdecimal()
        entry = find(visit.vitals, int(tap.value)) if starts else None
        again = entry is not None and visit.vitals.has_result(entry, self.conductor.clock.now())
        task = task_of(tap.action, tap.value, present=visit.assistant.present, again=again)
        if task is not None:
            visit.learnt |= {task}

    def lets_in(self, visit: VisitMemory, proof: Proof) -> bool:
        """Let in whoever wants to practise, without asking the desk; tell whether it is for us to say."""
        if visit.kind is not VisitKind.PRACTICE:
            return False
        until = self.conductor.clock.now() + LONGEST
        grant = Grant(station=self.conductor.settings.station.id, visit=proof.visit, until=until)
        self.conductor.assisting.ruled(proof.visit, Ruling(verdict=Verdict.GRANTED), grant)
        return True

    def shows(self, visit: VisitMemory, *, on: bool) -> bool:
        """Pretend to show by the camera or to listen; tell whether it is for us to do."""
        if visit.cameras is None:
            return False
        if visit.assistant.place is Place.CAMERA:
            visit.cameras = replace(visit.cameras, shown=CameraName.EXAMINATION if on else CameraName.ROOM)
        elif visit.assistant.place is Place.STETHOSCOPE:
            visit.cameras = replace(visit.cameras, stethoscope_on=on)
        return True

    def tick(self) -> None:
        """Let the GP that is none come, and ask for something now and then."""
        visit, conductor = self.visit, self.conductor
        if visit is None:
            return
        now_s = conductor.clock.monotonic_s()
        if conductor.state is State.WAITING and now_s - conductor.memory.state_since_s >= GP_COMES_S:
            conductor.happen(Event.GP_JOINED)
        words, phrases = visit.words, tuple(Phrase)
        silent = not words.phrases or now_s - words.phrase_at_s >= SPEAKS_EVERY_S
        if conductor.state is State.CALL and silent:
            words.phrase, words.phrase_at_s = phrases[words.phrases % len(phrases)], now_s
            words.phrases += 1

    @property
    def visit(self) -> VisitMemory | None:
        """The visit that goes on, if it is one to learn from."""
        visit = self.conductor.memory.visit
        return visit if visit is not None and visit.kind is VisitKind.PRACTICE else None
