# SPDX-License-Identifier: EUPL-1.2
"""`kiosk devices read`: a live device, over a serial port or a simulator's pseudo-terminal."""

from __future__ import annotations

import argparse
import asyncio
import logging

from drivers.base import Driver
from drivers.cli.output import PROBLEM, ReadingTable, Writer, complain, live_entry, scan_entry, stop_writing, write_json
from drivers.links.link import LinkError
from drivers.links.opening import open_link
from drivers.names import parse_name
from drivers.registry import find
from drivers.shelf import tend
from kiosk.capability import Assignment, Command
from kiosk.clock import Clock, SystemClock
from kiosk.reading import Failure, InstrumentEvent, Progress, Reading, Scan, SensorChange, SensorState

ADVICE = {
    SensorState.SILENT: "nothing arrives. Switch the device on and look at its cable.",
    SensorState.CONNECTING: "nothing arrived yet. Give it more --seconds.",
    SensorState.GARBAGE: "what arrives is not this device's protocol. Try another driver, or look at the cable.",
    SensorState.UNPLUGGED: "the port went away.",
}


def run(arguments: argparse.Namespace) -> int:
    """Read for so many seconds; exit code as in the help."""
    logging.getLogger("halsorum").setLevel(logging.WARNING)  # what the log would tell is told here in words
    assignment = Assignment(name="bench", driver=parse_name(arguments.driver), port=arguments.port, line=arguments.line)
    writer: Writer = write_json if arguments.json else ReadingTable()
    listener = Listener(SystemClock(), writer, quiet=arguments.json, set_to=find(assignment.driver).set_to)
    try:
        asyncio.run(_read(assignment, listener, arguments.seconds, arguments.tell))
    except BrokenPipeError:
        return stop_writing()
    except LinkError as problem:
        complain(str(problem))
        return PROBLEM
    if listener.readings == 0:
        state = listener.state or SensorState.CONNECTING
        complain(f"no reading from {arguments.port}: {ADVICE.get(state, f'the device says {state}.')}")
        return PROBLEM
    return 0


class Listener:
    """Write readings as they come and remember the sensor's state."""

    def __init__(self, clock: Clock, write: Writer, *, quiet: bool, set_to: str = "") -> None:
        self.clock = clock
        self.readings = 0
        self.state: SensorState | None = None
        self._write = write
        self._quiet = quiet
        self._set_to = set_to
        self._start_s = clock.monotonic_s()

    def deliver(self, event: InstrumentEvent) -> None:
        """Take what the driver says."""
        if isinstance(event, Reading):
            self.readings += 1
            self._write(live_entry(self.clock.monotonic_s() - self._start_s, event))
        elif isinstance(event, SensorChange):
            self.state = event.state
            if not self._quiet:
                complain(f"sensor: {event.state}" + self._why(event.failure))
        elif isinstance(event, Progress):
            if not self._quiet:
                complain(f"{event.measure}: {event.value} {event.unit}")
        elif isinstance(event, Scan):
            self.readings += 1
            self._write(scan_entry(self.clock.monotonic_s() - self._start_s, event.text))

    def _why(self, failure: Failure | None) -> str:
        """Return the reason, and what to set at the device if it is its output's format."""
        if failure is None:
            return ""
        return f" ({failure})" + (f" {self._set_to}" if failure is Failure.WRONG_FORMAT else "").rstrip()


async def _read(assignment: Assignment, listener: Listener, seconds: float, command: str) -> None:
    driver: Driver = find(assignment.driver)(assignment, listener.clock, listener.deliver)
    link = await open_link(assignment.port, driver.line_used, driver.new_interpreter)
    try:
        async with asyncio.timeout(seconds), asyncio.TaskGroup() as group:
            group.create_task(tend(driver, link))
            if command:
                await driver.opened.wait()
                driver.tell(Command(command))
    except TimeoutError:
        return
