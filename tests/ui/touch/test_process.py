# SPDX-License-Identifier: EUPL-1.2
"""The real ui process against a station: taps, pictures, and both ends dying."""

from __future__ import annotations

import asyncio
import math
import os
import shutil
import signal
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from kiosk import messages as m
from kiosk.frames import RingWriter
from kiosk.reading import SensorState
from tests.ui.touch.process import start_ui, stop_ui
from tests.ui.touch.station import FakeStation, screen
from tests.ui.touch.views import CASES, GP, call, oximeter
from ui.touch.stage_client import StageClient, StageError

WIDTH, HEIGHT = 320, 180
TOUCHED_EVERY_S = 5.0


def _two_halves() -> bytes:
    """A frame whose left half is light and warm, its right half dark and cool (I420, video range)."""
    luma = np.full((HEIGHT, WIDTH), 180, np.uint8)
    luma[:, WIDTH // 2 :] = 60
    blue = np.full((HEIGHT // 2, WIDTH // 2), 110, np.uint8)
    blue[:, WIDTH // 4 :] = 150
    red = np.full((HEIGHT // 2, WIDTH // 2), 150, np.uint8)
    red[:, WIDTH // 4 :] = 110
    return luma.tobytes() + blue.tobytes() + red.tobytes()


def _rgb(luma: int, blue: int, red: int) -> tuple[float, float, float]:
    """BT.601, video range, as ITU-R BT.601-7 has it."""
    y, u, v = (luma - 16) * 255 / 219, (blue - 128) * 255 / 224, (red - 128) * 255 / 224
    return (y + 1.402 * v, y - 0.344136 * u - 0.714136 * v, y + 1.772 * u)


async def test_a_tap_arrives_once(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path) as (station, stage, _process):
        began_s = time.monotonic()
        station.show(m.AttractView())
        await stage.wait("attract")
        await stage.tap("start")
        assert await station.tap() == m.Tap(action=m.Action.START)
        station.show(m.LanguageView(languages=("sv", "nb", "en")))
        await stage.wait("language")
        await stage.tap("language-nb")
        assert await station.tap() == m.Tap(action=m.Action.CHOOSE_LANGUAGE, value="nb")
        station.show(m.HowToView(), "nb")
        await stage.wait("how-to", language="nb")
        await stage.tap("continue")
        assert await station.tap() == m.Tap(action=m.Action.CONTINUE)
        station.show(m.CodeView(attempts_left=3), "nb")
        await stage.wait("code", language="nb")
        await stage.type_code("904417")
        assert await station.tap() == m.Tap(action=m.Action.ENTER_CODE, value="904417")
        assert station.taps.empty()
        most = 1 + (time.monotonic() - began_s) // TOUCHED_EVERY_S
        assert 1 <= station.touched <= most, "somebody is there is said at most every five seconds"


async def test_a_new_screen_does_not_take_the_finger_of_the_old(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path) as (station, stage, _process):
        for _attempt in range(20):
            station.show(m.GpAbsentView(gp_name=GP, waited_s=700))
            await stage.wait("gp-absent")
            station.show(m.ExpiredView())
            while (await stage.screen())["screen"] != "expired":
                pass
            await stage.tap("retry")
            if not (await stage.screen())["ready"]:
                break  # the tap was certainly within the guard's time
            await station.tap()
        else:
            pytest.fail("this machine is too slow to tap within the guard's time")
        await stage.wait("expired")
        assert station.taps.empty()
        await stage.tap("retry")
        assert await station.tap() == m.Tap(action=m.Action.RETRY)


@pytest.mark.skipif(shutil.which("xdotool") is None, reason="xdotool is not installed")
async def test_one_click_of_a_real_pointer_is_one_tap(display: str, tmp_path: Path) -> None:
    """Two input providers would make two."""
    async with screen(display, tmp_path) as (station, stage, _process):
        station.show(CASES["consent"].view)
        await stage.wait("consent")
        for button, action in (("consent", m.Action.CONSENT), ("refuse", m.Action.REFUSE)):
            x, y = await stage.centre(button)
            click = await asyncio.create_subprocess_exec(
                "xdotool", "mousemove", str(x), str(y), "click", "1", env={**os.environ, "DISPLAY": display}
            )
            assert await click.wait() == 0
            assert await station.tap() == m.Tap(action=action)
        await stage.picture(tmp_path / "after.png")
        assert station.taps.empty()


async def test_what_ends_something_asks_first(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path) as (station, stage, _process):
        station.show(call())
        await stage.wait("call")
        await stage.tap("end")
        with pytest.raises(StageError, match="no button 'microphone'"):
            await stage.tap("microphone")
        await stage.tap("end-no")
        await stage.tap("microphone")
        assert await station.tap() == m.Tap(action=m.Action.MICROPHONE, value="off")
        await stage.tap("say-please-write")
        assert await station.tap() == m.Tap(action=m.Action.SAY, value="Kan du skriva?")
        await stage.tap("end")
        await stage.tap("end-yes")
        assert await station.tap() == m.Tap(action=m.Action.END)


async def test_of_a_long_text_the_newest_words_are_shown(display: str, tmp_path: Path) -> None:
    long = " ".join(f"ord{number}" for number in range(200))
    async with screen(display, tmp_path) as (station, stage, _process):
        station.show(call(chat=(m.ChatLine(text="Hej", own=True), m.ChatLine(text=long, own=False))))
        await stage.wait("call")
        chat = await stage.find("chat")
        assert chat["text"].startswith("… ") and chat["text"].endswith("ord199")
        assert chat["fits"] and chat["scale"] == 1.0
        station.show(call(chat=(m.ChatLine(text=long, own=False), m.ChatLine(text="Nej", own=True))))
        await _until(stage, "chat", "text", "Du: Nej")


async def test_are_you_still_there_covers_everything(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path) as (station, stage, _process):
        station.show(CASES["measure"].view, idle_remaining_s=20)
        await stage.wait("measure", idle=True)
        with pytest.raises(StageError):
            await stage.tap("continue")
        await stage.tap("stay")
        assert await station.tap() == m.Tap(action=m.Action.STAY)
        station.show(CASES["measure"].view)
        await stage.wait("measure", idle=False)
        await stage.tap("continue")
        assert await station.tap() == m.Tap(action=m.Action.CONTINUE)


async def test_a_wrong_code_empties_the_boxes_but_other_news_does_not(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path) as (station, stage, _process):
        station.show(m.CodeView(attempts_left=3))
        await stage.wait("code")
        await stage.type_code("12")
        station.show(m.CodeView(attempts_left=3), notices=(m.Notice(key=m.NoticeKey.CAMERA_MISSING),))
        await _until(stage, "notice-camera-missing", "text", "Kameran hittas inte. Ni kan höra varandra ändå.")
        assert (await stage.find("code-boxes"))["state"] == "2/6"
        await stage.type_code("3456")
        assert (await station.tap()).value == "123456"
        station.show(m.CodeView(attempts_left=1, wrong=True))
        await _until(stage, "code-boxes", "state", "0/6")
        assert "1 försök" in (await stage.find("message"))["text"]


async def test_pictures_are_shown_in_their_colours_and_oneself_in_a_mirror(display: str, tmp_path: Path) -> None:
    own, remote = RingWriter(tmp_path / "own.ring"), RingWriter(tmp_path / "remote.ring")
    async with screen(display, tmp_path) as (station, stage, _process):
        station.send(m.Rings(own=str(own.path), remote=str(remote.path)))
        station.show(call(chat=()))
        await stage.wait("call")
        assert (await stage.find("gp-picture"))["state"] == "empty"
        own.write(_two_halves(), WIDTH, HEIGHT, 0.0)
        remote.write(_two_halves(), WIDTH, HEIGHT, 0.0)
        await _until(stage, "gp-picture", "state", "picture")
        await _until(stage, "own-picture", "state", "picture")
        await stage.picture(tmp_path / "call.png")
        with Image.open(tmp_path / "call.png") as file:
            picture = np.asarray(file.convert("RGB"), dtype=float)
        light, dark = _rgb(180, 110, 150), _rgb(60, 150, 110)
        for ident, left, right in (("gp-picture", light, dark), ("own-picture", dark, light)):
            x, y, w, h = (await stage.find(ident))["box"]
            assert picture[y + h // 2, x + w // 4] == pytest.approx(left, abs=3), ident
            assert picture[y + h // 2, x + 3 * w // 4] == pytest.approx(right, abs=3), ident
        remote.blank()
        await _until(stage, "gp-picture", "state", "empty")
        own.close()
        own = RingWriter(tmp_path / "own.ring")
        await _until(stage, "own-picture", "state", "empty")
        own.write(_two_halves(), WIDTH, HEIGHT, 0.0)
        await _until(stage, "own-picture", "state", "picture")


async def test_the_pulse_wave_is_drawn_and_forgotten(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path) as (station, stage, _process):
        station.show(CASES["measure-done"].view)
        await stage.wait("measure")
        for seq in range(3):
            samples = tuple(round(50 + 40 * math.sin((seq * 30 + each) / 10)) for each in range(30))
            station.send(m.Wave(seq=seq, rate_hz=60.0, lower=0, upper=100, samples=samples))
        await _until(stage, "pleth", "state", "drawn")
        out = (oximeter(SensorState.FINGER_OUT),)
        station.show(m.MeasureView(instruments=out, complete=False))
        await _until(stage, "pleth", "state", "empty")
        assert (await stage.find("picture"))["state"] == "dark"


async def test_a_ui_that_is_killed_comes_back_to_the_same_screen(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path) as (station, stage, process):
        station.show(call())
        await stage.wait("call")
        await stage.picture(tmp_path / "before.png")
        process.send_signal(signal.SIGKILL)
        assert await process.wait() == -signal.SIGKILL
        again = await start_ui(display, tmp_path)
        try:
            await station.connected()
            station.show(call())
            async with StageClient(tmp_path / "stage.sock") as second:
                await second.wait("call")
                await second.picture(tmp_path / "after.png")
        finally:
            await stop_ui(again)
    assert (tmp_path / "before.png").read_bytes() == (tmp_path / "after.png").read_bytes()


async def test_a_station_that_goes_is_waited_for(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path) as (station, stage, _process):
        station.show(call())
        await stage.wait("call")
        await station.close()
        await stage.wait("please-wait")
        texts = [widget["text"] for widget in await stage.tree() if widget["text"]]
        waits = ["Ett ögonblick …", "Et øyeblikk …", "One moment …"]
        assert texts == [*waits, "Nödläge"], "the way to help stays; nothing of the visit is left on screen"
        back = FakeStation(tmp_path)
        await back.open()
        try:
            await back.connected()
            back.show(m.AttractView())
            await stage.wait("attract")
        finally:
            await back.close()


async def test_it_stops_when_told_and_says_nothing_of_the_visit(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path) as (station, stage, process):
        station.show(call(chat=(m.ChatLine(text="Tussilago", own=False),)))
        await stage.wait("call")
        written = await stop_ui(process)
    assert process.returncode == 0
    assert "Traceback" not in written
    assert '"event": "screen"' in written
    for secret in ("Tussilago", "Anna", "Berg", "97", "0951"):
        assert secret not in written


async def _until(stage: StageClient, ident: str, key: str, value: str, deadline_s: float = 10.0) -> None:
    """Wait until a part of the screen says ``value``; each look takes a picture's time."""
    async with asyncio.timeout(deadline_s):
        while True:
            found = [widget for widget in await stage.tree() if widget["id"] == ident]
            if found and found[0][key] == value:
                return
