# SPDX-License-Identifier: EUPL-1.2
"""The call on the real screen: one's own picture, the letters, writing instead of speaking, and hearing nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from kiosk import messages as m
from kiosk.line_quality import CallMode
from kiosk.messages import Action, Tap
from kiosk.preferences import OwnPicture, Preferences
from tests.ui.touch import ink
from tests.ui.touch.station import FakeStation, screen
from tests.ui.touch.views import BP_DONE, BP_INFLATING, GP, call, oximeter, several
from ui.touch.letters import LETTERS, RARE
from ui.touch.stage_client import StageClient
from ui.touch.widgets.own_view import ORDER

WIDE = (1280, 800, 217.0)
PANELS = {"7": (800, 480, 154.0), "7-upright": (480, 800, 92.4), "10-upright": (800, 1280, 135.6)}
SWITCHES = {"microphone", "camera"}
WRITING = call(text_call=True, microphone=False)


def panel(width: int, height: int, millimetres: float) -> tuple[str, ...]:
    return (f"panel.width_px={width}", f"panel.height_px={height}", f"panel.width_mm={millimetres}")


async def until(stage: StageClient, ident: str, *, there: bool = True) -> list[dict[str, Any]]:
    """Wait until ``ident`` is on the screen, or is not; return everything that is."""
    async with asyncio.timeout(15):
        while True:
            tree = await stage.tree()
            if (ident in {each["id"] for each in tree}) is there:
                return tree


async def show(station: FakeStation, stage: StageClient, view: m.CallView, language: str = "sv", **more: Any) -> None:
    station.show(view, language, **more)
    await stage.wait("call", language=language)


def box_of(tree: list[dict[str, Any]], ident: str) -> list[int]:
    (found,) = (each["box"] for each in tree if each["id"] == ident)
    return list(found)


async def test_ones_own_picture_goes_round_the_corners_and_away(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path) as (station, stage, _process):
        middles = {}
        for where in ORDER:
            await show(station, stage, call(gp_camera=False), preferences=Preferences(own_picture=where))
            after = ORDER[(ORDER.index(where) + 1) % len(ORDER)]
            away = where is OwnPicture.HIDDEN
            tree = await until(stage, "own-picture", there=not away)
            async with asyncio.timeout(15):
                while (await stage.find("own-view"))["state"] != where:
                    pass
            tree = await stage.tree()
            assert ink.faults(tree, WIDE[:2]) == [], where
            big, own = box_of(tree, "gp-picture"), box_of(tree, "own-view")
            middles[where] = (
                own[0] + own[2] / 2 > big[0] + big[2] / 2,
                own[1] + own[3] / 2 > big[1] + big[3] / 2,
            )
            await stage.tap("own-view")
            assert await station.tap() == Tap(action=Action.PREFER, value=f"own_picture={after}")
        assert [middles[where] for where in ORDER[:4]] == [(True, True), (False, True), (False, False), (True, False)]


async def test_letters_go_to_the_gp_key_by_key(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path) as (station, stage, _process):
        await show(station, stage, call(chat=()))
        await stage.tap("write")
        await until(stage, "key-h")
        draft = ""
        for key, written in (
            ("key-j", "J"), ("key-a", "a"), ("pad-space", " "), ("key-ö", "ö"), ("erase", "\b"), ("pad-line", "\u2028"),
        ):  # fmt: skip
            await stage.tap(key)
            assert await station.tap() == Tap(action=Action.TYPE, value=written)
            draft = draft[:-1] if written == "\b" else draft + written
            chat = (m.ChatLine(text=draft, own=True),)
            await show(station, stage, call(chat=chat, draft=draft))
        assert "Du: Ja" in (await stage.find("chat"))["text"]
        await stage.tap("pad-page")
        await until(stage, "key-7")
        await stage.tap("key-7")
        assert await station.tap() == Tap(action=Action.TYPE, value="7")
        await stage.tap("close-pad")
        await until(stage, "say-yes")
        assert station.taps.empty(), "the microphone is as it was"


@pytest.mark.parametrize("name", PANELS)
async def test_every_letter_can_be_reached_on_every_panel(display: str, tmp_path: Path, name: str) -> None:
    """In pages, each key of 20 mm, and with large text."""
    async with screen(display, tmp_path, *panel(*PANELS[name])) as (station, stage, _process):
        for language, large in (("se", False), ("ar", True)):
            await show(station, stage, WRITING, language, preferences=Preferences(large_text=large))
            found: set[str] = set()
            for _ in range(30):
                tree = await stage.tree()
                assert ink.faults(tree, PANELS[name][:2]) == []
                keys = {each["id"].removeprefix("key-") for each in tree if each["id"].startswith("key-")}
                if keys <= found:
                    break
                found |= keys
                await stage.tap("pad-page")
            assert set(LETTERS[language] + RARE[language] + "1234567890") <= found


async def test_who_writes_instead_has_the_room_for_it(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path) as (station, stage, _process):
        await show(station, stage, call())
        before = box_of(await stage.tree(), "gp-picture")
        await stage.tap("write")
        await until(stage, "pad-page")
        await stage.tap("text-call")
        assert await station.tap() == Tap(action=Action.TEXT_CALL, value="on")
        await show(station, stage, WRITING)
        tree = await until(stage, "end")
        large, picture = (box_of(tree, ident) for ident in ("letter-pad", "gp-picture"))
        assert picture[2] < before[2] / 2 < large[2]
        assert (await stage.find("sending"))["state"] == "off on"
        await stage.tap("end")
        await until(stage, "end-no")
        await stage.tap("end-no")
        await stage.tap("text-call")
        assert await station.tap() == Tap(action=Action.TEXT_CALL, value="off")
        await show(station, stage, call())
        await until(stage, "say-yes")


async def test_who_hears_nothing_is_helped_step_by_step(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path) as (station, stage, _process):
        await show(station, stage, call())
        await stage.tap("say-cannot-hear")
        assert await station.tap() == Tap(action=Action.CANNOT_HEAR, value="Jag hör dig inte")
        await show(station, stage, call(cannot_hear=True))
        await until(stage, "louder")
        assert GP in (await stage.find("help-told"))["text"]
        await stage.tap("louder")
        assert await station.tap() == Tap(action=Action.PREFER, value="volume_step=3")
        said = []
        for _ in range(4):
            said.append((await stage.find("help-text"))["text"])
            await stage.tap("help-next")
        assert len(set(said)) == 4 and "0951-123 45" in said[-1]
        assert (await stage.find("help-text"))["text"] == said[0]
        await stage.tap("help-next")
        await stage.tap("help-next")
        await stage.tap("text-call")
        assert await station.tap() == Tap(action=Action.TEXT_CALL, value="on")
        await stage.tap("hears")
        assert await station.tap() == Tap(action=Action.CANNOT_HEAR)
        await show(station, stage, call())
        await until(stage, "say-yes")


async def test_a_cuff_comes_before_the_letters(display: str, tmp_path: Path) -> None:
    busy, done = several(oximeter(), BP_INFLATING), several(oximeter(), BP_DONE)
    async with screen(display, tmp_path) as (station, stage, _process):
        await show(station, stage, call(text_call=True, instruments=done))
        await until(stage, "pad-page")
        await show(station, stage, call(text_call=True, instruments=busy, shown=2), cuff=2)
        await until(stage, "stop")
        await stage.tap("stop")
        assert await station.tap() == Tap(action=Action.MEASURE_STOP, value="2")
        await stage.tap("close-bench")
        await until(stage, "pad-page")
        await show(station, stage, call(text_call=True, instruments=busy, shown=2, chat=()), cuff=2)
        tree = await until(stage, "stop-cuff")
        assert ink.faults(tree, WIDE[:2]) == [], "the letters make room for the stop button"


@pytest.mark.parametrize("large", [False, True])
async def test_one_always_sees_whether_one_is_heard_and_seen(display: str, tmp_path: Path, large: bool) -> None:
    busy = several(oximeter(), BP_INFLATING)
    views = (
        call(), call(cannot_hear=True), WRITING, call(instruments=busy, shown=2), call(mode=CallMode.TEXT_ONLY),
    )  # fmt: skip
    async with screen(display, tmp_path) as (station, stage, _process):
        for number, view in enumerate(views):
            station.show(m.AttractView())
            await stage.wait("attract")
            await show(station, stage, view, preferences=Preferences(large_text=large), cuff=2 * (number == 3))
            seen = {each["id"] for each in await stage.tree() if not each["covered"]}
            assert seen >= SWITCHES or "sending" in seen
            assert "line-quality" in seen, "and how the line is"
