# SPDX-License-Identifier: EUPL-1.2
"""Tries every instrument that can answer when nobody measures, the way the staff screen does; starts nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from kiosk.capability import Assignment
from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.selftest.report import Check, Reason, Result, failed, passed, skipped, unknown
from kiosk.workbench import DriverView, Problem, Trial, Verdict, Workbench

_REASONS = {
    Problem.PORT: Reason.NO_PORT,
    Problem.SILENT: Reason.SILENT,
    Problem.OTHER_DEVICE: Reason.OTHER_DEVICE,
    Problem.PACE: Reason.DISTURBED,
    Problem.NOISE: Reason.DISTURBED,
    Problem.CLOCK: Reason.DEVICE_CLOCK,
}


async def try_instruments(assignments: Sequence[Assignment], bench: Workbench, clock: Clock) -> tuple[Result, ...]:
    """Try them all at once; every port must be free. Cancel it to stop: the ports are closed then."""
    if not assignments:
        return (skipped(Check.INSTRUMENT, Reason.NONE_SET),)
    drivers = {view.name: view for view in await asyncio.to_thread(bench.drivers)}
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_try(each, drivers.get(each.driver), bench, clock)) for each in assignments]
    return tuple(task.result() for task in tasks)


async def _try(each: Assignment, driver: DriverView | None, bench: Workbench, clock: Clock) -> Result:
    if driver is None:
        return failed(Check.INSTRUMENT, Reason.BAD_SETTING, name=each.name)
    try:
        await asyncio.to_thread(bench.locate, each.port)
        if driver.waits:
            return unknown(Check.INSTRUMENT, Reason.WAITS, name=each.name)
        trial = await bench.test(each, clock, lambda _share, _line: None)
    except KioskError as problem:
        reason = Reason.NO_PORT if isinstance(problem, OSError) else Reason.BAD_SETTING
        return failed(Check.INSTRUMENT, reason, name=each.name)
    return _result(trial, each.name)


def _result(trial: Trial, name: str) -> Result:
    if trial.problems:
        return failed(Check.INSTRUMENT, _REASONS[trial.problems[0]], name=name)
    match trial.verdict:
        case Verdict.MEASURES | Verdict.ANSWERS:
            return passed(Check.INSTRUMENT, name=name)
        case Verdict.WAITS:
            return unknown(Check.INSTRUMENT, Reason.WAITS, name=name)
        case Verdict.FAILS:
            return failed(Check.INSTRUMENT, Reason.SILENT, name=name)
