# SPDX-License-Identifier: EUPL-1.2
"""The last lines of the station's own log, for whoever mends it: of the journal, or else of this process.

Only what is an event of `kiosk.log` is taken, and of it only the fields that the log has: a line of a library, or a
traceback, may quote anything, so it is counted and not shown.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import shutil
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kiosk import log

KEPT = 400
"""So many lines are looked at."""
JOURNAL_S = 6.0
UNITS = ("kiosk-station.service", "kiosk-call.service", "kiosk-ui.service")
_NAME = re.compile(r"[a-z][a-z0-9_.-]{0,59}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT(\d\d:\d\d:\d\d)")
_LEVELS = frozenset({"info", "warning", "error"})
_MOST_CHARACTERS = 60
_SHOWN = log.FIELDS - {"visit"}
"""A visit has no name here either."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LogEntry:
    """An event. ``at``: the time of the day, ``HH:MM:SS``; ``fields``: name and value, as they were logged."""

    at: str
    level: str
    part: str
    event: str
    fields: tuple[tuple[str, str], ...] = ()

    @property
    def serious(self) -> bool:
        return self.level != "info"


@dataclass(frozen=True, kw_only=True, slots=True)
class Tail:
    """The newest entries, newest first. ``others``: lines that are none of ours."""

    entries: tuple[LogEntry, ...] = ()
    others: int = 0


def read_line(text: str) -> LogEntry | None:
    """Read a line that `kiosk.log` wrote; None if it is none."""
    try:
        raw: Any = json.loads(text)
    except ValueError:
        return None
    if not isinstance(raw, dict):
        return None
    time = _TIME.fullmatch(str(raw.pop("t", "")))
    level, part, event = (str(raw.pop(key, "")) for key in ("level", "part", "event"))
    if time is None or level not in _LEVELS or not (_NAME.fullmatch(part) and _NAME.fullmatch(event)):
        return None
    return LogEntry(at=time[1], level=level, part=part, event=event, fields=_fields(raw))


def _fields(raw: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((key, str(value)[:_MOST_CHARACTERS]) for key, value in raw.items() if key in _SHOWN)


def tail_of(lines: Iterable[str]) -> Tail:
    """Take the lines of a log, oldest first."""
    found = [read_line(line) for line in lines if line.strip()]
    entries = tuple(entry for entry in reversed(found) if entry is not None)
    return Tail(entries=entries[:KEPT], others=len(found) - len(entries))


class Recent(logging.Handler):
    """Keeps the last events of this process in memory; on a machine without a journal there is nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: deque[LogEntry] = deque(maxlen=KEPT)
        self.setFormatter(log.JsonLine())

    @property
    def tail(self) -> Tail:
        return Tail(entries=tuple(reversed(self._entries)))

    def emit(self, record: logging.LogRecord) -> None:
        entry = read_line(self.format(record))
        if entry is not None:
            self._entries.append(entry)

    def install(self) -> None:
        """Listen to the project's own events."""
        logging.getLogger("halsorum").addHandler(self)

    def remove(self) -> None:
        logging.getLogger("halsorum").removeHandler(self)


class LogTail:
    """Reads the journal if a service manager runs the station (``managed``), else what ``recent`` has kept."""

    def __init__(self, recent: Recent, *, managed: bool) -> None:
        self._recent = recent
        self._journalctl = shutil.which("journalctl") if managed else None

    async def read(self) -> Tail:
        """Return the newest entries; those of this process where the journal gives none."""
        lines = await self._journal()
        return tail_of(lines) if lines else self._recent.tail

    async def _journal(self) -> tuple[str, ...]:
        if self._journalctl is None:
            return ()
        units = [f"--unit={unit}" for unit in UNITS]
        command = (self._journalctl, *units, "--output=cat", f"--lines={KEPT}", "--no-pager", "--quiet")
        process = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            async with asyncio.timeout(JOURNAL_S):
                said, _ = await process.communicate()
        except TimeoutError:
            return ()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        return tuple(said.decode("utf-8", "replace").splitlines())
