# SPDX-License-Identifier: EUPL-1.2
"""The assistant's screens: whole on every panel, and each control says what it should."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.assistant_view import AssistantNumberView, AssistantPinView
from kiosk.messages import Action, Tap
from kiosk.staff_view import StaffPinView
from tests.ui.touch import ink
from tests.ui.touch.assistant_views import ASSISTANT_CASES, ASSISTANT_PAGED, OVERVIEWS
from tests.ui.touch.station import FakeStation, screen
from tests.ui.touch.views import CASES, Case
from ui.touch.gallery.look import PANELS
from ui.touch.stage_client import StageClient

NO_TREMOR = "operating.double_strike_s=0"


async def shown(station: FakeStation, stage: StageClient, case: Case, language: str = "sv") -> None:
    station.show(case.view, language, **case.show)
    await stage.wait(str(case.view.__struct_config__.tag), language=language)


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("name", "language"), [("10", "x_long"), ("7", "ar"), ("7-upright", "fi")])
async def test_every_screen_is_whole(display: str, tmp_path: Path, name: str, language: str) -> None:
    panel, found = PANELS[name], []
    cases = {**{each: Case(view, ()) for each, view in ASSISTANT_PAGED.items()}, **ASSISTANT_CASES, **OVERVIEWS}
    async with screen(display, tmp_path, *panel.settings) as (station, stage, _process):
        for case_name, case in cases.items():
            await shown(station, stage, case, language)
            faults = ink.faults(await stage.tree(), (panel.width_px, panel.height_px))
            found += [f"{case_name}: {fault}" for fault in faults]
    assert found == []


async def test_each_control_says_what_it_is_for(display: str, tmp_path: Path) -> None:
    taps = {
        "assistant": (
            ("act-2", Tap(action=Action.MEASURE_START, value="2")),
            ("act-3", Tap(action=Action.RETAKE, value="3")),
            ("takes", Tap(action=Action.ASSIST_TAKES, value="patient")),
            ("patient", Tap(action=Action.ASSIST_PATIENT)),
        ),
        "assistant-cuff": (("act-2", Tap(action=Action.MEASURE_STOP, value="2")),),
        "assistant-before": (("lead", Tap(action=Action.ASSIST_LEAD)),),
        "assistant-practice": (("lesson", Tap(action=Action.ASSIST_LESSON)),),
        "assistant-call": (("camera", Tap(action=Action.ASSIST_TOOL, value="camera")),),
        "assistant-camera": (("tool", Tap(action=Action.ASSIST_TOOL_ON, value="on")),),
        "assistant-stethoscope-on": (
            ("tool", Tap(action=Action.ASSIST_TOOL_ON, value="off")),
            ("back", Tap(action=Action.ASSIST_BACK)),
        ),
        "assistant-person": (("guest-interpreter", Tap(action=Action.ASSIST_PERSON, value="interpreter")),),
    }
    async with screen(display, tmp_path, NO_TREMOR) as (station, stage, _process):
        for name, expected in taps.items():
            await shown(station, stage, (ASSISTANT_CASES | OVERVIEWS)[name])
            for ident, tap in expected:
                await stage.tap(ident)
                assert await station.tap() == tap, (name, ident)


async def test_staff_may_practise_without_a_pin(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path, NO_TREMOR) as (station, stage, _process):
        await shown(station, stage, Case(StaffPinView(attempts_left=3, practice=True), ()))
        await stage.tap("practise")
        assert await station.tap() == Tap(action=Action.PRACTISE)


async def test_she_hands_over_only_after_a_second_question(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path, NO_TREMOR) as (station, stage, _process):
        await shown(station, stage, OVERVIEWS["assistant"])
        await stage.tap("hand-over")
        await stage.tap("assistant.hand-over-yes")
        assert await station.tap() == Tap(action=Action.ASSIST_HAND_OVER)


async def test_number_and_pin_are_typed_one_after_the_other(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path, NO_TREMOR) as (station, stage, _process):
        for view, digits, action in (
            (AssistantNumberView(), "1234", Action.ASSIST_NUMBER),
            (AssistantPinView(), "471108", Action.ASSIST_PIN),
        ):
            await shown(station, stage, Case(view, ()))
            for digit in digits:
                await stage.tap(f"key-{digit}")
            assert await station.tap() == Tap(action=action, value=digits)
        assert "471108" not in str(await stage.tree()), "a PIN is not shown"


async def test_the_way_in_is_in_the_wishes_and_the_way_back_at_the_edge(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path, NO_TREMOR) as (station, stage, _process):
        await shown(station, stage, CASES["consent"])
        await stage.tap("wishes-open")
        await stage.wait("consent")
        await stage.tap("assist")
        assert await station.tap() == Tap(action=Action.ASSIST)
        station.show(CASES["measure"].view, assistant=True)
        await stage.wait("measure")
        await stage.tap("assist-overview")
        assert await station.tap() == Tap(action=Action.ASSIST)
        tree = await stage.tree()
        assert ink.faults(tree, (1280, 800)) == []
        station.show(CASES["measure"].view)
        while any(each["id"] == "assist-overview" for each in await stage.tree()):
            await stage.wait("measure")
