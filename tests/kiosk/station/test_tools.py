# SPDX-License-Identifier: EUPL-1.2
"""The GP's hand on the patient's cameras, light and voice, as the station sees it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from kiosk.messages import (
    CallView,
    CameraName,
    CameraReport,
    CancelStill,
    ChooseCamera,
    HangUp,
    Message,
    SetTorch,
    SetVoice,
    StillReason,
    StillReport,
    StillState,
    TakeStill,
    Zoom,
)
from kiosk.station.tools import LEAVE_S, MOST_ASKED
from kiosk.visit.machine import Event, State
from tests.kiosk.signalling.conftest import make_holder
from tests.kiosk.station.rig import Rig

READY = CameraReport(zoom=True, still=True, examination=True)
ORDERS = (Zoom, ChooseCamera, TakeStill, CancelStill, SetTorch, SetVoice)


@pytest.fixture
def rig() -> Iterator[Rig]:
    rig = Rig(make_holder("station-one", "station")).open().to(State.CALL)
    rig.line.report(READY)
    for message in orders(rig):
        rig.outside.call.remove(message)
    yield rig


def orders(rig: Rig) -> list[Message]:
    return [message for message in rig.outside.call if isinstance(message, ORDERS)]


def view(rig: Rig) -> CallView:
    shown = rig.screen.view
    assert isinstance(shown, CallView)
    return shown


def tools(rig: Rig) -> dict[str, Any]:
    return rig.control("tools")[-1]


@pytest.mark.parametrize(
    ("asked", "ordered"),
    [
        ({"type": "zoom", "x": 0.25, "y": 1, "scale": 3}, Zoom(x=0.25, y=1.0, scale=3.0)),
        ({"type": "camera", "camera": "examination"}, ChooseCamera(camera=CameraName.EXAMINATION)),
        ({"type": "still", "id": "s1"}, TakeStill(id="s1")),
        ({"type": "torch", "on": True}, SetTorch(on=True)),
        ({"type": "stethoscope", "on": True}, SetVoice(stethoscope=True)),
    ],
)
def test_what_the_gp_asks_is_ordered(rig: Rig, asked: dict[str, Any], ordered: Message) -> None:
    rig.gp_says(**asked)
    assert orders(rig) == [ordered]


@pytest.mark.parametrize(
    "asked",
    [
        {"type": "zoom", "x": "middle", "y": 0.5, "scale": 2},
        {"type": "zoom", "x": 0.5},
        {"type": "camera", "camera": "kitchen"},
        {"type": "still", "id": ""},
        {"type": "still", "id": "x" * 33},
        {"type": "torch"},
        {"type": "drop-still", "id": "never asked for"},
        {"type": "x-ray", "on": True},
    ],
)
def test_what_is_not_understood_is_ignored(rig: Rig, asked: dict[str, Any]) -> None:
    rig.gp_says(**asked)
    assert orders(rig) == []


def test_nobody_commands_the_cameras_outside_a_call(rig: Rig) -> None:
    rig.conductor.happen(Event.GP_ENDED)
    rig.outside.call.clear()
    rig.gp_says(type="stethoscope", on=True)
    assert orders(rig) == []


def test_a_page_that_asks_without_end_is_not_obeyed_in_all(rig: Rig) -> None:
    for number in range(500):
        rig.gp_says(type="zoom", x=0.5, y=0.5, scale=1 + number / 500)
    assert len(orders(rig)) == MOST_ASKED
    rig.clock.advance(1)
    rig.gp_says(type="zoom", x=0.5, y=0.5, scale=1)
    assert len(orders(rig)) == MOST_ASKED + 1


def test_the_report_goes_to_her_page_and_to_every_page_that_comes(rig: Rig) -> None:
    report = msgspec.structs.replace(READY, x=0.3, y=0.4, scale=2.5)
    rig.line.report(report)
    first = tools(rig)
    assert (first["x"], first["y"], first["scale"], first["camera"]) == (0.3, 0.4, 2.5, "room")
    assert first["zoom"] and first["still"] and first["examination"] and not first["torch"]
    rig.outside.call.clear()
    rig.conductor.page.greet()
    assert tools(rig) == first


def test_the_patient_is_told(rig: Rig) -> None:
    shown = view(rig)
    assert not (shown.closer or shown.stethoscope or shown.torch or shown.picture_told)
    rig.line.report(
        CameraReport(scale=2.0, stethoscope_on=True, torch_on=True, shown=CameraName.EXAMINATION, examination=True)
    )
    shown = view(rig)
    assert shown.closer and shown.stethoscope and shown.torch and shown.camera_shown is CameraName.EXAMINATION


def test_an_examination_camera_that_is_lost_is_told_once(rig: Rig) -> None:
    lost = CameraReport(fallen_back=True)
    rig.line.report(lost)
    assert "examination-camera-lost" in rig.notices
    assert tools(rig)["fallen_back"]
    rig.wait(20)
    rig.line.report(msgspec.structs.replace(lost, zoom=True))
    assert "examination-camera-lost" not in rig.notices


def test_a_picture_taken_is_told_for_a_moment(rig: Rig) -> None:
    rig.gp_says(type="still", id="s1")
    assert not view(rig).picture_told
    rig.line.report(StillReport(id="s1", state=StillState.TAKEN))
    assert view(rig).picture_told and view(rig).picture_taken == 1
    assert rig.control("still") == [{"type": "still", "id": "s1", "state": "taken", "reason": ""}]
    rig.wait(10)
    assert not view(rig).picture_told and view(rig).picture_taken == 1


def test_one_picture_at_a_time(rig: Rig) -> None:
    rig.gp_says(type="still", id="s1")
    rig.gp_says(type="still", id="s2")
    assert orders(rig) == [TakeStill(id="s1")]
    rig.line.report(StillReport(id="other", state=StillState.SENT))
    rig.gp_says(type="drop-still", id="s1")
    assert orders(rig)[-1] == CancelStill(id="s1")
    rig.line.report(StillReport(id="s1", state=StillState.CANCELLED))
    rig.gp_says(type="still", id="s3")
    assert orders(rig)[-1] == TakeStill(id="s3")
    rig.line.report(StillReport(id="s3", state=StillState.FAILED, reason=StillReason.NO_CAMERA))
    assert rig.control("still")[-1] == {"type": "still", "id": "s3", "state": "failed", "reason": "no-camera"}


def test_a_gp_who_is_gone_takes_her_hand_off(rig: Rig) -> None:
    rig.line.report(msgspec.structs.replace(READY, scale=3.0, stethoscope_on=True))
    rig.gp_says(type="still", id="s1")
    rig.lose_line()
    rig.outside.call.clear()
    assert rig.at(State.RECONNECTING)
    rig.wait(LEAVE_S - 1)
    assert orders(rig) == []
    rig.wait(2)
    expected = [
        Zoom(),
        ChooseCamera(camera=CameraName.ROOM),
        SetTorch(on=False),
        SetVoice(stethoscope=False),
        CancelStill(id="s1"),
    ]
    assert orders(rig)[:5] == expected
    rig.line.report(READY)
    rig.line.report(StillReport(id="s1", state=StillState.CANCELLED))
    rig.outside.call.clear()
    rig.wait(5)
    assert orders(rig) == []


def test_a_call_process_that_dies_takes_everything_with_it(rig: Rig) -> None:
    rig.line.report(msgspec.structs.replace(READY, scale=3.0, stethoscope_on=True))
    rig.gp_says(type="still", id="s1")
    rig.line.process_left()
    rig.line.process_arrived()
    rig.finish_attempt()
    assert not view(rig).stethoscope and not view(rig).closer
    rig.gp_says(type="still", id="s2")
    assert orders(rig)[-1] == TakeStill(id="s2")


def test_the_end_of_the_call_hangs_up(rig: Rig) -> None:
    rig.conductor.happen(Event.GP_ENDED)
    assert any(isinstance(message, HangUp) for message in rig.outside.call)


def test_the_rooms_light_counts_where_the_camera_has_none(rig: Rig) -> None:
    rig.gp_says(type="torch", on=True)
    assert not view(rig).torch and not tools(rig)["torch"]
    rig.conductor.memory.room.torch = True
    rig.gp_says(type="torch", on=True)
    assert view(rig).torch and tools(rig)["torch"] and tools(rig)["torch_on"]
    rig.gp_says(type="torch", on=False)
    assert not view(rig).torch and not tools(rig)["torch_on"]
