# SPDX-License-Identifier: EUPL-1.2
"""What is asked before and after a visit, in the real process: what a touch sends, and what is shown of the answer."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from kiosk import messages as m
from kiosk.preferences import Preferences
from tests.ui.touch.station import FakeStation, screen
from tests.ui.touch.views import CASES
from ui.touch.stage_client import StageClient

NO_TREMOR = "operating.double_strike_s=0"
MOST_PAGES = 8


async def told(stage: StageClient, ident: str, **wanted: Any) -> dict[str, Any]:
    """Wait until a part of the screen is so; each look takes a picture's time."""
    async with asyncio.timeout(15):
        while True:
            found = [each for each in await stage.tree() if each["id"] == ident]
            if found and all(found[0][key] == value for key, value in wanted.items()):
                return found[0]


async def sends(station: FakeStation, stage: StageClient, ident: str, action: m.Action, value: str = "") -> None:
    await stage.tap(ident)
    assert await station.tap() == m.Tap(action=action, value=value)


async def test_wishes_are_sent_and_shown_as_the_station_says_they_are(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path, NO_TREMOR) as (station, stage, _process):
        station.show(m.HowToView())
        await stage.wait("how-to")
        await sends(station, stage, "speech", m.Action.PREFER, "speech=on")
        assert (await stage.find("speech"))["state"] == "off", "nothing is on before the station says so"
        station.show(m.HowToView(), preferences=Preferences(speech=True))
        switch = await told(stage, "speech", state="on")
        assert switch["text"] == "Läs upp texten: På"
        await sends(station, stage, "speech", m.Action.PREFER, "speech=off")
        await sends(station, stage, "high_contrast", m.Action.PREFER, "high_contrast=on")
        await sends(station, stage, "large_text", m.Action.PREFER, "large_text=on")
        await sends(station, stage, "back", m.Action.BACK)
        await sends(station, stage, "continue", m.Action.CONTINUE)


async def test_it_gets_louder_and_quieter_up_to_the_ends(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path, NO_TREMOR) as (station, stage, _process):
        station.show(m.HowToView())
        await stage.wait("how-to")
        await sends(station, stage, "louder", m.Action.PREFER, "volume_step=3")
        await sends(station, stage, "quieter", m.Action.PREFER, "volume_step=1")
        for step, ident, other, back in ((5, "louder", "quieter", 4), (0, "quieter", "louder", 1)):
            station.show(m.HowToView(), preferences=Preferences(volume_step=step))
            await told(stage, "volume", state=f"{(step + 1) / 6:.2f}")
            assert not (await stage.find(ident))["enabled"]
            await sends(station, stage, other, m.Action.PREFER, f"volume_step={back}")


@pytest.mark.parametrize(
    ("name", "action", "answers", "marked"),
    [
        ("who-for", m.Action.CHOOSE_PERSON, {f"person-{who}": who.value for who in m.PersonFor}, m.PersonFor.CHILD),
        ("company", m.Action.CHOOSE_COMPANY, {f"company-{who}": who.value for who in m.Company}, m.Company.INTERPRETER),
    ],
)
async def test_each_answer_is_one_touch_and_the_one_given_before_is_marked(
    display: str, tmp_path: Path, name: str, action: m.Action, answers: dict[str, str], marked: str
) -> None:
    async with screen(display, tmp_path, NO_TREMOR) as (station, stage, _process):
        view = CASES[name].view
        station.show(view)
        await stage.wait(name)
        for ident, value in answers.items():
            await sends(station, stage, ident, action, value)
            assert not (await stage.find(ident))["chosen"]
        station.show(
            m.WhoForView(chosen=m.PersonFor.CHILD) if name == "who-for" else m.CompanyView(chosen=m.Company(marked))
        )
        await told(stage, next(ident for ident, value in answers.items() if value == marked), chosen=True)
        assert [each["id"] for each in await stage.tree() if each.get("chosen")] == [
            ident for ident, value in answers.items() if value == marked
        ]


async def test_the_rest_is_counted_down_and_nobody_is_held(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path, NO_TREMOR) as (station, stage, _process):
        station.show(m.PrepareView(items=("rest", "sleeve"), rest_remaining_s=272))
        await stage.wait("prepare")
        assert (await stage.find("rest-time"))["text"] == "4:32"
        assert (await stage.find("rest"))["state"] == "0.91"
        assert "blodtrycket" in (await stage.find("rest-note"))["text"]
        await sends(station, stage, "continue", m.Action.CONTINUE)
        station.show(m.PrepareView(items=("rest", "sleeve"), rest_remaining_s=59))
        await told(stage, "rest-time", text="0:59")
        station.show(m.PrepareView(items=("rest", "sleeve"), rest_remaining_s=0))
        await told(stage, "rest-note", text="Du har vilat färdigt.")
        assert not [each for each in await stage.tree() if each["id"] == "rest-time"]
        station.show(m.PrepareView(items=("hands",)))
        await told(stage, "item-hands", text="Värm händerna.")
        shown = {each["id"] for each in await stage.tree()}
        assert not shown & {"item-rest", "item-sleeve", "rest", "rest-note"}, "another instrument, other preparations"


async def test_whoever_has_wiped_says_so(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path) as (station, stage, _process):
        station.show(m.CleaningView(remaining_s=120))
        await stage.wait("cleaning")
        station.show(m.CleaningView(remaining_s=119))
        await told(stage, "remaining", text="Stationen öppnar av sig själv om 1:59.")
        await sends(station, stage, "done", m.Action.DONE)


@pytest.mark.parametrize("panel", [("1280", "800", "217.0"), ("800", "480", "154.0")], ids=["10-inch", "7-inch"])
async def test_with_large_text_everything_is_on_some_page(display: str, tmp_path: Path, panel: tuple[str, ...]) -> None:
    width, height, millimetres = panel
    size = (f"panel.width_px={width}", f"panel.height_px={height}", f"panel.width_mm={millimetres}")
    async with screen(display, tmp_path, NO_TREMOR, *size) as (station, stage, _process):
        for name in ("how-to", "who-for", "company"):
            station.show(CASES[name].view, preferences=Preferences(large_text=True))
            await stage.wait(name)
            found = set()
            for _page in range(MOST_PAGES):
                targets = {each["id"] for each in await stage.tree() if each["target"]}
                found |= targets
                if "page" not in targets:
                    break
                await stage.tap("page")
            assert set(CASES[name].buttons) <= found, name
