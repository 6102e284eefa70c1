# SPDX-License-Identifier: EUPL-1.2
"""From cells to figures: one flat set for each cell, medians and spread over seeds, a line a second for plots. Pure.

Names begin with the direction: ``in.`` is what the station sees and hears of the GP, ``out.`` what the GP does of the
station. ``.late_p50``/``.late_p95`` are milliseconds, ``.frozen``/``.concealed`` shares, ``…_s`` seconds.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Any

from tests.bench.media.browser import WIDTH_PX
from tests.bench.media.cell import Cell
from tests.bench.media.track import (
    Track,
    concealed_share,
    flow,
    fresh_after_s,
    full_size_after_s,
    latencies_ms,
    quantile,
    settled_after_s,
)

Figures = dict[str, float | None]

SETTLED_MS = 300.0
NEVER_S = 999.0
"""In place of a time for what did not happen while it was measured: a median needs a number."""


def figures_of(cell: Cell) -> Figures:
    """Make the figures of one cell; empty if the call did not come about."""
    if cell.problem or not cell.t0_s:
        return {}
    found: Figures = {}
    for direction, track in (("in", cell.to_station), ("out", cell.to_gp)):
        found.update({f"{direction}.{name}": value for name, value in _of_track(cell, track).items()})
    found.update({f"cost.{name}": value for name, value in cell.cost.items()})
    found["setup_s"] = cell.setup_s
    late = [entry["late_p99_ms"] for entry in cell.line]
    found["line.late_p99_ms"] = statistics.median(late) if late else None
    return found


def _of_track(cell: Cell, track: Track) -> Figures:
    scenario, t0_s = cell.scenario, cell.t0_s
    from_s, to_s = t0_s + scenario.from_s, t0_s + scenario.to_s
    whole = flow(track.frames, from_s, to_s)
    ages = latencies_ms(track.frames, from_s, to_s)
    delays = [delay for at_s, delay in track.voice_delay_ms if from_s <= at_s <= to_s]
    shown = [frame for frame in track.frames if from_s <= frame.at_s <= to_s]
    full_s = full_size_after_s(track.frames, t0_s, WIDTH_PX)
    found: Figures = {
        "late_p50": quantile(ages, 0.5),
        "late_p95": quantile(ages, 0.95),
        "fps": whole.fps,
        "frozen": whole.frozen,
        "worst_s": whole.worst_s,
        "freezes": whole.freezes,
        "width": statistics.median([frame.width for frame in shown]) if shown else 0.0,
        "unreadable": 1 - len(ages) / len(shown) if shown else None,
        "full_size_s": NEVER_S if full_s is None else full_s,
        "concealed": concealed_share(track.voice, from_s, to_s),
        "voice_late": quantile(delays, 0.5),
    }
    if scenario.low is not None:
        found |= _low(track, t0_s + scenario.low[0], t0_s + scenario.low[1])
    if scenario.event_s is not None and scenario.kind in ("outage", "address") and cell.marks_s:
        event_s = t0_s + cell.marks_s[-1]
        fresh_s = fresh_after_s(track.frames, event_s, event_s if scenario.kind == "address" else None)
        found["fresh_s"] = NEVER_S if fresh_s is None else fresh_s
    return found


def _low(track: Track, from_s: float, to_s: float) -> Figures:
    """Figures of the stretch with a slow line."""
    low = flow(track.frames, from_s, to_s)
    settled_s = settled_after_s(track.frames, from_s, to_s, SETTLED_MS)
    return {
        "low_frozen": low.frozen,
        "low_worst_s": low.worst_s,
        "low_concealed": concealed_share(track.voice, from_s, to_s),
        "settled_s": NEVER_S if settled_s is None else settled_s,
    }


def merged(sets: Sequence[Figures]) -> dict[str, dict[str, float | int]]:
    """Put the figures of several seeds together: median, least, most and how many there were."""
    together: dict[str, dict[str, float | int]] = {}
    for name in sorted({name for figures in sets for name in figures}):
        values = [value for figures in sets if (value := figures.get(name)) is not None]
        if values:
            together[name] = {
                "median": round(statistics.median(values), 4),
                "least": round(min(values), 4),
                "most": round(max(values), 4),
                "seeds": len(values),
            }
    return together


def seconds_of(cell: Cell) -> dict[str, list[dict[str, Any]]]:
    """Make one record a second and direction, for plots."""
    lines = {"in": _throughput(cell, "down"), "out": _throughput(cell, "up")}
    found: dict[str, list[dict[str, Any]]] = {}
    for direction, track in (("in", cell.to_station), ("out", cell.to_gp)):
        records = []
        for second in range(int(cell.scenario.to_s)):
            from_s, to_s = cell.t0_s + second, cell.t0_s + second + 1
            ages = latencies_ms(track.frames, from_s, to_s)
            shown = [frame for frame in track.frames if from_s <= frame.at_s < to_s]
            concealed = concealed_share(track.voice, from_s, to_s)
            records.append(
                {
                    "s": second,
                    "late": None if not ages else round(statistics.median(ages), 1),
                    "fps": len(shown),
                    "width": shown[-1].width if shown else 0,
                    "concealed": None if concealed is None else round(concealed, 4),
                    "kbps": lines[direction].get(second),
                }
            )
        found[direction] = records
    return found


def _throughput(cell: Cell, way: str) -> dict[int, float]:
    """Kilobits a second offered to the line, between the times at which it was asked."""
    found = {}
    for before, after in zip(cell.line, cell.line[1:], strict=False):
        span_s = after["t"] - before["t"]
        if span_s > 0:
            bits = 8 * (after[way]["taken_bytes"] - before[way]["taken_bytes"])
            found[int(before["t"] - cell.t0_s)] = round(bits / span_s / 1000, 1)
    return found
