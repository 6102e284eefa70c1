# SPDX-License-Identifier: EUPL-1.2
"""Code readers: a visit's code acts like typing it, a patient's card is only compared, and no text is kept."""

from __future__ import annotations

import gc
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from kiosk.capability import Capability, Command, Instrument
from kiosk.messages import Action, CodeView
from kiosk.reading import Device, Scan, SensorChange, SensorState
from kiosk.station.scan_text import national_number, same_person, visit_code
from kiosk.visit.machine import State
from tests.kiosk.signalling.conftest import make_holder
from tests.kiosk.station.rig import CODE, OXIMETER, Rig

READER = Instrument(name="reader", capabilities=(Capability.CODE_READING,))
DEVICE = Device(maker="A maker", model="One", serial="", driver="simulated", port="/dev/null")
CARD = "191212121212"
OTHER_CARD = "198112289874"


@pytest.fixture
def room() -> Rig:
    return Rig(make_holder("station-one", "station"), (OXIMETER, READER)).open()


def scan(room: Rig, text: str) -> None:
    """Hold something before the reader, a while after what was there before."""
    room.clock.advance(2.5)
    room.scans.take(Scan(instrument="reader", text=text, at=room.clock.now()))


# ---------------------------------------------------------------------------------------------- what a text is


@pytest.mark.parametrize(
    "text",
    [
        "471108", " 471108\r", "471 108", "47-11-08", "https://station.example/k/471108", "halsorum:471108",
        "https://desk.example/visit#471108", "https://desk.example/visit/#/code/471108", "https://x.example/#code=471108",
        "https://x.example/471-108/",
    ],
)  # fmt: skip
def test_a_code_is_found(text: str) -> None:
    assert visit_code(text) == "471108"


@pytest.mark.parametrize(
    "text", ["", "47110", "4711080", "471l08", "\u0664\u0667\u0661\u0661\u0660\u0668", CARD, "https://x.example/?c=471108",
             "https://[x/471108#", "0" * 600]
)  # fmt: skip
def test_anything_else_is_no_code(text: str) -> None:
    assert visit_code(text) is None


def test_a_card_s_number_is_known_by_its_check_digits() -> None:
    assert national_number("19121212-1212") == CARD
    assert national_number("121212-1212") == "1212121212"
    assert national_number("121212+1212") == "1212121212"
    assert national_number("191212121213") is None, "a wrong check digit"
    assert national_number("01010750160") is None or national_number("01010750160") == "01010750160"
    assert same_person("1212121212", "19121212-1212") and same_person(CARD, CARD)
    assert not same_person(OTHER_CARD, CARD) and not same_person("1212121212", "")


@given(st.text(max_size=600))
def test_any_text_is_read_without_an_error(text: str) -> None:
    code, number = visit_code(text), national_number(text)
    assert code is None or (len(code) == 6 and code.isdigit())
    assert number is None or len(number) in (10, 11, 12)


# ---------------------------------------------------------------------------------------------- when it runs


def test_the_reader_runs_while_a_code_may_be_entered_and_not_while_measuring(room: Rig) -> None:
    for state in (State.LANGUAGE, State.CODE, State.CONSENT):
        room.to(state)
        assert room.outside.running == {"reader"}
    room.to(State.MEASURE)
    assert room.outside.running == {"oximeter"}
    room.tap(Action.LEAVE)
    assert not room.outside.running
    room.finish_erasure()
    room.to(State.ATTRACT)
    assert room.at(State.ATTRACT) and room.outside.running == {"reader"}


# ---------------------------------------------------------------------------------------------- what it does


@pytest.mark.parametrize("before", [State.ATTRACT, State.LANGUAGE, State.HOW_TO, State.CODE])
def test_a_scanned_code_opens_the_visit(room: Rig, before: State) -> None:
    room.descriptors["sealed"] = structs.replace(room.descriptors["sealed"], language="en")
    room.to(before)
    scan(room, CODE)
    assert room.at(State.WHO_FOR)
    assert room.screen.language == ("nb" if before in (State.HOW_TO, State.CODE) else "en"), (
        "nobody chose: the visit's own"
    )


def test_a_wrong_code_counts_like_a_typed_one_and_one_scan_is_one_attempt(room: Rig) -> None:
    scan(room, "000000")
    assert room.screen.view == CodeView(attempts_left=2, wrong=True)
    room.scans.take(Scan(instrument="reader", text="000000", at=room.clock.now()))
    assert room.screen.view == CodeView(attempts_left=2, wrong=True), "the same paper, still held there"
    room.tap(Action.ENTER_CODE, "000001")
    scan(room, "000002")
    assert room.at(State.LOCKED)
    scan(room, CODE)
    assert room.at(State.LOCKED)
    room.wait(60)
    scan(room, CODE)
    assert room.at(State.WHO_FOR)


def test_a_code_whose_time_is_over_says_so(room: Rig) -> None:
    room.book(minutes=1)
    room.clock.advance(61)
    scan(room, CODE)
    assert room.at(State.EXPIRED)


def test_a_card_where_a_code_is_asked_for_is_a_friendly_word(room: Rig) -> None:
    scan(room, CARD)
    assert room.at(State.LANGUAGE) and room.notices == ["scan-needs-code"]
    room.to(State.CODE)
    assert room.notices == []
    scan(room, CARD)
    assert room.notices == ["scan-needs-code"] and room.screen.view == CodeView(attempts_left=3)
    scan(room, "4006381333931")
    assert room.notices == ["scan-unknown"] and room.screen.view == CodeView(attempts_left=3)
    room.wait(12.5)
    assert room.notices == []


@pytest.mark.parametrize(
    ("text", "notices"),
    [(CARD, ["card-fits"]), ("121212-1212", ["card-fits"]), (OTHER_CARD, ["card-differs"]),
     ("what is this", ["scan-unknown"]), (CODE, [])],
)  # fmt: skip
def test_at_the_consent_a_card_is_compared_and_nothing_else_happens(room: Rig, text: str, notices: list[str]) -> None:
    room.to(State.CONSENT)
    scan(room, text)
    assert room.at(State.CONSENT) and room.notices == notices
    room.tap(Action.CONSENT)
    assert room.notices == []


def test_the_text_is_never_logged_shown_or_kept(room: Rig, caplog: pytest.LogCaptureFixture) -> None:
    secret = "https://clinic.example/hemligt-8112289874"
    with caplog.at_level(logging.DEBUG):
        for state in (State.ATTRACT, State.CODE, State.CONSENT):
            room.to(state)
            scan(room, secret)
    assert "hemligt" not in caplog.text and "hemligt" not in repr(room.outside.shown)
    gc.collect()
    held = [each for each in gc.get_objects() if isinstance(each, Scan)]
    assert held == []


# ---------------------------------------------------------------------------------------------- readers to be told


def test_a_reader_that_must_be_told_looks_while_a_code_is_asked_for() -> None:
    told = Instrument(
        name="module",
        capabilities=(Capability.CODE_READING,),
        commands=frozenset({Command.START, Command.STOP}),
    )
    room = Rig(make_holder("station-one", "station"), (OXIMETER, READER, told)).open()

    def says(state: SensorState) -> None:
        for name in ("module", "reader"):
            room.scans.heard(SensorChange(instrument=name, device=DEVICE, state=state, at=room.clock.now()))

    def looks() -> int:
        before = len(room.outside.told)
        for _ in range(8):
            room.clock.advance(0.25)
            room.scans.look()
        return len(room.outside.told) - before

    says(SensorState.READY)
    assert looks() == 0, "nobody is here: its light stays off"
    room.to(State.CODE)
    assert looks() == 2 and room.outside.told[-1] == ("module", Command.START)
    says(SensorState.SEARCHING)
    assert looks() == 0, "it looks already"
    says(SensorState.FAILED)
    room.outside.deaf = frozenset({"module"})
    assert looks() == 0
    room.outside.deaf = frozenset()
    assert looks() == 0, "not again before it says that it is ready"
    says(SensorState.READY)
    assert looks() == 2
    room.to(State.MEASURE)
    assert looks() == 0
