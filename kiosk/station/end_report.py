# SPDX-License-Identifier: EUPL-1.2
"""Telling the desk that a visit is over, so that it closes the GP's way in at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from kiosk import log
from kiosk.desk.client import DeskClient
from kiosk.errors import DeskError, DeskReason

ATTEMPTS = 5
PAUSE_S = 1.0

_log = log.EventLog("end-report")


async def report_end(
    desk: DeskClient, visit: str, *, pause: Callable[[float], Awaitable[object]] = asyncio.sleep
) -> None:
    """Report the end of ``visit``, again while the desk is away; given up in the end, for its time ends it anyway."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            await desk.end_visit(visit)
            return
        except DeskError as problem:
            _log.warning("end-not-reported", attempt=attempt, reason=problem.reason)
            if problem.reason is not DeskReason.UNREACHABLE:
                return
        await pause(PAUSE_S * attempt)
