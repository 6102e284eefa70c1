# SPDX-License-Identifier: EUPL-1.2
"""`kiosk devices record`: what goes over a device's line → a file with times, for a bug report."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
from pathlib import Path

from drivers.base import Driver
from drivers.cli.output import PROBLEM, complain
from drivers.links.link import Link, LinkError
from drivers.links.ports import LineSettings, parse_line
from drivers.links.record import recording_opener
from drivers.links.recording import Direction, Recorder, RecordingError, RecordingReason
from drivers.registry import find
from drivers.shelf import tend
from kiosk.capability import Assignment, Command
from kiosk.clock import SystemClock
from kiosk.deadline import Deadline
from kiosk.errors import KioskError
from kiosk.reading import InstrumentEvent
from kiosk.site import Site, find_site

PROGRESS_S = 0.5
MIB_BYTES = 1 << 20
WARNING = (
    "A recording holds everything the device says. That may be somebody's name, number or results: measure yourself or "
    "a test person who agrees, look into the file before you send it, and delete it afterwards."
)


def run(arguments: argparse.Namespace) -> int:
    """Record; exit code as in the help."""
    logging.getLogger("halsorum").setLevel(logging.WARNING)
    site = find_site(arguments.config)
    site.require_no_visit()
    driver = find(arguments.driver) if arguments.driver else None
    line = parse_line(arguments.line) if driver is None else driver.line
    complain(WARNING)
    session = Session(arguments, driver, line, site)
    try:
        asyncio.run(session.run())
    except KeyboardInterrupt:
        pass  # that is how one ends it early; the device was told to stop, and the file is whole
    except LinkError as problem:
        complain(str(problem))
        return PROBLEM
    return session.verdict()


class Session:
    """One recording. A failure to open the port leaves no file."""

    def __init__(
        self, arguments: argparse.Namespace, driver: type[Driver] | None, line: LineSettings, site: Site
    ) -> None:
        self._arguments = arguments
        self._driver_class = driver
        self._line = line
        self._site = site
        self._clock = SystemClock()
        self._driver: Driver | None = None
        self._recorder: Recorder | None = None
        self._interrupted = ""

    async def run(self) -> None:
        """Record for so many seconds. Raises `LinkError`, `RecordingError`."""
        name = self._driver_class.name if self._driver_class else ""
        path = Path(self._arguments.file)
        with Recorder(path, self._clock, limit_bytes=self._arguments.limit_mib * MIB_BYTES) as recorder:
            self._recorder = recorder
            recorder.begin(driver=str(name), line=self._line, port=self._arguments.port)
            opener = recording_opener(recorder)
            try:
                interpreter = self._driver_class.new_interpreter if self._driver_class else None
                link = await opener(self._arguments.port, self._line, interpreter)
            except BaseException:
                path.unlink(missing_ok=True)
                raise
            await self._record(link, recorder)

    async def _record(self, link: Link, recorder: Recorder) -> None:
        try:
            await self._work(link, recorder)
        except* KioskError as problems:
            self._interrupted = str(_first(problems))
        finally:
            link.close()

    async def _work(self, link: Link, recorder: Recorder) -> None:
        try:
            async with asyncio.timeout(self._arguments.seconds), asyncio.TaskGroup() as group:
                group.create_task(self._watch(recorder))
                if self._driver_class is None:
                    group.create_task(_listen(link, self._clock))
                    return
                assignment = Assignment(name="bench", driver=str(self._driver_class.name), port=self._arguments.port)
                self._driver = self._driver_class(assignment, self._clock, _ignore)
                group.create_task(tend(self._driver, link, recording_opener(recorder)))
                if self._arguments.tell:
                    await self._driver.opened.wait()
                    self._driver.tell(Command(self._arguments.tell))
        except TimeoutError:
            recorder.note("done")

    async def _watch(self, recorder: Recorder) -> None:
        """Show the progress; end at once if a visit begins."""
        while True:
            if self._site.in_visit:
                recorder.note("visit")
                raise RecordingError(
                    "A visit has begun, so the recording ends.",
                    reason=RecordingReason.IN_VISIT,
                    hint="Record when the room is empty.",
                )
            self._show(recorder)
            await asyncio.sleep(PROGRESS_S)

    def _show(self, recorder: Recorder) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{self._summary(recorder)} ")
            sys.stderr.flush()

    def _summary(self, recorder: Recorder) -> str:
        got, sent = recorder.bytes_of[Direction.RX], recorder.bytes_of[Direction.TX]
        words = f"{recorder.elapsed_s:5.1f} of {self._arguments.seconds:g} s, {got} bytes received, {sent} sent"
        if self._driver is None:
            return words
        tally = self._driver.interpreter.tally
        return f"{words}, {tally.frames} frames, {tally.skipped_bytes} bytes fit nothing"

    def verdict(self) -> int:
        """Say how it went; return the exit code."""
        recorder = self._recorder
        if recorder is None:
            return PROBLEM
        if sys.stderr.isatty():
            sys.stderr.write("\n")
        if self._interrupted:
            complain(self._interrupted)
        complain(f"{recorder.path}: {self._summary(recorder).strip()}.")
        if recorder.bytes_of[Direction.RX]:
            return PROBLEM if self._interrupted.startswith("A visit") else 0
        complain("The device said nothing. Switch it on, look at its cable, or take a measurement while it records.")
        return PROBLEM


async def _listen(link: Link, clock: SystemClock) -> None:
    """Take what a device of an unknown family says; nothing is sent to it."""
    while True:
        await link.read(Deadline.after(clock, PROGRESS_S))


def _first(problems: BaseExceptionGroup[KioskError]) -> BaseException:
    """Return the first of the errors in a group of groups."""
    found: BaseException = problems
    while isinstance(found, BaseExceptionGroup):
        found = found.exceptions[0]
    return found


def _ignore(event: InstrumentEvent) -> None:
    """Only the bytes count here."""
