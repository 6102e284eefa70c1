# SPDX-License-Identifier: EUPL-1.2
"""One call in one scenario: set it up, trouble the line, write down what both ends saw and heard."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.bench.media.browser import BrowserError, NetBrowser
from tests.bench.media.cost import tree_cost, tree_cpu_s, unread_bytes
from tests.bench.media.ends import GpEnd, StationEnd, Wire
from tests.bench.media.rig import Rig, RigError
from tests.bench.media.scenarios import DELAY_S, Scenario
from tests.bench.media.track import Track

POLL_S = 1.0
WEIGH_S = 5.0
"""Looking at the memory of ten processes takes some milliseconds: not every second."""
SETTLE_S = 0.3
"""What was under way when a cell ends is still counted."""

MakeStation = Callable[[Wire], StationEnd]


@dataclass(kw_only=True, slots=True)
class Cell:
    """What came of it. Times in tracks and series are wall seconds; ``t0_s`` is when the call stood."""

    scenario: Scenario
    station: str
    seed: int
    t0_s: float = 0.0
    setup_s: float = 0.0
    to_station: Track = field(default_factory=Track)
    to_gp: Track = field(default_factory=Track)
    marks_s: list[float] = field(default_factory=list)
    """When each step of the scenario was in fact taken, after ``t0_s``."""
    line: list[dict[str, Any]] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    station_series: list[dict[str, Any]] = field(default_factory=list)
    gp_series: list[dict[str, Any]] = field(default_factory=list)
    cost: dict[str, float] = field(default_factory=dict)
    problem: str = ""


async def run_cell(
    rig: Rig,
    gp_browser: NetBrowser,
    station: tuple[str, MakeStation],
    scenario: Scenario,
    seed: int,
    *,
    kept: list[Cell] | None = None,
) -> Cell:
    """Run one call; a call that does not come about or breaks is told in ``problem``.

    ``kept`` gets the cell as it begins, for who wants what there is of one that is stopped.
    """
    cell = Cell(scenario=scenario, station=station[0], seed=seed)
    if kept is not None:
        kept.append(cell)
    await rig.new_line(seed)
    start: dict[str, Any] = {"delay_s": DELAY_S, **dict(scenario.start)}
    rig.change(up=start, down=start)
    wire = Wire()
    end = station[1](wire)
    waiting: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    page = await gp_browser.open("gp", waiting.put_nowait)
    gp = GpEnd(page)
    listener = asyncio.create_task(_listen(waiting, gp, end))
    try:
        await page.ask("prepare")
        began_s = time.time()
        await end.connect(gp)
        cell.t0_s = time.time()
        cell.setup_s = cell.t0_s - began_s
        await _follow(rig, cell, gp, end, wire)
    except (RigError, BrowserError) as problem:
        cell.problem = str(problem)
    finally:
        cell.to_station, cell.to_gp = end.track, gp.track
        cell.facts = {"station": end.facts, "gp": gp.facts, "page_errors": page.errors}
        cell.station_series, cell.gp_series = end.series, gp.series
        listener.cancel()
        await end.close()
        await page.close()
    return cell


async def _listen(waiting: asyncio.Queue[dict[str, Any]], gp: GpEnd, end: StationEnd) -> None:
    """Hand the events of the GP's page on, one after the other; one that fails is left out."""
    while True:
        event = await waiting.get()
        gp.happened(event)
        with contextlib.suppress(BrowserError):
            await end.gp_says(event)


async def _follow(rig: Rig, cell: Cell, gp: GpEnd, end: StationEnd, wire: Wire) -> None:
    """Take the steps at their times and poll both ends, until the scenario is over."""
    steps = asyncio.create_task(_take_steps(rig, cell, wire))
    cpu_before: tuple[float, float] | None = None
    weigh_s = 0.0
    try:
        while (now_s := time.time() - cell.t0_s) < cell.scenario.to_s + SETTLE_S:
            if cpu_before is None and now_s >= cell.scenario.from_s:
                cpu_before = (time.monotonic(), tree_cpu_s(end.pid))
            await gp.poll()
            await end.poll()
            entry = {"t": time.time(), **await rig.counts(), "unread_bytes": unread_bytes(end.pid)}
            if now_s >= weigh_s:
                weigh_s = now_s + WEIGH_S
                entry["pss_mb"] = (await asyncio.to_thread(tree_cost, end.pid)).pss_bytes / 1e6
            cell.line.append(entry)
            await asyncio.sleep(POLL_S)
        await steps
        await gp.poll()  # else what came since the last time would look like a freeze
        await end.poll()
    finally:
        steps.cancel()
    if cpu_before is not None:
        spent_s = time.monotonic() - cpu_before[0]
        cost = tree_cost(end.pid)
        cell.cost = {
            "core": (cost.cpu_s - cpu_before[1]) / spent_s,
            "pss_mb": cost.pss_bytes / 1e6,
            "rss_mb": cost.rss_bytes / 1e6,
            "processes": cost.processes,
        }


async def _take_steps(rig: Rig, cell: Cell, wire: Wire) -> None:
    for step in cell.scenario.steps:
        await asyncio.sleep(max(0.0, cell.t0_s + step.at_s - time.time()))
        if step.address:
            await asyncio.to_thread(rig.change_address)
        else:
            rig.change(up=step.line, down=step.line)
            if "outage" in step.line:
                wire.cut(bool(step.line["outage"]))
        cell.marks_s.append(time.time() - cell.t0_s)
