# SPDX-License-Identifier: EUPL-1.2
"""A practice visit: simulated instruments, a drawn GP with a script, and a list of what one has learnt.

Nothing of it is sent to the desk or a GP: the visit has no room, and whoever wants to help is let in by the station.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kiosk import log
from kiosk.assistants import Grant, Proof, Ruling, Verdict
from kiosk.messages import Action, CameraName, CameraReport, StandIn, Tap
from kiosk.stand_in import Sentence, words
from kiosk.station.acting import Scene
from kiosk.station.assistant import Place
from kiosk.station.gp_words import Summary
from kiosk.station.lesson import task_of
from kiosk.station.memory import VisitMemory
from kiosk.station.spotlight import find
from kiosk.station.t140 import LINE_SEPARATOR
from kiosk.visit.machine import Event, State
from kiosk.visit.steps import VisitKind

if TYPE_CHECKING:
    from kiosk.station.conductor import Conductor

GP_COMES_S = 6.0
"""How long one waits for the GP that is none."""
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
        """Let the GP that is none come, answer, ask for something now and then, and go at last."""
        visit, conductor = self.visit, self.conductor
        if visit is None:
            return
        now_s, here = conductor.clock.monotonic_s(), conductor.memory.call_process_here
        if conductor.state is State.WAITING and now_s - conductor.memory.state_since_s >= GP_COMES_S:
            visit.session.name = words(Sentence.NAME, conductor.memory.language)
            conductor.happen(Event.GP_JOINED)
        elif conductor.state is State.RECONNECTING and here:
            conductor.happen(Event.MEDIA_BACK)
        visit.acting.shown &= here and conductor.state is State.CALL
        if conductor.state is not State.CALL:
            return
        if visit.acting.over(now_s):
            conductor.happen(Event.GP_ENDED)
        else:
            self._act(visit, now_s)

    def _act(self, visit: VisitMemory, now_s: float) -> None:
        turn = visit.acting.turn(_scene(visit, now_s))
        sentence = turn.sentence if turn is not None else None
        if turn is not None and turn.phrase is not None:
            visit.words.phrase, visit.words.phrase_at_s = turn.phrase, now_s
            visit.words.phrases += 1
        if sentence is not None:
            visit.acting.typing += words(sentence, self.conductor.memory.language) + LINE_SEPARATOR
        if sentence is Sentence.FAREWELL:
            self._sums_up(visit)
        if typed := visit.acting.typed():
            visit.conversation.receive(typed)
        aloud = sentence if self._aloud(visit) else None
        if aloud is not None or not visit.acting.shown:
            visit.acting.shown = True
            self.conductor.outside.to_call(StandIn(on=True, language=self.conductor.memory.language, sentence=aloud))

    def _aloud(self, visit: VisitMemory) -> bool:
        """Tell whether she is heard: not where one reads instead, or the screen reads aloud what she writes."""
        memory = self.conductor.memory
        read = memory.preferences.speech and self.conductor.screen().headset
        return not (visit.text_call or visit.cannot_hear or read)

    def _sums_up(self, visit: VisitMemory) -> None:
        visit.words.summary = Summary(
            id="practice",
            text=words(Sentence.SUMMARY, self.conductor.memory.language),
            visit_needed=False,
            written_at=self.conductor.clock.now(),
        )

    @property
    def visit(self) -> VisitMemory | None:
        """The visit that goes on, if it is one to learn from."""
        visit = self.conductor.memory.visit
        return visit if visit is not None and visit.kind is VisitKind.PRACTICE else None


def _scene(visit: VisitMemory, now_s: float) -> Scene:
    cameras = visit.cameras or CameraReport()
    return Scene(
        now_s=now_s,
        microphone=visit.microphone or visit.text_call,
        camera=visit.camera,
        written=sum(line.own for line in visit.conversation.finished),
        cannot_hear=visit.cannot_hear,
        helped=visit.assistant.present,
        examined=cameras.shown is CameraName.EXAMINATION,
        listened=cameras.stethoscope_on,
        invited=bool(visit.assistant.person),
    )
