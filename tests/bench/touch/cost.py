# SPDX-License-Identifier: EUPL-1.2
"""What a process takes of the machine: its threads' time, the rasteriser's apart, and its memory (proc(5))."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

RASTERISER = "llvmpipe-"
"""How Mesa calls the threads in which llvmpipe fills triangles: what a graphics processor does on a real station."""
_TICKS_HZ = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, kw_only=True, slots=True)
class Spent:
    """Processor seconds until ``at_s``."""

    at_s: float
    rasterising_s: float
    else_s: float

    def since(self, before: Spent) -> tuple[float, float]:
        """Return the shares of a core since ``before``: of everything else, and of rasterising."""
        passed_s = self.at_s - before.at_s
        return (self.else_s - before.else_s) / passed_s, (self.rasterising_s - before.rasterising_s) / passed_s


def spent(pid: int) -> Spent:
    """Read the time of every thread of ``pid``; one that ended is missing, but none of ours does."""
    rasterising_s = else_s = 0.0
    for name, seconds in _threads(pid):
        if name.startswith(RASTERISER):
            rasterising_s += seconds
        else:
            else_s += seconds
    return Spent(at_s=time.monotonic(), rasterising_s=rasterising_s, else_s=else_s)


def rss_mb(pid: int) -> float:
    """Return the resident memory, shared libraries and rings included."""
    return _field_mb(Path(f"/proc/{pid}/status"), "VmRSS:")


def anonymous_mb(pid: int) -> float:
    """Return the memory that is the process's own and no file's: what a leak would grow."""
    return _field_mb(Path(f"/proc/{pid}/status"), "RssAnon:")


def _field_mb(path: Path, name: str) -> float:
    return next(int(line.split()[1]) for line in path.read_text().splitlines() if line.startswith(name)) / 1024


def _threads(pid: int) -> Iterable[tuple[str, float]]:
    for task in Path(f"/proc/{pid}/task").iterdir():
        name, rest = (task / "stat").read_text().split("(", 1)[1].rsplit(")", 1)
        fields = rest.split()
        yield name, (int(fields[11]) + int(fields[12])) / _TICKS_HZ
