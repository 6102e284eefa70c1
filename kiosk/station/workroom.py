# SPDX-License-Identifier: EUPL-1.2
"""Does what staff ask for at the screen: looks at ports, listens, tries devices, keeps assignments. Fulfils `Hands`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from kiosk import log, staff_pin
from kiosk.capability import Assignment
from kiosk.clock import Clock
from kiosk.deadline import Deadline
from kiosk.errors import KioskError, SettingsError
from kiosk.site import Site
from kiosk.staff_settings import StaffSection
from kiosk.station.staff import Staff
from kiosk.station.staff_session import Seen
from kiosk.workbench import DriverView, Finding, Outcome, PortKind, PortView, Problem, Trial, Verdict, Workbench

LISTEN_AT_MOST_S = 300.0
"""No port takes longer to be listened at."""

_log = log.EventLog("workroom")


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkroomParts:
    """``free``: waits until no instrument holds a port; ``apply``: lets the instruments that are set count now.

    ``self_test``: begins a self-test; ``touched``: keeps how a touch grid ended.
    """

    settings: StaffSection
    site: Site
    bench: Workbench
    clock: Clock
    free: Callable[[], Awaitable[None]]
    apply: Callable[[], None]
    self_test: Callable[[], object]
    touched: Callable[[frozenset[int]], None]


class Workroom:
    """The hands of `Staff`, which must be given as ``staff`` before anything is asked."""

    def __init__(self, parts: WorkroomParts) -> None:
        self._parts = parts
        self._job: asyncio.Task[None] | None = None
        self._errands: set[asyncio.Task[None]] = set()
        self._drivers: tuple[DriverView, ...] = ()
        self.staff: Staff | None = None

    # ------------------------------------------------------------------------------------------ Hands

    def check_pin(self, pin: str) -> None:
        self._errand(self._check_pin(pin))

    def look(self) -> None:
        self._errand(self._look())

    def listen(self, ports: Sequence[str]) -> None:
        self._start(lambda: self._listen(ports))

    def test(self, assignment: Assignment) -> None:
        self._start(lambda: self._test(assignment))

    def stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def keep(self, assignment: Assignment, *, absent: bool = False) -> None:
        self._errand(self._change(lambda: self._put(assignment, absent=absent)))

    def forget(self, name: str) -> None:
        self._errand(self._change(lambda: self._parts.site.assignments.remove(name)))

    def self_test(self) -> None:
        self._parts.self_test()

    def touched(self, missed: frozenset[int]) -> None:
        self._parts.touched(missed)

    async def settle(self) -> None:
        """Stop, and wait until every port is closed."""
        tasks = [task for task in (self._job, *self._errands) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # ------------------------------------------------------------------------------------------ inside

    def _told(self) -> Staff:
        if self.staff is None:
            raise RuntimeError("the workroom was given no staff")
        return self.staff

    async def _check_pin(self, pin: str) -> None:
        kept = staff_pin.read(self._parts.settings.pin_hash)
        fits = kept is not None and await asyncio.to_thread(kept.fits, pin)
        self._told().pin_checked(fits=fits)

    async def _look(self) -> None:
        if not self._drivers:
            self._drivers = await asyncio.to_thread(self._parts.bench.drivers)
        self._told().saw(await asyncio.to_thread(see, self._parts, self._drivers))

    async def _listen(self, ports: Sequence[str]) -> None:
        async with asyncio.TaskGroup() as group:
            for port in ports:
                group.create_task(self._listen_at(port))

    async def _listen_at(self, port: str) -> None:
        staff = self._told()
        deadline = Deadline.after(self._parts.clock, LISTEN_AT_MOST_S)
        try:
            async with asyncio.timeout(deadline.remaining_s):
                finding = await self._parts.bench.probe(
                    port, self._parts.clock, lambda share, line: staff.went_on(port, share, line)
                )
        except (KioskError, TimeoutError) as problem:
            _log.error("not-listened", problem)
            reason = problem.reason if isinstance(problem, KioskError) else None
            finding = Finding(port=port, outcome=Outcome.NOT_OPEN, trouble=str(reason or ""))
        staff.heard(finding)

    async def _test(self, assignment: Assignment) -> None:
        staff = self._told()
        try:
            trial = await self._parts.bench.test(
                assignment, self._parts.clock, lambda share, line: staff.went_on(assignment.port, share, line)
            )
        except KioskError as problem:
            _log.error("not-tested", problem)
            trial = Trial(verdict=Verdict.FAILS, problems=(Problem.PORT,))
        staff.tested(trial)

    async def _change(self, work: Callable[[], object]) -> None:
        problem: KioskError | None = None
        try:
            await asyncio.to_thread(work)
            self._parts.apply()
        except KioskError as found:
            problem = found
        self._told().changed(problem)

    def _put(self, assignment: Assignment, *, absent: bool) -> None:
        site = self._parts.site
        site.assignments.put(self._parts.bench.check(assignment, site.instruments, absent=absent))

    def _start(self, work: Callable[[], Awaitable[None]]) -> None:
        """Begin something at ports, once whatever was done at them before is over."""
        self.stop()
        self._job = asyncio.create_task(self._after(self._job, work))
        self._job.add_done_callback(self._over)

    async def _after(self, before: asyncio.Task[None] | None, work: Callable[[], Awaitable[None]]) -> None:
        if before is not None:
            await asyncio.wait({before})
        await self._parts.free()
        await work()

    def _over(self, job: asyncio.Task[None]) -> None:
        """See that a fault of a driver does not leave the screen waiting."""
        problem = None if job.cancelled() else job.exception()
        if problem is not None:
            _log.error("work-failed", problem)
            self._told().failed()

    def _errand(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)


def instruments_of(site: Site) -> tuple[Assignment, ...]:
    """Name the instruments; if what a technician assigned cannot be read, those of the settings have to do."""
    try:
        return site.instruments
    except SettingsError as problem:
        _log.error("assignments-unreadable", problem)
        return site.set_instruments


def see(parts: WorkroomParts, drivers: tuple[DriverView, ...]) -> Seen:
    """Look what is plugged in and assigned. Reads small files; call it on a thread."""
    site, bench = parts.site, parts.bench
    instruments = instruments_of(site)
    ports = bench.ports(instruments)
    by_hand, there = _by_hand(parts, instruments, ports)
    return Seen(
        ports=(*ports, *by_hand, *bench.hid_bridges()),
        drivers=drivers,
        instruments=instruments,
        assigned=frozenset(each.name for each in instruments if each not in site.set_instruments),
        there=there,
    )


def _by_hand(
    parts: WorkroomParts, instruments: Sequence[Assignment], ports: Sequence[PortView]
) -> tuple[tuple[PortView, ...], frozenset[str]]:
    """Find ports that the machine does not list: in the network, or a path; and which addresses lead somewhere."""
    listed = {port.node for port in ports}
    found: dict[str, PortView] = {}
    there: set[str] = set()
    holders = {each.port: each.name for each in instruments}
    for address in (*parts.settings.ports, *holders):
        try:
            place = parts.bench.locate(address)
        except KioskError:
            continue
        there.add(address)
        if place is None or str(place.resolve()) not in listed:
            found[address] = PortView(
                address=address, node=address, words=address, instrument=holders.get(address, ""), kind=PortKind.BY_HAND
            )
    return tuple(found.values()), frozenset(there)
