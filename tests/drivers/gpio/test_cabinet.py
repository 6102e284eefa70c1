# SPDX-License-Identifier: EUPL-1.2
"""The cabinet on simulated pins: hands press, wires are cut, and what comes out at the lamps is looked at."""

from __future__ import annotations

import asyncio
import threading

import pytest
from gpiozero import LED, Device
from gpiozero.exc import PinError

from drivers.gpio.cabinet import GpioCabinet
from drivers.gpio.stop import LET_GO_S
from kiosk.cabinet import (
    USUAL_TIMES,
    CabinetError,
    CabinetReason,
    CabinetTimes,
    Lamp,
    Motion,
    Switch,
    SwitchEvent,
    cabinet_factory,
)
from kiosk.clock import SystemClock
from kiosk.deadline import Deadline
from tests.drivers.gpio.conftest import Board
from tests.drivers.gpio.room import DEADLINE_S, Room

CALL, STOP, PRESENCE, TAMPER = 17, 5, 6, 13
LAMP, CAMERA, LOCK = 18, 23, 24
P, R = Motion.PRESSED, Motion.RELEASED


async def until(what: str, done: object, *, within_s: float = DEADLINE_S) -> None:
    """Wait until the callable ``done`` says so."""
    assert callable(done)
    async with asyncio.timeout(within_s):
        while not done():
            await asyncio.sleep(0.005)


# ---------------------------------------------------------------------------------------------- switches


async def test_a_button_to_ground_is_pressed_held_and_let_go(board: Board) -> None:
    with Room({"call": f"GPIO{CALL}"}, CabinetTimes(hold_s=0.15)) as room:
        board.pin(CALL).drive_low()
        await room.hears(Switch.CALL, P)
        await room.hears(Switch.CALL, Motion.HELD)
        board.pin(CALL).drive_high()
        await room.hears(Switch.CALL, R)


async def test_a_button_that_something_leans_on_is_stuck_and_told_once(board: Board) -> None:
    with Room({"call": f"GPIO{CALL}"}) as room:
        board.pin(CALL).drive_low()
        for motion in (P, Motion.HELD, Motion.STUCK):
            await room.hears(Switch.CALL, motion)
        await room.hears_nothing(0.3)
        board.pin(CALL).drive_high()
        await room.hears(Switch.CALL, R)


@pytest.mark.parametrize(
    ("words", "rest_high"), [("active-high pull-down", False), ("active-high no-pull", False), ("no-pull", True)]
)
async def test_a_button_may_be_wired_otherwise(board: Board, words: str, rest_high: bool) -> None:
    board.wire(CALL, high=rest_high)
    with Room({"call": f"GPIO{CALL} {words}"}, USUAL_TIMES) as room:
        board.wire(CALL, high=not rest_high)
        await room.hears(Switch.CALL, P)
        board.wire(CALL, high=rest_high)
        await room.hears(Switch.CALL, R)


async def test_edges_of_another_thread_are_told_on_the_event_loop(board: Board) -> None:
    threads = set()
    told = asyncio.Event()

    def deliver(_: SwitchEvent) -> None:
        threads.add(threading.current_thread())
        told.set()

    cabinet = GpioCabinet({"call": f"GPIO{CALL}"}, SystemClock())
    cabinet.open(deliver)
    try:
        await asyncio.to_thread(board.pin(CALL).drive_low)
        await asyncio.wait_for(told.wait(), DEADLINE_S)
    finally:
        cabinet.close()
    assert threads == {threading.current_thread()}


async def test_a_fluttering_wire_does_not_flood_the_loop(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    with Room({"call": f"GPIO{CALL}"}) as room:
        loop = asyncio.get_running_loop()
        asked = 0
        ask = loop.call_soon_threadsafe

        def count(*arguments: object) -> object:
            nonlocal asked
            asked += 1
            return ask(*arguments)  # type: ignore[arg-type]

        monkeypatch.setattr(loop, "call_soon_threadsafe", count)
        for _ in range(5000):
            board.pin(CALL).drive_low()
            board.pin(CALL).drive_high()
        assert asked == 1
        await room.hears_nothing(0.1)


async def test_a_switch_is_heard_even_if_its_edge_was_lost(board: Board) -> None:
    with Room({"call": f"GPIO{CALL}"}) as room:
        pin = board.pin(CALL)
        edges, pin.when_changed = pin.when_changed, None
        pin.drive_low()
        pin.when_changed = edges
        await room.hears(Switch.CALL, P)


# ---------------------------------------------------------------------------------------------- emergency stop


async def test_the_emergency_stop_acts_at_once(board: Board) -> None:
    board.wire(STOP, high=False)
    with Room({"emergency-stop": f"GPIO{STOP} no-pull"}) as room:
        await room.hears_nothing(0.05)
        board.pin(STOP).drive_high()
        await asyncio.sleep(0)
        assert room.told.get_nowait() == SwitchEvent(switch=Switch.EMERGENCY_STOP, motion=P), "in the loop's next turn"
        board.pin(STOP).drive_low()
        await room.hears(Switch.EMERGENCY_STOP, R)


async def test_the_shortest_touch_of_the_emergency_stop_counts(board: Board) -> None:
    board.wire(STOP, high=False)
    with Room({"emergency-stop": f"GPIO{STOP} no-pull"}) as room:
        board.pin(STOP).drive_high()
        board.pin(STOP).drive_low()
        await room.hears(Switch.EMERGENCY_STOP, P)
        await room.hears(Switch.EMERGENCY_STOP, R)


async def test_a_cut_wire_is_an_emergency_stop(board: Board) -> None:
    """The pull-up draws a wire that is not closed to ground high: a station that starts so hears it at once."""
    with Room({"emergency-stop": f"GPIO{STOP}"}) as room:
        assert room.told.get_nowait() == SwitchEvent(switch=Switch.EMERGENCY_STOP, motion=P)


async def test_a_stop_that_bounces_back_is_not_over(board: Board) -> None:
    board.wire(STOP, high=False)
    with Room({"emergency-stop": f"GPIO{STOP} no-pull"}) as room:
        board.pin(STOP).drive_high()
        await room.hears(Switch.EMERGENCY_STOP, P)
        for _ in range(3):
            board.pin(STOP).drive_low()
            await asyncio.sleep(0.01)
            board.pin(STOP).drive_high()
        await room.hears_nothing(LET_GO_S + 0.1)


async def test_a_stop_that_cannot_be_read_is_pressed(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    board.wire(STOP, high=False)
    with Room({"emergency-stop": f"GPIO{STOP} no-pull", "call": f"GPIO{CALL}"}) as room:

        def broken(_: object) -> bool:
            raise OSError("gone")

        monkeypatch.setattr(type(board.pin(STOP)), "_get_state", broken)
        await room.hears(Switch.EMERGENCY_STOP, P)
        await room.hears_nothing(0.1)


# ---------------------------------------------------------------------------------------------- contacts, presence


async def test_an_open_housing_is_told_also_at_the_start(board: Board) -> None:
    with Room({"tamper": f"GPIO{TAMPER}"}) as room:
        await room.hears(Switch.TAMPER, P)
        board.pin(TAMPER).drive_low()
        await room.hears(Switch.TAMPER, R)


async def test_presence_must_last(board: Board) -> None:
    times = CabinetTimes(presence_on_s=0.5, presence_off_s=0.5)
    with Room({"presence": f"GPIO{PRESENCE}"}, times) as room:
        board.pin(PRESENCE).drive_high()
        await asyncio.sleep(0.01)
        board.pin(PRESENCE).drive_low()
        await room.hears_nothing(0.6)
        board.pin(PRESENCE).drive_high()
        await room.hears(Switch.PRESENCE, P)
        board.pin(PRESENCE).drive_low()
        await asyncio.sleep(0.02)
        board.pin(PRESENCE).drive_high()
        await room.hears_nothing(0.6)
        board.pin(PRESENCE).drive_low()
        await room.hears(Switch.PRESENCE, R)


# ---------------------------------------------------------------------------------------------- outputs


async def test_lights(board: Board) -> None:
    pins = {
        "camera-light": f"GPIO{CAMERA}",
        "torch": "GPIO16",
        "instrument-1": "GPIO20",
        "instrument-2": "GPIO21 active-low",
    }
    with Room(pins) as room:
        for on in (True, False):
            room.cabinet.torch(on=on)
            assert board.high(16) is on
        assert [board.high(number) for number in (CAMERA, 20, 21)] == [False, False, True], "all dark"
        room.cabinet.camera_on(on=True)
        room.cabinet.instrument(2)
        assert [board.high(number) for number in (CAMERA, 20, 21)] == [True, False, False]
        room.cabinet.instrument(1)
        assert [board.high(number) for number in (20, 21)] == [True, True]
        room.cabinet.instrument(None)
        room.cabinet.camera_on(on=False)
        assert [board.high(number) for number in (CAMERA, 20, 21)] == [False, False, True]


async def test_the_status_lamp_is_steady_dark_or_blinks(board: Board) -> None:
    with Room({"status-lamp": f"GPIO{LAMP}"}) as room:
        room.cabinet.lamp(Lamp.READY)
        assert board.high(LAMP)
        board.pin(LAMP).clear_states()
        room.cabinet.lamp(Lamp.TROUBLE)
        await until("three blinks", lambda: len(board.pin(LAMP).states) >= 6)
        lasted = [each.timestamp for each in board.pin(LAMP).states[1:6]]
        assert min(lasted) > 0.23, "a busy machine may be late, but never early"
        room.cabinet.lamp(Lamp.OFF)
        assert not board.high(LAMP)


async def test_a_rhythm_goes_on_when_it_is_asked_for_again(board: Board) -> None:
    with Room({"status-lamp": f"GPIO{LAMP}"}) as room:
        room.cabinet.lamp(Lamp.TROUBLE)
        await until("it shines", lambda: board.high(LAMP))
        board.pin(LAMP).clear_states()
        async with asyncio.timeout(DEADLINE_S):
            while len(board.pin(LAMP).states) < 3:  # one that begins anew each time would shine for ever
                room.cabinet.lamp(Lamp.TROUBLE)
                await asyncio.sleep(0.02)


async def test_the_status_lamp_breathes_where_the_pin_can(fading_board: Board) -> None:
    with Room({"status-lamp": f"GPIO{LAMP}"}) as room:
        room.cabinet.lamp(Lamp.IN_USE)
        await until("it rises", lambda: len(fading_board.pin(LAMP).states) >= 8)
        levels = [each.state for each in fading_board.pin(LAMP).states]
        assert levels == sorted(levels), "brighter and brighter"
        assert 0 < levels[4] < 0.5


async def test_the_door_is_opened_for_a_while(board: Board) -> None:
    with Room({"door-lock": f"GPIO{LOCK}"}) as room:
        assert not board.high(LOCK)
        board.pin(LOCK).clear_states()
        room.cabinet.unlock_door()
        await until("released", lambda: board.high(LOCK))
        await until("locked", lambda: not board.high(LOCK))
        assert [each.state for each in board.pin(LOCK).states] == [False, True, False]
        assert board.pin(LOCK).states[-1].timestamp > 0.18


async def test_the_door_locks_though_the_event_loop_hangs(board: Board) -> None:
    with Room({"door-lock": f"GPIO{LOCK}"}) as room:
        room.cabinet.unlock_door()
        never = threading.Event()
        deadline = Deadline.after(SystemClock(), DEADLINE_S)
        released = False
        while not (released and not board.high(LOCK)):  # nothing runs on the loop meanwhile
            released = released or board.high(LOCK)
            assert not deadline.expired
            never.wait(0.005)


@pytest.mark.parametrize(("words", "locked_high"), [("", False), ("active-low", True), ("fail-safe", True)])
async def test_the_door_is_locked_when_the_cabinet_is_closed(board: Board, words: str, locked_high: bool) -> None:
    with Room({"door-lock": f"GPIO{LOCK} {words}"}, CabinetTimes(door_s=60)) as room:
        assert board.high(LOCK) is locked_high
        room.cabinet.unlock_door()
        await until("released", lambda: board.high(LOCK) is not locked_high)
        room.cabinet.close()
        assert board.pin(LOCK).states[-1].state is locked_high
        assert board.pin(LOCK).function == "input"


async def test_what_is_not_wired_does_nothing(board: Board) -> None:
    with Room({}) as room:
        room.cabinet.lamp(Lamp.READY)
        room.cabinet.camera_on(on=True)
        room.cabinet.instrument(3)
        room.cabinet.unlock_door()
        assert room.cabinet.wired == ()
        assert not board.owners()


async def test_a_lamp_that_fails_takes_nothing_with_it(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    with Room({"camera-light": f"GPIO{CAMERA}"}) as room:

        def broken(_: object, __: bool) -> None:
            raise PinError("gone")

        with monkeypatch.context() as patch:
            patch.setattr(type(board.pin(CAMERA)), "_set_state", broken)
            room.cabinet.camera_on(on=True)
        room.cabinet.camera_on(on=True)
        assert board.high(CAMERA)


# ---------------------------------------------------------------------------------------------- ownership


async def test_all_or_nothing(board: Board) -> None:
    with LED("GPIO23"):
        before = len(board.owners())
        cabinet = GpioCabinet({"camera-light": "GPIO23", "status-lamp": "GPIO18", "door-lock": "GPIO24"}, SystemClock())
        with pytest.raises(CabinetError) as caught:
            cabinet.open(lambda _: None)
        assert caught.value.reason is CabinetReason.PIN_TAKEN
        assert all(word in str(caught.value) for word in ("GPIO23", "'camera-light'", "gpiozero.LED")), caught.value
        assert len(board.owners()) == before
    cabinet.open(lambda _: None)
    assert len(board.owners()) == 3
    cabinet.close()
    cabinet.close()
    assert not board.owners()


async def test_a_closed_cabinet_tells_nothing(board: Board) -> None:
    with Room({"call": f"GPIO{CALL}"}) as room:
        board.pin(CALL).drive_low()
        room.cabinet.close()
        await room.hears_nothing(0.1)


async def test_a_pin_with_a_resistor_of_its_own(board: Board) -> None:
    with pytest.raises(CabinetError) as caught, Room({"presence": "GPIO2"}):
        pass
    assert caught.value.reason is CabinetReason.UNFIT_PIN
    assert "GPIO2" in str(caught.value) and "'presence'" in str(caught.value)


async def test_a_machine_without_pins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Device, "pin_factory", None)
    monkeypatch.setenv("GPIOZERO_PIN_FACTORY", "nothing")
    with pytest.raises(CabinetError) as caught, Room({"call": "GPIO17"}):
        pass
    assert caught.value.reason is CabinetReason.NO_GPIO
    assert "python3-lgpio" in str(caught.value)


def test_the_cabinet_is_found_by_name() -> None:
    cabinet = cabinet_factory("gpio")({"call": "GPIO17", "status-lamp": "GPIO18"}, SystemClock())
    assert cabinet.wired == ("call", "status-lamp")
    with pytest.raises(CabinetError) as caught:
        cabinet_factory("brass")
    assert caught.value.reason is CabinetReason.NO_KIND
