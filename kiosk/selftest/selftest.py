# SPDX-License-Identifier: EUPL-1.2
"""The station's self-test: when it runs, what it tries, who hears of it. Somebody who comes ends it at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any

import msgspec

from kiosk import log
from kiosk.capability import Assignment
from kiosk.clock import Clock
from kiosk.doctor.finding import Subject
from kiosk.errors import DeskError, DeskReason
from kiosk.selftest import machine
from kiosk.selftest.consequences import Fitness, fitness_of
from kiosk.selftest.instruments import try_instruments
from kiosk.selftest.kept import Kept
from kiosk.selftest.network import check_certificate, try_broker, try_desk
from kiosk.selftest.processes import Processes
from kiosk.selftest.report import Check, Outcome, Reason, Report, Result, Trigger
from kiosk.selftest.run import Job, run_jobs
from kiosk.selftest.schedule import due, read_time
from kiosk.selftest.touch import TouchRecord, touch_result
from kiosk.selftest.turn import try_turn
from kiosk.workbench import Workbench

QUIET_S = 60.0
"""How long nobody must have been here before a self-test begins by itself."""
AGAIN_S = 300.0
"""How soon a station that found itself unfit looks again."""
POST_AGAIN_S = 300.0
INSTRUMENTS_S = 40.0
DEVICES_S = 40.0

_log = log.EventLog("selftest")


@dataclass(frozen=True, kw_only=True, slots=True)
class SelfTestParts:
    """What it works with.

    ``nobody``: whether nobody is here; ``staff``: whether staff are at the screen; ``free``: waits until no instrument
    holds a port; ``resume``: lets the instruments run again that should; ``post``: sends a report to the desk (raises
    `DeskError`); ``changed``: is called when there is something new to show or to heed.
    """

    subject: Subject
    bench: Workbench
    processes: Processes
    kept: Kept
    software: str
    assignments: Callable[[], tuple[Assignment, ...]]
    nobody: Callable[[], bool]
    staff: Callable[[], bool]
    free: Callable[[], Awaitable[None]]
    resume: Callable[[], None]
    post: Callable[[Report], Awaitable[None]]
    changed: Callable[[], None]


class SelfTest:
    """Call `tick` a few times a second, and `update` whenever somebody may have come or gone."""

    def __init__(self, parts: SelfTestParts) -> None:
        self._parts = parts
        settings = parts.subject.settings.self_test
        self._at = read_time(settings.at)
        self.report: Report | None = parts.kept.report()
        self.touch: TouchRecord | None = parts.kept.touch()
        self._running: asyncio.Task[None] | None = None
        self._trigger = Trigger.MORNING
        self._ended = asyncio.Event()
        self._quiet_since_s: float | None = None
        self._unsent = False
        self._post_at_s = 0.0
        self._errands: set[asyncio.Task[None]] = set()

    @property
    def running(self) -> bool:
        return self._running is not None

    @property
    def fit(self) -> bool:
        """Whether patients' visits may begin, after the last report; without one they may."""
        return self.report is None or fitness_of(self.report.results) is not Fitness.UNAVAILABLE

    # ------------------------------------------------------------------------------------------ from outside

    def ask(self, trigger: Trigger) -> bool:
        """Begin now; tell whether one runs now. It does not begin while somebody is here who did not ask for it."""
        if self._running is None and self._may(trigger):
            self._start(trigger)
        return self.running

    async def finished(self) -> Report | None:
        """Wait until the self-test that runs is over; return its report, None if somebody came."""
        before = self.report
        if self._running is not None:
            await self._ended.wait()
        return self.report if self.report is not before else None

    def touched(self, record: TouchRecord) -> None:
        """Take how a touch grid ended."""
        self.touch = record
        self._parts.kept.keep_touch(record)
        self._parts.changed()

    def tick(self) -> None:
        """Let time pass."""
        now_s = self._clock.monotonic_s()
        self.update()
        if self._quiet_since_s is not None and now_s - self._quiet_since_s >= QUIET_S and self._running is None:
            self._begin_if_due()
        if self._unsent and now_s >= self._post_at_s:
            self._post_at_s = now_s + POST_AGAIN_S
            self._errand(self._post())

    def update(self) -> None:
        """Stop for whoever has come."""
        if not self._parts.nobody():
            self._quiet_since_s = None
        elif self._quiet_since_s is None:
            self._quiet_since_s = self._clock.monotonic_s()
        if self._running is not None and not self._may(self._trigger):
            _log.info("interrupted", action=self._trigger)
            self._stop()

    async def settle(self) -> None:
        """Stop, and wait until every port is closed."""
        tasks = [task for task in (self._running, *self._errands) if task is not None]
        self._stop()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # ------------------------------------------------------------------------------------------ inside

    @property
    def _clock(self) -> Clock:
        return self._parts.subject.clock

    def _may(self, trigger: Trigger) -> bool:
        return self._parts.staff() if trigger is Trigger.STAFF else self._parts.nobody()

    def _begin_if_due(self) -> None:
        now, last = self._clock.now(), self.report.at if self.report is not None else None
        if self._at is not None and due(now.astimezone(), self._at, last):
            self._start(Trigger.MORNING)
        elif not self.fit and last is not None and abs((now - last).total_seconds()) >= AGAIN_S:
            self._start(Trigger.AGAIN)

    def _start(self, trigger: Trigger) -> None:
        _log.info("begun", action=trigger)
        self._trigger = trigger
        self._ended.clear()
        self._running = asyncio.create_task(self._run(trigger))
        self._parts.changed()

    def _stop(self) -> None:
        task, self._running = self._running, None
        if task is not None:
            task.cancel()
            self._quiet_since_s = None
            self._ended.set()
            self._parts.changed()

    async def _run(self, trigger: Trigger) -> None:
        at, begun_s = self._clock.now(), self._clock.monotonic_s()
        try:
            results = await run_jobs(self._jobs(), self._clock)
        finally:
            self._parts.resume()
        if self._running is not asyncio.current_task():
            return
        self._running = None
        self._keep(
            Report(
                at=at,
                took_s=round(min(3600.0, self._clock.monotonic_s() - begun_s), 1),
                trigger=trigger,
                software=self._parts.software,
                results=tuple(_fair(result, trigger) for result in results),
            )
        )

    def _keep(self, report: Report) -> None:
        _log.info("done", state=fitness_of(report.results), count=len(report.failed), duration_s=report.took_s)
        self.report = report
        self._parts.kept.keep_report(report)
        self._unsent, self._post_at_s = True, 0.0
        self._ended.set()
        self._parts.changed()

    def _jobs(self) -> tuple[Job, ...]:
        parts, subject = self._parts, self._parts.subject
        turn = subject.settings.self_test.turn

        def on_machine(check: Check, look: Callable[[Subject], tuple[Result, ...]]) -> Job:
            return Job(checks=(check,), work=partial(asyncio.to_thread, look, subject))

        return (
            Job(checks=(Check.SCREEN,), work=parts.processes.try_screen),
            Job(checks=(Check.TOUCH,), work=self._touch),
            Job(checks=(Check.CAMERA, Check.SOUND), work=parts.processes.try_devices, deadline_s=DEVICES_S),
            Job(
                checks=(Check.INSTRUMENT,),
                work=self._instruments,
                deadline_s=INSTRUMENTS_S,
            ),
            Job(checks=(Check.BROKER,), work=lambda: try_broker(subject)),
            Job(checks=(Check.DESK, Check.CLOCK), work=lambda: try_desk(subject)),
            Job(checks=(Check.TURN,), work=lambda: try_turn(turn)),
            on_machine(Check.CERTIFICATE, check_certificate),
            on_machine(Check.DISK, machine.check_disk),
            on_machine(Check.POWER, machine.check_power),
            on_machine(Check.TEMPERATURE, machine.check_temperature),
        )

    async def _instruments(self) -> tuple[Result, ...]:
        await self._parts.free()
        return await try_instruments(self._parts.assignments(), self._parts.bench, self._clock)

    async def _touch(self) -> tuple[Result, ...]:
        return (touch_result(self.touch, self._clock.now()),)

    async def _post(self) -> None:
        report = self.report
        if report is None:
            return
        try:
            await self._parts.post(report)
        except DeskError as problem:
            _log.warning("not-posted", reason=problem.reason)
            self._unsent = problem.reason is DeskReason.UNREACHABLE and self._unsent
        else:
            self._unsent = self._unsent and report is not self.report

    def _errand(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)


def _fair(result: Result, trigger: Trigger) -> Result:
    """Before dawn every picture is black: it says something of the camera only where somebody stands in the light."""
    if result.reason is Reason.BLACK and not trigger.attended:
        return msgspec.structs.replace(result, outcome=Outcome.UNKNOWN)
    return result
