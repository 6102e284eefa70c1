# SPDX-License-Identifier: EUPL-1.2
"""The real ui process, operated by a keypad and by a switch; the mark on the picture; waking; trembling hands."""

from __future__ import annotations

import asyncio
import os
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from kiosk import messages as m
from kiosk.preferences import Preferences, Scan
from tests.ui.touch.staff_views import STAFF_CASES
from tests.ui.touch.station import FakeStation, screen
from tests.ui.touch.views import CASES, GP, call
from ui.touch.palette import STANDARD, Colour, contrast
from ui.touch.stage_client import StageClient, StageError

PLUS, MINUS, ENTER, POINT, ZERO = 270, 269, 271, 266, 256
ONE_SWITCH = Preferences(scan=Scan.ONE_SWITCH, scan_s=1.5)
HOLD_OFF = "operating.hold_off_s=0.3"
PX_PER_MM = 1280 / 217.0
A = m.Action


async def _shown(station: FakeStation, stage: StageClient, view: m.AnyView, **more: Any) -> None:
    station.show(view, "sv", **more)
    await stage.wait(str(view.__struct_config__.tag), language="sv")


async def _settled(stage: StageClient) -> None:
    """Wait until keys count on what is shown."""
    async with asyncio.timeout(15):
        while not (await stage.screen())["keys"]:
            pass


async def _marked(stage: StageClient, ident: str, deadline_s: float = 15.0) -> None:
    """Wait until ``ident``, or a row that begins with it, is marked and presses count."""
    async with asyncio.timeout(deadline_s):
        while True:
            state = await stage.screen()
            if state["marked"][:1] == [ident] and state["scan"] != "holding":
                return


# ------------------------------------------------------------------------------------------------ keypad


async def _key_to(stage: StageClient, ident: str) -> None:
    """Press plus until ``ident`` is marked, then enter."""
    await stage.wait((await stage.screen())["screen"])
    for _ in range(20):
        if (await stage.screen())["marked"] == [ident]:
            break
        await stage.key(PLUS)
    await _settled(stage)
    await stage.key(ENTER)


async def test_a_visit_by_keypad(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path, HOLD_OFF) as (station, stage, _process):
        await _shown(station, stage, m.AttractView())
        await stage.key(ENTER)
        assert await station.tap() == m.Tap(action=A.START)
        await _shown(station, stage, m.LanguageView(languages=("sv", "nb", "en")))
        assert (await stage.screen())["marked"] == ["language-sv"], "who uses keys sees where they are"
        await _key_to(stage, "language-sv")
        assert await station.tap() == m.Tap(action=A.CHOOSE_LANGUAGE, value="sv")
        await _shown(station, stage, m.CodeView(attempts_left=3))
        await _settled(stage)
        for digit in "9044":
            await stage.key(ZERO + int(digit))
        await stage.key(POINT)
        for digit in "417":
            await stage.key(ZERO + int(digit))
        assert await station.tap() == m.Tap(action=A.ENTER_CODE, value="904417")
        for case, ident, tap in (
            ("consent", "consent", m.Tap(action=A.CONSENT)),
            ("measure-done", "continue", m.Tap(action=A.CONTINUE)),
            ("call", "microphone", m.Tap(action=A.MICROPHONE, value="off")),
        ):
            await _shown(station, stage, CASES[case].view)
            await _key_to(stage, ident)
            assert await station.tap() == tap
        await _key_to(stage, "end")
        assert (await stage.screen())["marked"] == ["end-no"], "the careful answer first"
        await _key_to(stage, "end-yes")
        assert await station.tap() == m.Tap(action=A.END)
        assert station.taps.empty()


@pytest.mark.skipif(shutil.which("xdotool") is None, reason="xdotool is not installed")
async def test_a_real_keyboard_types_and_its_other_keys_do_nothing(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path, HOLD_OFF) as (station, stage, process):
        await _shown(station, stage, m.CodeView(attempts_left=3))
        await _settled(stage)
        keys = ["Escape", "F1", "q", "ctrl+c", "alt+F4", "1", "KP_2", "3", "KP_4", "5", "BackSpace", "5", "KP_6"]
        typing = await asyncio.create_subprocess_exec(
            "xdotool", "mousemove", "600", "400", "key", "--delay", "300", *keys,
            env={**os.environ, "DISPLAY": display},
        )  # fmt: skip
        assert await typing.wait() == 0
        assert await station.tap() == m.Tap(action=A.ENTER_CODE, value="123456")
        assert process.returncode is None


async def test_back_goes_back_where_nothing_is_lost_and_only_points_at_the_way_out_elsewhere(
    display: str, tmp_path: Path
) -> None:
    async with screen(display, tmp_path, HOLD_OFF) as (station, stage, _process):
        await _shown(station, stage, CASES["waiting"].view)
        await _settled(stage)
        assert (await stage.key(POINT))["marked"] == ["leave"]
        await _shown(station, stage, CASES["consent"].view)
        await _settled(stage)
        await stage.key(POINT)
        assert await station.tap() == m.Tap(action=A.BACK)
        await _shown(station, stage, CASES["call-cuff"].view, cuff=2)
        assert "close-bench" in {each["id"] for each in await stage.tree()}
        await _settled(stage)
        await stage.key(POINT)
        assert "close-bench" not in {each["id"] for each in await stage.tree()}
        await stage.tap("end")
        await _settled(stage)
        await stage.key(POINT)
        assert {"end-yes", "end-no"}.isdisjoint(each["id"] for each in await stage.tree())
        assert station.taps.empty()


async def test_a_key_for_the_screen_before_does_nothing_on_the_next(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path, "operating.hold_off_s=3") as (station, stage, _process):
        await _shown(station, stage, m.GpAbsentView(gp_name=GP, waited_s=700))
        await stage.key(PLUS)
        await _shown(station, stage, m.ExpiredView())
        assert (await stage.key(ENTER))["screen"] == "expired"
        await _settled(stage)
        assert station.taps.empty()
        await stage.key(ENTER)
        assert await station.tap() == m.Tap(action=A.RETRY)


# ------------------------------------------------------------------------------------------------ one switch


async def _choose(station: FakeStation, stage: StageClient, *marks: str) -> None:
    """Wait for each mark, and press the switch."""
    for mark in marks:
        await _marked(stage, mark)
        await asyncio.sleep(0.25)
        station.send(m.Key(action=m.KeyAction.SWITCH_1))
        await stage.screen()


async def test_a_visit_by_one_switch(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path, HOLD_OFF) as (station, stage, _process):
        await _shown(station, stage, m.AttractView(), preferences=ONE_SWITCH)
        station.send(m.Key(action=m.KeyAction.SWITCH_1))
        assert await station.tap() == m.Tap(action=A.START)
        await _shown(station, stage, m.LanguageView(languages=("sv", "nb", "en")), preferences=ONE_SWITCH)
        await _choose(station, stage, "language-sv")
        assert await station.tap() == m.Tap(action=A.CHOOSE_LANGUAGE, value="sv")
        await _shown(station, stage, m.CodeView(attempts_left=3), preferences=ONE_SWITCH)
        for row, digit in (("1", "1"), ("4", "5"), ("1", "2"), ("1", "1"), ("1", "1"), ("4", "4")):
            await _choose(station, stage, f"key-{row}")
            await _in_row(stage)
            await _choose(station, stage, f"key-{digit}")
        assert await station.tap() == m.Tap(action=A.ENTER_CODE, value="152114")
        await _shown(station, stage, CASES["consent"].view, preferences=ONE_SWITCH)
        await _choose(station, stage, "consent")
        assert await station.tap() == m.Tap(action=A.CONSENT)
        await _shown(station, stage, call(), preferences=ONE_SWITCH)
        await _choose(station, stage, "say-yes")
        assert await station.tap() == m.Tap(action=A.SAY, value="Ja")
        assert station.taps.empty()


async def _in_row(stage: StageClient) -> None:
    async with asyncio.timeout(10):
        while (await stage.screen())["mark"] == "row":
            pass


async def test_a_cuff_takes_the_mark_to_its_stop_button(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path, HOLD_OFF) as (station, stage, _process):
        await _shown(station, stage, CASES["waiting"].view, preferences=ONE_SWITCH)
        await _marked(stage, "leave")
        await _shown(station, stage, CASES["waiting-cuff"].view, preferences=ONE_SWITCH, cuff=2)
        await _choose(station, stage, "stop-cuff")
        assert await station.tap() == m.Tap(action=A.MEASURE_STOP)


# ------------------------------------------------------------------------------------------------ the mark


DARK, LIGHT = STANDARD.night, STANDARD.surface


def _rings(picture: np.ndarray[Any, Any], box: list[int]) -> list[tuple[int, int, Colour, Colour]]:
    """Measure dark and light ring at the middle of each side that is not at the panel's edge, from outside inwards."""
    x, y, w, h = box
    found = []
    for column, row, dx, dy in (
        (x, y + h // 2, 1, 0), (x + w - 1, y + h // 2, -1, 0), (x + w // 2, y, 0, 1), (x + w // 2, y + h - 1, 0, -1)
    ):  # fmt: skip
        if not (20 < column < picture.shape[1] - 20 and 20 < row < picture.shape[0] - 20):
            continue
        line = [Colour(*map(int, picture[row + step * dy, column + step * dx])) for step in range(-3, 40)]
        dark = [place for place, colour in enumerate(line) if colour == DARK]
        light = [place for place in range(dark[-1] + 1, len(line)) if line[place] == LIGHT]
        run = next((count for count, place in enumerate(light) if place - light[0] != count), len(light))
        found.append((len(dark), min(run, 8), line[0], line[light[0] + 10]))
    return found


async def test_the_mark_stands_out_from_ground_and_part(display: str, tmp_path: Path) -> None:
    """On paper, on white cards, on dark buttons, over a question, and at the edge of a panel."""
    async with screen(display, tmp_path, "operating.double_strike_s=0") as (station, stage, _process):
        stage.pace_s = 0.0
        for name in ("attract", "language", "code", "consent", "call", "measure-idle", "six-inflating", "staff-two"):
            case = {**CASES, **STAFF_CASES}[name]
            await _shown(station, stage, case.view, **case.show)
            for _ in case.buttons[:6]:
                assert (await stage.key(PLUS))["marked"]
                frame = await stage.find("focus")
                await stage.picture(tmp_path / "marked.png")
                with Image.open(tmp_path / "marked.png") as file:
                    rings = _rings(np.asarray(file.convert("RGB")), frame["box"])
                assert rings or name == "attract", name
                for dark_px, light_px, ground, part in rings:
                    assert min(dark_px, light_px) >= PX_PER_MM, (name, frame["state"])
                    for colour in (ground, part):
                        best = max(contrast(colour, DARK), contrast(colour, LIGHT))
                        assert best >= 3.0, (name, frame["state"], colour)


async def test_a_touch_takes_the_mark_away(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path, HOLD_OFF) as (station, stage, _process):
        await _shown(station, stage, m.CodeView(attempts_left=3))
        await stage.picture(tmp_path / "before.png")
        assert (await stage.key(PLUS))["marked"] == ["key-1"]
        await stage.tap("key-7")
        await stage.tap("erase")
        assert (await stage.screen())["marked"] == []
        await stage.picture(tmp_path / "after.png")
    assert (tmp_path / "before.png").read_bytes() == (tmp_path / "after.png").read_bytes()


# ------------------------------------------------------------------------------------------------ waking


async def test_the_finger_that_rests_on_the_first_screen_answers_nothing_on_the_next(
    display: str, tmp_path: Path
) -> None:
    async with (
        screen(display, tmp_path, HOLD_OFF) as (station, stage, _process),
        StageClient(tmp_path / "stage.sock") as other,
    ):
        await _shown(station, stage, m.AttractView())
        resting = asyncio.ensure_future(other.hold("start", 1.5))
        await asyncio.sleep(0.3)
        station.show(m.LanguageView(languages=("sv", "nb", "en")), "sv")
        while (await stage.screen())["screen"] != "language":
            pass
        await asyncio.sleep(0.5)
        assert not (await stage.screen())["ready"]
        await stage.tap("language-nb")
        await resting
        await stage.wait("language")
        assert station.taps.empty(), "neither the resting finger nor the one beside it"
        await stage.tap("language-sv")
        assert await station.tap() == m.Tap(action=A.CHOOSE_LANGUAGE, value="sv")


@pytest.mark.parametrize("way", ["touch", "key", "switch"])
async def test_a_dark_screen_is_lit_by_anything_and_nothing_else_happens(
    display: str, tmp_path: Path, way: str
) -> None:
    async with screen(display, tmp_path, HOLD_OFF) as (station, stage, _process):
        view = CASES["measure-done"].view
        await _shown(station, stage, view, blank=True)
        await stage.picture(tmp_path / "dark.png")
        with Image.open(tmp_path / "dark.png") as file:
            assert file.convert("L").getextrema() == (0, 0)
        with pytest.raises(StageError):
            await stage.tap("continue")
        if way == "touch":
            await stage.tap("wake")
        elif way == "key":
            await stage.key(ENTER)
        else:
            station.send(m.Key(action=m.KeyAction.SWITCH_1))
        assert await station.tap() == m.Tap(action=A.WAKE)
        station.show(view, "sv")
        await stage.wait("measure")
        assert station.taps.empty()
        await stage.tap("continue")
        assert await station.tap() == m.Tap(action=A.CONTINUE)


async def test_a_question_stays_above_a_screen_that_changes_below_it(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path, HOLD_OFF) as (station, stage, _process):
        pictures = []
        for case in ("measure", "waiting"):
            station.show(CASES[case].view, "sv", idle_remaining_s=20)
            await stage.wait(str(CASES[case].view.__struct_config__.tag), idle=True)
            x, y, w, h = (await stage.find("idle-title"))["box"]
            await stage.picture(tmp_path / "asked.png")
            with Image.open(tmp_path / "asked.png") as file:
                pictures.append(file.crop((x, y, x + w, y + h)).tobytes())
        assert pictures[0] == pictures[1]


# ------------------------------------------------------------------------------------------------ trembling


@pytest.mark.parametrize(("filter_s", "taps"), [(1.5, 1), (0, 2)])
async def test_a_trembling_finger_is_one_touch(display: str, tmp_path: Path, filter_s: float, taps: int) -> None:
    async with screen(display, tmp_path, f"operating.double_strike_s={filter_s}") as (station, stage, _process):
        await _shown(station, stage, call())
        for _ in range(2):
            await stage.ask("tap", id="microphone")
        await stage.tap("camera")
        heard = [(await station.tap()).action for _ in range(taps + 1)]
        assert heard == [A.MICROPHONE] * taps + [A.CAMERA]
