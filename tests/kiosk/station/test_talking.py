# SPDX-License-Identifier: EUPL-1.2
"""Letter by letter to the GP, writing instead of speaking, and not hearing her."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.messages import Action, CallView, Channel, ChatLine, DataArrived, SendData, SetMedia
from kiosk.preferences import OwnPicture, Preferences, preferred
from kiosk.station.t140 import BACKSPACE, LINE_SEPARATOR, MAX_LINE_CHARACTERS, Conversation
from kiosk.visit.machine import State
from tests.kiosk.signalling.conftest import make_holder
from tests.kiosk.station.rig import Rig


@pytest.fixture
def rig() -> Rig:
    return Rig(make_holder("station-one", "station")).open().to(State.CALL)


def view(rig: Rig) -> CallView:
    shown = rig.screen.view
    assert isinstance(shown, CallView)
    return shown


def sent(rig: Rig) -> list[str]:
    blocks = (each for each in rig.outside.call if isinstance(each, SendData))
    return [each.data for each in blocks if each.channel is Channel.TEXT]


def type_in(rig: Rig, text: str) -> None:
    for sign in text:
        rig.tap(Action.TYPE, sign)


def test_each_key_is_sent_as_it_is_pressed(rig: Rig) -> None:
    type_in(rig, f"Jx{BACKSPACE}a")
    assert sent(rig) == ["J", "x", BACKSPACE, "a"]
    assert view(rig).chat == (ChatLine(text="Ja", own=True),) and view(rig).draft == "Ja"
    type_in(rig, LINE_SEPARATOR)
    rig.line.report(DataArrived(channel=Channel.TEXT, data="Bra"))
    type_in(rig, "O")
    assert [(line.text, line.own) for line in view(rig).chat] == [("Ja", True), ("Bra", False), ("O", True)]


def test_a_whole_answer_does_not_run_into_the_word_that_is_being_typed(rig: Rig) -> None:
    type_in(rig, "Hej")
    rig.tap(Action.SAY, "Ja")
    assert sent(rig)[-1] == f"{LINE_SEPARATOR}Ja{LINE_SEPARATOR}"
    assert [line.text for line in view(rig).chat] == ["Hej", "Ja"]


def test_keys_that_change_nothing_send_nothing(rig: Rig) -> None:
    for sign in (BACKSPACE, LINE_SEPARATOR, "\x1b", ""):
        rig.tap(Action.TYPE, sign)
    assert sent(rig) == [] and view(rig).chat == ()


def test_what_is_being_typed_survives_another_connection(rig: Rig) -> None:
    type_in(rig, "Ont")
    rig.lose_line()
    type_in(rig, "!")
    rig.wait(6)
    rig.finish_attempt()
    assert sent(rig)[3:] == [BACKSPACE * 3 + "Ont"], "a page that was reloaded knows nothing of it"
    assert view(rig).chat == (ChatLine(text="Ont", own=True),)


@given(st.lists(st.text(min_size=1, max_size=4), max_size=30))
def test_both_ends_read_the_same(pieces: list[str]) -> None:
    here, there = Conversation(), Conversation()
    for piece in pieces:
        there.receive(here.type(piece))
    assert [line.text for line in here.lines] == [line.text for line in there.lines]
    there.receive(here.resend())
    assert [line.text for line in here.lines] == [line.text for line in there.lines]


def test_a_line_has_an_end() -> None:
    conversation = Conversation()
    assert len(conversation.type("a" * 3000)) == MAX_LINE_CHARACTERS == len(conversation.lines[0].text)


def test_who_would_rather_write_is_not_heard_and_the_gp_is_told(rig: Rig) -> None:
    rig.tap(Action.TEXT_CALL, "on")
    assert rig.last_call(SetMedia) == SetMedia(microphone=False, camera=True)
    assert (view(rig).text_call, view(rig).microphone, view(rig).camera) == (True, False, True)
    told = {"type": "media", "microphone": False, "camera": True, "text_call": True, "cannot_hear": False}
    assert rig.control("media")[-1] == told
    rig.tap(Action.TEXT_CALL, "off")
    assert rig.last_call(SetMedia) == SetMedia(microphone=True, camera=True)
    assert rig.control("media")[-1] == {**told, "microphone": True, "text_call": False}


def test_a_microphone_that_was_off_stays_off_after_writing(rig: Rig) -> None:
    rig.tap(Action.MICROPHONE, "off")
    for wish in ("on", "on", "off"):
        rig.tap(Action.TEXT_CALL, wish)
    assert rig.last_call(SetMedia).microphone is False


def test_the_gp_is_told_that_nothing_is_heard_until_it_is(rig: Rig) -> None:
    rig.tap(Action.CANNOT_HEAR, "Jag hör dig inte")
    assert view(rig).cannot_hear and rig.control("media")[-1]["cannot_hear"]
    assert sent(rig) == [f"Jag hör dig inte{LINE_SEPARATOR}"], "in her own words, too"
    rig.tap(Action.TEXT_CALL, "on")
    assert view(rig).cannot_hear, "she reads instead, and hears no more than before"
    rig.tap(Action.TEXT_CALL, "off")
    assert not view(rig).cannot_hear and not rig.control("media")[-1]["cannot_hear"]
    rig.tap(Action.CANNOT_HEAR, "Nej")
    rig.tap(Action.CANNOT_HEAR)
    assert not view(rig).cannot_hear and not rig.control("media")[-1]["cannot_hear"]


def test_a_page_that_comes_back_is_told_again(rig: Rig) -> None:
    rig.tap(Action.TEXT_CALL, "on")
    before = len(rig.control("media"))
    rig.lose_line()
    rig.wait(6)
    rig.finish_attempt()
    assert [each["text_call"] for each in rig.control("media")[before:]] == [True]


def test_where_ones_own_picture_stands_is_a_wish_like_any_other() -> None:
    moved = preferred(Preferences(), "own_picture=top-start")
    assert moved is not None and moved.own_picture is OwnPicture.TOP_START
    assert preferred(Preferences(), "own_picture=sideways") is None
