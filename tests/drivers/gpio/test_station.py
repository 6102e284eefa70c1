# SPDX-License-Identifier: EUPL-1.2
"""From the wire to the visit and back: the station's own process with simulated pins."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from drivers.gpio.cabinet import GpioCabinet
from kiosk.cabinet import Motion, Switch, SwitchEvent
from kiosk.cabinet_report import CabinetReport, read_report
from kiosk.cabinet_settings import CabinetSection
from kiosk.clock import ManualClock, SystemClock
from kiosk.identity import Identity
from kiosk.messages import Action, Key, KeyAction
from kiosk.preferences import Scan
from kiosk.prompts_ring import prompts_folder
from kiosk.settings import BrokerSection, DeskSection, StationSection, StationSettings
from kiosk.station.cabinet_link import CabinetLink, CabinetLinkParts
from kiosk.station.process import Station
from kiosk.visit.machine import State
from tests.drivers.gpio.conftest import QUICK, Board
from tests.kiosk.doctor.test_checks import ID, START, identity_in
from tests.kiosk.station.rig import CODE
from tests.kiosk.station.test_cabinet_link import CUFF, OXIMETER, RoomRig

CALL, STOP, TAMPER, LAMP, CAMERA, LOCK, LIGHT = 17, 5, 13, 18, 23, 24, 20
PINS = {
    "call": f"GPIO{CALL}",
    "emergency-stop": f"GPIO{STOP} no-pull",
    "status-lamp": f"GPIO{LAMP}",
    "camera-light": f"GPIO{CAMERA}",
    "door-lock": f"GPIO{LOCK}",
    "instrument-1": f"GPIO{LIGHT}",
}
DEADLINE_S = 5.0


async def until(done: Callable[[], bool]) -> None:
    async with asyncio.timeout(DEADLINE_S):
        while not done():
            await asyncio.sleep(0.002)


@pytest.fixture
async def room(board: Board, tmp_path: Path) -> AsyncIterator[RoomRig]:
    board.wire(STOP, high=False)
    rig = RoomRig(tmp_path, GpioCabinet(PINS, SystemClock(), QUICK), (CUFF, OXIMETER))
    yield rig
    rig.link.close()


async def test_a_finger_on_the_button_wakes_the_station(board: Board, room: RoomRig) -> None:
    assert board.high(LAMP), "free"
    board.pin(CALL).drive_low()
    await until(lambda: room.at(State.LANGUAGE))
    board.pin(CALL).drive_high()


async def test_the_emergency_stop_is_quick(board: Board, room: RoomRig) -> None:
    room.to(State.MEASURE)
    start_s, before = time.monotonic(), room.outside.stops
    await asyncio.to_thread(board.pin(STOP).drive_high)
    await until(lambda: room.outside.stops > before)
    assert time.monotonic() - start_s < 0.5, "a cuff fills for half a minute; a busy machine is given half a second"


async def test_the_door_opens_for_the_right_code(board: Board, room: RoomRig) -> None:
    room.to(State.CODE)
    assert not board.high(LOCK)
    room.tap(Action.ENTER_CODE, CODE)
    await until(lambda: board.high(LOCK))
    await until(lambda: not board.high(LOCK))


async def test_the_light_beside_the_instrument(board: Board, room: RoomRig) -> None:
    room.to(State.MEASURE)
    room.link.update()
    assert board.high(LIGHT)
    room.tap(Action.LEAVE)
    assert not board.high(LIGHT)


def station_settings(folder: Path, **pins: str) -> StationSettings:
    return StationSettings(
        station=StationSection(id=ID, runtime=folder / "run"),
        broker=BrokerSection(port=9),
        desk=DeskSection(api_url="https://localhost:9"),
        cabinet=CabinetSection(kind="gpio", **pins),  # type: ignore[arg-type]
    )


@contextlib.asynccontextmanager
async def running(folder: Path, settings: StationSettings) -> AsyncIterator[Station]:
    settings.station.runtime.mkdir()
    identity = Identity.load(identity_in(folder, ManualClock(START)))
    station = Station(settings, identity, SystemClock())
    work = asyncio.create_task(station.run())
    try:
        yield station
    finally:
        work.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await work
        await station.stop()


async def test_the_process_takes_the_pins_and_gives_them_back(board: Board, tmp_path: Path) -> None:
    settings = station_settings(tmp_path, tamper=f"GPIO{TAMPER}", status_lamp=f"GPIO{LAMP}", camera_light="GPIO23")
    runtime = settings.station.runtime
    async with running(tmp_path, settings):
        await until(lambda: read_report(runtime) == CabinetReport(faults=("tamper",)))
        assert board.high(CAMERA), "no call process has spoken yet: in doubt it shines"
        await until(lambda: board.high(LAMP))  # fast blinking: no broker
        board.pin(TAMPER).drive_low()
        await until(lambda: read_report(runtime) == CabinetReport())
    assert not board.owners()
    assert not board.pin(CAMERA).states[-1].state
    assert read_report(runtime) is None


async def test_the_process_runs_without_its_pins_and_says_why(board: Board, tmp_path: Path) -> None:
    settings = station_settings(tmp_path, presence="GPIO2")
    async with running(tmp_path, settings):
        await until(lambda: read_report(settings.station.runtime) is not None)
        report = read_report(settings.station.runtime)
        assert report is not None and "GPIO2" in report.problem


async def test_a_switch_for_scanning_is_heard_at_once_and_again_without_a_wait(board: Board, tmp_path: Path) -> None:
    """Whoever scans sets how long a second strike does not count; the wire only waits for contacts to settle."""
    told: list[SwitchEvent] = []
    cabinet = GpioCabinet({"switch-1": "GPIO27", "switch-2": "GPIO22"}, SystemClock(), QUICK)
    cabinet.open(told.append)
    try:
        for number, switch in ((27, Switch.SWITCH_1), (27, Switch.SWITCH_1), (22, Switch.SWITCH_2)):
            told.clear()
            board.pin(number).drive_low()
            await until(lambda: told == [SwitchEvent(switch=switch, motion=Motion.PRESSED)])  # noqa: B023
            board.pin(number).drive_high()
            await until(lambda: told[-1].motion is Motion.RELEASED)
    finally:
        cabinet.close()


async def test_a_switch_in_its_jack_reaches_the_ui(board: Board, tmp_path: Path) -> None:
    keys: list[Key] = []
    rig = RoomRig(tmp_path, GpioCabinet({"switch-1": "GPIO27"}, SystemClock(), QUICK), ())
    rig.link.close()
    cabinet = GpioCabinet({"switch-1": "GPIO27"}, SystemClock(), QUICK)
    parts = CabinetLinkParts(
        conductor=rig.conductor, taps=rig.taps, clock=SystemClock(), runtime=tmp_path, cabinet=cabinet, key=keys.append
    )
    link = CabinetLink(parts)
    link.open()
    try:
        board.pin(27).drive_low()
        await until(lambda: keys == [Key(action=KeyAction.SWITCH_1)])
        assert rig.conductor.screen().preferences.scan is Scan.ONE_SWITCH
    finally:
        link.close()


async def test_a_headset_in_its_jack_reaches_the_ui_and_the_prompts_have_their_folder(
    board: Board, tmp_path: Path
) -> None:
    settings = station_settings(tmp_path, headset="GPIO4")
    async with running(tmp_path, settings) as station:
        await until(lambda: prompts_folder(settings.station.runtime).is_dir())
        assert not station._conductor.screen().headset
        board.pin(4).drive_low()
        await until(lambda: station._conductor.screen().headset)
        board.pin(4).drive_high()
        await until(lambda: not station._conductor.screen().headset)
