# SPDX-License-Identifier: EUPL-1.2
"""A visit to learn from: begun by staff without a PIN, marked throughout, sent to nobody, and ticked off."""

from __future__ import annotations

import pytest

from kiosk.assistant_view import AssistantLessonView, AssistantStepsView, AssistantView
from kiosk.capability import Capability, Command, Instrument
from kiosk.messages import Action, CallView, ChooseCamera, StandIn, SummaryView
from kiosk.phrases import Phrase
from kiosk.staff_view import StaffPinView
from kiosk.stand_in import Sentence, words
from kiosk.station.lesson import Task
from kiosk.visit.machine import Event, State
from tests.kiosk.signalling.conftest import make_holder
from tests.kiosk.station.rig import OXIMETER, Rig

CUFF = Instrument(
    name="cuff", capabilities=(Capability.BLOOD_PRESSURE,), commands=frozenset({Command.START, Command.STOP})
)


@pytest.fixture
def rig() -> Rig:
    """Somebody stands before the question for the PIN and begins to practise."""
    rig = Rig(make_holder("station-one", "station"), (OXIMETER, CUFF)).open()
    staff = rig.conductor.memory.staff
    staff.wanted = staff.practice = True
    rig.conductor.happen(Event.STAFF_ASKED)
    return rig


def measured(rig: Rig) -> Rig:
    """Walk to where one measures."""
    rig.tap(Action.PRACTISE)
    return rig.to(State.MEASURE)


def sign_in(rig: Rig) -> None:
    rig.tap(Action.ASSIST)
    rig.tap(Action.ASSIST_NUMBER, "0000")
    rig.tap(Action.ASSIST_PIN, "000000")


def test_it_needs_no_pin_and_takes_other_instruments(rig: Rig) -> None:
    assert rig.screen.view == StaffPinView(attempts_left=1, practice=True)
    rig.tap(Action.PRACTISE)
    assert rig.at(State.LANGUAGE) and rig.outside.practising


def test_where_there_is_nothing_to_practise_with_it_does_not_begin(rig: Rig) -> None:
    rig.conductor.memory.staff.practice = False
    rig.tap(Action.PRACTISE)
    assert rig.at(State.STAFF_PIN) and not rig.outside.practising


def test_no_patient_can_begin_one() -> None:
    rig = Rig(make_holder("station-one", "station")).open()
    rig.conductor.memory.staff.practice = True
    for state in (State.LANGUAGE, State.CODE, State.MEASURE):
        rig.to(state).tap(Action.PRACTISE)
        assert rig.at(state) and not rig.outside.practising


def test_every_screen_says_that_it_is_practice(rig: Rig) -> None:
    rig.tap(Action.PRACTISE)
    for state in (State.HOW_TO, State.WHO_FOR, State.COMPANY, State.CONSENT, State.MEASURE, State.WAITING):
        rig.to(state)
        assert "practice" in rig.notices, state


def in_call(rig: Rig) -> Rig:
    measured(rig).to(State.WAITING)
    rig.wait(7)
    assert rig.at(State.CALL)
    return rig


def stand_ins(rig: Rig) -> list[StandIn]:
    return [each for each in rig.outside.call if isinstance(each, StandIn)]


def lines(rig: Rig) -> list[str]:
    view = rig.screen.view
    assert isinstance(view, CallView)
    return [line.text for line in view.chat if not line.own]


def test_a_drawn_gp_comes_is_shown_says_hello_and_writes_it(rig: Rig) -> None:
    in_call(rig).wait(6)
    assert stand_ins(rig)[0] == StandIn(on=True, language="nb")
    assert stand_ins(rig)[1] == StandIn(on=True, language="nb", sentence=Sentence.GREETING)
    assert lines(rig) == [words(Sentence.GREETING, "nb")]
    assert isinstance(rig.screen.view, CallView) and rig.screen.view.gp_name == words(Sentence.NAME, "nb")


def test_she_asks_for_something_now_and_then(rig: Rig) -> None:
    in_call(rig).wait(60)
    view = rig.screen.view
    assert isinstance(view, CallView) and view.guidance_count >= 1
    assert words(Sentence.TRY_WRITING, "nb") in lines(rig)


def test_she_answers_the_microphone_and_what_is_written(rig: Rig) -> None:
    in_call(rig).wait(6)
    rig.tap(Action.MICROPHONE, "off")
    rig.wait(4)
    assert rig.screen.view.guidance is Phrase.CANNOT_HEAR  # type: ignore[union-attr]
    rig.tap(Action.MICROPHONE, "on")
    rig.wait(4)
    rig.tap(Action.TYPE, "Hej")
    rig.tap(Action.TYPE, "\u2028")
    rig.wait(5)
    assert lines(rig)[-1] == words(Sentence.READ, "nb")


def test_where_one_writes_she_writes_and_does_not_speak(rig: Rig) -> None:
    in_call(rig).wait(6)
    before = len(stand_ins(rig))
    rig.tap(Action.TEXT_CALL, "on")
    rig.wait(20)
    assert words(Sentence.TRY_MICROPHONE, "nb") in lines(rig)
    assert len(stand_ins(rig)) == before


def test_a_media_process_that_comes_back_is_told_to_show_her_again(rig: Rig) -> None:
    in_call(rig).wait(1)
    before = len(stand_ins(rig))
    rig.line.process_left()
    assert rig.at(State.RECONNECTING)
    rig.wait(1)
    assert rig.at(State.RECONNECTING) and len(stand_ins(rig)) == before
    rig.line.process_arrived()
    rig.wait(0.5)
    assert rig.at(State.CALL) and len(stand_ins(rig)) == before + 1


def test_when_she_has_asked_for_everything_she_sums_up(rig: Rig) -> None:
    in_call(rig).wait(120)
    rig.tap(Action.END)
    view = rig.screen.view
    assert isinstance(view, SummaryView) and view.text == words(Sentence.SUMMARY, "nb")
    rig.tap(Action.CONTINUE)
    assert rig.at(State.GOODBYE)


def test_a_call_that_nobody_ends_she_ends(rig: Rig) -> None:
    in_call(rig).wait(15 * 60 + 2, step_s=1)
    assert not rig.at(State.CALL)


def test_nothing_is_sent_to_anybody_and_the_real_instruments_come_back(rig: Rig) -> None:
    measured(rig).to(State.WAITING)
    rig.wait(7)
    rig.tap(Action.END)
    assert rig.at(State.GOODBYE)
    rig.tap(Action.DONE)
    assert rig.at(State.ERASED) and not rig.outside.practising
    rig.finish_erasure()
    rig.to(State.ATTRACT)
    outside = rig.outside
    assert (outside.gp, outside.filed, outside.ended, outside.ratings, outside.proofs) == ([], [], [], [], [])


def test_left_in_the_middle_the_real_instruments_come_back_too(rig: Rig) -> None:
    measured(rig).tap(Action.LEAVE)
    assert not rig.outside.practising


def test_any_number_and_pin_let_one_in_without_the_desk(rig: Rig) -> None:
    measured(rig)
    sign_in(rig)
    assert isinstance(rig.screen.view, AssistantView) and rig.screen.view.learnt is not None
    assert rig.outside.proofs == []


def test_twelve_things_are_learnt_and_ticked(rig: Rig) -> None:
    rig.tap(Action.PRACTISE)
    rig.to(State.HOW_TO).tap(Action.PREFER, "large_text=on")
    rig.to(State.MEASURE)
    sign_in(rig)
    for action, value in (
        (Action.MEASURE_START, "2"), (Action.MEASURE_STOP, "2"), (Action.RETAKE, "2"),
        (Action.ASSIST_TAKES, "patient"),
    ):  # fmt: skip
        rig.tap(action, value)
    rig.tap(Action.ASSIST_LESSON)
    view = rig.screen.view
    assert isinstance(view, AssistantLessonView) and len(view.tasks) == 12
    left = {Task.CAMERA, Task.STETHOSCOPE, Task.GUEST, Task.HAND_OVER}
    assert set(view.tasks) - set(view.done) == left
    rig.tap(Action.ASSIST_BACK)
    rig.to(State.WAITING)
    rig.wait(7)
    for tool in ("camera", "stethoscope"):
        rig.tap(Action.ASSIST_TOOL, tool)
        rig.tap(Action.ASSIST_TOOL_ON, "on")
        assert isinstance(rig.screen.view, AssistantStepsView) and rig.screen.view.on
        rig.tap(Action.ASSIST_BACK)
    assert not any(isinstance(each, ChooseCamera) for each in rig.outside.call)
    rig.tap(Action.ASSIST_PERSON)
    rig.tap(Action.ASSIST_PERSON, "relative")
    rig.tap(Action.ASSIST_HAND_OVER)
    visit = rig.conductor.memory.visit
    assert visit is not None and visit.learnt == frozenset(Task)


def test_a_real_visit_has_no_lesson() -> None:
    rig = Rig(make_holder("station-one", "station")).open().to(State.MEASURE)
    rig.tap(Action.MEASURE_START, "1")
    visit = rig.conductor.memory.visit
    assert visit is not None and visit.learnt == frozenset() and "practice" not in rig.notices
