# SPDX-License-Identifier: EUPL-1.2
"""Help in an emergency: on every screen, over everything, and while the station's process is away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kiosk import messages as m
from tests.ui.touch import ink
from tests.ui.touch.station import PHONE, screen
from tests.ui.touch.views import BP_INFLATING, CASES

ADDRESS = "Storgatan 12, Slussfors, Storumans kommun"
SETTINGS = (f"station.address={ADDRESS}", "station.emergency_number=113")
PANEL = (1280, 800)


def usable(tree: list[dict[str, Any]]) -> set[str]:
    return {each["id"] for each in tree if each["target"] and not each["covered"]}


async def test_it_says_whom_to_ring_and_where_one_is_and_stays_over_what_comes(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path, *SETTINGS) as (station, stage, _process):
        station.show(CASES["consent"].view)
        await stage.wait("consent")
        await stage.tap("emergency-open")
        tree = await stage.tree()
        texts = {each["id"]: each["text"] for each in tree if not each["covered"]}
        assert texts["emergency"] == "Ring 113"
        assert texts["emergency-address"] == ADDRESS
        assert PHONE in texts["emergency-clinic"]
        assert usable(tree) == {"emergency-close"}
        assert ink.faults(tree, PANEL) == []

        station.show(CASES["waiting"].view, idle_remaining_s=20)
        await stage.wait("waiting", idle=True)
        assert usable(await stage.tree()) == {"emergency-close"}, "neither another screen nor a question covers it"

        await stage.tap("emergency-close")
        assert usable(await stage.tree()) == {"stay", "emergency-open"}, "whoever is asked can have help as well"
        await stage.tap("emergency-open")
        assert usable(await stage.tree()) == {"emergency-close"}


async def test_it_does_not_hide_the_button_that_stops_a_cuff(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path, *SETTINGS) as (station, stage, _process):
        station.show(CASES["waiting"].view)
        await stage.wait("waiting")
        await stage.tap("emergency-open")
        station.show(m.MeasureView(instruments=(BP_INFLATING,), complete=False), cuff=1)
        await stage.wait("measure")
        tree = await stage.tree()
        assert usable(tree) == {"stop-cuff", "emergency-close"}
        assert ink.faults(tree, PANEL) == []
        await stage.tap("stop-cuff")
        assert await station.tap() == m.Tap(action=m.Action.MEASURE_STOP)


async def test_it_works_without_the_station_s_process(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path, *SETTINGS) as (station, stage, _process):
        station.show(CASES["code"].view)
        await stage.wait("code")
        await stage.tap("emergency-open")
        await station.close()
        await stage.wait("please-wait")
        assert (await stage.find("emergency"))["text"] == "Ring 113", "it stays"
        await stage.tap("emergency-close")
        await stage.tap("emergency-open")
        assert (await stage.find("emergency-address"))["text"] == ADDRESS, "and can be opened"
