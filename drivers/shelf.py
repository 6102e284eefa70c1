# SPDX-License-Identifier: EUPL-1.2
"""Every serial instrument of a station: opens ports, runs drivers, and opens again what was lost."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence

from drivers.base import Driver
from drivers.links.link import Link, LinkError
from drivers.links.opening import Opener, open_link
from drivers.links.ports import parse_address, parse_line
from drivers.registry import find
from kiosk.capability import Assignment, Command, CommandError, CommandReason, Instrument
from kiosk.clock import Clock
from kiosk.log import EventLog
from kiosk.reading import InstrumentEvent

BACK_OFF_S = (0.25, 0.5, 1.0, 2.0)
"""Waits before a port is opened again; the last one repeats. Short, because a person stands there with the plug."""

_log = EventLog("drivers")


class BackOff:
    """Give the waits one by one."""

    def __init__(self, waits_s: Sequence[float] = BACK_OFF_S) -> None:
        self._waits_s = waits_s
        self._step = 0

    def next_s(self) -> float:
        """Return the next wait."""
        wait_s = self._waits_s[min(self._step, len(self._waits_s) - 1)]
        self._step += 1
        return wait_s

    def reset(self) -> None:
        """Begin with the shortest wait again."""
        self._step = 0


class SerialShelf:
    """Fulfils `kiosk.capability.Shelf`.

    Raises `UnknownDriverError` at once for a driver that does not exist, `AddressError` for a port that cannot be one.
    """

    def __init__(self, assignments: Sequence[Assignment], clock: Clock) -> None:
        self._parts = [(find(assignment.driver), assignment) for assignment in assignments]
        for assignment in assignments:
            parse_address(assignment.port)
            if assignment.line:
                parse_line(assignment.line)
        self._clock = clock
        self._running: dict[str, Driver] = {}

    @property
    def instruments(self) -> tuple[Instrument, ...]:
        return tuple(
            Instrument(name=assignment.name, capabilities=driver.capabilities, commands=driver.controls)
            for driver, assignment in self._parts
        )

    async def run(self, deliver: Callable[[InstrumentEvent], None], names: frozenset[str] | None = None) -> None:
        """Measure until cancelled; then every device that can be told to stop is told."""
        chosen = [part for part in self._parts if names is None or part[1].name in names]
        async with asyncio.TaskGroup() as group:
            for driver_class, assignment in chosen:
                group.create_task(self._keep(driver_class, assignment, deliver))
            await asyncio.Event().wait()

    async def _keep(
        self, driver_class: type[Driver], assignment: Assignment, deliver: Callable[[InstrumentEvent], None]
    ) -> None:
        """Run one driver; if there is a fault in it, say so and begin anew, for the others go on."""
        back_off = BackOff()
        while True:
            driver = self._running[assignment.name] = driver_class(assignment, self._clock, deliver)
            try:
                await tend(driver)
            except Exception as problem:  # noqa: BLE001 - one driver's fault must not stop the other instruments
                _log.error("driver.failed", problem, instrument=assignment.name, driver=driver.name)
                driver.failed()
            finally:
                self._running.pop(assignment.name, None)
            await asyncio.sleep(back_off.next_s())

    def tell(self, name: str, command: Command) -> None:
        driver = self._running.get(name)
        if driver is None:
            raise CommandError(
                f"Instrument '{name}' does not run.",
                reason=CommandReason.UNKNOWN_INSTRUMENT,
                hint="Begin to measure, or set it in [[instruments]].",
            )
        driver.tell(command)

    def stop_all(self) -> None:
        for driver in self._running.values():
            if Command.STOP in driver.controls:
                with contextlib.suppress(CommandError):  # not connected: there is nothing to stop
                    driver.tell(Command.STOP)


async def tend(driver: Driver, link: Link | None = None, opener: Opener = open_link) -> None:
    """Keep one driver on its port until cancelled, beginning with ``link`` if it is already open."""
    back_off = BackOff()
    while True:
        link = link or await _open(driver, opener)
        if link is not None:
            await _use(driver, link)
            link = None
            if driver.has_streamed:
                back_off.reset()
        await asyncio.sleep(back_off.next_s())


async def _open(driver: Driver, opener: Opener) -> Link | None:
    try:
        return await opener(driver.assignment.port, driver.line_used, driver.new_interpreter)
    except LinkError as problem:
        if driver.missed(problem.reason):
            _log.warning("port.closed", instrument=driver.assignment.name, reason=problem.reason)
        return None


async def _use(driver: Driver, link: Link) -> None:
    if driver.guarded:
        link.guard(driver.commands.stop)
    try:
        await driver.run(link)
    except LinkError as problem:
        _log.warning("port.lost", instrument=driver.assignment.name, reason=problem.reason)
    finally:
        link.close()
