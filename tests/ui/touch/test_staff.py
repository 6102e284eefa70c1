# SPDX-License-Identifier: EUPL-1.2
"""The staff screens with the real ui process: getting in by holding, what each touch tells the station, long lists."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from kiosk import messages as m
from kiosk import staff_view as s
from kiosk.capability import Capability
from kiosk.messages import Action
from kiosk.workbench import Verdict
from tests.ui.touch import ink
from tests.ui.touch.staff_views import CONTEC, CUFF, EVERY_RESULT, FOUND, FREE, HELD, HID, OXIMETER, PAGED, check
from tests.ui.touch.station import FakeStation, screen
from tests.ui.touch.technician_views import TECHNICIAN_CASES, TECHNICIAN_PAGED
from ui.touch.stage_client import StageClient
from ui.touch.widgets.corner import HOLD_S

PIN = "471108"


async def _shown(station: FakeStation, stage: StageClient, view: m.AnyView) -> None:
    station.show(view, "en")
    await stage.wait(str(view.__struct_config__.tag), language="en")


async def _tap(station: FakeStation, stage: StageClient, ident: str) -> tuple[Action, str]:
    await stage.tap(ident)
    tap = await station.tap()
    return tap.action, tap.value


async def test_the_sign_in_the_corner_is_held_for_staff_and_touched_by_patients(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path) as (station, stage, _process):
        await _shown(station, stage, m.AttractView(staff=True))
        await stage.hold("corner", 0.1)
        assert await station.tap() == m.Tap(action=Action.START)
        await stage.hold("corner", HOLD_S + 0.3)
        assert await station.tap() == m.Tap(action=Action.STAFF)
        await _shown(station, stage, m.CleaningView(remaining_s=100))
        assert "corner" not in {each["id"] for each in await stage.tree()}
        for view in (m.UnavailableView(staff=True), m.CleaningView(remaining_s=100, staff=True)):
            await _shown(station, stage, view)
            await stage.hold("corner", 0.1)
            await stage.hold("corner", HOLD_S + 0.3)
            assert await station.tap() == m.Tap(action=Action.STAFF), "letting go tells nothing more"
            assert station.taps.empty()


async def test_the_pin_is_typed_unseen(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path) as (station, stage, _process):
        await _shown(station, stage, s.StaffPinView(attempts_left=3))
        await stage.type_code(PIN[:5])
        assert (await stage.find("code-boxes"))["state"] == "5/6"
        assert not any(PIN[:5] in str(widget["text"]) for widget in await stage.tree())
        await stage.tap("key-8")
        assert await station.tap() == m.Tap(action=Action.STAFF_PIN, value=PIN)


async def test_what_each_touch_tells_the_station(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path) as (station, stage, _process):
        await _shown(station, stage, s.StaffView(instruments=(OXIMETER, CUFF), undo=True))
        assert await _tap(station, stage, "instrument-cuff") == (Action.STAFF_INSTRUMENT, "cuff")
        assert await _tap(station, stage, "new") == (Action.STAFF_NEW, "")
        assert await _tap(station, stage, "undo") == (Action.STAFF_UNDO, "")
        assert await _tap(station, stage, "leave") == (Action.LEAVE, "")
        await _shown(station, stage, s.StaffInstrumentView(instrument=OXIMETER))
        for ident, action in (
            ("ports", Action.STAFF_PORTS), ("check", Action.STAFF_CHECK), ("remove", Action.STAFF_REMOVE),
            ("back", Action.STAFF_BACK),
        ):  # fmt: skip
            assert await _tap(station, stage, ident) == (action, "")
        await _shown(station, stage, s.StaffPortsView(ports=(FREE, HELD, HID)))
        assert await _tap(station, stage, "port-1") == (Action.STAFF_PORT, FREE.address)
        assert await _tap(station, stage, "listen") == (Action.STAFF_LISTEN, "")
        await _shown(station, stage, s.StaffPortView(port=FOUND, drivers=(CONTEC,)))
        assert await _tap(station, stage, "driver-contec_9byte") == (Action.STAFF_DRIVER, "contec_9byte")
        assert await _tap(station, stage, "kinds") == (Action.STAFF_KINDS, "")
        await _shown(station, stage, s.StaffKindsView(kinds=(Capability.BODY_WEIGHT,)))
        assert await _tap(station, stage, "kind-body-weight") == (Action.STAFF_KIND, "body-weight")
        await _shown(station, stage, s.StaffView(instruments=()))
        assert await _tap(station, stage, "self-test") == (Action.STAFF_SELF_TEST, "")
        assert await _tap(station, stage, "station") == (Action.STAFF_STATION, "")
        await _shown(station, stage, s.StaffSelfTestView())
        assert await _tap(station, stage, "run") == (Action.STAFF_RUN, "")
        assert await _tap(station, stage, "touch") == (Action.STAFF_TOUCH, "")
        await _shown(station, stage, s.StaffTouchView(columns=5, rows=3, left=tuple(range(15))))
        assert await _tap(station, stage, "field-7") == (Action.STAFF_FIELD, "7")
        assert await _tap(station, stage, "rest") == (Action.STAFF_TOUCH_END, "")
        await _shown(station, stage, check(verdict=Verdict.MEASURES))
        assert await _tap(station, stage, "save") == (Action.STAFF_SAVE, "")
        assert await _tap(station, stage, "check") == (Action.STAFF_CHECK, "")


async def test_what_the_technician_s_touches_tell_the_station(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path) as (station, stage, _process):
        for name, taps in DEEDS.items():
            view = TECHNICIAN_CASES[name].view if name in TECHNICIAN_CASES else TECHNICIAN_PAGED[name]
            await _shown(station, stage, view)
            for ident, action, value in taps:
                assert await _tap(station, stage, ident) == (action, value), (name, ident)
        await _shown(station, stage, TECHNICIAN_CASES["staff-restart"].view)
        await stage.tap("restart-machine")
        await stage.tap("technician.restart.machine-no")
        assert station.taps.empty(), "a second question first"
        await stage.tap("restart-machine")
        assert await _tap(station, stage, "technician.restart.machine-yes") == (Action.STAFF_DO, "restart=machine")


async def test_the_screen_is_drawn_by_the_measure_that_it_is_told(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path) as (station, stage, _process):
        await _shown(station, stage, s.StaffView(instruments=()))
        before = (await stage.find("new"))["box"][3]
        station.send(m.Fit(width_mm=180.0, viewing_mm=600.0))
        async with asyncio.timeout(10):
            while (await stage.find("new"))["box"][3] <= before:
                await asyncio.sleep(0.05)


async def test_a_bar_moves_while_it_listens_and_then_the_device_stands_there(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path) as (station, stage, _process):
        await _shown(station, stage, s.StaffPortView(port=FREE))
        for share in ("0.25", "0.75"):
            station.show(s.StaffPortView(port=FREE, work=s.Work(share=float(share), line="2400 7E1")), "en")
            await _until(stage, "work", "state", share)
        assert "2400 7E1" in (await stage.find("text"))["text"]
        assert await _tap(station, stage, "stop") == (Action.STAFF_STOP, "")
        station.show(s.StaffPortView(port=FOUND, drivers=(CONTEC,)), "en")
        await _until(stage, "driver-contec_9byte", "sign", "good")
        assert "work" not in {widget["id"] for widget in await stage.tree()}


async def _until(stage: StageClient, ident: str, key: str, value: str) -> None:
    async with asyncio.timeout(10):
        while [widget[key] for widget in await stage.tree() if widget["id"] == ident] != [value]:
            await asyncio.sleep(0.05)


@pytest.mark.parametrize(
    ("width", "height", "millimetres"), [(1280, 800, 217.0), (800, 480, 154.0)], ids=["10-inch", "7-inch"]
)
async def test_every_entry_of_a_long_list_is_reached(
    display: str, tmp_path: Path, width: int, height: int, millimetres: float
) -> None:
    panel = (f"panel.width_px={width}", f"panel.height_px={height}", f"panel.width_mm={millimetres}")
    async with screen(display, tmp_path, *panel) as (station, stage, _process):
        for name, view in PAGED.items():
            await _shown(station, stage, view)
            seen: list[str] = []
            first: set[str] = set()
            while True:
                tree = await stage.tree()
                assert ink.faults(tree, (width, height)) == [], name
                tiles = {widget["id"] for widget in tree if widget["id"].startswith(PREFIXES)}
                first = first or tiles
                if seen and tiles == first:
                    break
                seen += tiles
                if "more" not in {widget["id"] for widget in tree}:
                    break
                await stage.tap("more")
                await stage.wait(str(view.__struct_config__.tag))
                await asyncio.sleep(0.1)
            assert len(seen) == len(set(seen)) == COUNTS[name], name


DEEDS = {
    "staff-station": (("page-log", Action.STAFF_STATION, "log"), ("back", Action.STAFF_BACK, "")),
    "staff-log": (("serious", Action.STAFF_DO, "serious=on"), ("again", Action.STAFF_DO, "again")),
    "staff-sound-deaf": (
        ("tone", Action.STAFF_DO, "tone"), ("speak", Action.STAFF_DO, "speak=off"), ("keep", Action.STAFF_DO, "keep"),
        ("louder", Action.STAFF_DO, "volume=2"),
    ),
    "staff-panel": (
        ("longer-10", Action.STAFF_DO, "length=10"), ("shorter-1", Action.STAFF_DO, "length=-1"),
        ("yardstick", Action.STAFF_DO, "yardstick=ruler"), ("keep", Action.STAFF_DO, "keep"),
    ),
    "staff-panel-eyes": (("shorter-10", Action.STAFF_DO, "viewing=-50"),),
    "staff-touch-fit": (("begin", Action.STAFF_DO, "again"),),
    "staff-touch-fit-confirm": (("fits", Action.STAFF_DO, "keep"),),
    "staff-camera-examination": (("other", Action.STAFF_DO, "camera=room"),),
}  # fmt: skip
"""What is touched on each of the technician's screens, and what the station is told."""
PREFIXES = ("instrument-", "port-", "kind-", "driver-", "result-", "page-")
COUNTS = {
    "staff-six": 6,
    "staff-ports-six": 8,
    "staff-kinds": 10,
    "staff-drivers": 14,
    "staff-self-test": len(EVERY_RESULT),
    "staff-station": 8,
}
