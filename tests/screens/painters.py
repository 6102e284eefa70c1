# SPDX-License-Identifier: EUPL-1.2
"""Processes that draw: some at a time, each for one panel."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import IO, Any

import msgspec

from kiosk.errors import KioskError
from provisioning.demo.display import VirtualDisplay
from ui.touch.gallery.job import Done, Job, Ready
from ui.touch.gallery.look import PANELS, Key, Panel

AT_ONCE = 2
START_WITHIN_S = 90.0
DRAW_WITHIN_S = 60.0
END_WITHIN_S = 15.0
SHARD = 400
"""So many pictures one process draws: long beside its start, short beside the whole."""
TOLD = 2000
"""Characters of what a process said before it died."""

Take = Callable[[Done, str], object]
"""Is given each picture, and what drew it."""


@dataclass(frozen=True, slots=True)
class Shard:
    """Pictures for one process."""

    panel: Panel
    jobs: tuple[Job, ...]


def shards(jobs: Sequence[Job], at_once: int = AT_ONCE) -> list[Shard]:
    """Divide ``jobs`` by panel, and so that all processes have work to the end."""
    by_panel: dict[str, list[Job]] = {}
    for job in jobs:
        by_panel.setdefault(Key.parse(job.key).panel, []).append(job)
    found = []
    for name, its in by_panel.items():
        size = min(SHARD, -(-len(its) // at_once))
        found += [Shard(PANELS[name], tuple(its[place : place + size])) for place in range(0, len(its), size)]
    return found


class Painter:
    """One process; asked for one picture at a time."""

    def __init__(self, process: Process, errors: IO[bytes]) -> None:
        self._process = process
        self._errors = errors
        self.rasteriser = ""

    async def ready(self) -> None:
        self.rasteriser = (await self._line(Ready, START_WITHIN_S)).rasteriser

    async def draw(self, job: Job) -> Done:
        """Wait for one picture; raises `KioskError` if the process dies or is silent."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(msgspec.json.encode(job) + b"\n")
            await self._process.stdin.drain()
        except ConnectionError:
            raise self._dead(f"The process that draws died before '{job.key}'.") from None
        done: Done = await self._line(Done, DRAW_WITHIN_S, f" while it drew '{job.key}'")
        return done

    async def _line(self, kind: type[Any], within_s: float, doing: str = " when it started") -> Any:
        assert self._process.stdout is not None
        try:
            async with asyncio.timeout(within_s):
                line = await self._process.stdout.readline()
        except TimeoutError:
            raise self._dead(f"The process that draws said nothing for {within_s:.0f} s{doing}.") from None
        if not line.endswith(b"\n"):
            raise self._dead(f"The process that draws died{doing}.")
        return msgspec.json.decode(line, type=kind)

    def _dead(self, sentence: str) -> KioskError:
        self._errors.seek(0)
        said = self._errors.read().decode(errors="replace")[-TOLD:].strip()
        return KioskError(sentence, hint=said or "It left no word of why; run the command again.")

    async def end(self) -> None:
        """Let it go; killed if it does not."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            async with asyncio.timeout(END_WITHIN_S):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()


@asynccontextmanager
async def painter(panel: Panel, display: Mapping[str, str]) -> AsyncIterator[Painter]:
    """Start a process that draws for ``panel``."""
    settings = [part for setting in panel.settings for part in ("--set", setting)]
    command = (sys.executable, "-m", "ui.touch.gallery.easel", *settings)
    # LP_NUM_THREADS: as many processes as cores draw; threads of theirs would only wait for each other
    environment = {**os.environ, "LP_NUM_THREADS": "0", **display}
    with tempfile.TemporaryFile() as errors:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, stderr=errors, env=environment, start_new_session=True
        )
        its = Painter(process, errors)
        try:
            await its.ready()
            yield its
        finally:
            await _whole(its.end())


async def _whole(work: Coroutine[Any, Any, None]) -> None:
    """Wait for ``work``, which has a deadline of its own, also where the one who waits is cancelled meanwhile."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


async def paint(jobs: Sequence[Job], take: Take, at_once: int = AT_ONCE) -> None:
    """Draw ``jobs``, ``at_once`` at a time; raises `KioskError` where that ends before all are there."""
    waiting = shards(jobs, at_once)
    width, height = (max(getattr(each, side) for each in PANELS.values()) for side in ("width_px", "height_px"))

    async def work(display: Mapping[str, str]) -> None:
        while waiting:
            shard = waiting.pop(0)
            async with painter(shard.panel, display) as its:
                for job in shard.jobs:
                    take(await its.draw(job), its.rasteriser)

    if not jobs:
        return
    async with VirtualDisplay(width, height) as display:
        workers = [asyncio.ensure_future(work(display)) for _ in range(at_once)]
        try:
            await asyncio.wait(workers, return_when=asyncio.FIRST_EXCEPTION)
        finally:
            for worker in workers:
                worker.cancel()  # once: a second time would not let it wait for the end of its process
            await asyncio.gather(*workers, return_exceptions=True)
        for worker in workers:
            if not worker.cancelled():
                worker.result()
