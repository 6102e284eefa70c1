# SPDX-License-Identifier: EUPL-1.2
"""Visits that nobody has booked: reasons, whether it is an emergency, being taken, being rung, only measuring."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
import pytest

from kiosk.drop_in import ACUTE, CallBack, Petition, Reason
from kiosk.messages import (
    Action,
    Closed,
    ConsentView,
    GoodbyeView,
    GpAbsentView,
    Printing,
    PurposeView,
    ReviewView,
    WaitingView,
)
from kiosk.selftest.report import Check, Outcome, Report, Result, Trigger
from kiosk.selftest.report import Reason as Why
from kiosk.signalling import commands
from kiosk.signalling.descriptor import Gp, Patient, VisitDescriptor
from kiosk.signalling.events import Visit, VisitState
from kiosk.signalling.jws import Signer, b64url
from kiosk.station.conductor import LOG
from kiosk.station.memory import SelfTestMemory
from kiosk.station.offers import Offers
from kiosk.visit.machine import State
from kiosk.visit.steps import VisitKind
from tests.kiosk.signalling.conftest import make_holder
from tests.kiosk.station.rig import PROOF_KEY, VISIT, Rig

ALL = ("booked", "drop-in", "measure-only")
NURSE = "Sara Sjuksköterska"


@pytest.fixture
def signer() -> Signer:
    return make_holder("station-one", "station")


def offering(signer: Signer, *kinds: str, hours: tuple[str, ...] = (), printer: str = "") -> Rig:
    """Open a station where one can come for ``kinds``."""
    rig = Rig(signer)
    settings = rig.conductor.settings
    rig.conductor.settings = msgspec.structs.replace(
        settings,
        visit=msgspec.structs.replace(settings.visit, kinds=kinds or ALL),
        drop_in=msgspec.structs.replace(settings.drop_in, hours=hours),
        printer=msgspec.structs.replace(settings.printer, queue=printer),
    )
    return rig.open()


def dropping_in(signer: Signer, reason: Reason = Reason.FEVER) -> Rig:
    """Walk to the waiting room without an appointment."""
    rig = offering(signer).to(State.PURPOSE)
    rig.tap(Action.CHOOSE_PURPOSE, "drop-in")
    rig.tap(Action.CHOOSE_REASON, reason)
    if rig.at(State.ACUTE):
        rig.tap(Action.CONTINUE)
    return rig.to(State.WAITING)


def request(rig: Rig) -> str:
    return rig.outside.petitions[-1][0]


def take(rig: Rig, asked: str, visit: str = VISIT) -> commands.VisitAnswer | None:
    """Let a nurse at the clinic take what was asked; her visit is delivered."""
    now = rig.clock.now()
    rig.descriptors["given"] = VisitDescriptor(
        visit=visit, kiosk="", code="123456", starts_at=now, ends_at=now + timedelta(minutes=45),
        proof_key=b64url(PROOF_KEY), language="nb", gp=Gp(name=NURSE), clinic="Storumans hälsocentral",
        patient=Patient(identifier_system="", identifier_value="", name=""), request=asked,
    )  # fmt: skip
    offers = Offers(conductor=rig.conductor, kiosk="", unseal=rig.descriptors.__getitem__, test=lambda: None)
    return offers.take(commands.VisitOffer(visit=visit, descriptor="given"))


def report(*failed: Check, at: datetime) -> Report:
    results = tuple(Result(check=check, outcome=Outcome.FAILED, reason=Why.NO_ANSWER) for check in failed)
    return Report(at=at, took_s=1, trigger=Trigger.STAFF, results=results)


def test_who_can_only_come_with_a_code_is_not_asked(signer: Signer) -> None:
    rig = offering(signer, "booked").to(State.HOW_TO)
    rig.tap(Action.CONTINUE)
    assert rig.at(State.CODE)
    rig.tap(Action.BACK)
    assert rig.at(State.HOW_TO)


def test_one_is_asked_what_one_comes_for(signer: Signer) -> None:
    rig = offering(signer).to(State.PURPOSE)
    assert rig.shows(PurposeView(kinds=(VisitKind.BOOKED, VisitKind.DROP_IN, VisitKind.MEASURE_ONLY)))
    rig.tap(Action.CHOOSE_PURPOSE, "booked")
    assert rig.at(State.CODE)
    rig.tap(Action.BACK)
    rig.tap(Action.CHOOSE_PURPOSE, "practice")
    assert rig.at(State.PURPOSE)


@pytest.mark.parametrize("reason", Reason)
def test_only_what_may_be_an_emergency_is_asked_about(signer: Signer, reason: Reason) -> None:
    rig = offering(signer).to(State.PURPOSE)
    rig.tap(Action.CHOOSE_PURPOSE, "drop-in")
    rig.tap(Action.CONTINUE)
    assert rig.at(State.DROP_IN), "nothing goes on without a reason"
    rig.tap(Action.CHOOSE_REASON, reason)
    assert rig.state is (State.ACUTE if reason in ACUTE else State.COMPANY)
    if reason in ACUTE:
        rig.tap(Action.CHOOSE_REASON, reason)
        assert rig.at(State.ACUTE), "the same touch once more says nothing"
        rig.tap(Action.CONTINUE)
    rig.tap(Action.BACK)
    assert rig.state is (State.ACUTE if reason in ACUTE else State.DROP_IN)


def test_the_clinic_hears_nothing_before_consent_and_then_the_reason_alone(signer: Signer) -> None:
    rig = offering(signer).to(State.PURPOSE)
    rig.tap(Action.CHOOSE_PURPOSE, "drop-in")
    rig.tap(Action.CHOOSE_REASON, "skin")
    rig.to(State.CONSENT)
    assert rig.shows(ConsentView(gp_name="", clinic="", visit=VisitKind.DROP_IN))
    assert rig.outside.petitions == []
    rig.to(State.WAITING)
    assert [petition for _, petition in rig.outside.petitions] == [Petition(reason=Reason.SKIN, language="nb")]
    assert rig.outside.gp == [], "there is no room yet, and nobody is told of one"


def test_who_refuses_has_asked_for_nobody(signer: Signer) -> None:
    rig = offering(signer).to(State.PURPOSE)
    rig.tap(Action.CHOOSE_PURPOSE, "drop-in")
    rig.tap(Action.CHOOSE_REASON, "skin")
    rig.to(State.CONSENT)
    rig.tap(Action.REFUSE)
    assert rig.at(State.GOODBYE)
    outside = rig.outside
    assert not (outside.petitions or outside.withdrawn or outside.filed or outside.ended)


def test_another_reason_takes_the_place_of_the_first(signer: Signer) -> None:
    rig = dropping_in(signer)
    first = request(rig)
    while not rig.at(State.DROP_IN):
        before = rig.state
        if before is State.WAITING:
            rig.conductor.state = State.MEASURE  # there is no way back from the waiting room
        rig.tap(Action.BACK)
        assert rig.state is not before
    rig.tap(Action.CHOOSE_REASON, "mood")
    assert rig.outside.petitions[-1] == (first, Petition(reason=Reason.MOOD, language="nb"))


def test_the_place_in_the_queue_is_shown(signer: Signer) -> None:
    rig = dropping_in(signer)
    rig.conductor.drop_in.place(request(rig), 3)
    assert isinstance(view := rig.screen.view, WaitingView)
    assert (view.gp_name, view.place, view.expected_min) == ("", 3, None)
    rig.conductor.drop_in.place("somebody else's", 1)
    assert isinstance(view := rig.screen.view, WaitingView) and view.place == 3


def test_a_nurse_takes_her_and_they_meet_and_it_is_filed(signer: Signer) -> None:
    rig = dropping_in(signer)
    answer = take(rig, request(rig))
    assert answer is not None and answer.accepted
    assert rig.outside.withdrawn == [(request(rig), None)]
    assert isinstance(view := rig.screen.view, WaitingView) and view.gp_name == NURSE
    assert rig.sent_to_gp(Visit)[-1] == Visit(state=VisitState.WAITING)
    rig.connect()
    assert rig.at(State.CALL)
    (hello,) = rig.control("hello")
    assert (hello["reason"], hello["patient"]["name"]) == ("fever", "")
    rig.tap(Action.END)
    assert rig.outside.ended == [VISIT] and rig.outside.causes == ["patient"]
    assert rig.outside.filed[-1].cause == "patient"
    assert len(rig.outside.withdrawn) == 1


def test_the_same_visit_delivered_once_more_changes_nothing(signer: Signer) -> None:
    rig = dropping_in(signer)
    asked = request(rig)
    take(rig, asked)
    rig.connect()
    answer = take(rig, asked)
    assert answer is not None and answer.accepted and rig.at(State.CALL)
    assert rig.outside.ended == []


def test_a_nurse_may_come_while_one_measures_still(signer: Signer) -> None:
    rig = offering(signer).to(State.PURPOSE)
    rig.tap(Action.CHOOSE_PURPOSE, "drop-in")
    rig.tap(Action.CHOOSE_REASON, "pain")
    rig.to(State.MEASURE)
    take(rig, request(rig))
    assert rig.sent_to_gp(Visit)[-1] == Visit(state=VisitState.PREPARING)
    rig.to(State.CALL)


def test_who_has_left_is_not_waited_for(signer: Signer) -> None:
    rig = dropping_in(signer)
    asked = request(rig)
    rig.tap(Action.LEAVE)
    assert rig.at(State.ERASED) and rig.outside.withdrawn == [(asked, None)]
    assert rig.outside.gp == [] and rig.outside.filed == []
    answer = take(rig, asked)
    assert answer is not None and answer.reason is commands.AnswerReason.OVER
    assert rig.outside.ended == [VISIT], "the nurse's link ends at once"
    assert rig.sent_to_gp(Visit)[-1] == Visit(state=VisitState.ENDED)


def test_who_leaves_after_being_taken_does_not_come_back_by_a_code(signer: Signer) -> None:
    rig = dropping_in(signer)
    take(rig, request(rig))
    rig.tap(Action.LEAVE)
    assert rig.outside.ended == [VISIT]
    assert rig.conductor.bookings.get(VISIT) is None
    assert rig.sent_to_gp(Visit)[-1] == Visit(state=VisitState.ENDED)


def test_the_next_patient_gets_no_room_of_the_one_before(signer: Signer) -> None:
    rig = dropping_in(signer)
    asked = request(rig)
    rig.tap(Action.LEAVE)
    rig.finish_erasure()
    rig.to(State.PURPOSE)
    rig.tap(Action.CHOOSE_PURPOSE, "drop-in")
    rig.tap(Action.CHOOSE_REASON, "pain")
    rig.to(State.WAITING)
    assert request(rig) != asked
    answer = take(rig, asked)
    assert answer is not None and not answer.accepted
    assert rig.conductor.memory.visit is not None and not rig.conductor.memory.visit.has_room


def test_when_nobody_comes_one_can_be_rung(signer: Signer) -> None:
    rig = dropping_in(signer)
    asked = request(rig)
    waited = rig.conductor.settings.drop_in.take_s
    for _ in range(int(waited // 60)):
        rig.wait(60, step_s=30)
        rig.tap(Action.TOUCHED)
    rig.wait(1)
    assert rig.at(State.GP_ABSENT)
    assert isinstance(view := rig.screen.view, GpAbsentView) and view.gp_name == ""
    rig.tap(Action.CALL_BACK)
    assert rig.at(State.CALL_ME)
    rig.tap(Action.BACK)
    assert rig.at(State.GP_ABSENT)
    rig.tap(Action.CALL_BACK)
    for wrong in ("", "1234", "0701234567x", "0" * 16):
        rig.tap(Action.CALL_BACK, wrong)
        assert rig.at(State.CALL_ME)
    rig.tap(Action.CALL_BACK, "0701234567")
    assert rig.shows(GoodbyeView(gp_name="", filed=0, cause="call-back", call_back=CallBack.SENDING))
    assert rig.outside.withdrawn == [(asked, Petition(reason=Reason.FEVER, language="nb", phone="0701234567"))]


def test_who_was_taken_and_not_met_can_be_rung_too(signer: Signer) -> None:
    rig = dropping_in(signer)
    asked = request(rig)
    take(rig, asked)
    for _ in range(11):
        rig.wait(60, step_s=30)
        rig.tap(Action.TOUCHED)
    assert rig.at(State.GP_ABSENT)
    rig.tap(Action.CALL_BACK)
    rig.tap(Action.CALL_BACK, "0701234567")
    assert rig.at(State.GOODBYE) and rig.outside.causes == ["call-back"]
    (_, nothing), (another, petition) = rig.outside.withdrawn
    assert nothing is None and another not in (asked, VISIT)
    assert petition == Petition(reason=Reason.FEVER, language="nb", phone="0701234567")


def test_a_nurse_may_come_while_one_types_the_number(signer: Signer) -> None:
    rig = dropping_in(signer)
    rig.conductor.state = State.CALL_ME
    take(rig, request(rig))
    assert rig.at(State.CALL_ME)
    rig.connect()
    assert rig.at(State.CALL)


def test_measuring_alone_asks_nobody_and_sends_nothing(signer: Signer) -> None:
    rig = offering(signer, *ALL, printer="paper").to(State.PURPOSE)
    rig.tap(Action.CHOOSE_PURPOSE, "measure-only")
    assert rig.shows(ConsentView(gp_name="", clinic="", visit=VisitKind.MEASURE_ONLY))
    rig.to(State.MEASURE)
    rig.tap(Action.CONTINUE)
    assert rig.at(State.RATING), "nothing was measured, so there is nothing to look at"
    rig.tap(Action.RATE, "5")
    assert rig.shows(GoodbyeView(gp_name="", filed=0, cause="measured"))
    outside = rig.outside
    assert not (outside.petitions or outside.withdrawn or outside.filed or outside.ended or outside.gp)


def test_what_one_measures_alone_can_be_printed(signer: Signer) -> None:
    rig = offering(signer, *ALL, printer="paper").to(State.PURPOSE)
    rig.tap(Action.CHOOSE_PURPOSE, "measure-only")
    rig.to(State.MEASURE)
    rig.conductor.state = State.REVIEW
    assert isinstance(view := rig.screen.view, ReviewView)
    assert not view.met and view.printing is Printing.ABLE
    rig.tap(Action.PRINT, "97 %")
    assert rig.outside.printed == ["97 %"]


def test_back_before_consent_leads_to_the_first_question_and_forgets(signer: Signer) -> None:
    rig = offering(signer).to(State.PURPOSE)
    for kind in ("measure-only", "drop-in"):
        rig.tap(Action.CHOOSE_PURPOSE, kind)
        assert rig.conductor.memory.visit is not None
        rig.tap(Action.BACK)
        assert rig.at(State.PURPOSE) and rig.conductor.memory.visit is None


def test_closed_hours_are_said(signer: Signer) -> None:
    rig = offering(signer)
    local = rig.clock.now().astimezone()
    other = (local + timedelta(days=2)).strftime("%a").lower()
    rig = offering(signer, *ALL, hours=(f"{other} 08:00-09:00",)).to(State.PURPOSE)
    assert isinstance(view := rig.screen.view, PurposeView)
    assert (view.kinds, view.closed) == ((VisitKind.BOOKED, VisitKind.MEASURE_ONLY), Closed.HOURS)
    assert view.opens_at is not None and view.opens_at.weekday() == (local + timedelta(days=2)).weekday()
    rig.tap(Action.CHOOSE_PURPOSE, "drop-in")
    assert rig.at(State.PURPOSE)


@pytest.mark.parametrize("check", [Check.CAMERA, Check.SOUND, Check.DESK])
def test_a_station_that_cannot_show_or_hear_takes_nobody_without_an_appointment(signer: Signer, check: Check) -> None:
    rig = offering(signer)
    rig.conductor.memory.self_test = SelfTestMemory(report=report(check, at=rig.clock.now()))
    rig.to(State.PURPOSE)
    assert rig.shows(PurposeView(kinds=(VisitKind.BOOKED, VisitKind.MEASURE_ONLY), closed=Closed.STATION))


def test_without_the_clinic_nobody_is_asked_for(signer: Signer) -> None:
    rig = offering(signer).to(State.PURPOSE)
    rig.conductor.broker(here=False)
    assert rig.shows(PurposeView(kinds=(VisitKind.BOOKED, VisitKind.MEASURE_ONLY), closed=Closed.CLINIC))


def test_the_log_does_not_tell_whether_it_may_be_an_emergency(signer: Signer, monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[str] = []
    monkeypatch.setattr(LOG, "info", lambda event, **fields: lines.append(f"{event} {fields}"))
    dropping_in(signer, Reason.CHEST)
    assert any("drop-in" in line for line in lines)
    assert not [line for line in lines if "acute" in line or "chest" in line]


def test_nothing_of_a_stranger_is_kept(signer: Signer) -> None:
    rig = dropping_in(signer)
    rig.tap(Action.LEAVE)
    (reference,) = rig.outside.erasures
    assert reference is not None and reference() is None
