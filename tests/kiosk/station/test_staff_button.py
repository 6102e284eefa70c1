# SPDX-License-Identifier: EUPL-1.2
"""Holding the room's confirm button asks for the staff's PIN; a short press begins a visit as ever."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.cabinet import Motion, Switch, SwitchEvent
from kiosk.station.cabinet_link import CabinetLink, CabinetLinkParts
from kiosk.visit.machine import State
from tests.kiosk.station.test_cabinet_link import FakeCabinet
from tests.kiosk.station.test_staff import HASH, StaffRig

P, R, H, S = Motion.PRESSED, Motion.RELEASED, Motion.HELD, Motion.STUCK


class ButtonRig(StaffRig):
    """A station with staff and a room."""

    def __init__(self, runtime: Path, pin_hash: str = HASH) -> None:
        super().__init__(pin_hash)
        self.link = CabinetLink(
            CabinetLinkParts(
                conductor=self.conductor,
                taps=self.taps,
                clock=self.clock,
                runtime=runtime,
                cabinet=FakeCabinet(),
                staff=self.staff,
            )
        )
        self.link.open()

    def press(self, *motions: Motion, switch: Switch = Switch.CONFIRM) -> None:
        for motion in motions:
            self.link.happened(SwitchEvent(switch=switch, motion=motion))


@pytest.fixture
def room(tmp_path: Path) -> ButtonRig:
    return ButtonRig(tmp_path)


def test_holding_it_asks_for_the_pin(room: ButtonRig) -> None:
    room.press(P)
    assert room.at(State.ATTRACT), "it may yet be held"
    room.press(H)
    assert room.at(State.STAFF_PIN)
    room.press(R)
    assert room.at(State.STAFF_PIN)


def test_a_short_press_begins_a_visit_when_it_is_let_go(room: ButtonRig) -> None:
    room.press(P, R)
    assert room.at(State.LANGUAGE)
    room.press(P, R)
    assert room.at(State.HOW_TO), "there is nothing to wait for any more"


def test_the_call_button_begins_a_visit_at_once(room: ButtonRig) -> None:
    room.press(P, switch=Switch.CALL)
    assert room.at(State.LANGUAGE)


def test_without_a_staff_screen_it_acts_at_once(tmp_path: Path) -> None:
    room = ButtonRig(tmp_path, pin_hash="")
    room.press(P)
    assert room.at(State.LANGUAGE)
    room.press(H, R)
    assert room.at(State.LANGUAGE)


def test_holding_it_during_a_visit_is_not_about_staff(room: ButtonRig) -> None:
    room.to(State.CODE)
    room.press(P, H, R)
    assert room.at(State.CODE)


def test_a_press_that_outlasts_its_screen_does_nothing(room: ButtonRig) -> None:
    room.press(P)
    room.to(State.LANGUAGE)
    room.press(H, R)
    assert room.at(State.LANGUAGE)


def test_it_asks_for_the_pin_where_the_clinic_cannot_be_reached(room: ButtonRig) -> None:
    room.conductor.broker(here=False)
    room.wait(6)
    room.press(P, R)
    assert room.at(State.UNAVAILABLE)
    room.press(P, H)
    assert room.at(State.STAFF_PIN)
