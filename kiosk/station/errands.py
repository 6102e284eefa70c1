# SPDX-License-Identifier: EUPL-1.2
"""What the station sends off and does not wait for: word to the desk, paper to the printer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from kiosk import log
from kiosk.assistants import Proof
from kiosk.clock import Clock
from kiosk.desk.client import DeskClient
from kiosk.errors import DeskError
from kiosk.identity import Identity
from kiosk.ratings import Answers
from kiosk.station.assistant_check import Checked, verified
from kiosk.station.end_report import report_end, report_left, report_ratings
from kiosk.station.printer import Printer

_log = log.EventLog("errands")


class Errands:
    """``printed``: hears of a visit's sheet whether the printer took it; ``checked``: of a visit's assistant."""

    def __init__(
        self,
        desk: DeskClient,
        identity: Identity,
        printer: Printer,
        printed: Callable[[str, bool], None],
        checked: Checked,
        clock: Clock,
    ) -> None:
        self._desk, self._identity, self._station = desk, identity, identity.name
        self._printer, self._printed = printer, printed
        self._checked, self._clock = checked, clock
        self._running: set[asyncio.Task[None]] = set()
        self.seat_opened: Callable[[str, str, bool], None] = lambda visit, seat, ok: None
        """Hears of a visit's seat whether the desk has opened it."""
        self.end_told: Callable[[str, bool], None] = lambda visit, ok: None
        """Hears of a visit whether the desk knows that it is over, and why."""

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Let ``work`` run beside everything else."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def report_end(self, visit: str, cause: str) -> None:
        """Tell the desk that ``visit`` is over."""
        self.start(self._report_end(visit, cause))

    async def _report_end(self, visit: str, cause: str) -> None:
        self.end_told(visit, await report_end(self._desk, visit, cause))

    def report_ratings(self, answers: Answers) -> None:
        """Tell the desk how somebody rates a visit."""
        self.start(report_ratings(self._desk, self._station, answers))

    def open_seat(self, visit: str, seat: str, password: str) -> None:
        """Ask the desk to let a colleague of the GP's into ``visit``."""
        self.start(self._open_seat(visit, seat, password))

    def close_seat(self, visit: str, seat: str) -> None:
        """Tell the desk to let nobody in by that seat any more."""
        self.start(report_left(self._desk, visit, seat))

    async def _open_seat(self, visit: str, seat: str, password: str) -> None:
        try:
            await self._desk.open_seat(visit, seat, password)
        except DeskError as problem:
            _log.warning("seat-not-opened", reason=problem.reason)
            self.seat_opened(visit, seat, False)
        else:
            self.seat_opened(visit, seat, True)

    def verify_assistant(self, proof: Proof) -> None:
        """Have the desk check an assistant."""
        self.start(self._verify(proof))

    async def _verify(self, proof: Proof) -> None:
        ruling, grant = await verified(self._desk, self._identity, self._clock, proof)
        self._checked(proof.visit, ruling, grant)

    def print_sheet(self, visit: str, text: str) -> None:
        """Print ``text``."""
        self.start(self._print(visit, text))

    async def _print(self, visit: str, text: str) -> None:
        self._printed(visit, await self._printer.put(text))
