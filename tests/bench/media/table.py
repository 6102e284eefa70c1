# SPDX-License-Identifier: EUPL-1.2
"""What is to be reached, row by row, and whether it was. Pure but for `soaked`: works on merged figures.

``Merged`` maps (scenario, station) to figures as `tests.bench.media.figures.merged` makes them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.media.figures import NEVER_S

KIOSK, CHROMIUM = "kiosk", "chromium"
FULL_SOAK_S = 59 * 60
Merged = Mapping[tuple[str, str], Mapping[str, Mapping[str, float | int]]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Demand:
    """One figure that has to be at most (or, with ``least``, at least) ``limit``, in the worse of its directions.

    ``limit`` None: less than Chromium's in the same run. ``share`` of Chromium's: at most so much of it as well.
    """

    scenario: str
    figures: tuple[str, ...]
    words: str
    limit: float | None
    unit: str
    least: bool = False
    share: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A line of the table."""

    item: str
    reach: str
    demands: tuple[Demand, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """A row with what was measured. ``reached`` and ``better`` None: not measured in this run."""

    item: str
    reach: str
    ours: str
    theirs: str
    reached: bool | None
    better: bool | None


def _both(name: str) -> tuple[str, ...]:
    return (f"in.{name}", f"out.{name}")


def _loss_row(percent: int, item: str, reach: str, *demands: tuple[str, str, float, str, bool]) -> Row:
    return Row(
        item=item,
        reach=reach,
        demands=tuple(
            Demand(scenario=f"loss{percent}", figures=_both(figure), words=words, limit=limit, unit=unit, least=least)
            for figure, words, limit, unit, least in demands
        ),
    )


ROWS: tuple[Row, ...] = (
    Row(
        item="clean, GP → station decoded, p50 / p95",
        reach="≤ 50 / 70 ms",
        demands=(
            Demand(scenario="clean", figures=("in.late_p50",), words="p50", limit=50, unit="ms"),
            Demand(scenario="clean", figures=("in.late_p95",), words="p95", limit=70, unit="ms"),
        ),
    ),
    Row(
        item="clean, station → GP presented, p50",
        reach="below Chromium's",
        demands=(Demand(scenario="clean", figures=("out.late_p50",), words="p50", limit=None, unit="ms"),),
    ),
    Row(
        item="pictures at full size within",
        reach="≤ 5 s",
        demands=(Demand(scenario="clean", figures=_both("full_size_s"), words="", limit=5, unit="s"),),
    ),
    _loss_row(
        5, "5 % loss, both directions", "no freeze, ≤ 0.5 % concealed",
        ("freezes", "freezes", 0, "", False), ("concealed", "concealed", 0.005, "%", False),
    ),
    _loss_row(
        10, "10 % loss, both directions", "≤ 2 % frozen, ≤ 1 % concealed",
        ("frozen", "frozen", 0.02, "%", False), ("concealed", "concealed", 0.01, "%", False),
    ),
    _loss_row(
        20, "20 % loss, both directions", "≥ 12 fps, ≤ 3 % concealed",
        ("fps", "fps", 12, "", True), ("concealed", "concealed", 0.03, "%", False),
    ),
    Row(
        item="2 Mb/s → 300 kb/s",
        reach="worst gap ≤ 1.5 s, ≤ 10 % frozen, ≤ 1 % concealed, latency under 300 ms in ≤ 3 s",
        demands=(
            Demand(scenario="drop", figures=_both("low_worst_s"), words="gap", limit=1.5, unit="s"),
            Demand(scenario="drop", figures=_both("low_frozen"), words="frozen", limit=0.1, unit="%"),
            Demand(scenario="drop", figures=_both("low_concealed"), words="concealed", limit=0.01, unit="%"),
            Demand(scenario="drop", figures=_both("settled_s"), words="settled", limit=3, unit="s"),
        ),
    ),
    Row(
        item="5 s outage: fresh picture after it",
        reach="≤ 0.7 s at both ends",
        demands=(Demand(scenario="outage", figures=_both("fresh_s"), words="", limit=0.7, unit="s"),),
    ),
    Row(
        item="address change: media back",
        reach="≤ 3 s, nobody touches anything",
        demands=(Demand(scenario="address", figures=_both("fresh_s"), words="", limit=3, unit="s"),),
    ),
    Row(
        item="cost of the call process, two-way",
        reach="≤ 0.25 core, ≤ 150 MB, at most half of Chromium's",
        demands=(
            Demand(scenario="clean", figures=("cost.core",), words="core", limit=0.25, unit="", share=0.5),
            Demand(scenario="clean", figures=("cost.pss_mb",), words="PSS", limit=150, unit="MB", share=0.5),
        ),
    ),
)  # fmt: skip


def outcomes(merged: Merged) -> list[Outcome]:
    """Judge every row by the medians."""
    return [_judge(row, merged) for row in ROWS]


def _judge(row: Row, merged: Merged) -> Outcome:
    ours = [_worst(demand, merged, KIOSK) for demand in row.demands]
    theirs = [_worst(demand, merged, CHROMIUM) for demand in row.demands]
    verdicts = [_holds(*each) for each in zip(row.demands, ours, theirs, strict=True)]
    better = [_better(*each) for each in zip(row.demands, ours, theirs, strict=True)]
    return Outcome(
        item=row.item, reach=row.reach, ours=_written(row.demands, ours), theirs=_written(row.demands, theirs),
        reached=_together(verdicts), better=_together(better),
    )  # fmt: skip


def soaked(path: Path) -> Outcome:
    """Make the row of the last soak, whose data lie at ``path``; a short one has not shown what it should."""
    item, reach = "soak, 1 h at 2 % loss", "memory drift < 10 MB, latency drift < 20 ms, no unread queue"
    try:
        soak = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Outcome(item=item, reach=reach, ours="–", theirs="–", reached=None, better=None)
    ours = ", ".join(f"{name} {each['drift']:+g}" for name, each in soak["drifts"].items() if each["held"] is not None)
    reached = soak["held"] if soak["seconds"] >= FULL_SOAK_S or not soak["held"] else None
    return Outcome(item=item, reach=reach, ours=f"{soak['title']}: {ours}", theirs="–", reached=reached, better=None)


def _together(verdicts: Sequence[bool | None]) -> bool | None:
    if False in verdicts:
        return False
    return None if None in verdicts else True


def _worst(demand: Demand, merged: Merged, station: str) -> float | None:
    figures = merged.get((demand.scenario, station), {})
    values = [figures[name]["median"] for name in demand.figures if name in figures]
    if len(values) < len(demand.figures):
        return None
    return min(values) if demand.least else max(values)


def _holds(demand: Demand, ours: float | None, theirs: float | None) -> bool | None:
    if ours is None:
        return None
    if demand.limit is None:
        return None if theirs is None else ours < theirs
    if demand.least:
        return ours >= demand.limit
    if ours > demand.limit:
        return False
    if demand.share is None:
        return True
    return None if theirs is None else ours <= demand.share * theirs


def _better(demand: Demand, ours: float | None, theirs: float | None) -> bool | None:
    """Tell whether ours is as good as Chromium's or better."""
    if ours is None or theirs is None:
        return None
    return ours >= theirs if demand.least else ours <= theirs


def _written(demands: Sequence[Demand], values: Sequence[float | None]) -> str:
    parts = [
        f"{demand.words} {written(value, demand.unit)}".strip() for demand, value in zip(demands, values, strict=True)
    ]
    return ", ".join(parts) if any(value is not None for value in values) else "–"


def written(value: float | None, unit: str) -> str:
    """Write a figure with as many digits as it deserves."""
    if value is None:
        return "–"
    if unit == "s" and value >= NEVER_S:
        return "never"
    if unit == "%":
        return f"{value * 100:.1f} %"
    digits = 0 if unit in ("ms", "MB") or value >= 100 else 1 if value >= 10 else 2
    return f"{value:.{digits}f} {unit}".strip()


def as_json(rows: Sequence[Outcome]) -> list[dict[str, Any]]:
    """Make plain objects of the table."""
    return [
        {"item": row.item, "reach": row.reach, "ours": row.ours, "chromium": row.theirs, "reached": row.reached,
         "better_than_chromium": row.better}
        for row in rows
    ]  # fmt: skip
