# SPDX-License-Identifier: EUPL-1.2
"""Review, waiting room, summary and rating in the real ui process: what a touch sends, and what is shown of it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import numpy as np

from kiosk import messages as m
from kiosk.frames import RingWriter
from kiosk.messages import Action, Tap
from kiosk.preferences import Preferences
from tests.ui.touch.station import NAME, PHONE, FakeStation, screen
from tests.ui.touch.views import CASES, EIGHT, GP
from ui.touch.stage_client import StageClient

DEADLINE_S = 20.0


async def texts(stage: StageClient) -> dict[str, str]:
    return {each["id"]: each["text"] for each in await stage.tree() if not each["covered"]}


async def until(stage: StageClient, ident: str, part: str) -> None:
    """Wait until ``part`` stands in what ``ident`` says."""
    async with asyncio.timeout(DEADLINE_S):
        while part not in (await texts(stage)).get(ident, ""):
            await asyncio.sleep(0.05)


async def shown(station: FakeStation, stage: StageClient, view: m.AnyView, **more: Any) -> None:
    station.show(view, "en", **more)
    await stage.wait(str(view.__struct_config__.tag), language="en")


async def test_every_result_can_be_measured_again_from_any_page(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path) as (station, stage, _process):
        await shown(station, stage, m.ReviewView(instruments=EIGHT))
        seen: list[str] = []
        for _ in range(3):
            seen += sorted(each for each in await texts(stage) if each.startswith("retake-"))
            await stage.tap("more")
        assert seen == [f"retake-{number}" for number in range(1, 9)]
        await stage.tap("retake-1")
        assert await station.tap() == Tap(action=Action.RETAKE, value="1")


async def test_a_long_summary_is_read_page_by_page_and_printed_whole(display: str, tmp_path: Path) -> None:
    words = [f"word{number}" for number in range(160)]
    view = m.SummaryView(gp_name=GP, text=" ".join(words), physical_visit=True, printing=m.Printing.ABLE)
    async with screen(display, tmp_path) as (station, stage, _process):
        await shown(station, stage, view)
        read = (await texts(stage))["summary"].split()
        assert "previous" not in await texts(stage)
        while "more" in await texts(stage):
            await stage.tap("more")
            read += (await texts(stage))["summary"].split()
        assert read == words
        await stage.tap("previous")
        await stage.tap("print")
        tap = await station.tap()
        assert tap.action is Action.PRINT
        for part in (GP, NAME, PHONE, view.text, "in person"):
            assert part in tap.value
        await shown(station, stage, m.SummaryView(gp_name=GP, text=view.text, printing=m.Printing.DONE))
        await until(stage, "printing", "Remember to take the paper")
        assert "print" not in await texts(stage)


async def test_one_is_led_through_all_of_the_consent_before_the_answer(display: str, tmp_path: Path) -> None:
    async def primary(stage: StageClient) -> set[str]:
        return {each["id"] for each in await stage.tree() if each.get("primary") and not each["covered"]}

    async with screen(display, tmp_path) as (station, stage, _process):
        await shown(station, stage, CASES["consent"].view)
        assert await primary(stage) == {"consent"}, "all of it is there"
        await shown(station, stage, CASES["consent"].view, preferences=Preferences(large_text=True))
        async with asyncio.timeout(DEADLINE_S):
            while await primary(stage) != {"page"}:
                await asyncio.sleep(0.05)
            while await primary(stage) == {"page"}:
                await stage.tap("page")
        assert await primary(stage) == {"consent"}
        await stage.tap("page")
        assert await primary(stage) == {"consent"}, "it has been read"


async def test_an_answer_is_sent_and_the_next_question_comes(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path) as (station, stage, _process):
        await shown(station, stage, CASES["rating"].view)
        await stage.tap("rate-5")
        assert await station.tap() == Tap(action=Action.RATE, value="5")
        await shown(station, stage, CASES["rating-2"].view)
        await until(stage, "title", "picture and sound")
        assert (await texts(stage))["rate-1"] == "Very bad"
        await stage.tap("continue")
        assert await station.tap() == Tap(action=Action.CONTINUE)


async def test_the_waiting_room_says_how_one_is_seen_and_heard(display: str, tmp_path: Path) -> None:
    ring = RingWriter(tmp_path / "own.ring")
    luma = np.full((180, 320), 210, np.uint8)
    luma[40:, 100:220] = 60
    ring.write(luma.tobytes() + bytes([128]) * (320 * 180 // 2), 320, 180, 0.0)
    async with screen(display, tmp_path) as (station, stage, _process):
        station.send(m.Rings(own=str(ring.path), remote=""))
        await shown(station, stage, CASES["waiting-queue"].view)
        assert (await texts(stage))["queue"] == "You are number 3 in the queue. It will take about 25 minutes."
        await until(stage, "light", "bright behind you")
        await until(stage, "sound", "Say something")
        for _ in range(8):
            station.send(m.SoundLevel(level_db=-25.0))
        await until(stage, "sound", "heard well")
        await shown(station, stage, CASES["waiting-devices-gone"].view)
        await until(stage, "queue", "You are next.")
        assert not {"light", "sound"} & set(await texts(stage)), "nothing is said of what is not there"
    ring.close()


async def test_who_will_not_wait_asks_to_be_rung(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path) as (station, stage, _process):
        await shown(station, stage, CASES["gp-absent"].view)
        await stage.tap("call-back")
        assert await station.tap() == Tap(action=Action.CALL_BACK)
