# SPDX-License-Identifier: EUPL-1.2
"""The waiting room: how long it will take, and whether camera and microphone can be looked at."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from kiosk.messages import Action, SoundLevel, Sources, SourceState, WaitingView
from kiosk.signalling.commands import VisitQueue
from kiosk.station.offers import Offers
from kiosk.visit.machine import State
from tests.kiosk.signalling.conftest import make_holder
from tests.kiosk.station.rig import VISIT, Rig


@pytest.fixture
def rig() -> Rig:
    return Rig(make_holder("station-one", "station")).open().to(State.WAITING)


def view(rig: Rig) -> WaitingView:
    found = rig.screen.view
    assert isinstance(found, WaitingView)
    return found


def sources(rig: Rig, camera: SourceState, microphone: SourceState) -> None:
    rig.line.report(Sources(camera=camera, microphone=microphone, speaker=SourceState.OK))


def test_before_its_time_a_visit_begins_when_it_is_booked(rig: Rig) -> None:
    visit = rig.conductor.memory.visit
    assert visit is not None
    assert (view(rig).place, view(rig).expected_min) == (None, None), "its time has come, and nobody has said more"
    visit.descriptor = replace(visit.descriptor, starts_at=rig.clock.now() + timedelta(minutes=12))
    assert view(rig).expected_min == 12
    rig.wait(61)
    assert view(rig).expected_min == 11


def test_what_the_clinic_said_counts_and_grows_less(rig: Rig) -> None:
    offers = Offers(conductor=rig.conductor, kiosk="station-one", unseal=rig.descriptors.__getitem__, test=lambda: None)
    assert offers.take(VisitQueue(visit="b" * 26, place=9, wait_s=60)) is None
    assert view(rig).place is None, "another visit's"
    assert offers.take(VisitQueue(visit=VISIT, place=3, wait_s=120)) is None
    assert (view(rig).place, view(rig).expected_min) == (3, 2)
    rig.wait(90)
    assert view(rig).expected_min == 1
    rig.wait(60)
    assert (view(rig).place, view(rig).expected_min) == (3, None), "it took longer than was said"


def test_light_and_sound_are_looked_at_only_where_there_is_something_to_look_at(rig: Rig) -> None:
    sources(rig, SourceState.OK, SourceState.OK)
    assert (view(rig).camera, view(rig).microphone) == (True, True)
    sources(rig, SourceState.FAILED, SourceState.MISSING)
    assert (view(rig).camera, view(rig).microphone) == (False, False)


def test_the_microphone_s_level_reaches_the_screen_of_the_waiting_room_alone(rig: Rig) -> None:
    rig.line.report(SoundLevel(level_db=-30.0))
    assert rig.outside.levels == [-30.0]
    rig.tap(Action.LEAVE)
    rig.line.report(SoundLevel(level_db=-20.0))
    assert rig.outside.levels == [-30.0]
