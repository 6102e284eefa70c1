# SPDX-License-Identifier: EUPL-1.2
"""Somebody helps the patient: let in by the desk for this visit, she measures, leads, shows; and is gone with it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.assistant_view import (
    AssistantLockedView,
    AssistantNumberView,
    AssistantPersonView,
    AssistantPinView,
    AssistantStepsView,
    AssistantView,
)
from kiosk.assistants import Grant, Proof, Ruling, Verdict
from kiosk.capability import Capability, Command, Instrument
from kiosk.messages import Action, CameraName, CameraReport, ChooseCamera, Company, SetVoice
from kiosk.reading import Device, Measure, Reading, Scan, TakenBy
from kiosk.station.assistant import PRESENT, TABLE, Assistant, Place, Step
from kiosk.visit.machine import State
from kiosk.visit.steps import VisitKind
from tests.kiosk.signalling.conftest import make_holder
from tests.kiosk.station.rig import OXIMETER, VISIT, Rig

BADGE = "HRA-" + "A" * 32
READER = Instrument(name="reader", capabilities=(Capability.CODE_READING,))
CUFF = Instrument(
    name="cuff", capabilities=(Capability.BLOOD_PRESSURE,), commands=frozenset({Command.START, Command.STOP})
)
Kind = TypeVar("Kind")


@pytest.fixture
def rig() -> Rig:
    return Rig(make_holder("station-one", "station"), (OXIMETER, CUFF, READER)).open()


def grant(rig: Rig, minutes: float = 240) -> Grant:
    return Grant(station="station-one", visit=VISIT, until=rig.clock.now() + timedelta(minutes=minutes))


def rule(rig: Rig, ruling: Ruling, signed: Grant | None = None) -> None:
    rig.conductor.assisting.ruled(VISIT, ruling, signed)


def type_in(rig: Rig) -> None:
    rig.tap(Action.ASSIST)
    rig.tap(Action.ASSIST_NUMBER, "1234")
    rig.tap(Action.ASSIST_PIN, "471108")


def help_in(rig: Rig, minutes: float = 240) -> None:
    """An assistant is let in."""
    type_in(rig)
    rule(rig, Ruling(verdict=Verdict.GRANTED, grant="…"), grant(rig, minutes))


def seen(rig: Rig, kind: type[Kind]) -> Kind:
    view = rig.screen.view
    assert isinstance(view, kind), view
    return view


def weigh(rig: Rig, value: str = "97") -> Reading:
    reading = Reading(
        measure=Measure.SPO2, value=Decimal(value), absent=None, measured_at=rig.clock.now(), instrument="oximeter",
        device=Device(maker="Nonin", model="9600", serial="1", driver="nonin", port="/dev/null"),
    )  # fmt: skip
    rig.conductor.instrument(reading)
    return reading


def kept(rig: Rig, reading: Reading) -> Reading:
    visit = rig.conductor.memory.visit
    assert visit is not None
    found = visit.vitals.find(reading.id)
    assert found is not None
    return found


def test_number_and_pin_go_to_the_desk_and_no_further(rig: Rig) -> None:
    rig.to(State.MEASURE)
    rig.tap(Action.ASSIST)
    assert seen(rig, AssistantNumberView).badge
    rig.tap(Action.ASSIST_NUMBER, "1234")
    assert seen(rig, AssistantPinView) == AssistantPinView()
    rig.tap(Action.ASSIST_PIN, "471108")
    assert seen(rig, AssistantPinView).checking
    assert rig.outside.proofs == [Proof(visit=VISIT, number="1234", pin="471108")]
    visit = rig.conductor.memory.visit
    assert visit is not None and visit.assistant.number == ""
    assert rig.at(State.MEASURE), "the visit goes on below"


def test_let_in_she_sees_everything_and_the_patient_s_screen_is_a_touch_away(rig: Rig) -> None:
    rig.to(State.MEASURE)
    help_in(rig)
    view = seen(rig, AssistantView)
    assert [each.view.name for each in view.instruments] == ["oximeter", "cuff"] and view.measuring
    rig.tap(Action.ASSIST_PATIENT)
    assert rig.screen.view.__struct_config__.tag == "measure" and rig.screen.assistant
    assert rig.screen.language == "nb", "the patient reads it"
    rig.tap(Action.ASSIST)
    assert not rig.screen.assistant and rig.screen.language == "sv"
    assert seen(rig, AssistantView), "she is asked nothing again"


def test_a_badge_does_without_a_question(rig: Rig) -> None:
    rig.to(State.CONSENT)
    rig.scans.take(Scan(text=BADGE.lower(), at=rig.clock.now(), instrument="reader"))
    assert rig.outside.proofs == [Proof(visit=VISIT, badge=BADGE)]


def test_where_a_badge_is_asked_for_the_reader_runs_beside_the_instruments(rig: Rig) -> None:
    rig.to(State.MEASURE)
    assert rig.outside.running == {"oximeter", "cuff"}
    rig.tap(Action.ASSIST)
    assert rig.outside.running == {"oximeter", "cuff", "reader"}
    rig.scans.take(Scan(text="nonsense", at=rig.clock.now(), instrument="reader"))
    assert rig.outside.proofs == [] and "scan-unknown" in rig.notices
    rig.clock.advance(3)
    rig.scans.take(Scan(text=BADGE, at=rig.clock.now(), instrument="reader"))
    assert rig.outside.proofs == [Proof(visit=VISIT, badge=BADGE)]
    assert rig.outside.running == {"oximeter", "cuff"}


def test_what_is_wrong_is_said_with_what_is_left(rig: Rig) -> None:
    rig.to(State.MEASURE)
    type_in(rig)
    rule(rig, Ruling(verdict=Verdict.WRONG, attempts_left=3))
    assert seen(rig, AssistantNumberView) == AssistantNumberView(said="wrong", attempts_left=3, badge=True)
    type_in_again = (Action.ASSIST_NUMBER, "1234"), (Action.ASSIST_PIN, "471108")
    for action, value in type_in_again:
        rig.tap(action, value)
    rig.conductor.assisting.unheard(VISIT)
    assert seen(rig, AssistantNumberView).said == "unheard"
    rig.tap(Action.ASSIST_BACK)
    assert rig.screen.view.__struct_config__.tag == "measure"


def test_locked_out_she_is_told_for_how_long_and_may_try_again_then(rig: Rig) -> None:
    rig.to(State.MEASURE)
    type_in(rig)
    rule(rig, Ruling(verdict=Verdict.LOCKED, locked_s=90))
    rig.wait(30)
    assert seen(rig, AssistantLockedView).remaining_s == 60
    rig.wait(61)
    assert seen(rig, AssistantNumberView)


def test_a_grant_that_the_desk_did_not_sign_lets_nobody_in(rig: Rig) -> None:
    rig.to(State.MEASURE)
    type_in(rig)
    rule(rig, Ruling(verdict=Verdict.GRANTED, grant="forged"), None)
    assert seen(rig, AssistantNumberView).said == "unheard"


def test_an_answer_to_another_visit_is_not_heard(rig: Rig) -> None:
    rig.to(State.MEASURE)
    type_in(rig)
    rig.conductor.assisting.ruled("b" * 26, Ruling(verdict=Verdict.GRANTED), grant(rig))
    assert seen(rig, AssistantPinView).checking


def test_who_took_it_stands_beside_each_number_and_goes_to_the_gp(rig: Rig) -> None:
    rig.to(State.CALL)
    alone = weigh(rig)
    help_in(rig)
    taken = weigh(rig)
    rig.tap(Action.ASSIST_TAKES, "patient")
    helped = weigh(rig)
    marks = [(each.taken_by, each.helped_by) for each in (kept(rig, alone), kept(rig, taken), kept(rig, helped))]
    assert marks == [
        (TakenBy.PATIENT, None), (TakenBy.ASSISTANT, None), (TakenBy.PATIENT, TakenBy.ASSISTANT)
    ]  # fmt: skip
    shown = seen(rig, AssistantView).instruments[0]
    assert (shown.taken_by, shown.helped_by) == (TakenBy.PATIENT, TakenBy.ASSISTANT)
    assert shown.at == rig.clock.now().astimezone().replace(microsecond=0)
    assert [each["taken_by"] for each in rig.vitals("reading")] == ["patient", "assistant", "patient"]
    rig.tap(Action.ASSIST_HAND_OVER)
    assert kept(rig, weigh(rig)).helped_by is None


def test_she_starts_and_stops_any_instrument_from_her_overview(rig: Rig) -> None:
    rig.to(State.MEASURE)
    help_in(rig)
    rig.tap(Action.MEASURE_START, "2")
    rig.tap(Action.MEASURE_STOP, "2")
    assert rig.outside.told == [("cuff", Command.START), ("cuff", Command.STOP)]
    assert seen(rig, AssistantView)


def test_before_consent_nothing_runs_for_her_either(rig: Rig) -> None:
    rig.to(State.CONSENT)
    help_in(rig)
    assert not seen(rig, AssistantView).measuring
    rig.tap(Action.MEASURE_START, "2")
    assert rig.outside.told == []


def test_the_gp_is_told_who_is_there_when_it_changes(rig: Rig) -> None:
    rig.to(State.CALL)
    help_in(rig)
    rig.tap(Action.ASSIST_HAND_OVER)
    said = [tuple(each["present"]) for each in rig.control("hello")]
    assert said == [("patient",), ("patient", "assistant"), ("patient", "assistant")]
    visit = rig.conductor.memory.visit
    assert visit is not None and visit.company is Company.ASSISTANT, "she has been there, and may sit there still"


def test_she_leads_a_visit_on_behalf(rig: Rig) -> None:
    rig.to(State.WHO_FOR)
    help_in(rig)
    assert seen(rig, AssistantView).may_lead
    rig.tap(Action.ASSIST_LEAD)
    visit = rig.conductor.memory.visit
    assert rig.at(State.CONSENT) and visit is not None
    assert (visit.kind, visit.company) == (VisitKind.ON_BEHALF, Company.ASSISTANT)
    assert rig.screen.view.__struct_config__.tag == "consent"
    rig.to(State.CALL)
    assert rig.conductor.memory.visit is visit


def test_after_consent_it_is_too_late_to_lead(rig: Rig) -> None:
    rig.to(State.MEASURE)
    help_in(rig)
    assert not seen(rig, AssistantView).may_lead
    rig.tap(Action.ASSIST_LEAD)
    visit = rig.conductor.memory.visit
    assert visit is not None and visit.kind is VisitKind.BOOKED


def test_camera_and_stethoscope_have_their_steps_and_their_switch(rig: Rig) -> None:
    rig.to(State.CALL)
    rig.line.report(CameraReport(examination=True))
    help_in(rig)
    assert seen(rig, AssistantView).camera
    rig.tap(Action.ASSIST_TOOL, "camera")
    rig.tap(Action.ASSIST_TOOL_ON, "on")
    assert rig.last_call(ChooseCamera).camera is CameraName.EXAMINATION
    rig.line.report(CameraReport(examination=True, shown=CameraName.EXAMINATION))
    assert seen(rig, AssistantStepsView).on
    rig.tap(Action.ASSIST_BACK)
    rig.tap(Action.ASSIST_TOOL, "stethoscope")
    rig.tap(Action.ASSIST_TOOL_ON, "on")
    assert rig.last_call(SetVoice).stethoscope
    rig.tap(Action.ASSIST_BACK)
    assert not rig.last_call(SetVoice).stethoscope, "nobody talks well through it"


def test_she_asks_the_gp_to_let_somebody_in(rig: Rig) -> None:
    rig.to(State.CALL)
    help_in(rig)
    rig.tap(Action.ASSIST_PERSON)
    assert seen(rig, AssistantPersonView)
    rig.tap(Action.ASSIST_PERSON, "interpreter")
    assert seen(rig, AssistantView).person == "interpreter"
    assert rig.control("guest-wanted") == [{"type": "guest-wanted", "who": "interpreter"}]


def test_her_grant_ends_by_itself(rig: Rig) -> None:
    rig.to(State.CALL)
    help_in(rig, minutes=1)
    rig.wait(61)
    assert rig.screen.view.__struct_config__.tag == "call"
    assert kept(rig, weigh(rig)).helped_by is None


def test_it_ends_with_the_visit_and_nothing_of_it_is_left(rig: Rig) -> None:
    rig.to(State.MEASURE)
    help_in(rig)
    rig.tap(Action.LEAVE)
    assert rig.at(State.ERASED) and rig.conductor.memory.visit is None
    rig.finish_erasure()
    rig.to(State.MEASURE)
    assert rig.screen.view.__struct_config__.tag == "measure"


def test_where_nobody_is_known_nobody_can_help(rig: Rig) -> None:
    rig.to(State.CODE)
    type_in(rig)
    assert rig.at(State.CODE) and rig.outside.proofs == []


@given(st.lists(st.sampled_from([*Step])))
def test_nobody_is_present_whom_the_desk_has_not_granted(steps: list[Step]) -> None:
    helper = Assistant()
    granted = False
    for step in steps:
        if helper.go(step):
            granted = step is Step.GRANTED or (granted and step is not Step.GONE)
        assert helper.present == granted


def test_every_place_can_be_left() -> None:
    for place in Place:
        assert place is Place.ABSENT or any(here is place for here, _ in TABLE)
    assert all((place, Step.GONE) in TABLE for place in PRESENT)
