# SPDX-License-Identifier: EUPL-1.2
"""What the patient's screen shows in each state. Pure: state and memory in, view out."""

from __future__ import annotations

import math
from collections.abc import Callable

from kiosk.drop_in import CallBack
from kiosk.messages import (
    RATING_QUESTIONS,
    AcuteView,
    AnyView,
    AttractView,
    CallMeView,
    CallView,
    CleaningView,
    CodeView,
    CompanyView,
    ConsentView,
    DropInView,
    ErasedView,
    ExpiredView,
    GoodbyeView,
    GpAbsentView,
    HowToView,
    LanguageView,
    LockedView,
    MeasureView,
    PrepareView,
    Printing,
    RatingView,
    ReconnectingView,
    ReviewView,
    SourceState,
    SummaryView,
    UnavailableView,
    WaitingView,
    WhoForView,
)
from kiosk.settings import StationSettings
from kiosk.staff_view import StaffPinView
from kiosk.station.guest import Phase
from kiosk.station.instrument_views import views
from kiosk.station.memory import Memory, VisitMemory
from kiosk.station.notices import Moment as Moment
from kiosk.station.notices import notices as notices
from kiosk.station.purposes import purposes
from kiosk.station.staff_views import page_view
from kiosk.station.walk import preparations
from kiosk.visit.machine import FOR_STAFF, WAITING_ROOM, State
from kiosk.visit.steps import VisitKind

PHONE_AFTER_S = 60.0
"""How long the line may be lost before the clinic's number is shown."""
STILL_TOLD_S = 6.0
"""How long it is said that the GP took a picture."""


_SITTING_STILL = WAITING_ROOM | {State.PREPARE, State.RECONNECTING}
"""States in which sitting still is what one was asked to do."""


def idle_s(settings: StationSettings, state: State) -> float:
    """Return how long nobody need touch the screen of ``state`` before it is asked whether somebody is there."""
    visit = settings.visit
    if state in FOR_STAFF:
        return max(1.0, settings.staff.idle_s - visit.idle_warning_s)
    return visit.waiting_idle_s if state in _SITTING_STILL else visit.idle_s


def view(state: State, memory: Memory, moment: Moment, settings: StationSettings) -> AnyView:
    """Make the view of ``state``. States with a patient need ``memory.visit``, except those before the code."""
    if state is State.CLEANING:
        left_s = _remaining_s(settings.visit.cleaning_s, memory.state_since_s, moment)
        return CleaningView(remaining_s=left_s, staff=memory.staff.wanted)
    if state is State.PURPOSE:
        return purposes(settings, memory, moment.now)
    told = _WITH_SETTINGS.get(state)
    if told is not None and memory.visit is not None:
        return told(settings, memory.visit, moment)
    plain = _PLAIN.get(state)
    if plain is not None:
        return plain(memory, moment)
    if memory.visit is None:
        raise ValueError(f"'{state}' has no view without a visit")
    return _WITH_VISIT[state](memory, memory.visit, moment)


def _locked(memory: Memory, moment: Moment) -> LockedView:
    return LockedView(remaining_s=max(0, round(memory.locked_until_s - moment.now_s)))


def _staff_locked(memory: Memory, moment: Moment) -> LockedView:
    return LockedView(remaining_s=max(0, round(memory.staff.locked_until_s - moment.now_s)))


def _staff_pin(memory: Memory, _: Moment) -> StaffPinView:
    staff = memory.staff
    return StaffPinView(attempts_left=staff.attempts_left, wrong=staff.wrong, practice=staff.practice)


def _erased(memory: Memory, _: Moment) -> ErasedView:
    receipt = memory.receipt
    if receipt is None:
        return ErasedView(receipt=(), complete=False)
    return ErasedView(receipt=receipt.lines, complete=receipt.complete)


_PLAIN: dict[State, Callable[[Memory, Moment], AnyView]] = {
    State.ATTRACT: lambda memory, _: AttractView(staff=memory.staff.wanted),
    State.UNAVAILABLE: lambda memory, _: UnavailableView(staff=memory.staff.wanted),
    State.LANGUAGE: lambda memory, _: LanguageView(languages=memory.languages),
    State.HOW_TO: lambda _m, _t: HowToView(),
    State.CODE: lambda memory, _: CodeView(attempts_left=memory.attempts_left, wrong=memory.code_was_wrong),
    State.LOCKED: _locked,
    State.EXPIRED: lambda _m, _t: ExpiredView(),
    State.GOODBYE: lambda memory, _: GoodbyeView(
        gp_name=memory.visit.gp_name if memory.visit else "",
        filed=memory.visit.filed if memory.visit else 0,
        cause=memory.cause,
        call_back=memory.visit.call_back if memory.visit else CallBack.NONE,
    ),
    State.ERASED: _erased,
    State.STAFF_PIN: _staff_pin,
    State.STAFF_LOCKED: _staff_locked,
    State.STAFF: lambda memory, _: page_view(memory.staff.session, memory.self_test),
}


def _remaining_s(length_s: float, since_s: float, moment: Moment) -> int:
    return max(0, math.ceil(since_s + length_s - moment.now_s))


def _prepare(settings: StationSettings, visit: VisitMemory, moment: Moment) -> PrepareView:
    items = preparations(visit.vitals.instruments)
    since_s = moment.now_s if visit.rest_since_s is None else visit.rest_since_s
    rest_s = _remaining_s(settings.visit.rest_s, since_s, moment) if "rest" in items else None
    return PrepareView(items=items, rest_remaining_s=rest_s)


def _who_for(_: Memory, visit: VisitMemory, __: Moment) -> WhoForView:
    return WhoForView(chosen=visit.person_for)


def _company(_: Memory, visit: VisitMemory, __: Moment) -> CompanyView:
    return CompanyView(chosen=visit.company)


def _drop_in(_: Memory, visit: VisitMemory, __: Moment) -> DropInView:
    return DropInView(chosen=visit.reason)


def _review(settings: StationSettings, visit: VisitMemory, moment: Moment) -> ReviewView:
    """Show it to take home only where nobody is met: a GP prints or writes what counts."""
    met = visit.kind is not VisitKind.MEASURE_ONLY
    return ReviewView(
        instruments=views(visit.vitals, moment.now),
        met=met,
        printing=visit.printing if settings.printer.queue and not met else Printing.NONE,
    )


def _summary(settings: StationSettings, visit: VisitMemory, _: Moment) -> SummaryView:
    written = visit.words.summary
    return SummaryView(
        gp_name=visit.gp_name,
        text=written.text if written is not None else "",
        physical_visit=written is not None and written.visit_needed,
        printing=visit.printing if settings.printer.queue else Printing.NONE,
    )


def questions(visit: VisitMemory) -> int:
    """Count what is asked after the visit: of picture and sound only where somebody was met."""
    return RATING_QUESTIONS if visit.kind is not VisitKind.MEASURE_ONLY else 1


def _rating(_: Memory, visit: VisitMemory, __: Moment) -> RatingView:
    return RatingView(question=min(len(visit.ratings) + 1, questions(visit)))


def _consent(_: Memory, visit: VisitMemory, __: Moment) -> ConsentView:
    return ConsentView(gp_name=visit.gp_name, clinic=visit.descriptor.clinic, visit=visit.kind)


def _measure(_: Memory, visit: VisitMemory, moment: Moment) -> MeasureView:
    return MeasureView(
        instruments=views(visit.vitals, moment.now),
        shown=visit.spotlight.number,
        complete=visit.vitals.complete(moment.now),
    )


def _waiting(memory: Memory, visit: VisitMemory, moment: Moment) -> WaitingView:
    queue = visit.queue
    return WaitingView(
        gp_name=visit.gp_name,
        waited_s=_waited(memory, moment),
        gp_here=visit.leg.busy,
        place=queue.place if queue is not None else None,
        expected_min=_expected_min(visit, moment),
        camera=memory.camera is SourceState.OK and visit.camera,
        microphone=memory.microphone is SourceState.OK and visit.microphone,
    )


def _expected_min(visit: VisitMemory, moment: Moment) -> int | None:
    """Say how long it will take: what the clinic said, less the time since; without its word until the time booked."""
    queue = visit.queue
    if queue is not None:
        left_s = queue.wait_s - (moment.now_s - queue.told_s)
    else:
        left_s = (visit.descriptor.starts_at - moment.now).total_seconds()
    return math.ceil(left_s / 60) if left_s > 0 else None


def _gp_absent(memory: Memory, visit: VisitMemory, moment: Moment) -> GpAbsentView:
    return GpAbsentView(gp_name=visit.gp_name, waited_s=_waited(memory, moment))


def _waited(memory: Memory, moment: Moment) -> int:
    return int(moment.now_s - memory.waiting_since_s)


def _call(memory: Memory, visit: VisitMemory, moment: Moment) -> CallView:
    cameras = memory.cameras
    return CallView(
        gp_name=visit.gp_name,
        microphone=visit.microphone,
        camera=visit.camera,
        gp_microphone=visit.gp_microphone,
        gp_camera=visit.gp_camera,
        chat=visit.conversation.lines,
        instruments=views(visit.vitals, moment.now),
        shown=visit.spotlight.number,
        camera_shown=cameras.shown,
        closer=cameras.scale > 1,
        torch=cameras.torch_on or visit.lamp_on,
        stethoscope=cameras.stethoscope_on,
        picture_taken=visit.stills,
        picture_told=visit.still_at_s is not None and moment.now_s - visit.still_at_s < STILL_TOLD_S,
        quality=visit.line.quality,
        mode=visit.line.mode,
        gp_video=visit.line.gp_video,
        guidance=visit.words.shown(moment.now_s),
        guidance_count=visit.words.phrases,
        draft=visit.conversation.draft,
        guest=visit.guest.role if visit.guest is not None and visit.guest.phase is Phase.JOINED else "",
        text_call=visit.text_call,
        cannot_hear=visit.cannot_hear,
    )


def _reconnecting(memory: Memory, visit: VisitMemory, moment: Moment) -> ReconnectingView:
    return ReconnectingView(
        gp_name=visit.gp_name,
        cause="line" if memory.call_process_here else "media",
        show_phone=moment.now_s - memory.state_since_s >= PHONE_AFTER_S,
    )


_WITH_SETTINGS: dict[State, Callable[[StationSettings, VisitMemory, Moment], AnyView]] = {
    State.PREPARE: _prepare,
    State.REVIEW: _review,
    State.SUMMARY: _summary,
}

_WITH_VISIT: dict[State, Callable[[Memory, VisitMemory, Moment], AnyView]] = {
    State.WHO_FOR: _who_for,
    State.DROP_IN: _drop_in,
    State.ACUTE: lambda _memory, _visit, _moment: AcuteView(),
    State.CALL_ME: lambda _memory, _visit, _moment: CallMeView(),
    State.COMPANY: _company,
    State.CONSENT: _consent,
    State.MEASURE: _measure,
    State.RATING: _rating,
    State.WAITING: _waiting,
    State.GP_ABSENT: _gp_absent,
    State.CALL: _call,
    State.RECONNECTING: _reconnecting,
}
