# SPDX-License-Identifier: EUPL-1.2
"""What the station sends off and does not wait for: word to the desk, paper to the printer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from kiosk.desk.client import DeskClient
from kiosk.ratings import Answers
from kiosk.station.end_report import report_end, report_ratings
from kiosk.station.printer import Printer


class Errands:
    """``station``: its id; ``printed``: hears of a visit's sheet whether the printer took it."""

    def __init__(self, desk: DeskClient, station: str, printer: Printer, printed: Callable[[str, bool], None]) -> None:
        self._desk, self._station = desk, station
        self._printer, self._printed = printer, printed
        self._running: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Let ``work`` run beside everything else."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def report_end(self, visit: str, cause: str) -> None:
        """Tell the desk that ``visit`` is over."""
        self.start(report_end(self._desk, visit, cause))

    def report_ratings(self, answers: Answers) -> None:
        """Tell the desk how somebody rates a visit."""
        self.start(report_ratings(self._desk, self._station, answers))

    def print_sheet(self, visit: str, text: str) -> None:
        """Print ``text``."""
        self.start(self._print(visit, text))

    async def _print(self, visit: str, text: str) -> None:
        self._printed(visit, await self._printer.put(text))
