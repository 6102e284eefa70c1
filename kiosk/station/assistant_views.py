# SPDX-License-Identifier: EUPL-1.2
"""What an assistant's screens show, in the place of the patient's and in the station's own language. Pure."""

from __future__ import annotations

from datetime import datetime

from kiosk.assistant_view import (
    AssistantLessonView,
    AssistantLockedView,
    AssistantNumberView,
    AssistantPersonView,
    AssistantPinView,
    AssistantStepsView,
    AssistantView,
    Measured,
    ToolSteps,
)
from kiosk.messages import AnyView, CameraName, InstrumentView
from kiosk.station.assistant import Place
from kiosk.station.entries import Entry, reader_names
from kiosk.station.instrument_views import views
from kiosk.station.lesson import Task
from kiosk.station.memory import Memory, VisitMemory
from kiosk.station.notices import Moment
from kiosk.visit.machine import ASKING, MEASURING, State
from kiosk.visit.steps import VisitKind

HELPED = frozenset(ASKING) | MEASURING
"""States in which somebody may help."""
LEADABLE = frozenset({State.WHO_FOR, State.COMPANY, State.CONSENT})
"""States in which she may still take the visit in her hands: nobody has consented to anything."""


def view(state: State, memory: Memory, moment: Moment) -> AnyView | None:
    """Make the view that lies over that of ``state``; None: the patient's own is shown."""
    visit = memory.visit
    if visit is None or state not in HELPED:
        return None
    helper = visit.assistant
    match helper.place:
        case Place.NUMBER:
            readers = reader_names(visit.vitals.instruments)
            return AssistantNumberView(said=helper.said, attempts_left=helper.attempts_left, badge=bool(readers))
        case Place.PIN | Place.CHECKING:
            return AssistantPinView(checking=helper.place is Place.CHECKING)
        case Place.LOCKED:
            return AssistantLockedView(remaining_s=max(0, round(helper.locked_until_s - moment.now_s)))
        case Place.OVERVIEW:
            return _overview(state, memory, visit, moment)
        case Place.CAMERA:
            report = visit.cameras or memory.cameras
            on = report.shown is CameraName.EXAMINATION
            return AssistantStepsView(tool=ToolSteps.CAMERA, on=on, fallen_back=report.fallen_back)
        case Place.STETHOSCOPE:
            return AssistantStepsView(tool=ToolSteps.STETHOSCOPE, on=(visit.cameras or memory.cameras).stethoscope_on)
        case Place.PERSON:
            return AssistantPersonView()
        case Place.LESSON:
            return AssistantLessonView(tasks=tuple(Task), done=tuple(each for each in Task if each in visit.learnt))
        case _:
            return None


def aside(state: State, memory: Memory) -> bool:
    """Tell whether she is there while the patient's own screen is shown."""
    visit = memory.visit
    return visit is not None and state in HELPED and visit.assistant.place is Place.ASIDE


def may_lead(state: State, visit: VisitMemory) -> bool:
    """Tell whether the visit may become one on behalf."""
    return visit.kind is VisitKind.BOOKED and state in LEADABLE and not visit.assistant.led


def _overview(state: State, memory: Memory, visit: VisitMemory, moment: Moment) -> AssistantView:
    met = state is State.CALL
    pairs = zip(visit.vitals.entries, views(visit.vitals, moment.now), strict=True)
    return AssistantView(
        instruments=tuple(_measured(visit, entry, each, moment.now) for entry, each in pairs),
        measuring=state in MEASURING,
        takes=visit.assistant.takes,
        gp_name=visit.gp_name if met else "",
        camera=met and (visit.cameras or memory.cameras).examination,
        stethoscope=met,
        led=visit.assistant.led,
        may_lead=may_lead(state, visit),
        person=visit.assistant.person,
        learnt=len(visit.learnt) if visit.kind is VisitKind.PRACTICE else None,
    )


def _measured(visit: VisitMemory, entry: Entry, shown: InstrumentView, now: datetime) -> Measured:
    newest = visit.vitals.newest(entry, now)
    if newest is None:
        return Measured(view=shown)
    return Measured(
        view=shown,
        at=newest.measured_at.astimezone().replace(microsecond=0),
        taken_by=newest.taken_by,
        helped_by=newest.helped_by,
        attempt=visit.vitals.attempt(newest),
    )
