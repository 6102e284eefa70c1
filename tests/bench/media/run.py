# SPDX-License-Identifier: EUPL-1.2
"""Every scenario, the station and Chromium in its place in turn, several seeds, one report.

Ours and Chromium's calls run one after the other, never at once, and change places from cell to cell.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kiosk.errors import KioskError
from tests.bench.media import scenarios
from tests.bench.media.browser import NetBrowser
from tests.bench.media.cell import Cell, MakeStation, run_cell
from tests.bench.media.figures import Figures
from tests.bench.media.report import Report
from tests.bench.media.rig import Rig, clear_up, heed_signals, take_precedence
from tests.bench.media.scenarios import FULL, QUICK, Pace, Scenario
from tests.bench.media.station_chromium import ChromiumEnd
from tests.bench.media.station_kiosk import KioskEnd, KioskPlan
from tests.bench.media.table import CHROMIUM, KIOSK, written

SEEDS = 5
AROUND_S = 3.0
"""What setting up and ending a call takes, for the time that is left."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """One cell to be run."""

    scenario: Scenario
    station: str
    seed: int


def jobs(names: Sequence[str], pace: Pace, seeds: int, stations: Sequence[str]) -> list[Job]:
    """List the cells: all scenarios of the first seed, then of the next; who begins changes from cell to cell."""
    found, turn = [], 0
    for seed in range(1, seeds + 1):
        for name in names:
            order = list(stations) if turn % 2 == 0 else list(reversed(stations))
            turn += 1
            found += [Job(scenario=scenarios.make(name, pace, seed), station=each, seed=seed) for each in order]
    return found


def run(arguments: argparse.Namespace, names: Sequence[str]) -> int:
    """Run the scenarios ``names``; 1 if not all of them could be, 130 if it was stopped."""
    pace = QUICK if arguments.quick else FULL
    stations = (KIOSK,) if arguments.ours_only else (KIOSK, CHROMIUM)
    waiting = jobs(names, pace, arguments.seeds or (1 if arguments.quick else SEEDS), stations)
    report = Report(about=_about(arguments))
    stopped = False
    heed_signals()
    try:
        asyncio.run(_run_all(waiting, report, arguments))
    except KeyboardInterrupt:
        stopped = True
    except KioskError as problem:
        sys.stderr.write(f"{problem}\n")
    if not report.cells:
        sys.stderr.write("\nNothing was measured.\n")
        return 130 if stopped else 1
    _tell(report, arguments.out)
    whole = len(report.cells) == len(waiting) and not any(cell["problem"] for cell in report.cells)
    return 130 if stopped else int(not whole)


async def _run_all(waiting: Sequence[Job], report: Report, arguments: argparse.Namespace) -> None:
    clear_up()
    take_precedence()
    load = asyncio.create_task(_watch_load(report.about))
    try:
        async with contextlib.AsyncExitStack() as open_things:
            rig = await open_things.enter_async_context(Rig())
            gp = await open_things.enter_async_context(NetBrowser(rig.gp))
            folder = Path(open_things.enter_context(tempfile.TemporaryDirectory(prefix="halsorum-bench-")))
            profile = folder / "profile.json" if arguments.profile else None
            plan = KioskPlan(
                namespace=rig.station, code=arguments.code.resolve(), profile=profile, settings=tuple(arguments.set)
            )
            makers: dict[str, MakeStation] = {KIOSK: lambda wire: KioskEnd(plan, wire)}
            if any(job.station == CHROMIUM for job in waiting):
                browser = await open_things.enter_async_context(NetBrowser(rig.station))
                makers[CHROMIUM] = lambda wire: ChromiumEnd(browser, wire)
            report.about["chromium"] = gp.version
            for number, job in enumerate(waiting):
                _progress(waiting, number)
                cell = await run_cell(rig, gp, (job.station, makers[job.station]), job.scenario, job.seed)
                _line(cell, report.add(cell))
                if profile is not None and profile.exists() and not cell.problem:
                    known = json.loads(profile.read_text(encoding="utf-8"))
                    report.about.setdefault("profile", {"scenario": job.scenario.title, **known})
    finally:
        load.cancel()


async def _watch_load(about: dict[str, Any]) -> None:
    """Note how busy the machine was: figures of time mean little on a busy one."""
    loads: list[float] = []
    while True:
        loads.append(os.getloadavg()[0])
        about["load average, least … most"] = f"{min(loads):.1f} … {max(loads):.1f} on {os.cpu_count()} cores"
        await asyncio.sleep(10)


def left_s(waiting: Sequence[Job], number: int) -> float:
    """Tell how long the cells from ``number`` on will take."""
    return sum(job.scenario.to_s + AROUND_S for job in waiting[number:])


def _progress(waiting: Sequence[Job], number: int) -> None:
    job, left = waiting[number], left_s(waiting, number)
    clock = f"{left / 60:.0f} min" if left >= 90 else f"{left:.0f} s"
    text = f"{number + 1}/{len(waiting)} {job.scenario.name}, {job.station}, seed {job.seed}; {clock} left"
    sys.stderr.write(f"\r\x1b[K{text}" if sys.stderr.isatty() else f"{text}\n")
    sys.stderr.flush()


def _line(cell: Cell, figures: Figures) -> None:
    """Say in one line what came of a cell."""
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")
    head = f"{cell.scenario.name:<8} {cell.station:<8} {cell.seed}"
    if cell.problem:
        _say(f"{head}  {cell.problem}")
        return
    parts = []
    for direction, arrow in (("in", "→station"), ("out", "→GP")):
        values = (
            ("late_p50", "ms"), ("late_p95", "ms"), ("fps", ""), ("frozen", "%"), ("worst_s", "s"), ("concealed", "%"),
        )  # fmt: skip
        text = " ".join(f"{written(figures.get(f'{direction}.{name}'), unit):>7}" for name, unit in values)
        back_s = figures.get(f"{direction}.fresh_s")
        parts.append(f"{arrow} {text}" + (f" back {written(back_s, 's')}" if back_s is not None else ""))
    _say(f"{head}  {'  |  '.join(parts)}  |  {written(figures.get('cost.core'), '')} core")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _tell(report: Report, folder: Path) -> None:
    data, page = report.write(folder)
    marks = {True: "reached", False: "NOT reached", None: "not measured"}
    for row in json.loads(data.read_text(encoding="utf-8"))["table"]:
        _say(f"{row['item']:<44} {marks[row['reached']]:<13} {row['ours']}   (Chromium: {row['chromium']})")
    _say(f"Report: {page}\nData:   {data}")


def _about(arguments: argparse.Namespace) -> dict[str, Any]:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return {
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{os.cpu_count()} × {models[0] if models else platform.machine()}",
        "system": platform.platform(),
        "python": platform.python_version(),
        "line": "round-trip time 50 ms, both directions impaired alike, 640×360 at 30 pictures a second",
        "pace": "quick (short cells: not for quoting)" if arguments.quick else "full",
        "started": time.strftime("%H:%M"),
    }
