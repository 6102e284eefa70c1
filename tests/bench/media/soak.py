# SPDX-License-Identifier: EUPL-1.2
"""One long call on a line that loses packets; what grows with time.

Compares the first tenth (after a minute) with the last one: memory of the call process, latency of picture and voice,
and everything the call process and the kernel tell of queues. Writes build/bench/media/soak.json.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
from collections.abc import Callable, Sequence
from typing import Any

from kiosk.errors import KioskError
from tests.bench.media.browser import NetBrowser
from tests.bench.media.cell import Cell, run_cell
from tests.bench.media.rig import Rig, clear_up, heed_signals, take_precedence
from tests.bench.media.scenarios import Scenario
from tests.bench.media.station_kiosk import KioskEnd, KioskPlan
from tests.bench.media.table import KIOSK
from tests.bench.media.track import Track

WARM_S = 60.0
MEMORY_DRIFT_MB = 10.0
LATENCY_DRIFT_MS = 20.0
QUEUE_DRIFT_BYTES = 64 * 1024
QUEUES = ("queue_out_ms", "video_in_delay_ms", "voice_in_delay_ms")
"""What `kiosk.call.statistics` tells of waiting."""


def run(arguments: argparse.Namespace) -> int:
    """Run the soak; 1 if it broke or something grew too much, 130 if it was stopped."""
    end_s = max(arguments.minutes * 60, 2.0)
    warm_s = min(WARM_S, end_s / 5)
    scenario = Scenario(
        name="soak", title=f"{arguments.minutes:g} minutes at {arguments.loss:g} % loss", from_s=warm_s, to_s=end_s,
        start=(("loss", arguments.loss / 100),),
    )  # fmt: skip
    kept: list[Cell] = []
    stopped = False
    heed_signals()
    try:
        asyncio.run(_run(scenario, arguments, kept))
    except KeyboardInterrupt:
        stopped = True
    except KioskError as problem:
        sys.stderr.write(f"{problem}\n")
    if not kept or not kept[0].line:
        sys.stderr.write(f"Nothing was measured. {kept[0].problem if kept else ''}\n")
        return 1
    result = judge(kept[0], kept[0].line[-1]["t"] - kept[0].t0_s)
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "soak.json").write_text(json.dumps(result, ensure_ascii=False, indent=1), encoding="utf-8")
    for name, drift in result["drifts"].items():
        held = "" if drift["held"] is None else "held" if drift["held"] else "NOT held"
        sys.stdout.write(f"{name:<26} {drift['first']:>12} → {drift['last']:>12}  {drift['drift']:>+12}  {held}\n")
    sys.stdout.write(f"{result['problem'] or 'The call stood to the end.'} {arguments.out / 'soak.json'}\n")
    return 130 if stopped else int(not result["held"])


async def _run(scenario: Scenario, arguments: argparse.Namespace, kept: list[Cell]) -> None:
    clear_up()
    take_precedence()
    async with Rig() as rig, NetBrowser(rig.gp) as gp:
        plan = KioskPlan(namespace=rig.station, code=arguments.code.resolve())
        progress = asyncio.create_task(_tell_time(scenario.to_s))
        try:
            await run_cell(rig, gp, (KIOSK, lambda wire: KioskEnd(plan, wire)), scenario, arguments.seed, kept=kept)
        finally:
            progress.cancel()


async def _tell_time(length_s: float) -> None:
    for minute in range(int(length_s // 60) + 1):
        sys.stderr.write(f"\r\x1b[Ksoak: {length_s / 60 - minute:.0f} min left")
        sys.stderr.flush()
        await asyncio.sleep(60)


def judge(cell: Cell, length_s: float) -> dict[str, Any]:
    """Compare the first tenth after warming up with the last."""
    from_s, tenth_s = cell.scenario.from_s, (length_s - cell.scenario.from_s) / 10
    first = (cell.t0_s + from_s, cell.t0_s + from_s + tenth_s)
    last = (cell.t0_s + length_s - tenth_s, cell.t0_s + length_s)

    def drift(points: Sequence[tuple[float, float]], limit: float | None = None) -> dict[str, Any] | None:
        return _drift(points, first, last, limit)

    memory = [(entry["t"], entry["pss_mb"]) for entry in cell.line if "pss_mb" in entry]
    unread = [(entry["t"], float(entry["unread_bytes"])) for entry in cell.line]
    drifts = {
        "memory (PSS), MB": drift(memory, MEMORY_DRIFT_MB),
        "picture in, ms": drift(_ages(cell.to_station), LATENCY_DRIFT_MS),
        "picture out, ms": drift(_ages(cell.to_gp), LATENCY_DRIFT_MS),
        "voice in, ms": drift(cell.to_station.voice_delay_ms, LATENCY_DRIFT_MS),
        "unread in sockets, bytes": drift(unread, QUEUE_DRIFT_BYTES),
    }
    for name in QUEUES:
        drifts[name] = drift([(each["t"], float(each[name])) for each in cell.station_series if name in each])
    found = {name: each for name, each in drifts.items() if each is not None}
    return {
        "title": cell.scenario.title,
        "seconds": round(length_s),
        "problem": cell.problem,
        "held": not cell.problem and all(each["held"] is not False for each in found.values()),
        "drifts": found,
        "memory_mb": [(round(at_s - cell.t0_s), round(value, 1)) for at_s, value in memory],
        "core": cell.cost.get("core"),
    }


def _ages(track: Track) -> list[tuple[float, float]]:
    return [(frame.at_s, frame.latency_ms) for frame in track.frames if frame.latency_ms is not None]


def _drift(
    points: Sequence[tuple[float, float]], first: tuple[float, float], last: tuple[float, float], limit: float | None
) -> dict[str, Any] | None:
    before = [value for at_s, value in points if first[0] <= at_s <= first[1]]
    after = [value for at_s, value in points if last[0] <= at_s <= last[1]]
    if not before or not after:
        return None
    middle: Callable[[list[float]], float] = statistics.median
    drift = middle(after) - middle(before)
    return {
        "first": round(middle(before), 2),
        "last": round(middle(after), 2),
        "drift": round(drift, 2),
        "held": None if limit is None else drift < limit,
    }
