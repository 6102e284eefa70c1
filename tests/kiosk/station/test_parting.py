# SPDX-License-Identifier: EUPL-1.2
"""After the call: what the GP wrote, paper, two questions, and why a visit ended."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from kiosk.cabinet import Switch
from kiosk.drop_in import CallBack
from kiosk.messages import Action, GoodbyeView, Printing, RatingView, SummaryView
from kiosk.ratings import Answer, Answers, Question
from kiosk.settings import PrinterSection
from kiosk.station.end_report import report_ratings
from kiosk.station.memory import VisitMemory
from kiosk.station.parting import SENDING_S
from kiosk.station.printer import Printer, PrinterError, PrinterReason, print_text
from kiosk.station.taps import MOST_PRINTED_CHARACTERS
from kiosk.visit.machine import State
from kiosk.visit.steps import VisitKind
from tests.kiosk.signalling.conftest import make_holder
from tests.kiosk.station.rig import VISIT, Rig
from tests.kiosk.station.test_end_report import Desk, at_once


@pytest.fixture
def rig() -> Rig:
    return Rig(make_holder("station-one", "station")).open()


def with_printer(rig: Rig) -> Rig:
    rig.conductor.settings = structs.replace(rig.conductor.settings, printer=PrinterSection(queue="office"))
    return rig


def visit(rig: Rig) -> VisitMemory:
    found = rig.conductor.memory.visit
    assert found is not None
    return found


def written(rig: Rig, **more: Any) -> SummaryView:
    """Walk to what the GP wrote."""
    rig.to(State.CALL).gp_says(type="summary", id="one", text="Rest.\nDrink.", **more)
    rig.tap(Action.END)
    return seen(rig)


def seen(rig: Rig) -> SummaryView:
    view = rig.screen.view
    assert isinstance(view, SummaryView)
    return view


def test_what_the_gp_wrote_is_shown_after_the_call(rig: Rig) -> None:
    view = written(rig, visit_needed=True)
    assert view == SummaryView(gp_name="Dr Vera Läkare", text="Rest.\nDrink.", physical_visit=True)


def test_a_call_without_words_in_writing_goes_on_to_the_questions(rig: Rig) -> None:
    rig.to(State.CALL).tap(Action.END)
    assert rig.at(State.RATING)


def test_it_is_printed_once_and_again_only_after_a_failure(rig: Rig) -> None:
    assert written(with_printer(rig)).printing is Printing.ABLE
    rig.tap(Action.PRINT, "sheet")
    rig.tap(Action.PRINT, "sheet")
    assert (rig.outside.printed, seen(rig).printing) == (["sheet"], Printing.BUSY)
    rig.conductor.parting.printed("another visit", ok=True)
    rig.conductor.parting.printed(VISIT, ok=False)
    assert seen(rig).printing is Printing.FAILED
    rig.tap(Action.PRINT, "x" * (MOST_PRINTED_CHARACTERS + 1))
    rig.conductor.parting.printed(VISIT, ok=True)
    assert [len(sheet) for sheet in rig.outside.printed] == [5, MOST_PRINTED_CHARACTERS]
    assert seen(rig).printing is Printing.DONE
    rig.tap(Action.PRINT, "sheet")
    assert len(rig.outside.printed) == 2


def test_without_a_printer_nothing_is_printed(rig: Rig) -> None:
    assert written(rig).printing is Printing.NONE
    rig.tap(Action.PRINT, "sheet")
    assert rig.outside.printed == []


def test_answers_are_handed_in_without_the_visit(rig: Rig) -> None:
    rig.to(State.RATING).tap(Action.RATE, "4")
    view = rig.screen.view
    assert isinstance(view, RatingView) and view.question == 2
    assert rig.outside.ratings == []
    rig.tap(Action.RATE, "2")
    assert rig.at(State.GOODBYE)
    help_, media = Answer(question=Question.HELP, stars=4), Answer(question=Question.MEDIA, stars=2)
    assert rig.outside.ratings == [Answers(answers=(help_, media))]
    assert VISIT not in str(rig.outside.ratings)


def test_what_was_answered_counts_though_the_rest_is_skipped_or_nobody_is_there_any_more(rig: Rig) -> None:
    rig.to(State.RATING).tap(Action.RATE, "5")
    rig.wait(rig.conductor.settings.visit.goodbye_s - 1)
    assert rig.at(State.RATING), "the second question has its own time"
    rig.wait(2)
    assert rig.at(State.GOODBYE)
    assert rig.outside.ratings == [Answers(answers=(Answer(question=Question.HELP, stars=5),))]


def test_who_skips_hands_in_nothing(rig: Rig) -> None:
    rig.to(State.RATING).tap(Action.CONTINUE)
    assert rig.at(State.GOODBYE) and rig.outside.ratings == []


def test_who_met_nobody_is_not_asked_of_picture_and_sound(rig: Rig) -> None:
    rig.to(State.CONSENT)
    visit(rig).kind = VisitKind.MEASURE_ONLY
    rig.to(State.RATING).tap(Action.RATE, "3")
    assert rig.at(State.GOODBYE)
    assert rig.outside.ratings == [Answers(answers=(Answer(question=Question.HELP, stars=3),))]


@pytest.fixture
def rung(rig: Rig) -> Rig:
    """Somebody waited in vain and wants to be rung."""
    rig.to(State.WAITING)
    for _ in range(7):
        rig.wait(rig.conductor.settings.visit.gp_late_s / 6)
        rig.tap(Action.TOUCHED)
    assert rig.at(State.GP_ABSENT)
    rig.tap(Action.CALL_BACK)
    return rig


def call_back(rig: Rig) -> CallBack:
    view = rig.screen.view
    assert isinstance(view, GoodbyeView) and view.cause == "call-back"
    return view.call_back


def test_who_wants_to_be_rung_leaves_and_the_desk_learns_why(rung: Rig) -> None:
    assert call_back(rung) is CallBack.SENDING
    assert rung.outside.causes == ["call-back"]


def test_she_is_told_that_the_clinic_knows(rung: Rig) -> None:
    rung.conductor.parting.told("another visit", True)
    assert call_back(rung) is CallBack.SENDING
    rung.conductor.parting.told(VISIT, True)
    assert call_back(rung) is CallBack.TOLD
    rung.wait(rung.conductor.settings.visit.goodbye_s + 1)
    assert rung.at(State.ERASED)


def test_she_is_told_that_it_did_not_go_and_has_time_to_read_it(rung: Rig) -> None:
    rung.conductor.parting.told(VISIT, False)
    assert call_back(rung) is CallBack.LOST
    rung.wait(50)
    assert call_back(rung) is CallBack.LOST
    rung.wait(11)
    assert rung.at(State.ERASED)


def test_a_clinic_that_does_not_answer_has_not_been_told(rung: Rig) -> None:
    rung.wait(SENDING_S - 1)
    assert call_back(rung) is CallBack.SENDING, "goodbye stands as long as it is not known"
    rung.wait(1.5)
    assert call_back(rung) is CallBack.LOST
    rung.conductor.parting.told(VISIT, True)
    assert call_back(rung) is CallBack.LOST, "it is not taken back: she may have rung already"


def test_nobody_who_did_not_ask_for_it_hears_of_being_rung(rig: Rig) -> None:
    rig.to(State.GOODBYE)
    rig.conductor.parting.told(VISIT, False)
    view = rig.screen.view
    assert isinstance(view, GoodbyeView) and view.call_back is CallBack.NONE


# ---------------------------------------------------------------------------------------------- word to the desk


async def test_answers_are_handed_in_again_while_the_desk_is_away() -> None:
    class Counting(Desk):
        async def post_ratings(self, station: str, answers: Answers) -> None:
            await self.end_visit(station)

    from kiosk.errors import DeskReason

    desk = Counting(DeskReason.UNREACHABLE)
    answers = Answers(answers=(Answer(question=Question.HELP, stars=3),))
    await report_ratings(desk, "hut", answers, pause=at_once)
    assert desk.asked == 2


# ---------------------------------------------------------------------------------------------- paper


def program(folder: Path, script: str) -> str:
    path = folder / "lp"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


async def test_the_text_goes_into_the_program_and_stands_in_no_argument(tmp_path: Path) -> None:
    lp = program(tmp_path, f'echo "$@" > {tmp_path}/arguments; cat > {tmp_path}/paper')
    await print_text("office", "Rest.\nÅsa", command=lp)
    assert (tmp_path / "paper").read_text() == "Rest.\nÅsa"
    assert (tmp_path / "arguments").read_text().split() == ["-d", "office", "-t", "halsorum", "-"]


@pytest.mark.parametrize(
    ("script", "reason"),
    [("cat > /dev/null; exit 1", PrinterReason.REFUSED), ("exec sleep 60", PrinterReason.TOO_LATE)],
)
async def test_a_queue_that_takes_nothing_is_said_so(tmp_path: Path, script: str, reason: PrinterReason) -> None:
    with pytest.raises(PrinterError) as caught:
        lp = program(tmp_path, f"echo $$ > {tmp_path}/pid; {script}")
        await print_text("office", "Rest.", deadline_s=1.0, command=lp)
    assert caught.value.reason is reason
    pid = int((tmp_path / "pid").read_text())
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_a_machine_without_lp_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(PrinterError) as caught:
        await print_text("office", "Rest.", command=str(tmp_path / "none"))
    assert caught.value.reason is PrinterReason.NOT_INSTALLED


async def test_a_printer_tells_how_it_went_and_nothing_is_left_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, "cat > /dev/null")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    printer = Printer("office")
    await printer.settle()
    assert await printer.put("Rest.") is True
    await printer.settle()


@pytest.mark.parametrize("speech", [False, True])
def test_in_the_dark_the_receipt_stands_for_whoever_hears_it(rig: Rig, speech: bool) -> None:
    memory = rig.conductor.memory
    memory.room.active.add(Switch.HEADSET)
    rig.to(State.GOODBYE).tap(Action.BLANK)
    memory.preferences = structs.replace(memory.preferences, speech=speech)
    rig.tap(Action.DONE)
    rig.finish_erasure()
    rig.wait(1)
    assert rig.at(State.ERASED) is speech
    rig.wait(rig.conductor.settings.visit.receipt_s + 1)
    assert not rig.at(State.ERASED)


@pytest.mark.parametrize("touched", [False, True])
def test_nobody_hears_the_receipt_of_who_has_gone_away(rig: Rig, touched: bool) -> None:
    memory, visit = rig.conductor.memory, rig.conductor.settings.visit
    memory.room.active.add(Switch.HEADSET)
    rig.to(State.CONSENT)
    memory.preferences = structs.replace(memory.preferences, speech=True)
    rig.wait(visit.idle_s + visit.idle_warning_s + 1)
    assert rig.at(State.ERASED) and rig.screen.by_ear, "dark, and everything is being wiped"
    if touched:
        rig.tap(Action.TOUCHED)
    rig.finish_erasure()
    rig.wait(1)
    assert rig.at(State.ERASED) is touched, "it stands for whoever is there after all"
