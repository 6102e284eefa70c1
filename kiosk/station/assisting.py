# SPDX-License-Identifier: EUPL-1.2
"""The assistant's hand on the conductor: let in by the desk, for this visit; then she measures, shows and leads.

What she shows lies over the patient's screens; the visit goes on below it as it would without her.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kiosk import log
from kiosk.assistant_view import Guest, ToolSteps
from kiosk.assistants import BADGE, Grant, Proof, Ruling, Verdict
from kiosk.messages import Action, CameraName, ChooseCamera, Company, SetVoice, Tap
from kiosk.reading import TakenBy
from kiosk.station import control
from kiosk.station.assistant import ASKING, Place, Step
from kiosk.station.assistant_views import HELPED, may_lead
from kiosk.station.memory import VisitMemory
from kiosk.visit.machine import Event, State
from kiosk.visit.steps import VisitKind

if TYPE_CHECKING:
    from kiosk.station.conductor import Conductor

_STEPS = {
    Action.ASSIST: Step.ASKED,
    Action.ASSIST_BACK: Step.BACK,
    Action.ASSIST_PATIENT: Step.TO_PATIENT,
    Action.ASSIST_HAND_OVER: Step.GONE,
    Action.ASSIST_LESSON: Step.TO_LESSON,
}
_TOOLS = {ToolSteps.CAMERA: Step.TO_CAMERA, ToolSteps.STETHOSCOPE: Step.TO_STETHOSCOPE}

_log = log.EventLog("assistant")


@dataclass(slots=True)
class Assisting:
    """Call `tick` a few times a second."""

    conductor: Conductor
    _handlers: dict[Action, Callable[[VisitMemory, str], None]] = field(init=False)

    def __post_init__(self) -> None:
        self._handlers = {
            Action.ASSIST_NUMBER: self._number,
            Action.ASSIST_PIN: self._pin,
            Action.ASSIST_LEAD: self._lead,
            Action.ASSIST_TAKES: self._takes,
            Action.ASSIST_TOOL: self._tool,
            Action.ASSIST_TOOL_ON: self._tool_on,
            Action.ASSIST_PERSON: self._person,
        }

    def take(self, tap: Tap) -> bool:
        """Act on a tap if it is an assistant's; tell whether it was."""
        step, handler = _STEPS.get(tap.action), self._handlers.get(tap.action)
        if step is None and handler is None:
            return False
        self.conductor.sign_of_life()
        visit = self._visit
        if visit is not None and step is not None:
            self._go(visit, step)
        elif visit is not None and handler is not None:
            handler(visit, tap.value)
        self.conductor.refresh()
        return True

    def badge(self, text: str) -> bool:
        """Take a badge that was held before the reader; tell whether it is one."""
        found = BADGE.fullmatch(text.strip().upper()) if len(text) < 64 else None
        if found is None:
            return False
        visit = self._visit
        if visit is not None and visit.assistant.place in ASKING | {Place.ABSENT}:
            self._try(visit, Proof(visit=visit.descriptor.visit, badge=found[0]))
        return True

    def ruled(self, visit_id: str, ruling: Ruling, grant: Grant | None) -> None:
        """Hear what the desk says; ``grant`` is what it signed, where that is sound."""
        visit = self._visit
        if visit is None or visit.descriptor.visit != visit_id:
            return
        visit.assistant.ruled(ruling, grant, self.conductor.clock.monotonic_s())
        if visit.assistant.present:
            visit.company = visit.company if visit.company not in (None, Company.ALONE) else Company.ASSISTANT
            _log.info("came", state=self.conductor.logged_state)
        elif ruling.verdict is not Verdict.GRANTED:
            _log.warning("refused", reason=ruling.verdict)
        self._changed(visit)

    def unheard(self, visit_id: str) -> None:
        """Hear that the desk does not answer."""
        visit = self._visit
        if visit is not None and visit.descriptor.visit == visit_id:
            visit.assistant.unheard()
            self._changed(visit)

    def tick(self) -> None:
        """Let time pass."""
        conductor, visit = self.conductor, self.conductor.memory.visit
        if visit is not None and visit.assistant.tick(conductor.clock.now(), conductor.clock.monotonic_s()):
            self._changed(visit)

    @property
    def asks(self) -> bool:
        """Whether a badge may be held before the reader now."""
        visit = self._visit
        return visit is not None and visit.assistant.place in ASKING

    @property
    def _visit(self) -> VisitMemory | None:
        return self.conductor.memory.visit if self.conductor.state in HELPED else None

    # ------------------------------------------------------------------------------------------ being let in

    def _go(self, visit: VisitMemory, step: Step) -> None:
        before = visit.assistant.place
        if not visit.assistant.go(step):
            return
        if before is Place.STETHOSCOPE and step is Step.BACK:
            self.conductor.outside.to_call(SetVoice(stethoscope=False))  # nobody talks well through it
        if step is Step.GONE:
            _log.info("left", state=self.conductor.logged_state)
        self._changed(visit)

    def _changed(self, visit: VisitMemory) -> None:
        """Let who measures, the readers and the GP's page know."""
        marks = visit.assistant.marks
        told, visit.vitals.marks = visit.vitals.marks != marks, marks
        self.conductor.run_instruments()
        if told and self.conductor.state is State.CALL:
            self.conductor.page.introduce()
        self.conductor.refresh()

    def _number(self, visit: VisitMemory, digits: str) -> None:
        if digits.isascii() and digits.isdigit() and visit.assistant.go(Step.NUMBERED):
            visit.assistant.number = digits
            self._changed(visit)

    def _pin(self, visit: VisitMemory, digits: str) -> None:
        if visit.assistant.place is Place.PIN and digits.isascii() and digits.isdigit():
            self._try(visit, Proof(visit=visit.descriptor.visit, number=visit.assistant.number, pin=digits))

    def _try(self, visit: VisitMemory, proof: Proof) -> None:
        if visit.assistant.go(Step.TRIED):
            visit.assistant.number = ""
            if not self.conductor.practice.lets_in(visit, proof):
                self.conductor.outside.verify_assistant(proof)
                self._changed(visit)

    # ------------------------------------------------------------------------------------------ what she does

    def _takes(self, visit: VisitMemory, who: str) -> None:
        if visit.assistant.present and who in set(TakenBy):
            visit.assistant.takes = TakenBy(who)
            self._changed(visit)

    def _lead(self, visit: VisitMemory, _: str) -> None:
        """Make it a visit on behalf: what only the patient could answer is passed."""
        conductor, helper = self.conductor, visit.assistant
        if not helper.present or not may_lead(conductor.state, visit):
            return
        helper.led = True
        visit.company = Company.ASSISTANT
        while conductor.state in (State.WHO_FOR, State.COMPANY) and conductor.happen(Event.CONTINUE):
            pass
        visit.kind = VisitKind.ON_BEHALF
        helper.go(Step.TO_PATIENT)
        self._changed(visit)

    def _tool(self, visit: VisitMemory, tool: str) -> None:
        if self.conductor.state is State.CALL and tool in set(ToolSteps):
            self._go(visit, _TOOLS[ToolSteps(tool)])

    def _tool_on(self, visit: VisitMemory, value: str) -> None:
        on = value == "on"
        if self.conductor.state is not State.CALL or self.conductor.practice.shows(visit, on=on):
            return
        if visit.assistant.place is Place.CAMERA:
            camera = CameraName.EXAMINATION if on else CameraName.ROOM
            self.conductor.outside.to_call(ChooseCamera(camera=camera))
        elif visit.assistant.place is Place.STETHOSCOPE:
            self.conductor.outside.to_call(SetVoice(stethoscope=on))

    def _person(self, visit: VisitMemory, who: str) -> None:
        """Ask the GP to let somebody into the call: the way in is hers to give."""
        if self.conductor.state is not State.CALL:
            return
        if not who:
            self._go(visit, Step.TO_PERSON)
        elif who in set(Guest) and visit.assistant.go(Step.PERSON_ASKED):
            visit.assistant.person = who
            self.conductor.page.tell(control.guest_wanted(who))
            self._changed(visit)
