# SPDX-License-Identifier: EUPL-1.2
"""CPU time and memory of every process of the played world, with their children."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from kiosk.usage import Usage, read_process_usage


class ProcessUsage:
    """Reads usage between its making and `note`. ``pids`` names the processes now running."""

    def __init__(self, pids: Callable[[], Mapping[str, int]]) -> None:
        self._pids = pids
        self._began_s = time.monotonic()
        self._first = self._read()
        self._last = self._first
        self._elapsed_s = 0.0

    def begin(self) -> None:
        """Start counting CPU time here."""
        self._began_s = time.monotonic()
        self._first = self._read()

    def note(self) -> None:
        """Read everything now."""
        self._elapsed_s = time.monotonic() - self._began_s
        self._last = self._read()

    def table(self) -> dict[str, dict[str, float]]:
        """CPU seconds in all, cores used since `begin`, and resident memory, by process."""
        nothing = Usage(cpu_s=0.0, rss_bytes=0)
        return {
            name: {
                "cpu_s": round(usage.cpu_s, 2),
                "cpu_share": round(
                    (usage.cpu_s - self._first.get(name, nothing).cpu_s) / max(self._elapsed_s, 0.001), 3
                ),
                "rss_mb": round(usage.rss_bytes / 1e6, 1),
            }
            for name, usage in self._last.items()
        }

    def _read(self) -> dict[str, Usage]:
        found = {}
        for name, pid in self._pids().items():
            usages = [usage for each in _family(pid) if (usage := _usage(each)) is not None]
            if usages:
                cpu_s, rss_bytes = sum(each.cpu_s for each in usages), sum(each.rss_bytes for each in usages)
                found[name] = Usage(cpu_s=cpu_s, rss_bytes=rss_bytes)
        return found


def browser_pids() -> dict[str, int]:
    """Find the GP's browser among our children: it hangs on Playwright's driver."""
    for pid in _children(os.getpid()):
        with contextlib.suppress(OSError):
            if b"playwright" in Path(f"/proc/{pid}/cmdline").read_bytes():
                return {"gp browser": pid}
    return {}


def _children(pid: int) -> list[int]:
    children: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            children += [int(child) for child in task.read_text().split()]
    return children


def _family(pid: int) -> list[int]:
    """List a process and all its descendants."""
    if pid == os.getpid():
        return [pid]  # everything else of the demo hangs on us
    family = [pid]
    for member in family:
        family += _children(member)
    return family


def _usage(pid: int) -> Usage | None:
    try:
        return read_process_usage(pid)
    except OSError:
        return None
