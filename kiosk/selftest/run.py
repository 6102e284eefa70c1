# SPDX-License-Identifier: EUPL-1.2
"""Runs checks side by side, each with a deadline, and the whole with one too: nothing may hang the report."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import msgspec

from kiosk import log
from kiosk.clock import Clock
from kiosk.selftest.report import Check, Outcome, Reason, Result, failed, in_order, unknown

WHOLE_S = 90.0
USUAL_S = 15.0

_log = log.EventLog("selftest")


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """Something to try: it gives a result for each of ``checks`` (for instruments any number)."""

    checks: tuple[Check, ...]
    work: Callable[[], Awaitable[tuple[Result, ...]]]
    deadline_s: float = USUAL_S


async def run_jobs(jobs: Sequence[Job], clock: Clock, whole_s: float = WHOLE_S) -> tuple[Result, ...]:
    """Run every job; return the results in order. Cancel it to stop all of them."""
    tasks = {asyncio.create_task(_bounded(job, clock)): job for job in jobs}
    try:
        await asyncio.wait(tasks, timeout=whole_s)
        return in_order(result for task, job in tasks.items() for result in _outcome(task, job))
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _bounded(job: Job, clock: Clock) -> tuple[Result, ...]:
    begun_s = clock.monotonic_s()
    try:
        async with asyncio.timeout(job.deadline_s):
            results = await job.work()
    except TimeoutError:
        results = tuple(failed(check, Reason.NO_ANSWER) for check in job.checks)
    took_ms = min(3_600_000, round((clock.monotonic_s() - begun_s) * 1000))
    return tuple(msgspec.structs.replace(result, took_ms=took_ms) for result in results)


def _outcome(task: asyncio.Task[tuple[Result, ...]], job: Job) -> tuple[Result, ...]:
    """Return a job's results. A check that itself is at fault says nothing of what it checks."""
    if not task.done():
        return tuple(unknown(check, Reason.NOT_FINISHED) for check in job.checks)
    problem = task.exception()
    if problem is not None:
        _log.error("check-broke", problem, check=job.checks[0])
        return tuple(unknown(check, Reason.CHECK_BROKE) for check in job.checks)
    for result in task.result():
        level = _log.warning if result.outcome is Outcome.FAILED else _log.info
        level("checked", check=result.check, state=result.outcome, reason=result.reason, instrument=result.name)
    return task.result()
