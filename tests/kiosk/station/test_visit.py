# SPDX-License-Identifier: EUPL-1.2
"""Whole visits against the conductor: the happy path, and everything that may go wrong, each with a way on."""

from __future__ import annotations

import gc
import weakref
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.messages import (
    Action,
    CallView,
    Channel,
    CleaningView,
    CodeView,
    Connection,
    ConnectionState,
    DataArrived,
    GoodbyeView,
    HangUp,
    MakeOffer,
    Offer,
    OfferFailed,
    Preview,
    RatingView,
    ReconnectingView,
    SendData,
    SetMedia,
    Show,
    Sources,
    SourceState,
    TakeAnswer,
    WaitingView,
)
from kiosk.reading import AbsentReason, Device, Measure, Reading, SensorChange, SensorState, WaveChunk
from kiosk.record.context import EncounterStatus
from kiosk.signalling.events import Hangup, Invite, Refused, Reject, Visit, VisitState
from kiosk.signalling.link import certificate_thumbprint
from kiosk.signalling.passport import Expected, verify_station
from kiosk.station.memory import VisitMemory
from kiosk.visit.machine import Event, State
from tests.kiosk.signalling.conftest import make_holder
from tests.kiosk.station.rig import CODE, PROOF_KEY, STATION_SDP, VISIT, Recorder, Rig
from tests.kit.gp_browser import GP_SDP, GpBrowser

DEVICE = Device(maker="Contec", model="CMS50D+", serial="", driver="contec_9byte", port="/dev/ttyUSB0")


def reading(rig: Rig, measure: Measure, value: str | None) -> Reading:
    return Reading(
        measure=measure,
        value=None if value is None else Decimal(value),
        absent=AbsentReason.FINGER_OUT if value is None else None,
        measured_at=rig.clock.now(),
        device=DEVICE,
        instrument="oximeter",
    )


def sensor(rig: Rig, state: SensorState) -> SensorChange:
    return SensorChange(instrument="oximeter", device=DEVICE, state=state, at=rig.clock.now())


# ---------------------------------------------------------------------------------------------- the happy path


def test_a_whole_visit(rig: Rig) -> None:
    rig.to(State.CALL)
    assert rig.screen.language == "nb"
    assert rig.outside.running == {"oximeter"} and rig.outside.in_visit
    assert rig.control("hello")[-1]["patient"] == {"name": "Tolvan Tolvansson", "birth_date": "1912-12-12"}
    spo2 = reading(rig, Measure.SPO2, "97")
    rig.conductor.instrument(spo2)
    rig.gp_says(type="accept", reading=spo2.id)
    assert rig.outside.filed[-1].reading == spo2
    rig.conductor.filed(spo2.id, ok=True)
    assert rig.control("filed")[-1] == {"type": "filed", "reading": spo2.id, "state": "filed", "reason": ""}
    rig.gp_says(type="end")
    assert rig.shows(RatingView(question=1))
    rig.to(State.GOODBYE)
    assert rig.shows(GoodbyeView(gp_name="Dr Vera Läkare", filed=1, cause="gp"))
    assert rig.outside.filed[-1].status is EncounterStatus.FINISHED
    assert rig.outside.ended == [VISIT] and not rig.outside.running
    assert isinstance(rig.outside.call[-1], Preview) and rig.last_call(HangUp)
    rig.tap(Action.DONE)
    assert rig.at(State.ERASED)
    rig.tap(Action.DONE)
    assert rig.at(State.ERASED), "the receipt is not there yet"
    rig.finish_erasure()
    rig.tap(Action.DONE)
    assert rig.shows(CleaningView(remaining_s=180)) and rig.screen.language == "sv"
    rig.tap(Action.DONE)
    assert rig.at(State.ATTRACT)
    assert rig.screen.language == "sv" and not rig.outside.in_visit


def test_nothing_of_the_visit_is_left_in_memory(rig: Rig) -> None:
    rig.to(State.CALL)
    rig.conductor.instrument(reading(rig, Measure.SPO2, "97"))
    rig.gp_says(type="end")
    rig.to(State.ERASED)
    gc.collect()
    (reference,) = rig.outside.erasures
    assert reference is not None and reference() is None
    assert rig.conductor.bookings.get(VISIT) is None


def test_the_offer_is_signed_and_the_answer_handed_on(rig: Rig) -> None:
    rig.to(State.WAITING)
    rig.greet()
    call_id = rig.last_call(MakeOffer).call_id
    rig.line.report(Offer(call_id=call_id, sdp=STATION_SDP))
    invite, passport = next((c, p) for c, p in rig.outside.gp if isinstance(c, Invite))
    expected = Expected(visit=VISIT, jti=call_id, now=rig.clock.now(), sdp=invite.offer.sdp)
    verify_station(
        passport, expected, kiosk="station-one", thumbprint=certificate_thumbprint(rig.signer.certificate_der)
    )
    rig.line.event(VISIT, rig.gp.answer(rig.clock.now(), call_id))
    assert rig.last_call(TakeAnswer).sdp == GP_SDP


def test_a_page_that_came_early_is_called_when_the_patient_is_ready(rig: Rig) -> None:
    rig.greet()
    assert rig.sent_to_gp(Visit)[-1].state is VisitState.NOT_ARRIVED
    rig.to(State.MEASURE)
    rig.greet()
    assert rig.sent_to_gp(Visit)[-1].state is VisitState.PREPARING
    assert not [each for each in rig.outside.call if isinstance(each, MakeOffer)]
    rig.tap(Action.CONTINUE)
    assert rig.last_call(MakeOffer)
    view = rig.screen.view
    assert isinstance(view, WaitingView) and view.gp_here


def test_text_goes_both_ways(rig: Rig) -> None:
    rig.to(State.CALL)
    rig.line.report(DataArrived(channel=Channel.TEXT, data="Hej"))
    rig.line.report(DataArrived(channel=Channel.TEXT, data=" du!\u2028"))
    rig.tap(Action.SAY, "Ja")
    assert rig.last_call(SendData) == SendData(channel=Channel.TEXT, data="Ja\u2028")
    view = rig.screen.view
    assert isinstance(view, CallView)
    assert [(line.text, line.own) for line in view.chat] == [("Hej du!", False), ("Ja", True)]


def test_the_patient_may_mute_and_hide(rig: Rig) -> None:
    rig.to(State.CALL)
    rig.tap(Action.MICROPHONE, "off")
    rig.tap(Action.CAMERA, "off")
    assert rig.last_call(SetMedia) == SetMedia(microphone=False, camera=False)
    told = rig.control("media")[-1]
    assert (told["microphone"], told["camera"]) == (False, False)


def test_readings_are_repeated_while_fresh_and_never_shown_stale(rig: Rig) -> None:
    rig.to(State.CALL)
    rig.conductor.instrument(sensor(rig, SensorState.MEASURING))
    rig.conductor.instrument(reading(rig, Measure.SPO2, "97"))
    assert rig.numbers() == ("97", "")
    before = len(rig.vitals("reading"))
    rig.wait(2.1)
    assert len(rig.vitals("reading")[before:]) == 2
    rig.wait(5)
    assert rig.numbers() == ("", "")


def test_a_waveform_reaches_both_screens(rig: Rig) -> None:
    rig.to(State.CALL)
    chunk = WaveChunk(
        measure=Measure.PLETH, started_at=rig.clock.now(), rate_hz=60.0, lower=0, upper=127, samples=(1, None, 3)
    )
    rig.conductor.instrument(chunk)
    assert rig.outside.waves[-1].samples == (1, None, 3)
    assert rig.vitals()[-1]["samples"] == [1, None, 3]


# ---------------------------------------------------------------------------------------------- the code


def test_three_wrong_codes_close_the_keypad_for_a_while(rig: Rig) -> None:
    rig.to(State.CODE)
    for left in (2, 1):
        rig.tap(Action.ENTER_CODE, "000000")
        assert rig.screen.view == CodeView(attempts_left=left, wrong=True)
    rig.tap(Action.ENTER_CODE, "000000")
    assert rig.at(State.LOCKED)
    rig.tap(Action.LEAVE)
    rig.finish_erasure()
    rig.tap(Action.DONE)
    for action, value in ((Action.START, ""), (Action.CHOOSE_LANGUAGE, "sv"), (Action.CONTINUE, "")):
        rig.tap(action, value)
    assert rig.at(State.LOCKED), "leaving does not open the keypad again"
    rig.wait(60)
    assert rig.at(State.CODE)
    rig.tap(Action.ENTER_CODE, CODE)
    assert rig.at(State.WHO_FOR)


def test_a_visit_that_is_over_says_so(rig: Rig) -> None:
    rig.book(minutes=1)
    rig.clock.advance(61)
    rig.to(State.CODE)
    rig.tap(Action.ENTER_CODE, CODE)
    assert rig.at(State.EXPIRED)
    rig.tap(Action.RETRY)
    assert rig.at(State.CODE)


def test_a_visit_that_runs_out_while_measuring_is_forgotten_before_the_next_code(rig: Rig) -> None:
    rig.book(minutes=1)
    rig.to(State.MEASURE)
    rig.tap(Action.TOUCHED)
    rig.wait(61)
    assert rig.at(State.EXPIRED) and rig.outside.ended == [VISIT]
    rig.tap(Action.RETRY)
    assert rig.conductor.memory.visit is None


# ---------------------------------------------------------------------------------------------- faults


def test_the_broker_away_at_the_start_closes_the_station_until_it_is_back() -> None:
    rig = Rig(make_holder("station-one", "station"))
    rig.wait(10)
    assert rig.at(State.UNAVAILABLE)
    rig.conductor.broker(here=True)
    assert rig.at(State.ATTRACT)
    rig.conductor.broker(here=False)
    rig.wait(4)
    assert rig.at(State.ATTRACT), "a short gap closes nothing"
    rig.wait(2)
    assert rig.at(State.UNAVAILABLE)


def test_the_broker_away_in_the_middle_is_a_notice_and_the_call_goes_on(rig: Rig) -> None:
    rig.to(State.CALL)
    rig.conductor.broker(here=False)
    rig.wait(30)
    assert rig.at(State.CALL) and rig.notices == ["broker-away"]
    rig.conductor.broker(here=True)
    assert rig.notices == []


def test_camera_and_microphone_missing_are_said(rig: Rig) -> None:
    rig.to(State.CALL)
    gone = SourceState.MISSING
    rig.line.report(Sources(camera=gone, microphone=gone, speaker=SourceState.OK))
    assert rig.notices == ["camera-missing", "microphone-missing"]


@pytest.mark.parametrize(
    ("states", "notice"),
    [
        ((SensorState.UNPLUGGED,), "instrument-missing"),
        ((SensorState.SILENT,), "instrument-missing"),
        ((SensorState.MEASURING, SensorState.UNPLUGGED), "instrument-unplugged"),
        ((SensorState.GARBAGE,), "instrument-garbage"),
    ],
)
def test_the_oximeter_s_troubles_are_said_and_blank_its_numbers(
    rig: Rig, states: tuple[SensorState, ...], notice: str
) -> None:
    rig.to(State.MEASURE)
    rig.conductor.instrument(reading(rig, Measure.SPO2, "97"))
    for state in states:
        rig.conductor.instrument(sensor(rig, state))
    assert rig.notices == [notice]
    assert rig.numbers() == ("", "")
    rig.tap(Action.CONTINUE)
    assert rig.at(State.WAITING), "one may always go on without it"


def test_a_gp_who_never_comes(rig: Rig) -> None:
    rig.to(State.WAITING)
    for _ in range(11):
        rig.wait(60)
        rig.tap(Action.STAY)
    assert rig.at(State.GP_ABSENT)
    rig.tap(Action.KEEP_WAITING)
    assert rig.at(State.WAITING)
    rig.connect()
    assert rig.at(State.CALL)


def test_a_gp_who_closes_the_tab_comes_back_by_the_same_link(rig: Rig) -> None:
    rig.to(State.CALL)
    first = rig.last_call(MakeOffer).call_id
    rig.lose_line()
    assert rig.at(State.RECONNECTING)
    rig.gp.open_tab()
    rig.connect()
    assert rig.at(State.CALL)
    assert rig.sent_to_gp(Invite)[-1].resumes == first
    assert len(rig.control("hello")) == 2, "the new page is told where it is"


def test_a_lost_line_is_offered_again_without_anybody_touching_anything(rig: Rig) -> None:
    rig.to(State.CALL)
    first = rig.last_call(MakeOffer).call_id
    rig.lose_line()
    rig.wait(6)
    assert rig.last_call(MakeOffer).call_id != first
    rig.wait(60)
    view = rig.screen.view
    assert isinstance(view, ReconnectingView) and view.show_phone


def test_a_short_outage_heals_by_itself(rig: Rig) -> None:
    rig.to(State.CALL)
    call_id = rig.last_call(MakeOffer).call_id
    rig.lose_line()
    rig.wait(6)
    assert rig.last_call(MakeOffer).call_id != call_id, "another attempt is under way"
    rig.line.report(Connection(call_id=call_id, state=ConnectionState.CONNECTED))
    assert rig.at(State.CALL)
    rig.wait(30)
    rig.line.report(Connection(call_id=call_id, state=ConnectionState.LOST))
    assert rig.at(State.RECONNECTING), "and may be lost again"


def test_a_page_reloaded_while_connected_is_offered_before_the_old_connection_is_dropped(rig: Rig) -> None:
    rig.to(State.CALL)
    rig.gp.open_tab()
    rig.greet()
    assert rig.at(State.CALL)
    assert len([each for each in rig.outside.call if isinstance(each, MakeOffer)]) == 2
    rig.finish_attempt()
    assert rig.at(State.CALL) and len(rig.control("hello")) == 2


def test_a_second_browser_with_the_link_is_told_that_the_place_is_taken(rig: Rig) -> None:
    rig.to(State.CALL)
    second = GpBrowser(VISIT, PROOF_KEY)
    rig.line.event(VISIT, second.ready(rig.clock.now()))
    refused = rig.sent_to_gp(Refused)[-1]
    assert (refused.party_id, refused.reason) == (second.party_id, "in-use")
    assert rig.at(State.CALL) and rig.notices == ["second-gp"]
    rig.line.event(VISIT, second.say(Hangup(call_id="x", party_id=second.party_id)))
    assert rig.at(State.CALL), "and cannot end the visit"
    rig.wait(31)
    assert rig.notices == []


def test_a_page_without_the_secret_is_refused(rig: Rig) -> None:
    rig.to(State.WAITING)
    rig.line.event(VISIT, rig.gp.ready(rig.clock.now(), proof_key=bytes(32)))
    assert rig.sent_to_gp(Refused)[-1].reason == "bad-proof"
    assert not [each for each in rig.outside.call if isinstance(each, MakeOffer)]


def test_a_greeting_from_a_wrong_clock_or_played_again_is_refused(rig: Rig) -> None:
    rig.to(State.WAITING)
    rig.line.event(VISIT, rig.gp.ready(rig.clock.now() - timedelta(minutes=5)))
    assert rig.sent_to_gp(Refused)[-1].reason == "stale"
    greeting = rig.gp.ready(rig.clock.now())
    rig.line.event(VISIT, greeting)
    rig.line.event(VISIT, greeting)
    assert rig.sent_to_gp(Refused)[-1].reason == "replayed"


def test_an_altered_answer_is_refused_and_the_patient_is_told(rig: Rig) -> None:
    rig.to(State.WAITING)
    rig.greet()
    call_id = rig.last_call(MakeOffer).call_id
    rig.line.report(Offer(call_id=call_id, sdp=STATION_SDP))
    evil = GP_SDP.replace("AB:AB", "AC:AB", 1)
    rig.line.event(VISIT, rig.gp.answer(rig.clock.now(), call_id, evil, signed_sdp=GP_SDP))
    assert not [each for each in rig.outside.call if isinstance(each, TakeAnswer)]
    assert rig.at(State.WAITING) and rig.notices == ["signature"]
    assert rig.sent_to_gp(Hangup)[-1].reason == "org.halsorum.wrong-fingerprint"
    rig.wait(5)
    rig.connect()
    assert rig.at(State.CALL) and rig.notices == [], "an honest attempt goes through"


def test_an_offer_the_page_does_not_believe_is_said_to_the_patient(rig: Rig) -> None:
    rig.to(State.WAITING)
    rig.greet()
    call_id = rig.last_call(MakeOffer).call_id
    rig.line.event(VISIT, rig.gp.say(Reject(call_id=call_id, party_id=rig.gp.party_id, reason="wrong-fingerprint")))
    assert rig.notices == ["signature"]


def test_the_call_process_dies_and_the_visit_goes_on(rig: Rig) -> None:
    rig.to(State.CALL)
    rig.line.process_left()
    view = rig.screen.view
    assert isinstance(view, ReconnectingView) and view.cause == "media"
    rig.line.process_arrived()
    assert rig.last_call(Preview).on
    rig.finish_attempt()
    assert rig.at(State.CALL)


def test_an_offer_that_fails_is_tried_again(rig: Rig) -> None:
    rig.to(State.WAITING)
    rig.greet()
    first = rig.last_call(MakeOffer).call_id
    rig.line.report(OfferFailed(call_id=first, reason="gathering"))
    rig.greet()
    assert rig.last_call(MakeOffer).call_id != first


def test_an_invite_that_is_not_answered_is_made_again_at_the_next_greeting(rig: Rig) -> None:
    rig.to(State.WAITING)
    rig.greet()
    first = rig.last_call(MakeOffer).call_id
    rig.greet()
    assert rig.last_call(MakeOffer).call_id == first
    rig.wait(16)
    rig.greet()
    assert rig.last_call(MakeOffer).call_id != first


def test_a_connection_of_another_call_changes_nothing(rig: Rig) -> None:
    rig.to(State.CALL)
    rig.line.report(Connection(call_id="other", state=ConnectionState.LOST))
    assert rig.at(State.CALL)


def test_a_reading_that_cannot_be_filed_is_said_on_both_sides(rig: Rig) -> None:
    rig.to(State.CALL)
    spo2 = reading(rig, Measure.SPO2, "97")
    rig.conductor.instrument(spo2)
    rig.gp_says(type="accept", reading=spo2.id)
    rig.conductor.filed(spo2.id, ok=False, reason="unreachable")
    assert rig.control("filed")[-1]["state"] == "failed"
    assert rig.notices == ["filing-failed"]


def test_only_a_reading_of_this_visit_with_a_value_can_be_accepted(rig: Rig) -> None:
    rig.to(State.CALL)
    absent = reading(rig, Measure.SPO2, None)
    rig.conductor.instrument(absent)
    for reading_id in ("unknown", absent.id):
        rig.gp_says(type="accept", reading=reading_id)
        assert rig.control("filed")[-1]["state"] == "failed"
    assert rig.outside.filed == []


@pytest.mark.parametrize("state", [State.LANGUAGE, State.CODE, State.CONSENT, State.MEASURE])
def test_the_patient_walks_away(rig: Rig, state: State) -> None:
    rig.to(state)
    rig.wait(91)
    assert rig.screen.idle_remaining_s is not None
    for _ in range(10):
        rig.wait(20)
        rig.tap(Action.STAY)
        assert rig.screen.idle_remaining_s is None, "extended, as often as she likes"
        rig.wait(91)
    rig.wait(30)
    assert rig.at(State.ERASED)


class InOrder(Recorder):
    """Notes in which order a visit is wiped and screens are shown."""

    def __init__(self) -> None:
        super().__init__()
        self.order: list[str] = []

    def show(self, show: Show) -> None:
        super().show(show)
        self.order.append(f"{show.view.__struct_config__.tag}{' in the dark' if show.blank else ''}")

    def erase(self, visit: weakref.ref[VisitMemory] | None) -> None:
        super().erase(visit)
        assert visit is None or visit() is None
        self.order.append("wiped")


@pytest.mark.parametrize(
    "state", [State.HOW_TO, State.CONSENT, State.PREPARE, State.REVIEW, State.WAITING, State.SUMMARY]
)
def test_when_nobody_answers_all_is_wiped_then_dark_and_then_inviting(state: State) -> None:
    rig = Rig(SIGNER)
    rig.outside = rig.conductor.outside = order = InOrder()
    rig.open()
    if state is State.SUMMARY:
        rig.to(State.CALL)
        rig.gp_says(type="summary", id="one", text="Drick mycket.", visit_needed=False)
        rig.gp_says(type="end")
    elif state is State.REVIEW:
        rig.to(State.MEASURE)
        rig.conductor.instrument(reading(rig, Measure.SPO2, "97"))
        rig.tap(Action.CONTINUE)
    else:
        rig.to(state)
    assert rig.at(state)
    rig.wait(300.5 if state in (State.PREPARE, State.WAITING) else 90.5)
    assert rig.screen.idle_remaining_s is not None
    order.order.clear()
    rig.wait(30)
    gone = order.order.index("wiped")
    assert all(each.startswith(str(state)) for each in order.order[:gone]), "until then she is asked"
    assert order.order[gone:] == ["wiped", "erased in the dark"]
    rig.finish_erasure()
    rig.wait(1)
    known = state is not State.HOW_TO
    assert order.order[-1] == ("cleaning" if known else "attract"), "lit again, and no receipt for nobody"
    rig.wait(180)
    assert rig.at(State.ATTRACT) and not rig.screen.blank


def test_what_could_not_be_wiped_is_not_passed_over_in_the_dark(rig: Rig) -> None:
    rig.to(State.CONSENT)
    rig.wait(121)
    rig.finish_erasure(ok=False)
    rig.wait(14)
    assert rig.at(State.ERASED) and rig.screen.blank
    rig.tap(Action.WAKE)
    assert not rig.screen.blank


def test_a_staff_page_left_alone_does_not_leave_the_dark_behind(rig: Rig) -> None:
    rig.conductor.memory.staff.wanted = True
    rig.conductor.happen(Event.STAFF_ASKED)
    rig.wait(rig.conductor.settings.staff.idle_s + 31)
    assert rig.at(State.ATTRACT) and not rig.screen.blank


def test_nobody_is_asked_while_a_call_runs_and_late_while_it_is_lost(rig: Rig) -> None:
    rig.to(State.CALL)
    rig.wait(1000, step_s=5)
    assert rig.at(State.CALL) and rig.screen.idle_remaining_s is None
    rig.lose_line()
    rig.wait(200, step_s=5)
    assert rig.at(State.RECONNECTING) and rig.screen.idle_remaining_s is None


def test_a_wish_that_comes_late_is_not_the_next_persons(rig: Rig) -> None:
    rig.to(State.CONSENT)
    rig.tap(Action.PREFER, "large_text=on")
    assert rig.screen.preferences.large_text
    rig.tap(Action.LEAVE)
    rig.finish_erasure()
    rig.tap(Action.DONE)
    rig.tap(Action.DONE)
    rig.tap(Action.PREFER, "large_text=on")
    assert rig.at(State.ATTRACT) and not rig.screen.preferences.large_text


def test_who_left_may_come_back_with_the_same_code(rig: Rig) -> None:
    rig.to(State.WAITING)
    rig.greet()
    rig.tap(Action.LEAVE)
    assert rig.at(State.ERASED) and rig.outside.ended == []
    assert rig.last_call(HangUp)
    rig.finish_erasure()
    rig.tap(Action.DONE)
    rig.to(State.CALL)


def test_refusing_consent_ends_the_visit(rig: Rig) -> None:
    rig.to(State.CONSENT)
    rig.tap(Action.REFUSE)
    view = rig.screen.view
    assert isinstance(view, GoodbyeView) and view.cause == "refused"
    assert rig.outside.filed[-1].status is EncounterStatus.CANCELLED


def test_the_clinic_takes_the_visit_back(rig: Rig) -> None:
    rig.to(State.CALL)
    rig.conductor.cancel(VISIT)
    view = rig.screen.view
    assert isinstance(view, GoodbyeView) and view.cause == "cancelled"


def test_goodbye_and_receipt_pass_by_themselves(rig: Rig) -> None:
    rig.to(State.CALL)
    rig.tap(Action.END)
    rig.wait(20)
    assert rig.at(State.GOODBYE)
    rig.wait(20)
    assert rig.at(State.ERASED)
    rig.finish_erasure()
    rig.wait(15)
    assert rig.at(State.CLEANING)
    rig.wait(179)
    assert rig.at(State.CLEANING), "nobody said that it is clean"
    rig.wait(1)
    assert rig.at(State.ATTRACT)


# ---------------------------------------------------------------------------------------------- anything at all


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(list(Action)).map(lambda action: ("tap", action)),
            st.sampled_from(["greet", "connect", "lose", "left", "arrived", "wait", "end", "erase", "cancel"]).map(
                lambda name: ("do", name)
            ),
        ),
        max_size=40,
    )
)
def test_any_order_of_events_leaves_a_screen_and_no_forgotten_patient(steps: list[tuple[str, str]]) -> None:
    rig = Rig(SIGNER).open()
    for kind, what in steps:
        if kind == "tap":
            rig.tap(Action(what), {"choose-language": "sv", "enter-code": CODE}.get(what, "on"))
        else:
            happen(rig, what)
        assert rig.screen.view is not None
        if rig.state in (State.ATTRACT, State.UNAVAILABLE, State.ERASED):
            assert rig.conductor.memory.visit is None


SIGNER = make_holder("station-one", "station")


def happen(rig: Rig, what: str) -> None:
    offers = [each for each in rig.outside.call if isinstance(each, MakeOffer)]
    match what:
        case "greet":
            rig.greet()
        case "connect" if offers:
            rig.finish_attempt()
        case "lose" if offers:
            rig.lose_line()
        case "left":
            rig.line.process_left()
        case "arrived":
            rig.line.process_arrived()
        case "wait":
            rig.wait(35, step_s=5)
        case "end":
            rig.gp_says(type="end")
        case "erase":
            rig.finish_erasure()
        case "cancel":
            rig.conductor.cancel(VISIT)
