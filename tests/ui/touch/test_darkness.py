# SPDX-License-Identifier: EUPL-1.2
"""Going on by ear while the screen is dark: keys and switches do what they always do, and nothing is seen."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from kiosk import messages as m
from kiosk.preferences import Preferences
from tests.ui.touch.station import FakeStation, screen
from tests.ui.touch.views import CASES
from ui.touch.stage_client import StageClient, StageError

A = m.Action
HOLD_OFF = "operating.hold_off_s=0.3"
PLUS, ENTER = 270, 271
SPEECH = Preferences(speech=True)
MOST_CONTROLS = 40


async def in_the_dark(station: FakeStation, stage: StageClient, name: str, *, headset: bool = True) -> None:
    station.show(CASES[name].view, "sv", preferences=SPEECH, headset=headset, blank=True)
    await stage.wait(str(CASES[name].view.__struct_config__.tag))


async def is_dark(stage: StageClient, folder: Path) -> bool:
    await stage.picture(folder / "dark.png")
    with Image.open(folder / "dark.png") as file:
        return file.convert("L").getextrema() == (0, 0)


async def go_to(stage: StageClient, ident: str) -> None:
    for _ in range(MOST_CONTROLS):
        if (await stage.key(PLUS))["marked"] == [ident]:
            return
    raise AssertionError(f"keys do not come to '{ident}'")


@pytest.mark.timeout(120)
async def test_keys_act_below_the_darkness_and_nothing_is_seen(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path, HOLD_OFF) as (station, stage, _process):
        await in_the_dark(station, stage, "consent")
        await go_to(stage, "consent")
        assert await is_dark(stage, tmp_path), "not even the mark"
        await stage.key(ENTER)
        assert await station.tap() == m.Tap(action=A.CONSENT)
        await in_the_dark(station, stage, "measure-done")
        await go_to(stage, "continue")
        await stage.key(ENTER)
        assert await station.tap() == m.Tap(action=A.CONTINUE)
        assert await is_dark(stage, tmp_path)


@pytest.mark.timeout(120)
async def test_a_touch_lights_the_screen_and_so_does_the_last_control(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path, HOLD_OFF) as (station, stage, _process):
        await in_the_dark(station, stage, "consent")
        await stage.tap("wake")
        assert await station.tap() == m.Tap(action=A.WAKE)
        await go_to(stage, "wake")
        said = {line["ident"]: line["text"] for line in (await stage.spoken())["said"]}
        assert "Tänd skärmen" in said["wake"]
        await stage.key(ENTER)
        assert await station.tap() == m.Tap(action=A.WAKE)


@pytest.mark.timeout(120)
async def test_without_a_headset_nobody_goes_on_in_the_dark(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path, HOLD_OFF) as (station, stage, _process):
        await in_the_dark(station, stage, "consent", headset=False)
        with pytest.raises(StageError):
            await stage.tap("consent")
        await stage.key(ENTER)
        assert await station.tap() == m.Tap(action=A.WAKE)
        await in_the_dark(station, stage, "consent")
        station.show(CASES["consent"].view, "sv", preferences=SPEECH, headset=False, blank=True)
        await stage.wait("consent")
        await stage.key(ENTER)
        assert await station.tap() == m.Tap(action=A.WAKE), "the headset was taken out"
