# SPDX-License-Identifier: EUPL-1.2
"""Telling the desk that a visit is over, so that it closes the GP's way in at once; and how visits are rated."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from kiosk import log
from kiosk.desk.client import DeskClient
from kiosk.errors import DeskError, DeskReason
from kiosk.ratings import Answers

ATTEMPTS = 5
PAUSE_S = 1.0

_log = log.EventLog("end-report")


Pause = Callable[[float], Awaitable[object]]


async def report_end(desk: DeskClient, visit: str, cause: str, *, pause: Pause = asyncio.sleep) -> bool:
    """Report the end of ``visit``, again while the desk is away; given up in the end, for its time ends it anyway.

    Tell whether the desk knows.
    """
    return await _until_told(lambda: desk.end_visit(visit, cause), "end-not-reported", pause)


async def report_left(desk: DeskClient, visit: str, seat: str, *, pause: Pause = asyncio.sleep) -> None:
    """Report that nobody shall come by ``seat`` any more; given up in the end, for the station lets nobody in by it."""
    await _until_told(lambda: desk.close_seat(visit, seat), "seat-not-closed", pause)


async def report_ratings(desk: DeskClient, station: str, answers: Answers, *, pause: Pause = asyncio.sleep) -> None:
    """Hand in what somebody thinks of a visit; given up in the end, for nobody misses a single answer."""
    await _until_told(lambda: desk.post_ratings(station, answers), "ratings-not-reported", pause)


async def _until_told(tell: Callable[[], Awaitable[object]], event: str, pause: Pause) -> bool:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            await tell()
            return True
        except DeskError as problem:
            _log.warning(event, attempt=attempt, reason=problem.reason)
            if problem.reason is not DeskReason.UNREACHABLE:
                return False
        await pause(PAUSE_S * attempt)
    return False
