# SPDX-License-Identifier: EUPL-1.2
"""What a process and all its children cost, from /proc: seconds of the processor, memory shared out fairly (PSS)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_PARENT, _UTIME, _STIME, _CUTIME, _CSTIME = 1, 11, 12, 13, 14
"""Places in /proc/PID/stat behind the command's name (proc_pid_stat(5))."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TreeCost:
    """``cpu_s``: since the start, ended children included; ``pss_bytes``: shared memory counted in parts."""

    cpu_s: float
    pss_bytes: int
    rss_bytes: int
    processes: int


def tree_cpu_s(root: int) -> float:
    """Seconds of the processor that ``root`` and its descendants have used."""
    ticks = 0
    for pid in _tree(root):
        if fields := _stat(pid):
            ticks += sum(int(fields[place]) for place in (_UTIME, _STIME))
            # a living child's time is not yet in its parent's
            ticks += sum(int(fields[place]) for place in (_CUTIME, _CSTIME))
    return ticks / os.sysconf("SC_CLK_TCK")


def tree_cost(root: int) -> TreeCost:
    """Measure ``root`` and its descendants; costs some milliseconds for every process."""
    pids = _tree(root)
    memory = [_memory(pid) for pid in pids]
    return TreeCost(
        cpu_s=tree_cpu_s(root),
        pss_bytes=sum(pss for pss, _ in memory),
        rss_bytes=sum(rss for _, rss in memory),
        processes=len(pids),
    )


def unread_bytes(pid: int) -> int:
    """Bytes that wait unread in the UDP sockets of the network namespace of ``pid``."""
    try:
        lines = (_PROC / str(pid) / "net" / "udp").read_text().splitlines()[1:]
    except OSError:
        return 0
    return sum(int(line.split()[4].partition(":")[2], 16) for line in lines)


def _tree(root: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for entry in _PROC.iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            children.setdefault(int(fields[_PARENT]), []).append(int(entry.name))
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += children.get(pid, [])
    return found


def _stat(pid: int) -> list[str]:
    try:
        text = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return text.rpartition(")")[2].split()


def _memory(pid: int) -> tuple[int, int]:
    """Return PSS and RSS in bytes."""
    sizes = {"Pss": 0, "Rss": 0}
    try:
        lines = (_PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0, 0
    for line in lines:
        name, _, rest = line.partition(":")
        if name in sizes:
            sizes[name] = int(rest.split()[0]) * 1024
    return sizes["Pss"], sizes["Rss"]
