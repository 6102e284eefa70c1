# SPDX-License-Identifier: EUPL-1.2
"""What happened when in a played visit, in seconds since its start, and the figures measured on the way."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened at ``at_s``."""

    at_s: float
    event: str


@dataclass(slots=True)
class Timeline:
    """Marks and figures of one play."""

    started_s: float = field(default_factory=time.time)
    marks: list[Mark] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)

    def mark(self, event: str, wall_s: float | None = None) -> float:
        """Note that ``event`` happens now (or happened at ``wall_s``); return its wall time."""
        wall_s = time.time() if wall_s is None else wall_s
        self.marks.append(Mark(round(wall_s - self.started_s, 3), event))
        self.marks.sort(key=lambda mark: mark.at_s)
        return wall_s

    def between(self, first: str, second: str) -> float | None:
        """Seconds from the first mark of one event to the first of another."""
        times = {mark.event: mark.at_s for mark in reversed(self.marks)}
        return times[second] - times[first] if first in times and second in times else None

    def write(self, path: Path) -> None:
        marks = [{"t_s": mark.at_s, "event": mark.event} for mark in self.marks]
        path.write_text(json.dumps({"marks": marks, "figures": self.figures}, indent=2) + "\n", encoding="utf-8")


def spread(values: Sequence[float]) -> dict[str, float | int] | None:
    """Summarise measurements: how many, median, 95th percentile, largest; None for none."""
    if not values:
        return None
    ordered = sorted(values)
    at_95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return {
        "count": len(ordered),
        "p50": round(statistics.median(ordered), 1),
        "p95": round(at_95, 1),
        "max": round(ordered[-1], 1),
    }
