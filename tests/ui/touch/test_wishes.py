# SPDX-License-Identifier: EUPL-1.2
"""The wishes from any screen: opened in its place, the visit as it was; the way to darkness; who forgets to close."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kiosk import messages as m
from kiosk.preferences import Preferences, Scan
from tests.ui.touch import ink
from tests.ui.touch.station import screen
from tests.ui.touch.views import BP_INFLATING, CASES

ROOT = Path(__file__).parents[3]
NO_TREMOR = "operating.double_strike_s=0"
PANEL = (1280, 800)
CONTROLS = {
    "speech", "large_text", "high_contrast", "quieter", "louder", "scan-off", "scan-one-switch", "scan-two-switch",
}  # fmt: skip
OPENED = {*CONTROLS, "assist", "dark", "wishes-close", "wishes-open", "emergency-open"}


def usable(tree: list[dict[str, Any]]) -> set[str]:
    return {each["id"] for each in tree if each["target"] and not each["covered"]}


async def test_a_wish_is_sent_and_the_screen_comes_back(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path, NO_TREMOR) as (station, stage, _process):
        view = CASES["consent"].view
        station.show(view)
        await stage.wait("consent")
        before = usable(await stage.tree())
        await stage.tap("wishes-open")
        tree = await stage.tree()
        assert usable(tree) == OPENED and ink.faults(tree, PANEL) == []
        await stage.wait("consent")
        for ident, wish in (
            ("large_text", "large_text=on"), ("louder", "volume_step=3"), ("scan-two-switch", "scan=two-switch"),
        ):  # fmt: skip
            await stage.tap(ident)
            assert await station.tap() == m.Tap(action=m.Action.PREFER, value=wish)
        station.show(view, preferences=Preferences(large_text=True))
        await stage.wait("consent")
        assert (await stage.find("large_text"))["state"] == "on", "it stays, and shows what the station says"
        await stage.tap("wishes-close")
        station.show(view)
        await stage.wait("consent")
        assert usable(await stage.tree()) == before
        assert station.taps.empty(), "the visit hears of nothing else"


async def test_another_screen_takes_its_place_back(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path, NO_TREMOR) as (station, stage, _process):
        station.show(CASES["waiting"].view)
        await stage.wait("waiting")
        await stage.tap("wishes-open")
        station.show(CASES["waiting-cuff"].view, cuff=2)
        await stage.wait("waiting")
        assert {"stop-cuff", "wishes-close", "dark"} <= usable(await stage.tree()), "a cuff can always be stopped"
        station.show(m.MeasureView(instruments=(BP_INFLATING,), complete=False), cuff=1)
        await stage.wait("measure")
        assert CONTROLS.isdisjoint(usable(await stage.tree()))


async def test_the_pace_is_there_for_one_switch_alone(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path, NO_TREMOR) as (station, stage, _process):
        for scan, wanted in ((Scan.TWO_SWITCH, False), (Scan.ONE_SWITCH, True)):
            station.show(m.HowToView(), preferences=Preferences(scan=scan))
            await stage.wait("how-to")
            found = set()
            for _page in range(3):
                found |= usable(await stage.tree())
                if "quicker" in found or "page" not in found:
                    break
                await stage.tap("page")
            assert ("quicker" in found) == wanted
        await stage.tap("quicker")
        assert await station.tap() == m.Tap(action=m.Action.PREFER, value="scan_s=1.2")


async def test_the_way_to_darkness_and_back(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path, NO_TREMOR) as (station, stage, _process):
        view = CASES["measure-done"].view
        station.show(view)
        await stage.wait("measure")
        await stage.tap("wishes-open")
        await stage.wait("measure")
        await stage.tap("dark")
        assert await station.tap() == m.Tap(action=m.Action.BLANK)
        station.show(view, blank=True)
        await stage.wait("measure")
        assert usable(await stage.tree()) == {"wake"}
        await stage.tap("wake")
        assert await station.tap() == m.Tap(action=m.Action.WAKE)
        station.show(view)
        await stage.wait("measure")
        assert "continue" in usable(await stage.tree()), "the screen that was dark, not the wishes"


@pytest.mark.parametrize(("touched_s", "open_"), [(0, False), (100, True)])
def test_what_nobody_closes_is_closed_by_itself(display: str, touched_s: int, open_: bool) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.ui.touch.forgotten_wishes", str(touched_s)],
        cwd=ROOT, env={**os.environ, "DISPLAY": display, "LIBGL_ALWAYS_SOFTWARE": "1"},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [True, open_]
