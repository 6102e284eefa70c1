# SPDX-License-Identifier: EUPL-1.2
"""The room's switches and the visit: what a press does on every screen, and what lamps and lock do of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from kiosk.cabinet import Cabinet, CabinetError, CabinetReason, Lamp, Motion, Switch, SwitchEvent
from kiosk.cabinet_report import CabinetReport, read_report
from kiosk.cabinet_settings import CabinetSection
from kiosk.capability import Capability, Command, CommandError, Instrument
from kiosk.clock import SystemClock
from kiosk.messages import (
    Action,
    ConsentView,
    HangUp,
    MeasureView,
    Preview,
    SetMedia,
    Sources,
    SourceState,
)
from kiosk.reading import Device, SensorChange, SensorState
from kiosk.station.cabinet_link import STOP_AGAIN_S, CabinetLink, CabinetLinkParts, make_cabinet
from kiosk.station.camera_light import LINGER_S, CameraLight
from kiosk.visit.machine import State
from tests.kiosk.signalling.conftest import make_holder
from tests.kiosk.station.rig import CODE, Rig

CUFF = Instrument(
    name="cuff",
    capabilities=(Capability.BLOOD_PRESSURE,),
    commands=frozenset({Command.START, Command.STOP}),
)
OXIMETER = Instrument(name="oximeter", capabilities=(Capability.PULSE_OXIMETRY,))
DEVICE = Device(maker="A&D", model="TM-2657P", serial="", driver="and_tm2657", port="/dev/null")
P, R, H, S = Motion.PRESSED, Motion.RELEASED, Motion.HELD, Motion.STUCK


class FakeCabinet:
    """A room on paper: what was switched, in order."""

    wired = ("call", "torch")

    def __init__(self, problem: CabinetError | None = None) -> None:
        self.problem = problem
        self.deliver: Callable[[SwitchEvent], None] | None = None
        self.lamps: list[Lamp] = []
        self.camera: list[bool] = []
        self.torches: list[bool] = []
        self.numbers: list[int | None] = []
        self.unlocked = 0
        self.closed = 0

    def open(self, deliver: Callable[[SwitchEvent], None]) -> None:
        if self.problem is not None:
            raise self.problem
        self.deliver = deliver

    def lamp(self, lamp: Lamp) -> None:
        if self.lamps[-1:] != [lamp]:
            self.lamps.append(lamp)

    def camera_on(self, *, on: bool) -> None:
        self.camera.append(on)

    def torch(self, *, on: bool) -> None:
        self.torches.append(on)

    def instrument(self, number: int | None) -> None:
        self.numbers.append(number)

    def unlock_door(self) -> None:
        self.unlocked += 1

    def close(self) -> None:
        self.closed += 1


class RoomRig(Rig):
    """A station with a room: buttons are pressed, lamps are looked at."""

    def __init__(self, runtime: Path, cabinet: Cabinet, instruments: tuple[Instrument, ...]) -> None:
        super().__init__(make_holder("station-one", "station"), instruments)
        self.cabinet = cabinet if isinstance(cabinet, FakeCabinet) else FakeCabinet()
        self.runtime = runtime
        self.link = CabinetLink(
            CabinetLinkParts(
                conductor=self.conductor,
                taps=self.taps,
                clock=self.clock,
                runtime=runtime,
                cabinet=cabinet,
            )
        )
        self.link.open()
        self.open()
        self.link.update()

    def press(self, switch: Switch = Switch.CALL, *motions: Motion) -> None:
        for motion in motions or (P, R):
            self.link.happened(SwitchEvent(switch=switch, motion=motion))

    def tap(self, action: Action, value: str = "") -> None:
        super().tap(action, value)
        self.link.update()

    def cuff_says(self, state: SensorState) -> None:
        change = SensorChange(instrument="cuff", device=DEVICE, state=state, at=self.clock.now())
        self.link.instrument_said(change)
        self.conductor.instrument(change)

    def shines(self, lamp: Lamp) -> bool:
        return self.cabinet.lamps[-1] is lamp

    @property
    def faults(self) -> tuple[str, ...]:
        report = read_report(self.runtime)
        return report.faults if report is not None else ("no report",)


@pytest.fixture
def room(tmp_path: Path) -> RoomRig:
    return RoomRig(tmp_path, FakeCabinet(), (CUFF, OXIMETER))


# ---------------------------------------------------------------------------------------------- buttons


@pytest.mark.parametrize("switch", [Switch.CALL, Switch.CONFIRM])
def test_a_press_is_the_screen_s_main_button(room: RoomRig, switch: Switch) -> None:
    assert room.at(State.ATTRACT)
    room.press(switch)
    assert room.at(State.LANGUAGE)
    room.press(switch)
    assert room.at(State.HOW_TO) and room.screen.language == "sv"
    room.press(switch)
    assert room.at(State.CODE)
    room.press(switch)
    assert room.at(State.CODE), "there is no main button where a code is typed"
    room.tap(Action.ENTER_CODE, CODE)
    room.press(switch)
    assert room.at(State.WHO_FOR), "nor where something is to be chosen"
    room.to(State.CONSENT)
    assert isinstance(room.screen.view, ConsentView)
    room.press(switch)
    assert room.at(State.PREPARE)
    room.press(switch)
    assert room.at(State.MEASURE)


def test_a_press_starts_and_stops_the_cuff(room: RoomRig) -> None:
    room.to(State.MEASURE)
    room.cuff_says(SensorState.READY)
    room.press()
    assert room.outside.told == [("cuff", Command.START)]
    room.cuff_says(SensorState.MEASURING)
    assert room.screen.cuff == 1
    room.press()
    assert room.outside.told[-1] == ("cuff", Command.STOP)


def test_a_press_ends_neither_call_nor_measuring_but_holding_it_does(room: RoomRig) -> None:
    room.to(State.CALL)
    room.press()
    assert room.at(State.CALL)
    room.press(Switch.CALL, P, H, R)
    assert room.at(State.RATING)


def test_holding_a_button_does_not_reach_through_to_the_next_screen(room: RoomRig) -> None:
    room.to(State.CONSENT)
    room.press(Switch.CALL, P, H, R)
    assert room.at(State.PREPARE), "the press was the consent; the hold is not 'go on'"


def test_holding_a_button_that_stops_the_cuff_does_not_end_the_call(room: RoomRig) -> None:
    room.to(State.CALL)
    room.cuff_says(SensorState.MEASURING)
    room.press(Switch.CALL, P, H, R)
    assert room.at(State.CALL)
    assert room.outside.told[-1] == ("cuff", Command.STOP)


def test_holding_the_call_button_has_the_screens_read_aloud_without_a_look_at_them(room: RoomRig) -> None:
    room.press(Switch.CALL, P, H, R)
    assert room.at(State.LANGUAGE) and room.conductor.screen().preferences.speech
    room.press(Switch.CONFIRM, P, R)
    assert room.at(State.HOW_TO)
    room.press(Switch.CONFIRM, P, H, R)
    assert room.conductor.screen().preferences.speech, "the other button does not"
    room.press(Switch.CALL, P, H, R)
    assert not room.conductor.screen().preferences.speech
    room.press(Switch.CALL, P, R)
    assert not room.conductor.screen().preferences.speech


def test_whoever_is_asked_can_answer_with_the_button(room: RoomRig) -> None:
    room.to(State.CONSENT)
    room.wait(room.conductor.settings.visit.idle_s + 1)
    assert room.screen.idle_remaining_s is not None
    room.press()
    assert room.screen.idle_remaining_s is None
    assert room.at(State.CONSENT), "the answer is not a consent"


def test_a_stuck_button_is_told_to_staff_and_to_the_doctor(room: RoomRig) -> None:
    room.press(Switch.CALL, S)
    assert room.at(State.ATTRACT), "it presses nothing"
    assert room.notices == ["button-stuck"]
    assert room.faults == ("call-stuck",)
    assert room.shines(Lamp.TROUBLE)
    room.press(Switch.CALL, R)
    assert not room.notices and not room.faults
    assert room.shines(Lamp.READY)


def test_patients_do_not_read_what_is_for_staff(room: RoomRig) -> None:
    for switch in (Switch.TAMPER, Switch.LID):
        room.press(switch, P)
    assert set(room.notices) == {"housing-open", "lid-open"}
    room.to(State.MEASURE)
    assert not {"housing-open", "lid-open"} & set(room.notices)


# ---------------------------------------------------------------------------------------------- emergency stop


def test_the_emergency_stop_stops_every_cuff_before_anything_else(
    room: RoomRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.to(State.MEASURE)
    order: list[str] = []
    monkeypatch.setattr(room.outside, "stop_all", lambda: order.append("stop"))
    monkeypatch.setattr(room.outside, "show", lambda _: order.append("show"))
    monkeypatch.setattr(room.cabinet, "lamp", lambda _: order.append("lamp"))
    room.press(Switch.EMERGENCY_STOP, P)
    assert order[0] == "stop"
    assert {"emergency-stopped", "emergency-stop-held"} <= set(room.notices)


@pytest.mark.parametrize("state", [State.ATTRACT, State.CODE, State.CALL])
def test_the_emergency_stop_works_in_every_state(room: RoomRig, state: State) -> None:
    room.to(state) if state is not State.ATTRACT else None
    before = room.outside.stops
    room.press(Switch.EMERGENCY_STOP, P)
    assert room.outside.stops == before + 1
    assert room.at(state)


def test_no_cuff_starts_while_the_stop_is_pressed(room: RoomRig) -> None:
    room.to(State.MEASURE)
    room.press(Switch.EMERGENCY_STOP, P)
    with pytest.raises(CommandError) as caught:
        room.link.may_tell(Command.START)
    assert "emergency stop" in str(caught.value)
    room.link.may_tell(Command.STOP)
    room.press(Switch.EMERGENCY_STOP, R)
    room.link.may_tell(Command.START)


def test_a_cuff_started_at_its_own_button_is_stopped_again(room: RoomRig) -> None:
    room.to(State.MEASURE)
    room.cuff_says(SensorState.MEASURING)
    assert room.outside.stops == 0
    room.press(Switch.EMERGENCY_STOP, P)
    room.cuff_says(SensorState.MEASURING)
    stops = room.outside.stops
    assert stops == 2
    room.cuff_says(SensorState.MEASURING)
    assert room.outside.stops == stops, "not with every frame"
    room.clock.advance(STOP_AGAIN_S)
    room.cuff_says(SensorState.MEASURING)
    assert room.outside.stops == stops + 1


# ---------------------------------------------------------------------------------------------- presence


def test_whoever_comes_wakes_the_screen(room: RoomRig) -> None:
    room.press(Switch.PRESENCE, P)
    assert room.at(State.LANGUAGE)


def test_presence_keeps_no_visit_alive(room: RoomRig) -> None:
    """Who stands there now need not be who sat there before."""
    room.to(State.CONSENT)
    room.wait(room.conductor.settings.visit.idle_s + 1)
    assert room.screen.idle_remaining_s is not None
    room.press(Switch.PRESENCE, P)
    assert room.screen.idle_remaining_s is not None


def test_whoever_goes_is_asked_at_once_and_forgotten_soon(room: RoomRig) -> None:
    room.to(State.CONSENT)
    room.wait(5)
    room.press(Switch.PRESENCE, R)
    asked = room.screen.idle_remaining_s
    assert asked == room.conductor.settings.visit.idle_warning_s
    room.press(Switch.PRESENCE, P, R)
    assert room.screen.idle_remaining_s == asked, "a second look does not lengthen it"
    room.wait(asked + 1)
    assert room.at(State.ERASED)


def test_nobody_is_asked_during_a_call(room: RoomRig) -> None:
    room.to(State.CALL)
    room.press(Switch.PRESENCE, R)
    assert room.screen.idle_remaining_s is None


# ---------------------------------------------------------------------------------------------- lamps and lock


def test_the_status_lamp_follows_the_visit(room: RoomRig) -> None:
    room.to(State.MEASURE)
    room.tap(Action.CONTINUE)
    room.connect()
    room.link.update()
    room.gp_says(type="end")
    room.link.update()
    assert room.cabinet.lamps == [Lamp.TROUBLE, Lamp.READY, Lamp.IN_USE, Lamp.CALLING, Lamp.IN_USE]
    room.to(State.ERASED)
    room.finish_erasure()
    room.to(State.ATTRACT)
    assert room.shines(Lamp.READY)
    room.conductor.broker(here=False)
    room.wait(10)
    room.link.update()
    assert room.at(State.UNAVAILABLE) and room.shines(Lamp.TROUBLE)


def test_the_right_code_opens_the_door_and_a_wrong_one_does_not(room: RoomRig) -> None:
    room.to(State.CODE)
    room.tap(Action.ENTER_CODE, "000000")
    assert room.cabinet.unlocked == 0
    room.tap(Action.ENTER_CODE, CODE)
    room.link.update()
    assert room.cabinet.unlocked == 1
    room.to(State.MEASURE)
    assert room.cabinet.unlocked == 1


@pytest.mark.parametrize("kind", ["drop-in", "measure-only"])
def test_where_no_code_is_needed_the_door_opens_for_who_has_said_what_for(room: RoomRig, kind: str) -> None:
    settings = room.conductor.settings
    offered = msgspec.structs.replace(settings.visit, kinds=("booked", "drop-in", "measure-only"))
    room.conductor.settings = msgspec.structs.replace(settings, visit=offered)
    room.to(State.PURPOSE)
    room.link.update()
    room.tap(Action.CHOOSE_PURPOSE, kind)
    room.link.update()
    if kind == "drop-in":
        assert room.cabinet.unlocked == 0
        room.tap(Action.CHOOSE_REASON, "chest")
        room.link.update()
        assert room.cabinet.unlocked == 0
        room.tap(Action.CONTINUE)
        room.link.update()
    assert room.cabinet.unlocked == 1
    room.to(State.MEASURE)
    room.link.update()
    assert room.cabinet.unlocked == 1


def test_the_light_beside_the_instrument_follows_the_screen(room: RoomRig) -> None:
    room.to(State.MEASURE)
    room.link.update()
    assert isinstance(room.screen.view, MeasureView)
    assert room.cabinet.numbers == [1]
    room.tap(Action.CHOOSE_INSTRUMENT, "2")
    assert room.cabinet.numbers == [1, 2]
    room.tap(Action.LEAVE)
    assert room.cabinet.numbers == [1, 2, None]


# ---------------------------------------------------------------------------------------------- the camera's light


def sources(camera: SourceState) -> Sources:
    return Sources(camera=camera, microphone=SourceState.OK, speaker=SourceState.OK)


def idle_light() -> CameraLight:
    """A light whose call process is there and has its camera closed, long since."""
    light = CameraLight()
    light.heard(sources(SourceState.OFF), -100.0)
    return light


def test_the_light_shines_while_the_camera_is_open() -> None:
    light = idle_light()
    assert not light.shines(0)
    light.asked(Preview(on=True), 0)
    assert light.shines(0), "it is being opened"
    light.heard(sources(SourceState.OK), 1)
    assert light.shines(1)
    light.asked(Preview(on=False), 10)
    light.asked(HangUp(), 10)
    assert light.shines(10), "it is still open"
    light.heard(sources(SourceState.OFF), 11)
    assert light.shines(11 + LINGER_S / 2), "it is being closed"
    assert not light.shines(11 + LINGER_S)


def test_the_light_is_dark_while_the_patient_has_her_camera_off() -> None:
    light = idle_light()
    light.asked(Preview(on=True), 0)
    light.heard(sources(SourceState.OK), 1)
    light.asked(SetMedia(microphone=True, camera=False), 5)
    light.heard(sources(SourceState.OFF), 5)
    assert not light.shines(7)
    light.asked(SetMedia(microphone=True, camera=True), 8)
    assert light.shines(8)


def test_a_camera_that_was_opened_and_closed_unreported_lit_the_light() -> None:
    light = idle_light()
    light.asked(Preview(on=True), 0)
    light.asked(Preview(on=False), 0.1)
    assert light.shines(0.1 + LINGER_S / 2)
    assert not light.shines(0.1 + LINGER_S)


def test_in_doubt_the_light_shines() -> None:
    assert CameraLight().shines(0), "nothing was heard yet"
    light = idle_light()
    light.lost()
    assert light.shines(1000)
    light.asked(Preview(on=True), 1001)
    light.heard(sources(SourceState.FAILED), 1002)
    assert light.shines(2000), "it may come back at any moment"


def test_a_camera_that_is_not_there_lights_nothing() -> None:
    light = idle_light()
    light.asked(Preview(on=True), 0)
    light.heard(sources(SourceState.MISSING), 1)
    assert not light.shines(1 + LINGER_S)


def test_the_light_of_the_room_is_switched_when_that_changes(room: RoomRig) -> None:
    assert room.cabinet.camera == [True], "the call process has not spoken yet"
    room.link.heard(sources(SourceState.OFF))
    room.clock.advance(LINGER_S)
    room.link.update()
    room.link.asked(Preview(on=True))
    room.link.heard(sources(SourceState.OK))
    room.link.call_process_left()
    room.link.update()
    assert room.cabinet.camera == [True, False, True]


# ---------------------------------------------------------------------------------------------- without a cabinet


def test_a_station_whose_pins_are_taken_runs_without_and_says_so(tmp_path: Path) -> None:
    problem = CabinetError("GPIO17, set for 'call', is in use by another program.", reason=CabinetReason.PIN_TAKEN)
    room = RoomRig(tmp_path, FakeCabinet(problem), (OXIMETER,))
    room.to(State.CALL)
    room.link.update()
    assert read_report(tmp_path) == CabinetReport(problem=str(problem))
    assert room.cabinet.lamps == []


def test_a_wrong_pin_makes_no_cabinet() -> None:
    cabinet, problem = make_cabinet(CabinetSection(kind="gpio", call="GPIO99"), SystemClock())
    assert cabinet is None and "'call'" in problem
    assert make_cabinet(CabinetSection(kind="brass"), SystemClock())[1]
    assert make_cabinet(CabinetSection(), SystemClock()) == (None, "")


def test_closing_gives_everything_back(room: RoomRig) -> None:
    room.press(Switch.TAMPER, P)
    room.link.close()
    room.link.close()
    assert room.cabinet.closed == 1
    assert read_report(room.runtime) is None
