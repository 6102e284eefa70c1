# SPDX-License-Identifier: EUPL-1.2
"""Asking the clinic for somebody, again and again while the patient waits, and taking it back at last.

The desk keeps a petition only as long as it hears of it: a station that stops asks for nobody. One petition at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from msgspec.structs import replace

from kiosk import log
from kiosk.clock import Clock
from kiosk.desk.client import DeskClient
from kiosk.drop_in import Petition
from kiosk.errors import DeskError, DeskReason

EVERY_S = 10.0
ATTEMPTS = 6
"""Of taking it back: what is not heard of is forgotten by itself, a number to ring is not."""

_log = log.EventLog("asking")
_SETTLED = frozenset({DeskReason.OVER, DeskReason.FORBIDDEN, DeskReason.MALFORMED, DeskReason.UNKNOWN_STATION})
"""Answers that asking again does not change."""

Pause = Callable[[float], Awaitable[object]]


@dataclass(frozen=True, kw_only=True, slots=True)
class AskingParts:
    """``station``: its id; ``heard``: hears of a petition how many wait, 1 for the next."""

    desk: DeskClient
    station: str
    clock: Clock
    heard: Callable[[str, int], None]
    pause: Pause = asyncio.sleep


class Asking:
    """The petition of the visit going on."""

    def __init__(self, parts: AskingParts) -> None:
        self._parts = parts
        self._task: asyncio.Task[None] | None = None
        self._keeping = False
        self.told: Callable[[str, bool], None] = lambda request, ok: None
        """Hears of a number to ring whether the clinic has it."""

    def ask(self, request: str, petition: Petition) -> None:
        """Keep ``petition`` at the desk from now on, in place of the one before."""
        since_s = self._parts.clock.monotonic_s()
        self._follow(lambda: self._keep(request, petition, since_s), keeping=True)

    def withdraw(self, request: str, petition: Petition | None) -> None:
        """Take it back; ``petition``: what shall stand there instead, once."""
        self._follow(lambda: self._end(request, petition), keeping=False)

    async def settle(self) -> None:
        """Stop; what is not said yet is not said."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _follow(self, work: Callable[[], Awaitable[None]], *, keeping: bool) -> None:
        """Begin once what ran before has stopped, so that words to the desk come in order; nothing is taken back."""
        before = self._task
        if before is not None and self._keeping:
            before.cancel()
        self._keeping = keeping
        self._task = asyncio.create_task(_after(before, work))

    async def _keep(self, request: str, petition: Petition, since_s: float) -> None:
        parts = self._parts
        while True:
            waited_s = min(24 * 3600, int(parts.clock.monotonic_s() - since_s))
            try:
                place = await parts.desk.put_request(parts.station, request, replace(petition, waited_s=waited_s))
            except DeskError as problem:
                _log.warning("not-asked", reason=problem.reason)
                if problem.reason in _SETTLED:
                    return
            else:
                parts.heard(request, place)
            await parts.pause(EVERY_S)

    async def _end(self, request: str, petition: Petition | None) -> None:
        ok = await self._ended(request, petition)
        if petition is not None:
            self.told(request, ok)

    async def _ended(self, request: str, petition: Petition | None) -> bool:
        parts = self._parts
        for attempt in range(1, ATTEMPTS + 1):
            try:
                if petition is not None:
                    await parts.desk.put_request(parts.station, request, petition)
                else:
                    await parts.desk.drop_request(parts.station, request)
                return True
            except DeskError as problem:
                _log.warning("not-withdrawn", attempt=attempt, reason=problem.reason)
                if problem.reason in _SETTLED:
                    return False
            await parts.pause(attempt)
        return False


async def _after(before: asyncio.Task[None] | None, work: Callable[[], Awaitable[None]]) -> None:
    if before is not None:
        await asyncio.gather(before, return_exceptions=True)
    await work()
