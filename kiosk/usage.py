# SPDX-License-Identifier: EUPL-1.2
"""What a process costs: CPU seconds and resident memory, from /proc (proc_pid_stat(5))."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

_UTIME = 11
_STIME = 12
_RSS = 21
"""Places in /proc/PID/stat behind the command's name, which is in brackets and may hold spaces."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Usage:
    """``cpu_s``: user and system time since the start; ``rss_bytes``: resident memory now."""

    cpu_s: float
    rss_bytes: int


def read_process_usage(pid: int) -> Usage:
    """Read what process ``pid`` has used; raises `ProcessLookupError` when there is none."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        raise ProcessLookupError(f"There is no process {pid}.") from None
    fields = text.rpartition(")")[2].split()
    ticks = int(fields[_UTIME]) + int(fields[_STIME])
    return Usage(
        cpu_s=ticks / os.sysconf("SC_CLK_TCK"),
        rss_bytes=int(fields[_RSS]) * os.sysconf("SC_PAGE_SIZE"),
    )
