# SPDX-License-Identifier: EUPL-1.2
"""How the work is divided among processes; and processes that die, are silent, or are not needed any more."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from kiosk.clock import ManualClock
from kiosk.errors import KioskError
from tests.screens import painters
from tests.screens.painters import SHARD, paint, painter, shards
from tests.screens.progress import SETTLED, Progress
from tests.screens.scenes import catalogue, scene_of
from ui.touch.gallery.job import Done, Job
from ui.touch.gallery.look import PANELS, Key


def job(key: Key, folder: Path = Path("/nowhere")) -> Job:
    return Job(key=str(key), scene=scene_of(key), path=str(folder / f"{key}.webp"))


def keys(panel: str, count: int) -> list[Key]:
    return [key for key in catalogue() if key.panel == panel][:count]


@pytest.mark.parametrize("count", [1, 2, 7, 3 * SHARD])
def test_everything_is_drawn_once_and_all_have_work(count: int) -> None:
    jobs = [job(key) for panel in ("7", "10") for key in keys(panel, count)]
    found = shards(jobs)
    assert [each.key for shard in found for each in shard.jobs] == [each.key for each in jobs]
    assert all({Key.parse(each.key).panel for each in shard.jobs} == {shard.panel.name} for shard in found)
    assert all(1 <= len(shard.jobs) <= SHARD for shard in found)
    assert len(shards(jobs[:count])) >= min(count, 2)


async def test_nothing_to_draw_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    await paint([], lambda _done, _rasteriser: None)


async def test_a_process_that_cannot_open_a_window_says_why() -> None:
    with pytest.raises(KioskError, match="died when it started"):
        async with painter(PANELS["7"], {"DISPLAY": ":9999", "SDL_VIDEODRIVER": "x11"}):
            pass


async def test_a_process_that_dies_is_told_and_the_others_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "dies"
    script.write_text('#!/bin/sh\necho \'{"rasteriser":"r"}\'\nread line\necho oh >&2\nexit 3\n')
    script.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(script))
    taken: list[Done] = []
    with pytest.raises(KioskError, match=r"died while it drew .*oh"):
        await paint([job(key) for key in keys("7", 4)], lambda done, _rasteriser: taken.append(done))
    assert taken == []


async def test_a_process_that_is_silent_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "sleeps"
    script.write_text(f'#!/bin/sh\necho $$ > {tmp_path}/pid\necho \'{{"rasteriser":"r"}}\'\nexec sleep 1000\n')
    script.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(script))
    monkeypatch.setattr(painters, "DRAW_WITHIN_S", 0.2)
    monkeypatch.setattr(painters, "END_WITHIN_S", 0.2)
    with pytest.raises(KioskError, match="said nothing"):
        async with painter(PANELS["7"], {}) as its:
            await its.draw(job(keys("7", 1)[0]))
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


async def test_a_run_that_is_ended_leaves_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "waits"
    # keeps its output open, or it would count as dead; ends when nobody asks any more
    waits = "while read line; do :; done"
    script.write_text(f'#!/bin/sh\necho $$ >> {tmp_path}/pids\necho \'{{"rasteriser":"r"}}\'\n{waits}\n')
    script.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(script))
    work = asyncio.ensure_future(paint([job(key) for key in keys("7", 4)], lambda _done, _rasteriser: None))
    async with asyncio.timeout(30):
        while not (tmp_path / "pids").exists() or len((tmp_path / "pids").read_text().split()) < 2:
            await asyncio.sleep(0.02)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    for pid in (tmp_path / "pids").read_text().split():
        with pytest.raises(ProcessLookupError):
            os.kill(int(pid), 0)


def test_progress_tells_how_long_it_will_take() -> None:
    clock = ManualClock()
    progress = Progress(1000, clock)
    said = []
    for _ in range(SETTLED + 80):
        clock.advance(0.2)
        said.append(progress.one())
    assert said[0] == "[....................] 1 of 1000"
    assert said[-1] == "[##..................] 100 of 1000, 5.0 a second, 3 min left"
    assert progress.rate_hz == pytest.approx(5.0)
